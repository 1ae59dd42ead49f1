"""Word documents (.docx), read from their XML: bytes to a document."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.places import ParagraphPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers.docx_numbering import Numbering, numbering_of
from pipeline.readers.docx_package import word_child, word_package, word_tag
from pipeline.readers.docx_styles import Style, Styles, heading_level, styles_of
from pipeline.readers.docx_table import cells_of, fragment_of, rows_of
from pipeline.readers.docx_text import mark_deleted, paragraph_text, shown_children, text_boxes
from pipeline.readers.package import FETCH_AGAIN, Element

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
    reading = _Reading(styles, numbering_of(package.beside_main("numbering.xml")))
    return Document(name, sha256, MEDIA_TYPE, 1, tuple(reading.blocks(body)))


@dataclass(slots=True)
class _Reading:
    """One pass through a document, which counts paragraphs, tables and list numbers as they come."""

    styles: Styles
    numbering: Numbering
    paragraphs: int = 0
    tables: int = 0

    def blocks(self, body: Element) -> Iterator[Paragraph | Fragment]:
        begun = ""  # text of paragraphs whose end was deleted
        for element in shown_children(body):
            match word_tag(element):
                case "p":
                    self.paragraphs += 1
                    place = ParagraphPlace(self.paragraphs)
                    for line in self._boxed_lines(element):
                        yield Paragraph(line, 1, (place,))
                    begun += self._text(element)
                    if not mark_deleted(element):
                        if begun.strip():
                            level = heading_level(self.styles.of(element))
                            yield Paragraph(begun.strip(), 1, (place,), level)
                        begun = ""
                case "tbl":
                    self.tables += 1
                    yield fragment_of(element, self.tables, self._cell_text)
                case _:  # section settings, bookmarks
                    pass

    def _cell_text(self, cell: Element) -> str:
        return "\n".join(self._lines(cell)).strip("\n")

    def _lines(self, container: Element) -> Iterator[str]:
        """The paragraphs of a cell or text box; tables inside are flattened, a line for each paragraph."""
        begun = ""
        for element in shown_children(container):
            match word_tag(element):
                case "p":
                    yield from self._boxed_lines(element)
                    begun += self._text(element)
                    if not mark_deleted(element):
                        yield begun.strip(" \t")
                        begun = ""
                case "tbl":
                    for row in rows_of(element):
                        for cell in cells_of(row):
                            yield from self._lines(cell)
                case _:
                    pass

    def _boxed_lines(self, paragraph: Element) -> Iterator[str]:
        for box in text_boxes(paragraph):
            yield from (line for line in self._lines(box) if line.strip())

    def _text(self, paragraph: Element) -> str:
        return self._label(self.styles.of(paragraph)) + paragraph_text(paragraph)

    def _label(self, style: Style) -> str:
        if style.number_id is None:
            return ""
        return self.numbering.next_label(style.number_id, style.list_level or 0)
