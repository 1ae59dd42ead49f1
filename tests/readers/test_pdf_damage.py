"""Pictures of pages that are cut off in the file are told; whole ones are not, however they are packed."""

import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from unittest.mock import Mock

import numpy
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.findings import Severity
from pipeline.documents.model import Document, Fragment
from pipeline.readers import pdf_pasted, pdf_scans, scan_pages
from pipeline.readers.door import read_document
from pipeline.readers.engines import FAST
from pipeline.readers.options import Options
from pipeline.readers.pdf_damage import draws_whole, pictures_whole
from pipeline.readers.scan_page import Scan, ScanRead
from tests.readers.pdf_drawing import HEIGHT, pdf, text_line
from tests.readers.scanning import drawn

WIDE, HIGH = 640, 480


def picture(mode: str = "L") -> Image.Image:
    levels = numpy.random.default_rng(1).integers(0, 256, (HIGH, WIDE, 3)).astype(numpy.uint8)
    return Image.fromarray(levels).convert(mode)


def packed(kind: str) -> tuple[bytes, bytes]:
    """A picture's dictionary and bytes."""
    out = io.BytesIO()
    match kind:
        case "JPEG" | "JPEG2000":
            picture("RGB").save(out, kind)
            data = out.getvalue()
            words = b"/Filter/%b/ColorSpace/DeviceRGB" % (b"DCTDecode" if kind == "JPEG" else b"JPXDecode")
        case "deflated JPEG":
            picture("RGB").save(out, "JPEG")
            data = zlib.compress(out.getvalue())
            words = b"/Filter[/FlateDecode/DCTDecode]/ColorSpace/DeviceRGB"
        case "fax":
            picture("1").save(out, "TIFF", compression="group4")
            with Image.open(out) as tiff:
                (start,), (length,) = (tiff.tag_v2[tag] for tag in (273, 279))  # type: ignore[attr-defined]
            data = out.getvalue()[start : start + length]
            words = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d>>/ColorSpace/DeviceGray" % WIDE
        case _:
            data = zlib.compress(picture("RGB").tobytes())
            words = b"/Filter/FlateDecode/ColorSpace/DeviceRGB"
    bits = b"1" if kind == "fax" else b"8"
    return words + b"/BitsPerComponent " + bits, data


def page_with(words: bytes, data: bytes) -> bytes:
    content = b"q 480 0 0 360 50 50 cm /I Do Q"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 500]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d%b/Length %d>>\nstream\n%b\nendstream"
        % (WIDE, HIGH, words, len(data), data),
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % numbered for numbered in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def pages(data: bytes) -> Iterator[PDFPage]:
    return PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data))))


@pytest.mark.parametrize("kind", ["JPEG", "JPEG2000", "deflated JPEG", "deflated", "fax"])
def test_a_picture_that_is_cut_off_is_told_from_a_whole_one(kind: str) -> None:
    words, data = packed(kind)
    for part, whole in ((data, True), (data[: len(data) // 2], False), (b"", False)):
        (page,) = pages(page_with(words, part))
        assert pictures_whole(page) is whole, (kind, len(part), len(data))


def test_a_picture_without_the_last_bytes_of_its_packing_is_whole() -> None:
    words, data = packed("deflated")
    (page,) = pages(page_with(words, data[:-4]))  # the checksum, which some programs leave out
    assert pictures_whole(page)


def test_a_page_whose_instructions_are_gone_is_not_whole() -> None:
    data = page_with(*packed("deflated")).replace(b"/Contents 4 0 R", b"/Contents 9 0 R")
    assert [draws_whole(page) for page in pages(data)] == [False]
    codes = [finding.code for finding in read_document(data, "a.pdf", Options(engines=FAST)).findings]
    assert "page-damaged" in codes


def pasted(part: float) -> Document:
    """A page of text with the picture of a table, of whose data a part is there."""

    def page(canvas: Canvas) -> None:
        text_line(canvas, 60, 60, "附件 境外职业资格认可清单", 12)
        shown = Image.fromarray(drawn(4, 150, 1.9)[:, :, ::-1])
        high = 480 * shown.height / shown.width
        canvas.drawImage(ImageReader(shown), 56, HEIGHT - 130 - high, 480, high)
        text_line(canvas, 60, 150 + high, "以上清单自发布之日起施行。", 12)

    data = pdf(page)
    begin = data.index(b"stream", data.index(b"/Subtype /Image")) + 7
    end = data.index(b"endstream", begin)
    cut = begin + round((end - begin) * part)
    return read_document(data[:cut] + b" " * (end - cut) + data[end:], "pasted.pdf", Options(engines=FAST))


def test_a_table_pasted_as_a_picture_is_read_in_its_place_and_told_where_it_is_cut_off() -> None:
    document = pasted(0.97)
    first, table, last = document.blocks
    assert isinstance(table, Fragment)
    assert (getattr(first, "text", ""), getattr(last, "text", "")) == (
        "附件境外职业资格认可清单",
        "以上清单自发布之日起施行。",
    )
    assert {cell.readings for cell in table.cells} == {("rapidocr",)}
    assert table.cells[0].text == "序号"
    assert [(finding.code, finding.severity) for finding in document.findings] == [
        ("page-scanned", Severity.INFO),
        ("page-damaged", Severity.ERROR),
    ]


def test_pasted_pictures_are_drawn_when_it_is_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(Exception):
        """OCR is asked for."""

    def page(canvas: Canvas) -> None:
        text_line(canvas, 60, 60, "附件 境外职业资格认可清单", 12)
        canvas.drawImage(ImageReader(picture("RGB")), 50, 100, 480, 360)

    def read(scans: Sequence[Callable[[], Scan]], ocr: str) -> Iterator[ScanRead]:
        assert (len(scans), draw.call_count) == (2, 0)
        scan = scans[1]()
        assert draw.call_count == 1
        assert [scan.left, scan.picture.shape[1] * scan.points] == pytest.approx([40, 500], abs=2)
        raise Asked

    draw = Mock(wraps=pdf_scans.drawn)
    monkeypatch.setattr(pdf_pasted, "drawn", draw)
    monkeypatch.setattr(scan_pages, "read_scans", read)
    with pytest.raises(Asked):
        read_document(pdf(page, page), "a.pdf", Options(engines=FAST))


def test_words_printed_over_a_picture_are_the_page_and_no_ocr_is_asked() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture("RGB")), 0, 0, 595, 842)
        for line in range(6):
            text_line(canvas, 60, 60 + 30 * line, "印在底纹上的正文，照常读取。", 12)

    document = read_document(pdf(page), "ground.pdf", Options(engines=FAST))
    assert len(document.blocks) >= 1
    assert not document.findings
