"""A Word document read at one cell, by XPath over its XML: the texts that stand in the w:tc there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from pipeline.catalogues.control_sums import counted
from pipeline.documents.places import GridPlace, Place
from pipeline.errors import UnreadableDocument
from pipeline.readers.docx_numbering import numbering_of, written
from pipeline.readers.docx_package import word_child, word_package, word_tag, word_value
from pipeline.readers.docx_styles import styles_of
from pipeline.readers.docx_table import cells_of, holds_list, is_hidden_row, rows_of
from pipeline.readers.docx_text import codes_of, mark_deleted, shown_children, symbol, text_boxes
from pipeline.readers.package import Element
from pipeline.verify.model import Recount, Unverifiable

# What is shown of a cell: its texts in document order, deleted, hidden and alternative ones left out.
_TEXTS = (
    "descendant::*[(local-name()='t' or local-name()='noBreakHyphen' or local-name()='sym'"
    " or local-name()='footnoteReference' or local-name()='endnoteReference' or local-name()='p')"
    " and not(ancestor::*[local-name()='del' or local-name()='moveFrom' or local-name()='Fallback'"
    " or local-name()='rt'])"
    " and not(parent::*[local-name()='r']/*[local-name()='rPr']/*[local-name()='vanish'"
    " and not(@*[local-name()='val']='0' or @*[local-name()='val']='false')])]"
)
_REFERENCES = {"footnoteReference": "decimal", "endnoteReference": "lowerRoman"}


@dataclass(frozen=True, slots=True)
class _Laid:
    """A w:tc on the grid; ``goes_on``: it is a part of the merged cell above it."""

    element: Element
    rows: int
    columns: int
    goes_on: bool


Grid = dict[tuple[int, int], _Laid]


class WordPlaces:
    """Cells of the tables of a DOCX."""

    engine = "xpath"

    def __init__(self, data: bytes, name: str) -> None:
        try:
            package = word_package(data, name)
            body = word_child(package.part(package.main), "body")
            self._styles = styles_of(package.beside_main("styles.xml"))
            self._numbering = numbering_of(package.beside_main("numbering.xml"))
        except UnreadableDocument as error:
            raise Unverifiable(error.message) from error
        if body is None:
            raise Unverifiable("the Word document has no body")
        self._labels = dict(self._numbered(body))
        self._marks = dict(_marks(body))
        self._grids = [_grid(table) for table in _tables(body)]

    def read(self, place: Place) -> Sequence[str]:
        """The text of the cell that begins there."""
        return (self._text(self._at(place).element),)

    def spans(self, place: Place) -> tuple[int, int]:
        """The rows and columns of the cell that begins there."""
        cell = self._at(place)
        return cell.rows, cell.columns

    def recounts(self) -> Iterator[Recount]:
        """Every table."""
        for number, grid in enumerate(self._grids, start=1):
            shown = {at: cell for at, cell in grid.items() if at[0] == 1 or not cell.goes_on}
            merged = {
                f"{row},{column}": (cell.rows, cell.columns)
                for (row, column), cell in shown.items()
                if cell.rows > 1 or cell.columns > 1
            }
            count = sum(counted(self._text(cell.element)) for cell in shown.values())
            yield Recount("table", number, count, merged)

    def _at(self, place: Place) -> _Laid:
        if not isinstance(place, GridPlace) or not 1 <= place.table <= len(self._grids):
            raise Unverifiable("the place is no table of the document")
        grid = self._grids[place.table - 1]
        cell = grid.get((place.row, place.column))
        if cell is None:
            where = f"row {place.row}, column {place.column} of table {place.table}"
            raise Unverifiable(f"no cell begins in {where}")
        if place.row > 1 and cell.goes_on:
            raise Unverifiable("the place is a part of the merged cell above it")
        return cell

    def close(self) -> None:
        """Nothing is open."""

    def _text(self, cell: Element) -> str:
        found = cast("list[Element]", cell.xpath(_TEXTS))
        coded = codes_of(cell)
        return "".join(self._piece(element) for element in found if element.getparent() not in coded)

    def _piece(self, element: Element) -> str:
        match str(element.tag).rpartition("}")[2]:
            case "t":
                text = element.text or ""
                return text.upper() if text and self._capitals(element) else text
            case "noBreakHyphen":
                return "-"
            case "sym":
                return symbol(word_value(element, "char"))
            case "p":
                return self._labels.get(element, "")
            case _:
                return self._marks.get(element, "")

    def _capitals(self, text: Element) -> bool:
        run = text.getparent()
        paragraph = next(text.iterancestors("{*}p"), None)
        if run is None or paragraph is None:
            return False
        return self._styles.capitals(run, self._styles.of(paragraph))

    def _numbered(self, body: Element) -> Iterator[tuple[Element, str]]:
        """The numbers that Word puts before paragraphs, in the document's order.

        Paragraphs whose end is deleted are one with the next, whose number stands before all of them.
        """
        first: Element | None = None
        for paragraph in body.iter("{*}p"):
            if word_tag(paragraph) != "p" or _is_gone(paragraph):
                continue
            first = paragraph if first is None or first.getparent() != paragraph.getparent() else first
            if mark_deleted(paragraph):
                continue
            style = self._styles.of(paragraph)
            if style.number_id is not None:
                yield first, self._numbering.next_label(style.number_id, style.list_level or 0)
            first = None


def _is_gone(paragraph: Element) -> bool:
    """Whether a paragraph stands in a row or cell that is deleted or hidden, or in what is not shown."""
    for one in paragraph.iterancestors():
        match str(one.tag).rpartition("}")[2]:
            case "Fallback" | "del" | "moveFrom":
                return True
            case "tr" if word_child(one, "trPr", "del") is not None or is_hidden_row(one):
                return True
            case "tc" if word_child(one, "tcPr", "cellDel") is not None:
                return True
    return False


def _marks(body: Element) -> Iterator[tuple[Element, str]]:
    """The marks of notes, counted by kind."""
    counts = dict.fromkeys(_REFERENCES, 0)
    for element in body.iter():
        kind = word_tag(element)
        if kind in counts and word_value(element, "customMarkFollows") not in ("1", "true", "on"):
            counts[kind] += 1
            yield element, f"[{written(counts[kind], _REFERENCES[kind])}]"


def _grid(table: Element) -> Grid:
    """Each cell by the row and column at which it begins, from 1; a merged one with all its rows."""
    grid: Grid = {}
    rows = list(rows_of(table))
    for number in range(len(rows), 0, -1):
        for column, cell in _row(rows[number - 1]):
            below = grid.get((number + 1, column))
            merged = below is not None and below.goes_on and below.columns == cell.columns
            grid[number, column] = replace(cell, rows=1 + below.rows if below and merged else 1)
    return grid


def _row(row: Element) -> Iterator[tuple[int, _Laid]]:
    """The cells of a w:tr with the columns at which they begin."""
    at = 1 + _count(word_child(row, "trPr", "gridBefore"), 0)
    for cell in cells_of(row):
        wide = max(_count(word_child(cell, "tcPr", "gridSpan"), 1), 1)
        merge = word_child(cell, "tcPr", "vMerge")
        yield at, _Laid(cell, 1, wide, merge is not None and word_value(merge) != "restart")
        at += wide


def _tables(body: Element) -> Iterator[Element]:
    """The tables in the order in which they are counted: those in a cell that lays out the page, in boxes."""
    for element in shown_children(body):
        if word_tag(element) == "p":
            for box in text_boxes(element):
                yield from _tables(box)
        elif word_tag(element) == "tbl" and holds_list(element):
            for row in rows_of(element):
                for cell in cells_of(row):
                    yield from _tables(cell)
        elif word_tag(element) == "tbl":
            yield element


def _count(element: Element | None, default: int) -> int:
    value = word_value(element)
    return int(value) if value is not None and value.isdecimal() else default
