"""What is doubtful in the cells of a scan."""

from dataclasses import replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Fragment
from pipeline.readers.scan_numbers import with_numbers_doubted

# Cells read less surely than this are marked.
SURE = 0.9
LOOK = "Compare the cell with the picture and record a correction if it is wrong"


def with_doubts(fragment: Fragment) -> Fragment:
    """The fragment with a finding on each cell that was not read surely."""
    cells = tuple(_doubted(cell) for cell in fragment.cells)
    return with_numbers_doubted(replace(fragment, cells=cells))


def _doubted(cell: Cell) -> Cell:
    if not cell.text or cell.confidence >= SURE:
        return cell
    message = f"the picture is read as “{' '.join(cell.text.split())}”, not surely ({cell.confidence:.2f})"
    finding = Finding("low-confidence", Severity.WARNING, message, places=cell.places, remedy=LOOK)
    return replace(cell, findings=(*cell.findings, finding))
