"""Scans: the same cells as the page they were made of, with places on the picture as given."""

import ctypes
import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy
import pypdfium2
import pytest
from PIL import Image

from pipeline.cell_pictures import with_cell_pictures
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Document, Fragment
from pipeline.documents.places import PageBox
from pipeline.documents.text import fold
from pipeline.errors import UnreadableDocument
from pipeline.readers import picture as reader
from pipeline.readers.door import read_document
from pipeline.readers.ocr import Picture
from pipeline.reading import tables_in
from tests.readers.scanning import (
    SAMPLE,
    as_file,
    bilevel,
    drawn,
    noisy,
    photographed,
    sealed,
    skewed,
)

PAGE, INCHES = 4, 2.3
POINTS = INCHES * 72


def cells(document: Document, page: int = 1) -> list[Cell]:
    return [
        cell
        for block in document.blocks
        if isinstance(block, Fragment) and block.page == page
        for cell in block.cells
    ]


def folded(found: list[Cell]) -> list[tuple[int, int, str]]:
    return [(cell.row, cell.column, fold(cell.text)) for cell in found]


@cache
def printed() -> list[Cell]:
    """The cells of the sample that lie whole in the part of the page that is scanned."""
    return [
        cell for cell in cells(read_document(SAMPLE.read_bytes(), "a.pdf"), PAGE) if box(cell)[3] < POINTS
    ]


def box(cell: Cell) -> tuple[float, float, float, float]:
    place = cell.places[0]
    assert isinstance(place, PageBox)
    return place.box


def near(one: Cell, other: Cell, points: float) -> bool:
    return all(abs(a - b) <= points for a, b in zip(box(one), box(other), strict=True))


def whole(found: list[Cell]) -> list[Cell]:
    return [cell for cell in found if cell.row <= max(cell.row for cell in printed())]


@pytest.mark.parametrize(
    ("made", "off"),
    [
        (lambda part: bilevel(skewed(part, 1.5)), 9.0),
        (lambda part: sealed(part, 200, (0.6, 0.6)), 1.5),
        (lambda part: noisy(photographed(part)), 30.0),
    ],
    ids=["bilevel, skewed", "under a red seal", "photographed"],
)
def test_a_scan_gives_the_cells_of_its_page(made: Callable[[Picture], Picture], off: float) -> None:
    document = read_document(as_file([made(drawn(PAGE, 200, INCHES))], "PNG", 200), "scan.png")
    found = whole(cells(document))
    assert folded(found) == folded(printed())
    assert all(near(scanned, cell, off) for scanned, cell in zip(found, printed(), strict=True))
    assert {cell.readings for cell in found} == {("rapidocr",)}


def test_what_a_seal_in_a_grey_scan_spoils_is_marked() -> None:
    picture = noisy(sealed(drawn(PAGE, 200, INCHES), 200, (0.4, 0.6)))
    found = whole(cells(read_document(as_file([picture], "PNG", 200), "scan.png")))
    wrong = [
        cell for cell, right in zip(found, printed(), strict=True) if fold(cell.text) != fold(right.text)
    ]
    assert len(wrong) <= 3
    assert all("low-confidence" in {finding.code for finding in cell.findings} for cell in wrong)


@pytest.mark.parametrize(
    ("kind", "turn", "dots"), [("JPEG", cv2.ROTATE_180, 150), ("TIFF", cv2.ROTATE_90_CLOCKWISE, None)]
)
def test_a_turned_scan_is_read_and_its_places_are_those_of_the_picture_as_given(
    kind: str, turn: int, dots: int | None
) -> None:
    part = drawn(PAGE, 150, INCHES)
    given = numpy.asarray(cv2.rotate(part, turn), numpy.uint8)
    document = read_document(as_file([given], kind, dots), "scan")
    found = whole(cells(document))
    assert folded(found) == folded(printed())
    width = part.shape[1] * 72 / 150
    for scanned, cell in zip(found, printed(), strict=True):
        x0, top, x1, bottom = box(cell)
        if turn == cv2.ROTATE_180:
            expected = (width - x1, POINTS - bottom, width - x0, POINTS - top)
        else:
            expected = (POINTS - bottom, x0, POINTS - top, x1)
        scale = 1 if dots else 150 / 72  # a pixel is a point where no dots an inch are given
        assert box(scanned) == pytest.approx([edge * scale for edge in expected], abs=1.5 * scale)


