"""The rows of a table below its header."""

from dataclasses import replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Table


def body_of(table: Table) -> list[dict[int, Cell]]:
    """The cells of each row below the header, by column."""
    rows: list[dict[int, Cell]] = [{} for _ in range(table.rows - table.header_rows)]
    for printed in table.cells:
        cell = _below(printed) if printed.row <= table.header_rows else printed
        for row, column in cell.covers():
            if table.header_rows < row <= table.rows:
                rows[row - table.header_rows - 1][column] = cell
    return rows


def _below(head: Cell) -> Cell:
    """What a header cell leaves of the rows below that it is merged with: nothing that is known."""
    message = "the cell is merged with the header above it, so that what it should hold is not known"
    remedy = "Compare with the published document"
    finding = Finding("span-uncertain", Severity.WARNING, message, places=head.places, remedy=remedy)
    return replace(head, text="", findings=(*head.findings, finding))
