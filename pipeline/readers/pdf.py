"""PDF with tables, read with pdfplumber (on pdfminer) and a second opinion, or with tablers alone."""

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.documents.findings import Finding
from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.memory import uncollected
from pipeline.readers.engines import BOTH, FAST, Engines
from pipeline.readers.limits import PAGE_SIDE, PAGES, SMALLER, LimitExceeded
from pipeline.readers.ocr_names import RAPIDOCR, OcrName
from pipeline.readers.package import FETCH_AGAIN
from pipeline.readers.pdf_blocks import blocks, findings_of
from pipeline.readers.pdf_damage import draws_whole, pictures_whole
from pipeline.readers.pdf_doubts import partly_drawn, partly_read
from pipeline.readers.pdf_fonts import Fonts
from pipeline.readers.pdf_frame import Box, Frame, shown_frame
from pipeline.readers.pdf_layer import LAYER_READ, with_layer
from pipeline.readers.pdf_marks import marks_of
from pipeline.readers.pdf_opinions import second_opinion
from pipeline.readers.pdf_page import Before, PageContent, PageDraft, page_draft, page_rules
from pipeline.readers.pdf_pasted import with_pasted
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_runs import page_contents
from pipeline.readers.pdf_scans import scan_of, with_scans
from pipeline.readers.pdf_shown import is_plain
from pipeline.readers.pdf_tablers import tablers_pages
from pipeline.vocabulary import load_vocabulary

MEDIA_TYPE = "application/pdf"
# The last bytes of a whole PDF say where its table of contents stands.
TAIL = 4096
# What is found of a page that was read from its picture, or should have been.
FROM_PICTURES = frozenset({"page-scanned", "page-unread", "part-unread", LAYER_READ})

# Broken font tables are reported by pdfminer on standard error, which is the user's.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def read_pdf(
    data: bytes,
    name: str,
    sha256: str,
    password: str | None = None,
    *,
    engines: Engines = BOTH,
    ocr: OcrName = RAPIDOCR,
) -> Document:
    """The document's paragraphs and tables in reading order, a fragment for each table on each page.

    Two engines read each page, or with ``fast`` tablers alone; ``ocr`` reads pages that have no text
    to believe.
    Raises UnreadableDocument for what is no whole PDF, asks for another password, or exceeds a limit.
    """
    reader = _read_fast if engines == FAST else _read_both
    contents, findings = reader(data, name, password)
    layer = partial(with_layer, data, password)
    contents = with_scans(contents, partial(scan_of, data, password), ocr, compared=layer)
    contents = with_pasted(contents, data, password, ocr)
    findings += findings_of(contents)
    findings += _damaged_pictures(contents, data, name, password)
    return Document(name, sha256, MEDIA_TYPE, len(contents), tuple(blocks(contents)), tuple(findings))


def _read_fast(data: bytes, name: str, password: str | None) -> tuple[list[PageContent], list[Finding]]:
    plain = True
    findings: list[Finding] = []
    for number, page in enumerate(_pages(data, name, password), start=1):
        plain = plain and is_plain(page.page)
        with _damage_told("the page is damaged", name, number):
            if not draws_whole(page.page):
                findings.append(partly_read(number))
    with _damage_told("the PDF is damaged", name), uncollected():
        return list(tablers_pages(data, password, plain=plain)), findings


def _read_both(data: bytes, name: str, password: str | None) -> tuple[list[PageContent], list[Finding]]:
    vocabulary = load_vocabulary(SCHEMAS)
    findings: list[Finding] = []
    plain = True

    def drafts() -> Iterator[PageDraft | PageContent]:
        nonlocal plain
        before = Before()
        for number, page in enumerate(_pages(data, name, password), start=1):
            with _damage_told("the page is damaged", name, number):
                if not draws_whole(page.page):
                    findings.append(partly_read(number))
                marks = marks_of(page.page, page.fonts)
                draft = page_draft(marks, shown_frame(page.page), number, before)
            before = draft.after
            plain = plain and is_plain(page.page)
            yield draft

    contents = list(page_contents(drafts(), vocabulary))
    compared = second_opinion(contents, data, password, plain=plain)
    return list(compared.pages), [*findings, *compared.findings]