def test_a_page_without_a_table_and_an_empty_one_are_named() -> None:
    blank = numpy.full((900, 700, 3), 250, numpy.uint8)
    shade = numpy.linspace(0, 255, 700)[None, :, None].repeat(900, axis=0).repeat(3, axis=2)
    document = read_document(as_file([blank, shade.astype(numpy.uint8)], "TIFF", 100), "scan.tif")
    assert not document.blocks
    assert document.pages == 2
    assert [finding.code for finding in document.findings] == ["page-unread", "page-unread"]


def test_a_picture_too_large_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    size = struct.pack(">2I5B", 40_000, 40_000, 1, 0, 0, 0, 0)
    header = struct.pack(">I", len(size)) + b"IHDR" + size + struct.pack(">I", zlib.crc32(b"IHDR" + size))
    with pytest.raises(UnreadableDocument, match="too large to be read"):
        read_document(b"\x89PNG\r\n\x1a\n" + header + b"\0\0\0\0IDAT", "large.png")
    monkeypatch.setattr(reader, "PICTURE_PIXELS", 100)
    with pytest.raises(UnreadableDocument, match="20 x 10 pixels") as caught:
        read_document(as_file([numpy.zeros((10, 20, 3), numpy.uint8)], "JPEG", 72), "large.jpg")
    assert caught.value.remedy


def test_a_text_layer_over_a_scan_is_a_second_reading() -> None:
    pages = pypdfium2.PdfDocument(as_file([drawn(PAGE, 200, INCHES)], "PDF", 200))
    page = pages[0]
    for cell in printed():
        text = pypdfium2.raw.FPDFPageObj_NewTextObj(pages, b"Helvetica", 8.0)
        words = "国际 " if cell.text == "国际" else "16" if cell.text == "15" else ""
        units = (words + "\0").encode("utf-16-le")
        buffer = (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)
        pypdfium2.raw.FPDFText_SetText(text, buffer)
        pypdfium2.raw.FPDFTextObj_SetTextRenderMode(text, 3)
        x0, _, _, bottom = box(cell)
        pypdfium2.raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, x0 + 4, page.get_height() - bottom + 8)
        pypdfium2.raw.FPDFPage_InsertObject(page, text)
    pypdfium2.raw.FPDFPage_GenerateContent(page)
    out = io.BytesIO()
    pages.save(out)
    found = {fold(cell.text): cell for cell in cells(read_document(out.getvalue(), "scan.pdf"))}
    assert [finding.code for finding in found["15"].findings] == ["engines-disagree"]
    assert "“16”" in found["15"].findings[0].message
    assert found["序号"].readings == ("rapidocr",)


def test_doubtful_cells_have_pictures(tmp_path: Path) -> None:
    data = as_file([drawn(PAGE, 200, INCHES)], "TIFF", 200)
    doubt = Finding("low-confidence", Severity.WARNING, "read not surely")
    doubted = tuple(
        replace(cell, places=(PageBox(1, box(cell)),), findings=(doubt,)) for cell in printed()[:4]
    )
    document = Document("scan.tif", "0" * 64, "image/tiff", 1, (Fragment(1, 2, 5, doubted),))
    pictured = with_cell_pictures(document, data, tmp_path / "extracted")
    for cell in cells(pictured):
        path = tmp_path / cell.findings[0].message.rsplit(" ", 1)[1]
        x0, top, x1, bottom = box(cell)
        with Image.open(path) as picture:
            assert picture.size == pytest.approx(
                ((x1 - x0 + 12) * 200 / 72, (bottom - top + 12) * 200 / 72), abs=2
            )


def test_a_table_over_a_digital_and_a_scanned_page_is_one() -> None:
    pages = pypdfium2.PdfDocument.new()
    pages.import_pages(pypdfium2.PdfDocument(SAMPLE), [PAGE - 2])
    scan = as_file([noisy(skewed(drawn(PAGE, 200, INCHES), 1.0))], "PDF", 200)
    pages.import_pages(pypdfium2.PdfDocument(scan), [0])
    out = io.BytesIO()
    pages.save(out)
    document = read_document(out.getvalue(), "mixed.pdf")
    assert [
        (finding.code, finding.severity) for finding in document.findings if finding.code == "page-scanned"
    ] == [("page-scanned", Severity.INFO)]
    (table,) = tables_in(document)
    numbers = [cell.text for cell in table.cells if cell.column == 1 and cell.row > table.header_rows]
    assert numbers[:15] == [str(number) for number in range(1, 16)]
    assert {cell.readings for cell in table.cells} == {("tablers", "pdfplumber"), ("rapidocr",)}
