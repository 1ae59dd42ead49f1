"""Rows of words as one table of a file, in several formats."""

import io
from collections.abc import Sequence

import docx
import openpyxl

Rows = Sequence[Sequence[str]]


def web(rows: Rows) -> bytes:
    """A page with one table."""
    cells = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f"<html><body><table>{cells}</table></body></html>".encode()


def book(rows: Rows) -> bytes:
    """A workbook with one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word(rows: Rows) -> bytes:
    """A Word document with one table."""
    made = docx.Document()
    grid = made.add_table(len(rows), len(rows[0]))
    for row, texts in zip(grid.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def text(rows: Rows) -> bytes:
    """A text with tabs between cells."""
    return "\n".join("\t".join(row) for row in rows).encode()
