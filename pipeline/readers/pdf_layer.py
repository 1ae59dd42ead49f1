"""The unseen text over a scan, which somebody else's OCR made: a second reading of its cells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2

from pipeline.documents.findings import Finding, Severity, without
from pipeline.documents.model import Cell
from pipeline.documents.text import fold
from pipeline.readers.pdf_engines import box_of_cell
from pipeline.readers.pdf_frame import Box, Frame
from pipeline.readers.pdf_page import PageContent

if TYPE_CHECKING:
    from pipeline.readers.scan_frame import ScanFrame

LAYER = "text-layer"
LAYER_READ = "text-layer-read"
# Two readings that agree are sure at least so far.
AGREED = 0.95


def with_layer(data: bytes, password: str | None, number: int, content: PageContent) -> PageContent:
    """The page whose cells the unseen text confirms, or which are marked where it says something else."""
    with _layer(data, password, number) as layer:
        if layer is None:
            return content
        fragments = tuple(
            replace(fragment, cells=tuple(_compared(cell, content.frame, layer) for cell in fragment.cells))
            for fragment in content.fragments
        )
    return replace(content, fragments=fragments)


class _Layer:
    """The text of a page in boxes of the page as shown."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._text = page.get_textpage()
        self._left, _, _, self._ceiling = page.get_cropbox()

    def within(self, box: Box) -> str:
        x0, top, x1, bottom = box
        text: str = self._text.get_text_bounded(
            left=self._left + x0,
            bottom=self._ceiling - bottom,
            right=self._left + x1,
            top=self._ceiling - top,
        )
        return text


@contextmanager
def _layer(data: bytes, password: str | None, number: int) -> Iterator[_Layer | None]:
    """The layer of a page; None on a turned page, whose text lies in other coordinates."""
    document = pypdfium2.PdfDocument(data, password=password)
    try:
        page = document[number - 1]
        yield None if page.get_rotation() else _Layer(page)
    finally:
        document.close()


def _compared(cell: Cell, frame: "Frame | ScanFrame", layer: _Layer) -> Cell:
    box = box_of_cell(cell)
    said = layer.within(frame.on_page(box)) if box is not None else ""
    if not fold(said):
        return cell
    if fold(said) == fold(cell.text):
        findings = without(cell.findings, "low-confidence")
        sure = max(cell.confidence, AGREED)
        return replace(cell, readings=(*cell.readings, LAYER), confidence=sure, findings=findings)
    message = (
        f"{' and '.join(cell.readings)} reads “{' '.join(cell.text.split())}”, "
        f"the unseen text over the scan says “{' '.join(said.split())}”"
    )
    finding = Finding(
        "engines-disagree",
        Severity.WARNING,
        message,
        places=cell.places,
        remedy="Compare the cell with the page",
    )
    return replace(cell, findings=(*cell.findings, finding))
