"""What is doubtful in the cells of a scan."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox
from pipeline.readers.pdf_frame import Box
from pipeline.readers.scan_hidden import lies_under
from pipeline.readers.scan_numbers import with_numbers_held
from pipeline.readers.scan_text import SURE

LOOK = "Compare the cell with the picture and record a correction if it is wrong"


def with_doubts(fragment: Fragment, seals: Sequence[Box] = ()) -> Fragment:
    """The fragment with a finding on each cell that was not read surely, or that a seal may have emptied."""
    cells = tuple(_doubted(cell) if cell.text else _emptied(cell, seals) for cell in fragment.cells)
    return with_numbers_held(replace(fragment, cells=cells))


def _doubted(cell: Cell) -> Cell:
    if cell.confidence >= SURE:
        return cell
    message = f"the picture is read as “{' '.join(cell.text.split())}”, not surely ({cell.confidence:.2f})"
    finding = Finding("low-confidence", Severity.WARNING, message, places=cell.places, remedy=LOOK)
    return replace(cell, findings=(*cell.findings, finding))


def _emptied(cell: Cell, seals: Sequence[Box]) -> Cell:
    under = any(
        isinstance(place, PageBox) and lies_under(place.box, seal) for place in cell.places for seal in seals
    )
    if not under:
        return cell
    message = "nothing is read in the cell, and a seal lies over it"
    finding = Finding("low-confidence", Severity.WARNING, message, places=cell.places, remedy=LOOK)
    return replace(cell, findings=(*cell.findings, finding))
