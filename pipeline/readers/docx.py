"""Word documents (.docx), read from their XML: bytes to a document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.places import ParagraphPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers.docx_notes import Notes
from pipeline.readers.docx_numbering import Numbering, numbering_of
from pipeline.readers.docx_package import word_child, word_package, word_tag
from pipeline.readers.docx_styles import Styles, heading_level, styles_of
from pipeline.readers.docx_table import cells_of, fragment_of, holds_list, is_hidden_row, rows_of
from pipeline.readers.docx_text import mark_deleted, paragraph_text, run_text, shown_children, text_boxes
from pipeline.readers.office_pictures import pictures_said
from pipeline.readers.package import FETCH_AGAIN, Element

_SAID = 200
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(data: bytes, name: str, sha256: str) -> Document:
    """The document's paragraphs and tables in order, with all tracked changes accepted.

    Word has no pages until it is printed: all stands on page 1. Raises UnreadableDocument for what is
    no whole Word document.
    """
    package = word_package(data, name)
    root = package.part(package.main)
    body = word_child(root, "body")
    if body is None:
        raise UnreadableDocument("the Word document has no body", document=name, remedy=FETCH_AGAIN)
    styles = styles_of(package.beside_main("styles.xml"))
    notes = Notes(package.beside_main("footnotes.xml"), package.beside_main("endnotes.xml"))
    reading = _Reading(styles, numbering_of(package.beside_main("numbering.xml")), notes)
    blocks = tuple(reading.blocks(body))
    findings = (*package.left_out(), *_hidden(reading.hidden, body), *_chunks(body), *pictures_said([body]))
    return Document(name, sha256, MEDIA_TYPE, 1, blocks, findings)


def _hidden(texts: Sequence[str], body: Element) -> Iterator[Finding]:
    """What the document holds and Word does not show, once in all."""
    rows = sum(1 for row in body.iter() if word_tag(row) == "tr" and is_hidden_row(row))
    parts = [f"{rows} hidden rows of tables"] if rows else []
    parts += [f"hidden text: {' … '.join(texts)[:_SAID]}"] if texts else []
    if parts:
        message = f"the document holds what it does not show, which was left out: {'; '.join(parts)}"
        yield Finding("text-hidden", Severity.INFO, message, remedy="Look whether it belongs to a list")


def _chunks(body: Element) -> Iterator[Finding]:
    """Documents within the document, which Word takes in when it opens the file."""
    count = sum(1 for _ in body.iter("{*}altChunk"))
    if count:
        message = f"the document takes in {count} other documents that are stored in it, which are not read"
        remedy = "Open it in Word, save it anew, and read that"
        yield Finding("part-unread", Severity.WARNING, message, remedy=remedy)


@dataclass(slots=True)
class _Reading:
    """One pass through a document, which counts paragraphs, tables and list numbers as they come."""

    styles: Styles
    numbering: Numbering
    notes: Notes
    paragraphs: int = 0
    tables: int = 0
    hidden: list[str] = field(default_factory=list)

    def blocks(self, body: Element) -> Iterator[Paragraph | Fragment]:
        """The paragraphs and tables of the body, a text box or a cell that only lays out the page."""
        begun = ""  # text of paragraphs whose end was deleted
        for element in shown_children(body):
            match word_tag(element):
                case "p":
                    for box in text_boxes(element):
                        yield from self.blocks(box)
                    self.paragraphs += 1
                    begun += self._text(element)
                    if not mark_deleted(element):
                        yield from self._paragraph(self._label(element) + begun, element)
                        begun = ""
                case "tbl" if holds_list(element):
                    for row in rows_of(element):
                        for cell in cells_of(row):
                            yield from self.blocks(cell)
                case "tbl":
                    self.tables += 1
                    yield fragment_of(element, self.tables, self._cell_text)
                    yield from self._noted()
                case _:  # section settings, bookmarks
                    pass

    def _paragraph(self, text: str, element: Element) -> Iterator[Paragraph]:
        if text.strip():
            level = heading_level(self.styles.of(element))
            yield Paragraph(text.strip(), 1, (ParagraphPlace(self.paragraphs),), level)
        yield from self._noted()

    def _noted(self) -> Iterator[Paragraph]:
        """The notes that the last block points to, as lines under it."""
        for mark, lines in self.notes.due(self._lines):
            yield Paragraph(f"{mark}{lines}", 1)

    def _cell_text(self, cell: Element) -> str:
        return "\n".join(self._lines(cell)).strip("\n")

    def _lines(self, container: Element) -> Iterator[str]:
        """The paragraphs of a cell or note; tables inside are flattened, a line for each paragraph."""
        begun = ""
        for element in shown_children(container):
            match word_tag(element):
                case "p":
                    for box in text_boxes(element):
                        yield from (line for line in self._lines(box) if line.strip())
                    begun += self._text(element)
                    if not mark_deleted(element):
                        yield (self._label(element) + begun).strip(" \t")
                        begun = ""
                case "tbl":
                    for row in rows_of(element):
                        for cell in cells_of(row):
                            yield from self._lines(cell)
                case _:
                    pass
        if begun.strip():  # the end of a cell's last paragraph goes only with its row
            yield begun.strip(" \t")

    def _text(self, paragraph: Element) -> str:
        style = self.styles.of(paragraph)

        def hides(run: Element) -> bool:
            hidden = self.styles.hides(run, style)
            if hidden and (text := run_text(run, lambda kind, identity: "").strip()):
                self.hidden.append(text)
            return hidden

        return paragraph_text(paragraph, self.notes.mark, hides, lambda run: self.styles.capitals(run, style))

    def _label(self, paragraph: Element) -> str:
        """The number that Word puts before a paragraph; of several made one, the last says it."""
        style = self.styles.of(paragraph)
        if style.number_id is None:
            return ""
        return self.numbering.next_label(style.number_id, style.list_level or 0)