def _damaged_pictures(
    contents: Sequence[PageContent], data: bytes, name: str, password: str | None
) -> Iterator[Finding]:
    """The pages read from pictures, or left unread, whose pictures are not there to their end."""
    looked = {
        number
        for number, content in enumerate(contents, start=1)
        if any(finding.code in FROM_PICTURES for finding in content.findings)
    }
    for number, page in enumerate(_pages(data, name, password), start=1) if looked else ():
        with _damage_told("the page is damaged", name, number):
            if number in looked and not pictures_whole(page.page):
                yield partly_drawn(number)


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
    except LimitExceeded as error:
        raise UnreadableDocument(str(error), document=name, page=page, remedy=SMALLER) from error
    except Exception as error:
        raise UnreadableDocument(message, document=name, page=page, remedy=FETCH_AGAIN) from error


def rule_boxes(data: bytes, name: str, password: str | None = None) -> Iterator[list[Box]]:
    """For each page the rules that are seen, as boxes without breadth on the page as shown."""
    for number, page in enumerate(_pages(data, name, password), start=1):
        with _damage_told("the page is damaged", name, number):
            frame, rules = page_rules(marks_of(page.page, page.fonts), page.page)
        yield [_rule_box(rule, frame) for rule in rules]


def _rule_box(rule: Rule, frame: Frame) -> Box:
    if rule.level:
        return frame.on_page((rule.start, rule.at, rule.end, rule.at))
    return frame.on_page((rule.at, rule.start, rule.at, rule.end))


@dataclass(frozen=True, slots=True)
class _Page:
    page: PDFPage
    fonts: Fonts


def _pages(data: bytes, name: str, password: str | None) -> Iterator[_Page]:
    """The pages one by one. Raises UnreadableDocument where there are none, too many or too large ones."""
    pdf = _opened(data, name, password)
    with _damage_told("the PDF is damaged", name):
        count = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), PAGES + 1))
    if not count:
        raise UnreadableDocument("the PDF has no pages", document=name, remedy=FETCH_AGAIN)
    if count > PAGES:
        message = f"the PDF has more than {PAGES} pages, which is the limit"
        raise UnreadableDocument(message, document=name, remedy=SMALLER)
    pages = PDFPage.create_pages(pdf.doc)
    fonts = Fonts()
    for number in range(1, count + 1):
        with _damage_told("the page is damaged", name, number):
            page = next(pages)
            _check_size(page)
        yield _Page(page, fonts)
        pdf.doc._cached_objs.clear()  # or every page's instructions stay in memory


def _opened(data: bytes, name: str, password: str | None) -> pdfplumber.PDF:
    _check_whole(data, name)
    with _damage_told("the PDF is damaged", name):
        try:
            return pdfplumber.open(io.BytesIO(data), password=password)
        except UnicodeEncodeError:
            pass  # older ciphers know Latin letters only: no such password opens the file
        except PdfminerException as error:
            cause = error.args[0] if error.args else None
            if not isinstance(cause, PDFPasswordIncorrect | UnicodeEncodeError):
                raise
    if password is None:
        raise UnreadableDocument(
            "the PDF asks for a password",
            document=name,
            remedy="Give it with --password, or save a copy without",
        )
    raise UnreadableDocument(
        "the password does not open the PDF", document=name, remedy="Give the right one with --password"
    )


def _check_size(page: PDFPage) -> None:
    x0, y0, x1, y1 = page.mediabox
    side = max(abs(x1 - x0), abs(y1 - y0))
    if side > PAGE_SIDE:
        raise LimitExceeded(
            f"the page is {side:.0f} points wide or high, more than the limit of {PAGE_SIDE:.0f}"
        )
