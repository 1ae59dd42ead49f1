"""A Word table as a fragment: gridSpan, gridBefore and vMerge give the true grid."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import GridPlace, Place
from pipeline.readers.docx_open import is_open, merged_over_open
from pipeline.readers.docx_package import is_on, word_child, word_tag, word_value
from pipeline.readers.docx_text import has_picture, shown_children, struck_text
from pipeline.readers.marked_cells import picture_finding, struck_finding
from pipeline.readers.package import Element

READER = "docx"
# Word draws 63 columns; a span beyond any sense must not cost memory.
WIDEST_SPAN = 256


@dataclass(frozen=True, slots=True)
class _WordCell:
    """A w:tc on its row: where it begins (from 1), how wide, and whether it goes on from above.

    ``merges`` is set in the first part of a merged cell too.
    """

    column: int
    span: int
    goes_on: bool
    merges: bool
    text: str
    struck: str
    pictured: bool
    open_above: bool
    open_below: bool


def fragment_of(table: Element, number: int, text_of: Callable[[Element], str]) -> Fragment:
    """The table, which is the document's ``number``-th; ``text_of`` gives the text of a w:tc."""
    rows = [_row(row, text_of) for row in rows_of(table)]
    cells: dict[tuple[int, int], Cell] = {}
    # column to the cell that reaches down to the row before, and whether it is a merged one
    upper: dict[int, tuple[tuple[int, int], bool]] = {}
    for row, (word_cells, _) in enumerate(rows, start=1):
        reaching: dict[int, tuple[tuple[int, int], bool]] = {}
        for word_cell in word_cells:
            origin, merged = (
                upper.get(word_cell.column, (None, False)) if word_cell.goes_on else (None, False)
            )
            grows = origin is not None and cells[origin].column_span == word_cell.span
            if origin is not None and grows and (merged or not word_cell.text.strip()):
                cells[origin] = _grown(cells[origin], word_cell.text, sure=merged)
            else:
                origin = (row, word_cell.column)
                cells[origin] = _cell(word_cell, row, number)
            reaching[word_cell.column] = origin, word_cell.merges
        upper = reaching
    sides = [((row, one.column), one) for row, (found, _) in enumerate(rows, start=1) for one in found]
    above = {at for at, one in sides if one.open_above}
    if above:
        cells = merged_over_open(cells, above, {at for at, one in sides if one.open_below})
    columns = max((end for _, end in rows), default=0)
    return Fragment(1, len(rows), columns, tuple(cells[key] for key in sorted(cells)))


def is_list_like(table: Element) -> bool:
    """Whether a table within a cell is more than a few words in columns: three rows of three cells."""
    rows = [sum(1 for _ in cells_of(row)) for row in rows_of(table)]
    return len(rows) >= 3 and max(rows) >= 3


def holds_list(table: Element) -> bool:
    """Whether a cell of the table holds such a table, so that the outer one only lays out the page."""
    return any(
        word_tag(child) == "tbl" and (is_list_like(child) or holds_list(child))
        for row in rows_of(table)
        for cell in cells_of(row)
        for child in shown_children(cell)
    )


def rows_of(table: Element) -> Iterator[Element]:
    """The w:tr of a table but those deleted by a tracked change, and those hidden."""
    for row in shown_children(table):
        if word_tag(row) == "tr" and word_child(row, "trPr", "del") is None and not is_hidden_row(row):
            yield row


def is_hidden_row(row: Element) -> bool:
    """Whether Word does not show a w:tr."""
    return is_on(word_child(row, "trPr", "hidden"))


def cells_of(row: Element) -> Iterator[Element]:
    """The w:tc of a row but those deleted by a tracked change."""
    for cell in shown_children(row):
        if word_tag(cell) == "tc" and word_child(cell, "tcPr", "cellDel") is None:
            yield cell


def _row(row: Element, text_of: Callable[[Element], str]) -> tuple[list[_WordCell], int]:
    """The row's cells, and the last column it reaches."""
    column = 1 + _count(word_child(row, "trPr", "gridBefore"), 0)
    cells: list[_WordCell] = []
    for element in cells_of(row):
        properties = word_child(element, "tcPr")
        span = max(_count(word_child(properties, "gridSpan"), 1), 1)
        if cells and _goes_on(word_child(properties, "hMerge")):
            cells[-1] = replace(cells[-1], span=cells[-1].span + span)
        else:
            merge = word_child(properties, "vMerge")
            merges, text = merge is not None, text_of(element)
            sides = is_open(element, "top"), is_open(element, "bottom")
            shows = struck_text(element), has_picture(element, text)
            cells.append(_WordCell(column, span, _goes_on(merge), merges, text, *shows, *sides))
        column += span
    return cells, column - 1 + _count(word_child(row, "trPr", "gridAfter"), 0)


def _goes_on(merge: Element | None) -> bool:
    return merge is not None and word_value(merge) != "restart"


def _count(element: Element | None, default: int) -> int:
    value = word_value(element)
    return min(int(value), WIDEST_SPAN) if value is not None and value.isdecimal() else default


def _cell(word_cell: _WordCell, row: int, table: int) -> Cell:
    place = GridPlace(table, row, word_cell.column)
    findings: tuple[Finding, ...] = ()
    if word_cell.goes_on:
        message = (
            "the cell says that it goes on from the one above, but no merged cell of its width stands there"
        )
        findings = (_uncertain(message, place),)
    if any("\ue000" <= char <= "\uf8ff" or char == "\ufffd" for char in word_cell.text):
        message = "the cell holds a sign of a symbol font, which has no character of its own"
        remedy = "Open the document and see which sign it is"
        findings += (Finding("text-garbled", Severity.WARNING, message, places=(place,), remedy=remedy),)
    if word_cell.pictured:
        findings += (picture_finding("", place),)
    if word_cell.struck:
        findings += (struck_finding(word_cell.struck, place),)
    return Cell(
        word_cell.text,
        row,
        word_cell.column,
        1,
        word_cell.span,
        (place,),
        (READER,),
        findings=findings,
    )


def _uncertain(message: str, *places: Place) -> Finding:
    remedy = "Open the document and see which rows the cell spans"
    return Finding("span-uncertain", Severity.WARNING, message, places=places, remedy=remedy)


def _grown(cell: Cell, hidden: str, *, sure: bool) -> Cell:
    """The merged cell one row longer. Word does not show what a later part of it holds."""
    findings = cell.findings
    if not sure:
        findings += (
            _uncertain("the cell below goes on with this one, which is said not to be merged", *cell.places),
        )
    if hidden.strip():
        message = f"a merged cell hides text that its lower part still holds: {hidden.strip()}"
        findings += (Finding("text-hidden", Severity.INFO, message, places=cell.places),)
    return replace(cell, row_span=cell.row_span + 1, findings=findings)
