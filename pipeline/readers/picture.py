"""PNG, JPEG and TIFF pictures of pages, scanned or photographed; a TIFF may hold several."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO

import numpy
from PIL import Image, ImageOps

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.limits import PAGES, PICTURE_PIXELS
from pipeline.readers.ocr_names import RAPIDOCR, OcrName
from pipeline.readers.package import FETCH_AGAIN
from pipeline.readers.pdf_blocks import blocks, findings_of
from pipeline.readers.pdf_page import Before
from pipeline.readers.scan_ink import resized
from pipeline.readers.scan_page import Scan, scan_contents
from pipeline.readers.scan_pages import Damaged, read_scans
from pipeline.vocabulary import load_vocabulary

# Where a picture gives no dots an inch, a pixel is a point.
NO_DPI = 72.0
# A page is so many inches long, unless its dots an inch say that it is within these.
PAGE_INCHES, SHORTEST, LONGEST = 11.7, 5.0, 25.0
# The text of finer pictures is read no better.
FINEST = 300.0
FORMATS = ("PNG", "JPEG", "TIFF")


def read_picture(data: bytes, name: str, sha256: str, *, ocr: OcrName = RAPIDOCR) -> Document:
    """The tables and lines that the picture shows. Raises UnreadableDocument naming what is wrong."""
    with _opened(data, name) as picture:
        media_type = Image.MIME.get(picture.format or "", "image/png")
        count = getattr(picture, "n_frames", 1)
        if picture.format == "MPO":  # a photograph with its thumbnail
            count = 1
    if count > PAGES:
        raise UnreadableDocument(
            f"the picture has {count} pages, more than {PAGES}", document=name, remedy="Give fewer pages"
        )
    vocabulary = load_vocabulary(SCHEMAS)
    scans = [partial(scan_in, data, name, page) for page in range(1, count + 1)]
    damaged = Damaged()
    if count > 1:
        scans = [partial(damaged.guarded, scan, page) for page, scan in enumerate(scans, start=1)]
    reads = enumerate(read_scans(scans, ocr), start=1)
    contents = [
        replace(content, findings=damaged.findings(page) or content.findings)
        for page, content in enumerate(scan_contents(reads, Before(), vocabulary), start=1)
    ]
    if len(damaged.said) == count:
        raise damaged.said[1]
    findings = [
        Finding("page-scanned", Severity.INFO, f"page {number} is a picture and was read by {ocr}")
        for number, content in enumerate(contents, start=1)
        if content.lines or content.fragments
    ]
    findings += findings_of(contents)
    return Document(name, sha256, media_type, count, tuple(blocks(contents)), tuple(findings))


@contextmanager
def _opened(data: bytes, name: str, page: int = 1) -> Iterator[Image.Image]:
    """The picture at a page, not yet unpacked, its size looked at."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own limit is higher, and it warns of odd metadata
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                if page > 1:
                    picture.seek(page - 1)
                _check_size(picture, name, page)
                yield picture
    except Image.DecompressionBombError as error:
        raise _too_large(str(error), name, page) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        raise UnreadableDocument(
            "the picture is damaged",
            document=name,
            page=page if page > 1 else None,
            remedy=FETCH_AGAIN,
        ) from error


def _check_size(picture: Image.Image, name: str, page: int) -> None:
    width, height = picture.size
    if width * height > PICTURE_PIXELS:
        raise _too_large(f"{width} x {height} pixels", name, page)


def _too_large(size: str, name: str, page: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"the picture is too large to be read ({size}; at most {PICTURE_PIXELS} pixels)",
        document=name,
        page=page,
        remedy="Scan the page at 300 dots an inch",
    )


def scan_in(data: bytes, name: str, page: int) -> Scan:
    """A page of the picture, as it is read. Raises UnreadableDocument."""
    with _opened(data, name, page) as picture:
        dots = picture.info.get("dpi", (0, 0))
        shown = _rgb(picture)
    given = float(dots[0]) if dots and float(dots[0]) > 1 else 0.0
    pixels = numpy.ascontiguousarray(numpy.asarray(shown)[:, :, ::-1])
    longer = max(pixels.shape[:2])
    inches = longer / given if given else PAGE_INCHES
    dpi = longer / (inches if SHORTEST <= inches <= LONGEST else PAGE_INCHES)
    points = 72 / (given or NO_DPI)
    if dpi > FINEST:
        return Scan(resized(pixels, FINEST / dpi), FINEST, points * dpi / FINEST)
    return Scan(pixels, dpi, points)


def _rgb(picture: Image.Image) -> Image.Image:
    """The picture as it is shown: turned as its camera says, on white paper."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16 bits a pixel
        return Image.fromarray(
            (numpy.asarray(upright).astype(numpy.uint32) >> 8).astype(numpy.uint8)
        ).convert("RGB")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(paper, upright.convert("RGBA")).convert("RGB")
    return upright.convert("RGB")
