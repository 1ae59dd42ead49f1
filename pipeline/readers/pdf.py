"""PDF with ruled tables, read with pdfplumber (on pdfminer): bytes to a document."""

import io
import logging

import pdfplumber
from pdfminer.layout import LTPage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

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
    with _opened(data, name) as pdf:
        for number, page in enumerate(_pages(pdf, name), start=1):
            extent = next((content.extent for content in reversed(contents) if content.extent), None)
            contents.append(page_content(_layout(page, name, number), page.page_obj, number, extent))
            page.close()  # or every page's characters stay in memory
    running = running_lines([line for content in contents for line in content.lines])
    blocks = [
        block
        for content in contents
        for block in in_order([line for line in content.lines if line not in running], content.fragments)
    ]
    findings = [finding for content in contents for finding in content.findings]
    return Document(name, sha256, MEDIA_TYPE, len(contents), tuple(blocks), tuple(findings))


def _check_whole(data: bytes, name: str) -> None:
    if not data:
        raise UnreadableDocument("the file is empty", document=name, remedy=FETCH_AGAIN)
    if b"%PDF-" not in data[:1024]:
        remedy = "It may be a web page saved under this name: open it in a browser, then fetch the PDF itself"
        raise UnreadableDocument("this is no PDF", document=name, remedy=remedy)
    if b"startxref" not in data[-TAIL:]:
        raise UnreadableDocument("the PDF is cut off before its end", document=name, remedy=FETCH_AGAIN)


def _opened(data: bytes, name: str) -> pdfplumber.PDF:
    try:
        return pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            remedy = "Save a copy without password and add that"
            raise UnreadableDocument("the PDF asks for a password", document=name, remedy=remedy) from error
        raise UnreadableDocument("the PDF is damaged", document=name, remedy=FETCH_AGAIN) from error
    except Exception as error:  # pdfminer raises nearly anything on damaged files
        raise UnreadableDocument("the PDF is damaged", document=name, remedy=FETCH_AGAIN) from error


def _pages(pdf: pdfplumber.PDF, name: str) -> list[pdfplumber.page.Page]:
    try:
        pages = list(pdf.pages)
    except Exception as error:
        raise UnreadableDocument("the PDF is damaged", document=name, remedy=FETCH_AGAIN) from error
    if not pages:
        raise UnreadableDocument("the PDF has no pages", document=name, remedy=FETCH_AGAIN)
    return pages


def _layout(page: pdfplumber.page.Page, name: str, number: int) -> LTPage:
    try:
        layout: LTPage = page.layout
    except Exception as error:
        raise UnreadableDocument(
            "the page is damaged", document=name, page=number, remedy=FETCH_AGAIN
        ) from error
    return layout
