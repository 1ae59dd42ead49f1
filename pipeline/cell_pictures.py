"""Pictures of the cells that a scan's reading doubts, for a person to compare."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from pipeline.documents.model import Cell, Document, Fragment
from pipeline.documents.places import PageBox

CODE = "low-confidence"
PDF = "application/pdf"
# Dots to a point of a PDF page, and the points around a cell that its picture shows too.
SCALE, MARGIN = 2.5, 6.0


def with_cell_pictures(document: Document, data: bytes, folder: Path) -> Document:
    """The document whose doubtful cells name their pictures, written to ``folder``/<sha256>/cells."""
    doubtful = [block for block in document.blocks if isinstance(block, Fragment) and _is_doubtful(block)]
    if not doubtful:
        return document
    cells = folder / document.sha256 / "cells"
    cells.mkdir(parents=True, exist_ok=True)
    with _pages(document, data) as pages:
        blocks = tuple(
            replace(block, cells=tuple(_pictured(cell, pages, index, cells) for cell in block.cells))
            if isinstance(block, Fragment)
            else block
            for index, block in enumerate(document.blocks)
        )
    return replace(document, blocks=blocks)


def _is_doubtful(fragment: Fragment) -> bool:
    return any(finding.code == CODE for cell in fragment.cells for finding in cell.findings)


class _Pages:
    """The pages of a document as pictures, the last one kept, with the dots to a point."""

    def __init__(self, opened: "pypdfium2.PdfDocument | Image.Image") -> None:
        self._opened = opened
        self._number = 0
        self._picture: tuple[Image.Image, float] | None = None

    def page(self, number: int) -> tuple[Image.Image, float]:
        if self._picture is None or self._number != number:
            self._number, self._picture = number, self._drawn(number)
        return self._picture

    def _drawn(self, number: int) -> tuple[Image.Image, float]:
        if isinstance(self._opened, Image.Image):
            self._opened.seek(number - 1)
            dots = self._opened.info.get("dpi", (0, 0))
            scale = float(dots[0]) / 72 if float(dots[0]) > 1 else 1.0
            return ImageOps.exif_transpose(self._opened).convert("RGB"), scale
        return self._opened[number - 1].render(scale=SCALE).to_pil(), SCALE


@contextmanager
def _pages(document: Document, data: bytes) -> Iterator[_Pages]:
    if document.media_type != PDF:
        with Image.open(BytesIO(data)) as picture:
            yield _Pages(picture)
        return
    pdf = pypdfium2.PdfDocument(data)
    try:
        yield _Pages(pdf)
    finally:
        pdf.close()


def _pictured(cell: Cell, pages: _Pages, block: int, folder: Path) -> Cell:
    place = next(
        (place for place in cell.places if isinstance(place, PageBox) and place.member is None), None
    )
    if place is None or all(finding.code != CODE for finding in cell.findings):
        return cell
    picture, scale = pages.page(place.page)
    x0, top, x1, bottom = place.box
    edges = ((x0 - MARGIN) * scale, (top - MARGIN) * scale, (x1 + MARGIN) * scale, (bottom + MARGIN) * scale)
    most = (picture.width, picture.height, picture.width, picture.height)
    left, upper, right, lower = (min(max(int(edge), 0), end) for edge, end in zip(edges, most, strict=True))
    path = folder / f"page-{place.page}-block-{block}-row-{cell.row}-column-{cell.column}.png"
    picture.crop((left, upper, max(right, left + 1), max(lower, upper + 1))).save(path)
    where = f"its picture is {'/'.join(path.parts[-4:])}"
    findings = tuple(
        replace(finding, message=f"{finding.message}; {where}") if finding.code == CODE else finding
        for finding in cell.findings
    )
    return replace(cell, findings=findings)
