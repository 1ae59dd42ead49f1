"""Web pages (HTML, XHTML, and MHTML as browsers save them): bytes to a document."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import compat32
from itertools import groupby

from lxml import etree

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.places import ParagraphPlace
from pipeline.documents.text import join_lines
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.html_charset import decoded
from pipeline.readers.html_main import Main, main_of
from pipeline.readers.html_particulars import numbers_above
from pipeline.readers.html_styles import hide_styled
from pipeline.readers.html_table import Rows, fragment_of
from pipeline.readers.html_text import HEADING_LENGTH, SHOUTED, Line, Texts, lines_within
from pipeline.readers.html_tree import FETCH_AGAIN, UNSHOWN, Element, is_hidden, parsed, tag_of
from pipeline.readers.html_unread import (
    attachment_findings,
    attachments_of,
    cut_off,
    hidden_parts,
    unread_parts,
)
from pipeline.readers.marked_cells import GARBLED
from pipeline.vocabulary import Vocabulary, load_vocabulary

MEDIA_TYPE = "text/html"
ARCHIVE_TYPE = "multipart/related"
_MESSAGE_PARTS = 2_000


def read_html(
    data: bytes, name: str, sha256: str, charset: str | None = None, media_type: str = MEDIA_TYPE
) -> Document:
    """The article's paragraphs and tables in order; all stands on page 1.

    ``charset`` is what was said of it outside. Raises UnreadableDocument.
    """
    vocabulary = load_vocabulary(SCHEMAS)
    text, used = decoded(data, charset)
    page = parsed(text, name)
    hide_styled(page)
    main = main_of(page, name, vocabulary)
    numbers = [] if main.title is None else numbers_above(page, main.title)
    reading = _Reading(name, main, vocabulary, numbers)
    blocks = tuple(reading.blocks())
    attachments = tuple(attachments_of(page, main.root, vocabulary))
    findings = [
        *_charset_doubts(text, used),
        *cut_off(text),
        *reading.findings,
        *unread_parts(page, main.root, main.left_out, vocabulary),
        *attachment_findings(attachments),
    ]
    return Document(name, sha256, media_type, 1, blocks, tuple(findings), attachments)


def read_mhtml(data: bytes, name: str, sha256: str) -> Document:
    """The page in a web archive. Raises UnreadableDocument where there is none."""
    page, charset = page_in(data, name)
    return read_html(page, name, sha256, charset, ARCHIVE_TYPE)


def page_in(data: bytes, name: str) -> tuple[bytes, str | None]:
    """The bytes of the page in a web archive, and its charset. Raises UnreadableDocument."""
    message = message_from_bytes(data, policy=compat32)
    for number, part in enumerate(message.walk()):
        if number > _MESSAGE_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content, part.get_content_charset()
    raise UnreadableDocument("the web archive holds no web page", document=name, remedy=FETCH_AGAIN)


def _charset_doubts(text: str, charset: str) -> Iterator[Finding]:
    if GARBLED in text:
        message = f"{text.count(GARBLED)} places of the page are no text in its charset ({charset})"
        yield Finding("text-garbled", Severity.WARNING, message, remedy=FETCH_AGAIN)


@dataclass(slots=True)
class _Reading:
    """One pass through the article, which counts paragraphs and tables as they come."""

    name: str
    main: Main
    vocabulary: Vocabulary
    numbers: list[str]
    """Lines above the title that may be the number of the act."""
    findings: list[Finding] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    _texts: Texts = field(default_factory=Texts)
    _waiting: list[Line] = field(default_factory=list)
    _begun: bool = False

    def blocks(self) -> Iterator[Paragraph | Fragment]:
        """The article from its title on."""
        self._begun = self.main.title is None
        walk = etree.iterwalk(self.main.root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walk:
            if event == "start" and self._is_left_out(element):
                walk.skip_subtree()
                skipped = element
                if element in self.main.tables:
                    yield from self._paragraphs(self._texts.flush(ends_block=True))
                    yield from self._told()
                    yield from self._table(self.main.tables[element])
            elif event == "start":
                if element is self.main.title:
                    yield from self._begin()
                yield from self._paragraphs(self._texts.begin(element))
            else:
                if element is skipped:
                    skipped = None
                else:
                    yield from self._paragraphs(self._texts.end(element))
                if element is not self.main.root:
                    self._texts.after(element)
        yield from self._told()

    def _begin(self) -> Iterator[Paragraph]:
        """What stands above the title is no part of the notice, but for its number."""
        list(self._paragraphs(self._texts.flush(ends_block=True)))
        list(self._told())
        self._begun = True
        for text in self.numbers:
            self.paragraphs += 1
            yield Paragraph(text, 1, (ParagraphPlace(self.paragraphs),))

    def _is_left_out(self, element: Element) -> bool:
        if element is self.main.root:
            return element in self.main.tables
        if element in self.main.tables or tag_of(element) in UNSHOWN or is_hidden(element):
            return True
        return self.main.is_menu(element)

    def _paragraphs(self, lines: Iterator[Line]) -> Iterator[Paragraph]:
        for line in lines:
            if self._waiting and self._waiting[-1].block != line.block:
                yield from self._told()
            self._waiting.append(line)

    def _told(self) -> Iterator[Paragraph]:
        """The lines of a block: a paragraph each, but a heading cut into lines is one."""
        lines, self._waiting = self._waiting, []
        if not self._begun or not lines:
            return
        self.paragraphs += 1
        place = ParagraphPlace(self.paragraphs)
        for heading, group in groupby(lines, key=self._heads):
            run = list(group)
            text = join_lines("\n".join(line.text for line in run))
            if heading and len(text) <= HEADING_LENGTH:
                yield Paragraph(text, 1, (place,), run[0].level)
            else:
                yield from (Paragraph(line.text, 1, (place,), line.level) for line in run)

    def _heads(self, line: Line) -> bool:
        return line.level is not None and self.vocabulary.is_heading(line.text)

    def _table(self, rows: Rows) -> Iterator[Paragraph | Fragment]:
        if not self._begun:
            return
        self.tables += 1
        fragment = fragment_of(rows, self.tables, self.name)
        if fragment is None:
            self.tables -= 1
            return
        for caption in rows.captions:
            for line in lines_within(caption):
                self.paragraphs += 1
                yield Paragraph(line, 1, (ParagraphPlace(self.paragraphs),), SHOUTED)
        for text in rows.astray:
            self.paragraphs += 1
            yield Paragraph(text, 1, (ParagraphPlace(self.paragraphs),))
        if rows.hidden:
            self.findings.append(hidden_parts(self.tables, rows.hidden))
        yield fragment
