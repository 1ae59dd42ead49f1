"""Where in a document something stands, in the document's own terms. All indices count from 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box on a page, in PDF points from the top left of the page as it is shown.

    ``box`` is (x0, top, x1, bottom). A cell that a page end cuts has one place on each page.
    Pictures are page 1, in pixels x 72 / dpi.
    """

    page: int
    box: tuple[float, float, float, float]
    member: str | None = None


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Code points ``start`` to ``end`` (both included) of one line of a plain text."""

    line: int
    start: int
    end: int
    member: str | None = None


@dataclass(frozen=True, slots=True)
class GridPlace:
    """A cell on the grid of a Word or web table; ``table`` counts through the document."""

    table: int
    row: int
    column: int
    member: str | None = None


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A cell of a workbook, such as ``B7`` of sheet ``Sheet1``."""

    sheet: str
    cell: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphPlace:
    """A paragraph of a Word or web document, counted through its body outside of tables."""

    paragraph: int
    member: str | None = None


Place: TypeAlias = PageBox | TextSpan | GridPlace | SheetPlace | ParagraphPlace


def place_json(place: Place) -> dict[str, object]:
    """The published form of a place: ``{"page", "box"}``, ``{"line", "from", "to"}`` and so on."""
    record: dict[str, object]
    match place:
        case PageBox():
            record = {"page": place.page, "box": [round(edge, 2) for edge in place.box]}
        case TextSpan():
            record = {"line": place.line, "from": place.start, "to": place.end}
        case GridPlace():
            record = {"table": place.table, "row": place.row, "column": place.column}
        case SheetPlace():
            record = {"sheet": place.sheet, "cell": place.cell}
        case ParagraphPlace():
            record = {"paragraph": place.paragraph}
    if place.member is not None:
        record["member"] = place.member
    return record


def place_of(record: Mapping[str, object]) -> Place:
    """The place that ``place_json`` wrote. Raises ValueError for what is none."""
    member = record.get("member")
    within = None if member is None else str(member)
    match record:
        case {
            "page": int(page),
            "box": [
                float() | int() as x0,
                float() | int() as top,
                float() | int() as x1,
                float() | int() as y1,
            ],
        }:
            return PageBox(page, (x0, top, x1, y1), within)
        case {"line": int(line), "from": int(start), "to": int(end)}:
            return TextSpan(line, start, end, within)
        case {"table": int(table), "row": int(row), "column": int(column)}:
            return GridPlace(table, row, column, within)
        case {"sheet": str(sheet), "cell": str(cell)}:
            return SheetPlace(sheet, cell, within)
        case {"paragraph": int(paragraph)}:
            return ParagraphPlace(paragraph, within)
        case _:
            raise ValueError(f"{record} is no place")


def describe(place: Place) -> str:
    """A place in words for messages, such as ``page 3`` or ``line 120``."""
    match place:
        case PageBox():
            words = f"page {place.page}"
        case TextSpan():
            words = f"line {place.line}"
        case GridPlace():
            words = f"table {place.table}, row {place.row}, column {place.column}"
        case SheetPlace():
            words = f"sheet {place.sheet}, cell {place.cell}"
        case ParagraphPlace():
            words = f"paragraph {place.paragraph}"
    return words if place.member is None else f"{place.member}, {words}"
