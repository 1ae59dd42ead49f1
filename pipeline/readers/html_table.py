"""A table of a web page as a fragment: the grid that its spans make, as browsers lay it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import GridPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers.html_text import lines_within
from pipeline.readers.html_tree import (
    FETCH_AGAIN,
    Element,
    is_hidden,
    pictures_within,
    struck_within,
    tag_of,
)
from pipeline.readers.marked_cells import garbled_findings, picture_finding, struck_finding

READER = "html"
# The widest span that the standard knows, and squares that merged cells of one table may cover.
WIDEST, SQUARES = 1000, 1_000_000
_GROUPS = ("thead", "tbody", "tfoot")


@dataclass(slots=True)
class Rows:
    """The rows of a table by the groups in which they stand, as they are shown: the foot last."""

    groups: list[list[list[Element]]] = field(default_factory=list)
    captions: list[Element] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    hidden: int = 0

    def stray(self, text: str | None) -> None:
        """Text that stands in the table, but in none of its cells."""
        if text and text.strip():
            self.astray.append(" ".join(text.split()))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell on the grid, which counts from 0 here; ``cut`` where a span of its row ran into another cell."""

    element: Element
    row: int
    column: int
    rows: int
    columns: int
    cut: bool


def rows_of(table: Element) -> Rows:
    """The rows of the table itself, not of tables in it; what stands in no cell is ``astray``."""
    found = Rows()
    heads: list[list[list[Element]]] = []
    bodies: list[list[list[Element]]] = []
    feet: list[list[list[Element]]] = []
    loose: list[Element] = []
    found.stray(table.text)
    for child in table:
        tag = tag_of(child)
        if tag in _GROUPS and loose:
            bodies.append(_rows(loose, found))
            loose = []
        if is_hidden(child):
            found.hidden += 1
        elif tag in _GROUPS:
            found.stray(child.text)
            # Of several heads and feet the first alone is moved to its end of the table.
            kind = heads if tag == "thead" and not heads else feet if tag == "tfoot" and not feet else bodies
            kind.append(_rows(child, found))
        elif tag == "caption":
            found.captions.append(child)
        elif tag in ("tr", "td", "th"):
            loose.append(child)
        found.stray(child.tail)
    if loose:
        bodies.append(_rows(loose, found))
    found.groups = [*heads, *bodies, *feet]
    return found


def _rows(children: Iterable[Element], found: Rows) -> list[list[Element]]:
    rows: list[list[Element]] = []
    open_row = False  # cells that stand in no row make one
    for child in children:
        tag = tag_of(child)
        if is_hidden(child):
            found.hidden += 1
        elif tag == "tr":
            found.stray(child.text)
            rows.append(list(_cells(child, found)))
            open_row = False
        elif tag in ("td", "th"):
            if not open_row:
                rows.append([])
                open_row = True
            rows[-1].append(child)
    return rows


def _cells(row: Element, found: Rows) -> Iterator[Element]:
    for child in row:
        if is_hidden(child):
            found.hidden += 1
        elif tag_of(child) in ("td", "th"):
            yield child
        found.stray(child.tail)


def fragment_of(rows: Rows, number: int, name: str) -> Fragment | None:
    """The table, which is the page's ``number``-th; None where it has no cells.

    Lines at which no cell begins, as over-long spans and empty rows leave them, are no lines of the
    grid; places count with them, as the page's own grid does. Raises UnreadableDocument.
    """
    placed = _placed(rows.groups, number, name)
    if not placed:
        return None
    downs = sorted({cell.row for cell in placed})
    rights = sorted({cell.column for cell in placed})
    cells = []
    for cell in placed:
        row, column = bisect_left(downs, cell.row), bisect_left(rights, cell.column)
        row_span = bisect_left(downs, cell.row + cell.rows) - row
        column_span = bisect_left(rights, cell.column + cell.columns) - column
        cells.append(_cell(cell, number, (row + 1, column + 1), (row_span, column_span)))
    return Fragment(1, len(downs), len(rights), tuple(cells))


def _placed(groups: Sequence[Sequence[Sequence[Element]]], number: int, name: str) -> list[_Placed]:
    placed: list[_Placed] = []
    taken: set[tuple[int, int]] = set()
    top = squares = 0
    for group in groups:
        end = top + len(group)
        for row, cells in enumerate(group, start=top):
            column = 0
            cut = False  # what comes after a span that was cut may stand elsewhere too
            for element in cells:
                while (row, column) in taken:
                    column += 1
                wide = columns_of(element)
                down = _count(element, "rowspan")
                rows = end - row if down == 0 else min(down, end - row)
                free = next((at for at in range(wide) if (row, column + at) in taken), wide)
                squares += rows * free
                if squares > SQUARES:
                    raise UnreadableDocument(
                        "its cells span more than a table can have",
                        document=name,
                        table=number,
                        remedy=FETCH_AGAIN,
                    )
                if rows > 1:
                    taken.update((row + y, column + x) for y in range(1, rows) for x in range(free))
                cut = cut or free < wide
                placed.append(_Placed(element, row, column, rows, free, cut))
                column += free
        top = end
    return placed


def columns_of(cell: Element) -> int:
    """How many columns a cell says that it spans."""
    return min(max(_count(cell, "colspan"), 1), WIDEST)


def _count(element: Element, attribute: str) -> int:
    """A span as browsers read it: the digits at its start, 1 where there are none."""
    text = element.get(attribute, "1").strip()
    digits = text[: len(text) - len(text.lstrip("0123456789"))][:6]
    return int(digits) if digits else 1


def _cell(cell: _Placed, table: int, at: tuple[int, int], spans: tuple[int, int]) -> Cell:
    place = GridPlace(table, cell.row + 1, cell.column + 1)
    text = "\n".join(lines_within(cell.element))
    findings: list[Finding] = []
    if cell.cut:
        message = "a cell of this row spans columns in which a cell from above stands; it was cut there"
        remedy = "Open the page and see in which columns the cells of the row stand"
        findings.append(Finding("span-uncertain", Severity.WARNING, message, places=(place,), remedy=remedy))
    findings.extend(garbled_findings(text, place))
    if pictures := pictures_within(cell.element):
        findings.append(picture_finding(", ".join(pictures), place))
    if struck := struck_within(cell.element):
        findings.append(struck_finding(struck, place))
    return Cell(text, *at, *spans, (place,), (READER,), findings=tuple(findings))
