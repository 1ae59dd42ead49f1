"""A web page read at one cell: the page parsed by lxml, its grid laid out anew."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.catalogues.control_sums import counted
from pipeline.documents.places import GridPlace, Place
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.html_charset import decoded
from pipeline.readers.html_main import main_of
from pipeline.readers.html_styles import hide_styled
from pipeline.readers.html_text import lines_within
from pipeline.readers.html_tree import Element, parsed, tag_of, text_within
from pipeline.verify.model import Recount, Unverifiable
from pipeline.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class _Laid:
    """A cell with the rows and columns that it takes."""

    element: Element
    rows: int
    columns: int


Grid = dict[tuple[int, int], _Laid]


class WebPlaces:
    """Cells of the tables of a page."""

    engine = "lxml"

    def __init__(self, data: bytes, name: str, charset: str | None = None) -> None:
        text, _ = decoded(data, charset)
        try:
            page = parsed(text, name)
            hide_styled(page)
            main = main_of(page, name, load_vocabulary(SCHEMAS))
        except UnreadableDocument as error:
            raise Unverifiable(error.message) from error
        begun = main.title is None
        self._tables: list[Grid] = []
        for element in main.root.iter():
            begun = begun or element is main.title
            if begun and element in main.tables:
                cells = dict(_laid(main.tables[element].groups))
                if cells:
                    self._tables.append(cells)

    def read(self, place: Place) -> Sequence[str]:
        """The text of the cell that begins there."""
        cell = self._at(place).element
        if any(tag_of(one) == "ol" for one in cell.iter()):  # the page numbers its items
            return ("\n".join(lines_within(cell)),)
        return (text_within(cell),)

    def spans(self, place: Place) -> tuple[int, int]:
        """The rows and columns of the cell that begins there."""
        cell = self._at(place)
        return cell.rows, cell.columns

    def recounts(self) -> Iterator[Recount]:
        """Every table; rows and columns in which no cell begins are none."""
        for number, grid in enumerate(self._tables, start=1):
            downs, rights = (sorted({at[axis] for at in grid}) for axis in (0, 1))
            merged = {}
            for (row, column), cell in grid.items():
                high = bisect_left(downs, row + cell.rows) - bisect_left(downs, row)
                wide = bisect_left(rights, column + cell.columns) - bisect_left(rights, column)
                if high > 1 or wide > 1:
                    merged[f"{row},{column}"] = high, wide
            places = (GridPlace(number, *at) for at in grid)
            yield Recount("table", number, sum(counted(self.read(place)[0]) for place in places), merged)

    def _at(self, place: Place) -> _Laid:
        if not isinstance(place, GridPlace) or not 1 <= place.table <= len(self._tables):
            raise Unverifiable("the place is no table of the page")
        cell = self._tables[place.table - 1].get((place.row, place.column))
        if cell is None:
            raise Unverifiable(f"no cell begins in row {place.row}, column {place.column}")
        return cell

    def close(self) -> None:
        """Nothing is open."""


def _laid(groups: Sequence[Sequence[Sequence[Element]]]) -> Iterator[tuple[tuple[int, int], _Laid]]:
    """Each cell with the row and column at which it begins, from 1."""
    top = 0
    for group in groups:
        free: dict[int, int] = {}  # column to the first row that no cell from above takes
        for at, row in enumerate(group):
            column = 0
            for cell in row:
                while free.get(column, 0) > at:
                    column += 1
                begins = column
                down = min(_number(cell, "rowspan") or len(group), len(group) - at)
                for _ in range(max(_number(cell, "colspan"), 1)):
                    if free.get(column, 0) > at:
                        break
                    free[column] = at + down
                    column += 1
                yield (top + at + 1, begins + 1), _Laid(cell, down, column - begins)
        top += len(group)


def _number(cell: Element, attribute: str) -> int:
    """A span as browsers read it."""
    value = str(etree.XPath(f"string(@{attribute})")(cell)).strip()
    digits = value[: len(value) - len(value.lstrip("0123456789"))][:4]
    return min(int(digits), 1000) if digits else 1
