"""A plain text read at one place: the code points of a line, and which cell of a table they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.catalogues.control_sums import LINES, counted
from pipeline.documents.places import Place, TextSpan
from pipeline.verify.model import Recount, Unverifiable

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028]")
_TAB = re.compile("\t")
_STROKE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: for each cell the line where it begins, the columns of that line, and its text."""

    cells: tuple[tuple[int, int, int, str], ...]


def _parted(number: int, line: str, mark: re.Pattern[str]) -> Iterator[tuple[int, int, int, str]]:
    start = 0
    for end in (*(found.start() for found in mark.finditer(line)), len(line)):
        yield number + 1, start + 1, end + 1, line[start:end].strip()
        start = end + 1


def _blanks(rows: Sequence[_Row], column: int, width: int) -> int:
    """How many rows after the first are blank in the column, or lack a cell, so that it may be theirs."""
    after = enumerate(rows[1:])
    return next((n for n, row in after if len(row.cells) == width and row.cells[column][3]), len(rows) - 1)


class TextPlaces:
    """Spans of a text's lines."""

    engine = "bytes"

    def __init__(self, data: bytes) -> None:
        try:
            self._lines = _LINE_END.split(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Unverifiable("the file is not UTF-8") from error
        self._rows: dict[int, tuple[int, Sequence[_Row]]] | None = None

    def read(self, place: Place) -> Sequence[str]:
        """The span."""
        if not isinstance(place, TextSpan) or not 1 <= place.line <= len(self._lines):
            raise Unverifiable("the place is no line of the text")
        return (self._lines[place.line - 1][place.start - 1 : place.end],)

    def recounts(self) -> Iterator[Recount]:
        """Every fifty lines."""
        for first in range(0, len(self._lines), LINES):
            count = sum(map(counted, self._lines[first : first + LINES]))
            if count:
                yield Recount("lines", first + 1, count)

    def cell_at(self, place: Place) -> tuple[int, int, int, int] | None:
        """Table, row, column, and how many rows there may be merged; None in rows of another width."""
        if self._rows is None:
            self._rows = {}
            for table in self._tables():
                for at, row in enumerate(table):
                    self._rows |= {line: (at, table) for line, *_ in row.cells}
        if not isinstance(place, TextSpan) or place.line not in self._rows:
            return None
        at, table = self._rows[place.line]
        widths = [len(row.cells) for row in table]
        usual = max(set(widths), key=widths.count)
        cells = table[at].cells
        column = next(
            (
                n
                for n, (line, start, end, _) in enumerate(cells)
                if line == place.line and start <= place.start <= end
            ),
            None,
        )
        if column is None or len(cells) != usual:
            return None
        first, last = (end[_blanks(end, column, usual)].cells[0][0] for end in (table[at::-1], table[at:]))
        return table[0].cells[0][0], first, column + 1, last - first + 1

    def _tables(self) -> Iterator[Sequence[_Row]]:
        """The tables: a row a line, or a cell a line and blank lines between rows."""
        stacked: list[_Row] = []
        first = 0
        for last in (*(n for n, line in enumerate(self._lines) if not line.strip(" ")), len(self._lines)):
            block = [(n, self._lines[n]) for n in range(first, last) if "\t" in self._lines[n]]
            if len(block) > 1 and all(line.startswith("\t") and line.count("\t") == 1 for _, line in block):
                stacked.append(_Row(tuple((n + 1, 2, len(line) + 1, line.strip()) for n, line in block)))
            else:
                yield stacked
                stacked = []
                yield [_Row(tuple(_parted(n, line, _TAB))) for n, line in block]
                yield [
                    _Row(tuple(_parted(n, self._lines[n], _STROKE)))
                    for n in range(first, last)
                    if self._lines[n].count("|") > 1
                ]
            first = last + 1
        yield stacked

    def close(self) -> None:
        """Nothing is open."""
