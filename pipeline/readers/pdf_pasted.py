"""Pictures on pages that have text of their own: a table pasted as a picture is read from it, by OCR."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Fragment
from pipeline.documents.places import PageBox
from pipeline.knowledge import SCHEMAS
from pipeline.readers.limits import TABLE_HEIGHT, TABLE_WIDTH
from pipeline.readers.ocr_names import OcrName
from pipeline.readers.pdf_blocks import shown_fragment
from pipeline.readers.pdf_doubts import BY_EYE
from pipeline.readers.pdf_frame import Box, Frame
from pipeline.readers.pdf_page import Before, PageContent
from pipeline.readers.pdf_scans import PICTURES, drawn, opened, reason_for_picture
from pipeline.vocabulary import load_vocabulary

if TYPE_CHECKING:
    import pypdfium2

    from pipeline.readers.scan_page import Scan

# Pieces of one picture, which some programs cut into strips, are so near each other.
NEAR = 3.0
# Paper around the pictures that are read.
MARGIN = 10.0
# More letters printed over a picture than these: it is the ground of the page, and its text is read.
LETTERS_OVER = 20
# No PDF has a picture without these words in the clear, but those a few points large.
_IMAGE = re.compile(rb"/Subtype\s*/Image")
# pdfium gives places in whole numbers.
_FINE = 100


@dataclass(frozen=True, slots=True)
class _Pasted:
    number: int
    boxes: tuple[Box, ...]


def with_pasted(
    contents: Sequence[PageContent], data: bytes, password: str | None, ocr: OcrName
) -> list[PageContent]:
    """The pages, with the tables that pictures among their text show."""
    pages = list(contents)
    if _IMAGE.search(data) is None:
        return pages
    found = _pasted(pages, data, password)
    if not found:
        return pages
    from pipeline.readers.scan_page import scan_contents
    from pipeline.readers.scan_pages import read_scans

    vocabulary = load_vocabulary(SCHEMAS)
    reads = read_scans([partial(_drawn, data, password, one) for one in found], ocr)
    for one, read in zip(found, reads, strict=True):
        (content,) = scan_contents([(one.number, read)], Before(), vocabulary)
        pages[one.number - 1] = _joined(pages[one.number - 1], content, one, ocr)
    return pages


def _pasted(pages: Sequence[PageContent], data: bytes, password: str | None) -> list[_Pasted]:
    found = []
    with opened(data, password) as document:
        for number, content in enumerate(pages, start=1):
            if content.blank or reason_for_picture(content) or not isinstance(content.frame, Frame):
                continue
            page = document[number - 1]
            boxes = tuple(box for box in _pictures(page) if _letters_over(content, box) <= LETTERS_OVER)
            if boxes:
                found.append(_Pasted(number, boxes))
            page.close()
    return found


def _pictures(page: "pypdfium2.PdfPage") -> list[Box]:
    """Where pictures as large as a table lie on the page as shown, pieces of one together."""
    import pypdfium2.raw as pdfium

    boxes: list[Box] = []
    for count, picture in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if count >= PICTURES:
            break
        box = _shown(page, picture)
        near = [other for other in boxes if _touch(box, other)]
        boxes = [other for other in boxes if other not in near]
        boxes.append(_around([box, *near]))
    return [box for box in boxes if box[2] - box[0] >= TABLE_WIDTH and box[3] - box[1] >= TABLE_HEIGHT]


def _shown(page: "pypdfium2.PdfPage", picture: "pypdfium2.PdfObject") -> Box:
    import ctypes

    import pypdfium2.raw as pdfium

    x0, y0, x1, y1 = picture.get_bounds()
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    within = picture.container
    while within is not None:
        matrix = within.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        within = within.container
    width, height = page.get_size()
    places = []
    for x, y in corners:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = (round(width * _FINE), round(height * _FINE))
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        places.append((across.value / _FINE, down.value / _FINE))
    xs = [min(max(x, 0.0), width) for x, _ in places]
    ys = [min(max(y, 0.0), height) for _, y in places]
    return min(xs), min(ys), max(xs), max(ys)


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + NEAR
        and other[0] <= one[2] + NEAR
        and one[1] <= other[3] + NEAR
        and other[1] <= one[3] + NEAR
    )


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _letters_over(content: PageContent, picture: Box) -> int:
    """How many letters of the page's own text lie within a picture."""
    texts = [(line.box, line.text) for line in content.lines]
    texts += [
        (cell.ink, cell.text)
        for fragment in content.fragments
        for cell in fragment.cells
        if cell.ink is not None
    ]
    frame = content.frame
    shown = [(frame.on_page(box), text) for box, text in texts]
    return sum(len("".join(text.split())) for box, text in shown if _holds(picture, box))


def _holds(picture: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return picture[0] <= x <= picture[2] and picture[1] <= y <= picture[3]


def _drawn(data: bytes, password: str | None, pasted: _Pasted) -> "Scan":
    """The part of a page that its pictures take up, with nothing else on it."""
    import numpy

    from pipeline.readers.scan_page import Scan

    with opened(data, password) as document:
        picture, dpi = drawn(document[pasted.number - 1])
        scale = dpi / 72
        alone = numpy.full_like(picture, 255)
        for box in pasted.boxes:
            alone[_pixels(box, scale)] = picture[_pixels(box, scale)]
    down, across = _pixels(_around([(x - MARGIN, y - MARGIN, z, w) for x, y, z, w in pasted.boxes]), scale)
    paper = round(MARGIN * scale)
    part = numpy.pad(alone[down, across], ((0, paper), (0, paper), (0, 0)), constant_values=255)
    return Scan(part, dpi, 72 / dpi, across.start / scale, down.start / scale)


def _pixels(box: Box, scale: float) -> tuple[slice, slice]:
    """The rows and columns of pixels that a box in points takes up."""
    x0, top, x1, bottom = (edge * scale for edge in box)
    return (
        slice(max(math.floor(top), 0), math.ceil(bottom)),
        slice(max(math.floor(x0), 0), math.ceil(x1)),
    )


def _joined(page: PageContent, read: PageContent, pasted: _Pasted, ocr: OcrName) -> PageContent:
    """The page with what was read of its pictures, where that is a table."""
    number = pasted.number
    places = tuple(PageBox(number, box) for box in pasted.boxes)
    upright = isinstance(page.frame, Frame) and not page.frame.turn
    if not read.fragments or not upright:
        return replace(page, findings=(*page.findings, *_unread(number, read, places)))
    said = Finding(
        "page-scanned",
        Severity.INFO,
        f"page {number} shows a table as a picture, which was read by {ocr}",
        places=places,
        remedy=BY_EYE,
    )
    fragments: list[Fragment] = [shown_fragment(fragment, read.frame) for fragment in read.fragments]
    lines = [replace(line, box=read.frame.on_page(line.box), margin=False) for line in read.lines]
    return replace(
        page,
        fragments=(*page.fragments, *fragments),
        lines=(*page.lines, *lines),
        findings=(*page.findings, said),
    )


def _unread(number: int, read: PageContent, places: tuple[PageBox, ...]) -> tuple[Finding, ...]:
    """What to say of a picture that gave no table: most are none, but words in it stay unread."""
    if not read.lines and not read.fragments:
        return ()
    if read.fragments:
        message = f"page {number} shows a table as a picture, which was not read"
        return (Finding("part-unread", Severity.ERROR, message, places=places, remedy=BY_EYE),)
    message = f"page {number} shows words as a picture, which were not read"
    return (Finding("part-unread", Severity.INFO, message, places=places, remedy=BY_EYE),)
