"""Pages of a PDF whose text is missing or not believed, read from their picture."""

import math
import threading
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.documents.findings import Finding, Severity
from pipeline.knowledge import SCHEMAS
from pipeline.readers.limits import SCAN_PIXELS
from pipeline.readers.ocr_names import OcrName
from pipeline.readers.pdf_layer import LAYER_READ
from pipeline.readers.pdf_page import Before, PageContent
from pipeline.vocabulary import load_vocabulary

if TYPE_CHECKING:
    import pypdfium2

    from pipeline.readers.ocr import Picture
    from pipeline.readers.scan_page import Scan

# Dots an inch: of a page without pictures, and between which those of its pictures are kept.
USUAL, COARSEST, FINEST = 200.0, 150.0, 300.0
_WHY = {
    "page-unread": "is a picture",
    "text-unreadable": "has fonts that do not say which characters are printed",
    LAYER_READ: "is a picture under unseen text",
}
# So many pictures of a page are looked at for the largest.
PICTURES = 200
# pdfium is not made for several threads.
_PDFIUM = threading.Lock()


def with_scans(
    contents: Sequence[PageContent],
    scan: "Callable[[int], Scan]",
    ocr: OcrName,
    drawn: Container[int] | None = None,
    compared: Callable[[int, PageContent], PageContent] | None = None,
) -> list[PageContent]:
    """The pages, those read from their pictures that cannot be read otherwise.

    ``scan`` gives the picture of a page; ``drawn`` are the pages that have one, by default all;
    ``compared`` holds a page against the unseen text over it.
    """
    pages = list(contents)
    numbers = [
        number
        for number, page in enumerate(pages, start=1)
        if reason_for_picture(page) is not None and (drawn is None or number in drawn)
    ]
    if not numbers:
        return pages
    from pipeline.readers.scan_page import scan_contents
    from pipeline.readers.scan_pages import Damaged, read_scans

    vocabulary = load_vocabulary(SCHEMAS)
    damaged = Damaged()
    reads = read_scans([partial(damaged.guarded, partial(scan, number), number) for number in numbers], ocr)
    for run in _runs(numbers):
        before = pages[run[0] - 2].after if run[0] > 1 else Before()
        read = scan_contents(zip(run, reads, strict=False), before, vocabulary)
        for number, content in zip(run, read, strict=True):
            if content.lines or content.fragments:
                told = _told(number, reason_for_picture(pages[number - 1]) or "", ocr)
                layered = any(finding.code == LAYER_READ for finding in pages[number - 1].findings)
                settled = compared(number, content) if layered and compared is not None else content
                pages[number - 1] = replace(settled, findings=(told, *content.findings))
            elif found := damaged.findings(number):
                pages[number - 1] = replace(pages[number - 1], findings=found)
    if len(damaged.said) == len(pages):
        raise damaged.said[1]
    return pages


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Pages that follow one another, together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def reason_for_picture(page: PageContent) -> str | None:
    """Why the page is read from its picture; None where its text is read."""
    codes = (finding.code for finding in page.findings if finding.marks)
    return next((_WHY[code] for code in codes if code in _WHY), None)


def _told(number: int, why: str, reader: str) -> Finding:
    return Finding("page-scanned", Severity.INFO, f"page {number} {why} and was read by {reader}")


@contextmanager
def opened(data: bytes, password: str | None) -> "Iterator[pypdfium2.PdfDocument]":
    """The PDF in pdfium, for one thread at a time."""
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(data, password=password)
        try:
            yield document
        finally:
            document.close()


def scan_of(data: bytes, password: str | None, number: int) -> "Scan":
    """The page of a PDF drawn as finely as its pictures are."""
    from pipeline.readers.scan_page import Scan

    with opened(data, password) as document:
        picture, dpi = drawn(document[number - 1])
        return Scan(picture.copy(), dpi, 72 / dpi)


def drawn(page: "pypdfium2.PdfPage") -> "tuple[Picture, float]":
    """The page without annotations, and at how many dots an inch it is drawn."""
    dpi = _drawing_dpi(page)
    picture = page.render(scale=dpi / 72, draw_annots=False, rev_byteorder=False).to_numpy()
    return picture[:, :, :3], dpi


def _drawing_dpi(page: "pypdfium2.PdfPage") -> float:
    """As fine as the page's largest picture, within limits."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    finest = min(FINEST, 72 * math.sqrt(SCAN_PIXELS / max(width * height, 1.0)))
    largest, dpi = 0.0, USUAL
    for picture in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), PICTURES):
        x0, y0, x1, y1 = picture.get_bounds()
        area = (x1 - x0) * (y1 - y0)
        if area > largest:
            across, down = picture.get_px_size()
            largest, dpi = area, 72 * math.sqrt(across * down / area)
    return min(max(dpi, COARSEST), finest)
