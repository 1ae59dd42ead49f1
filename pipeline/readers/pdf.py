"""PDF with ruled tables, read with pdfplumber (on pdfminer): bytes to a document."""

import io
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pdfplumber
from pdfminer.layout import LTPage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, resolve1
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.readers.pdf_page import PageContent, page_content
from pipeline.readers.pdf_paragraphs import in_order, running_lines

MEDIA_TYPE = "application/pdf"
FETCH_AGAIN = "Fetch the file again from where it was published"
# The last bytes of a whole PDF say where its table of contents stands.
TAIL = 4096

# Broken font tables are reported by pdfminer on standard error, which is the user's.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, name: str, sha256: str) -> Document:
    """The document's paragraphs and tables in reading order, a fragment for each table on each page.

    Raises UnreadableDocument for what is no whole PDF, or asks for a password.
    """
    _check_whole(data, name)
    contents: list[PageContent] = []
    findings: list[Finding] = []
    for number, page in enumerate(_pages(data, name), start=1):
        extent = next((content.extent for content in reversed(contents) if content.extent), None)
        with _damage_told("the page is damaged", name, number):
            if not _is_whole(page):
                findings.append(_partly_read(number))
            layout: LTPage = page.layout
        contents.append(page_content(layout, page.page_obj, number, extent))
        page.close()  # or every page's characters stay in memory
    running = running_lines([line for content in contents for line in content.lines])
    blocks = [
        block
        for content in contents
        for block in in_order([line for line in content.lines if line not in running], content.fragments)
    ]
    findings += [finding for content in contents for finding in content.findings]
    return Document(name, sha256, MEDIA_TYPE, len(contents), tuple(blocks), tuple(findings))


def _check_whole(data: bytes, name: str) -> None:
    if not data:
        raise UnreadableDocument("the file is empty", document=name, remedy=FETCH_AGAIN)
    if b"%PDF-" not in data[:1024]:
        remedy = "It may be a web page saved under this name: open it in a browser, then fetch the PDF itself"
        raise UnreadableDocument("this is no PDF", document=name, remedy=remedy)
    if b"startxref" not in data[-TAIL:]:
        raise UnreadableDocument("the PDF is cut off before its end", document=name, remedy=FETCH_AGAIN)


@contextmanager
def _damage_told(message: str, name: str, page: int | None = None) -> Iterator[None]:
    """Whatever pdfminer raises on damaged files, which is nearly anything, becomes one error."""
    try:
        yield
    except Exception as error:
        raise UnreadableDocument(message, document=name, page=page, remedy=FETCH_AGAIN) from error


def _pages(data: bytes, name: str) -> list[pdfplumber.page.Page]:
    with _damage_told("the PDF is damaged", name):
        try:
            pages = list(pdfplumber.open(io.BytesIO(data)).pages)
        except PdfminerException as error:
            if not (error.args and isinstance(error.args[0], PDFPasswordIncorrect)):
                raise
            pages = None
    if pages is None:
        remedy = "Save a copy without password and add that"
        raise UnreadableDocument("the PDF asks for a password", document=name, remedy=remedy)
    if not pages:
        raise UnreadableDocument("the PDF has no pages", document=name, remedy=FETCH_AGAIN)
    return pages


def _is_whole(page: pdfplumber.page.Page) -> bool:
    """Whether the page's streams unpack to their end; pdfminer takes what it gets and says nothing."""
    if page.pdf.doc.encryption is not None:
        return True  # what is stored is not what is unpacked
    for stream in page.page_obj.contents:
        content = resolve1(stream)
        filters = content.get_filters() if isinstance(content, PDFStream) else []
        if filters and filters[0][0] in LITERALS_FLATE_DECODE:
            unpacking = zlib.decompressobj()
            try:
                unpacking.decompress(content.get_rawdata() or b"")
            except zlib.error:
                return False
            if not unpacking.eof:
                return False
    return True


def _partly_read(number: int) -> Finding:
    return Finding(
        "page-damaged",
        Severity.WARNING,
        f"page {number} is damaged in the file, and only a part of it may have been read",
        remedy=f"{FETCH_AGAIN}, and compare the page",
    )
