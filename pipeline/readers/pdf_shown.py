"""A copy of a PDF whose pages are as they are read: /Rotate and CropBox worked into the content.

tablers and camelot lose their way on turned or cropped pages; on such a copy they do not, and every engine's
coordinates run from the top left of the page as its text lies.
"""

import ctypes
import io
from collections.abc import Collection, Mapping

import pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.pdfpage import PDFPage

# Text of this render mode leaves no ink.
HIDDEN = 3
Matrix = tuple[float, float, float, float, float, float]


def is_plain(page: PDFPage) -> bool:
    """Whether the page is shown whole and upright, with its origin in the corner."""
    return page.rotate == 0 and tuple(page.mediabox[:2]) == (0, 0) and page.cropbox == page.mediabox


def as_shown(
    data: bytes,
    password: str | None = None,
    turns: Mapping[int, int] | None = None,
    without_hidden: Collection[int] = (),
) -> bytes:
    """The copy, not encrypted.

    Pages (from 1) in ``turns`` are turned back by the quarter turns by which their text lies; from those
    in ``without_hidden`` hidden text is taken out.
    """
    document = pypdfium2.PdfDocument(data, password=password)
    try:
        for number, page in enumerate(document, start=1):
            if number in without_hidden:
                _take_out_hidden_text(page)
            _straighten(page, (turns or {}).get(number, 0))
            page.close()
        copy = io.BytesIO()
        document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
    finally:
        document.close()
    return copy.getvalue()


def has_pictures(data: bytes, password: str | None, number: int) -> bool:
    """Whether the page holds anything but text and lines, such as a scan."""
    document = pypdfium2.PdfDocument(data, password=password)
    try:
        return any(True for _ in document[number - 1].get_objects())
    finally:
        document.close()


def letter_colours(data: bytes, password: str | None, number: int) -> list[tuple[float, ...]]:
    """The colour (red, green, blue, each 0 to 1) of every character of the page's text, in pdfium's order."""
    document = pypdfium2.PdfDocument(data, password=password)
    parts = [ctypes.c_uint() for _ in range(4)]
    colours = []
    try:
        text = document[number - 1].get_textpage()
        for index in range(text.count_chars()):
            pdfium.FPDFText_GetFillColor(text, index, *map(ctypes.byref, parts))
            colours.append(tuple(part.value / 255 for part in parts[:3]))
    finally:
        document.close()
    return colours


def _straighten(page: pypdfium2.PdfPage, lies: int) -> None:
    turn = (page.get_rotation() - 90 * lies) % 360
    left, bottom, right, top = _visible(page)
    if turn == 0 and (left, bottom, right, top) == (0, 0, *page.get_mediabox()[2:]):
        page.set_rotation(0)
        return
    matrices: dict[int, Matrix] = {
        0: (1, 0, 0, 1, -left, -bottom),
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }
    width, height = right - left, top - bottom
    if turn % 180:
        width, height = height, width
    page.set_rotation(0)
    page.set_mediabox(0, 0, width, height)
    page.set_cropbox(0, 0, width, height)
    clip = pdfium.FS_RECTF(0, height, width, 0)
    pdfium.FPDFPage_TransFormWithClip(page, pdfium.FS_MATRIX(*matrices[turn]), ctypes.byref(clip))


def _visible(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = page.get_mediabox()
    left, bottom, right, top = page.get_cropbox()
    box = (max(left, x0), max(bottom, y0), min(right, x1), min(top, y1))
    return box if box[2] > box[0] and box[3] > box[1] else (x0, y0, x1, y1)


def _take_out_hidden_text(page: pypdfium2.PdfPage) -> None:
    texts = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1))
    hidden = [text for text in texts if pdfium.FPDFTextObj_GetTextRenderMode(text) == HIDDEN]
    if 0 < len(hidden) < len(texts):  # a scan's only text is hidden, and wanted
        for text in hidden:
            page.remove_obj(text)
        page.gen_content()
