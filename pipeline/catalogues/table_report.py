"""Every joined table of a document row by row, catalogue or not, as ``renke read --tables`` prints it."""

from collections.abc import Iterator, Sequence

from pipeline.catalogues.halves import unfolded
from pipeline.catalogues.report import finding_record
from pipeline.catalogues.rows import columns_of, why_not_a_catalogue
from pipeline.documents.model import Cell, Document, Table
from pipeline.documents.places import place_json
from pipeline.documents.text import join_lines
from pipeline.tables.joining import HEADER_TAKEN
from pipeline.vocabulary import Vocabulary


def table_records(
    document: Document, tables: Sequence[Table], vocabulary: Vocabulary
) -> Iterator[dict[str, object]]:
    """One record a row of each table. A span's text stands in every row and column that it covers."""
    for table in tables:
        kind = kind_of(table, vocabulary)
        grid = table.grid()
        taken = _taken_rows(table)
        for row in range(1 + taken, table.rows + 1):
            cells = [grid.get((row, column)) for column in range(1, table.columns + 1)]
            yield {
                "document": document.name,
                "sha256": document.sha256,
                "table": table.number,
                "heading": table.heading,
                "header": row <= table.header_rows,
                "row": row - taken,
                "cells": [join_lines(cell.text) if cell else "" for cell in cells],
                "places": [[place_json(place) for place in cell.places] if cell else [] for cell in cells],
                "kind": kind,
                "findings": _findings(cells),
            }


def _taken_rows(table: Table) -> int:
    """How many rows at the top are a header that is printed above another list."""
    taken = any(step.rule == HEADER_TAKEN for cell in table.cells[:1] for step in cell.steps)
    return table.header_rows if taken else 0


def kind_of(table: Table, vocabulary: Vocabulary) -> str:
    """``catalogue``, ``form`` or ``other``."""
    one = unfolded(table, vocabulary)
    reason = why_not_a_catalogue(one, columns_of(one, vocabulary), vocabulary)
    return "catalogue" if reason is None else reason[0]


def _findings(cells: Sequence[Cell | None]) -> list[dict[str, object]]:
    found = dict.fromkeys(finding for cell in cells if cell for finding in cell.findings)
    return [finding_record(finding) for finding in found]
