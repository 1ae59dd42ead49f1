"""Rows that have fewer cells than the others of their table, in formats that lay cells from the left."""

from collections import Counter
from dataclasses import replace

from pipeline.documents.findings import ROW, Finding, Severity
from pipeline.documents.model import Fragment, Paragraph

_FEWEST = 2


def with_short_rows_told(block: Paragraph | Fragment) -> Paragraph | Fragment:
    """The block; of a table, with a finding on each row that ends before most others do."""
    if isinstance(block, Paragraph) or not block.stored:
        return block
    taken: Counter[int] = Counter()
    begun: Counter[int] = Counter()
    for cell in block.cells:
        begun[cell.row] += 1
        for row in range(cell.row, cell.row + cell.row_span):
            taken[row] += cell.column_span
    short = {row for row in taken if taken[row] < block.columns and begun[row] >= _FEWEST}
    if not short or 2 * sum(taken[row] < block.columns for row in taken) > len(taken):
        return block
    cells = []
    for cell in block.cells:
        if cell.row in short:
            short.remove(cell.row)
            finding = Finding(
                "row-too-short",
                Severity.WARNING,
                f"the row takes {taken[cell.row]} of the {block.columns} columns of its table: "
                "cells may stand in the wrong column",
                role=ROW,
                places=cell.places,
                remedy="Compare with the published document and correct the rendition.",
            )
            cell = replace(cell, findings=(*cell.findings, finding))  # noqa: PLW2901
        cells.append(cell)
    return replace(block, cells=tuple(cells))
