"""The rows of a workbook's sheet as SpreadsheetML: texts that stay text, numbers, and days as days."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from pipeline.dataset.schema import Column

MOST_ROWS = 1_048_576 - 3
"""Rows of a table that a sheet has room for, below the headers and above a line that tells of the others."""
_LONGEST = 32_767  # of UTF-16, in which a rare character counts twice
_LINE_HEIGHT, _MOST_LINES = 15.5, 8
_MARGIN = 4  # a line of Chinese is not filled where punctuation may not begin the next one
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Spreadsheets count the days of 1900 with one too many, and none before it.
_DAY_ZERO, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
_NOTHING = ("[]", "{}")

Shown = Sequence[str | int | float | None]
"""A column as a sheet shows it."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the workbook's styles for texts and numbers, and for days."""

    text: int
    day: int


def shown(column: Column, values: Sequence[object]) -> Shown:
    """The values of a column as a sheet shows them: lists in one text, nothing for an empty one."""
    if column.kind == "strings":
        return ["; ".join(value) for value in values]  # type: ignore[arg-type]
    if column.kind in ("objects", "object"):
        return [None if value in _NOTHING else value for value in values]  # type: ignore[misc]
    return values  # type: ignore[return-value]


def rows_xml(
    own: Sequence[Column], widths: Sequence[int], values: Sequence[Shown], styles: Styles
) -> Iterator[str]:
    """The rows below the two headers, each as the XML of the sheet."""
    cells = [
        (
            f'<c r="{get_column_letter(number)}',
            f'" s="{styles.day if column.kind == "date" else styles.text}"',
            _day if column.kind == "date" else _value,
            # A column for programs must not stretch the rows.
            0 if column.kind in ("objects", "object") else width - _MARGIN,
        )
        for number, (column, width) in enumerate(zip(own, widths, strict=True), start=1)
    ]
    for number, row in enumerate(islice(zip(*values, strict=True), MOST_ROWS), start=3):
        lines, written = 1, []
        for value, (start, style, of, room) in zip(row, cells, strict=True):
            if value is None:
                continue
            if room and isinstance(value, str):
                lines = max(lines, _height(value, room))
            written.append(f"{start}{number}{style}{of(value)}")
        height = min(lines, _MOST_LINES) * _LINE_HEIGHT
        yield f'<row r="{number}" ht="{height}" customHeight="1">{"".join(written)}</row>'
    if (rows := len(values[0])) > MOST_ROWS:
        told = _text(f"… ({rows} rows, all in the CSV file)")
        yield f'<row r="{MOST_ROWS + 3}"><c r="A{MOST_ROWS + 3}" s="{styles.text}"{told}</row>'


def _value(value: str | float) -> str:
    return _text(value) if isinstance(value, str) else f"><v>{value!r}</v></c>"


@lru_cache(maxsize=1 << 16)
def _text(value: str) -> str:
    """The rest of a cell that holds a text, whatever it begins with."""
    if not value:
        return ' t="inlineStr"/>'
    space = ' xml:space="preserve"' if value != value.strip() else ""
    body = escape(writable(value), {"\r": "&#13;"})
    return f' t="inlineStr"><is><t{space}>{body}</t></is></c>'


@lru_cache(maxsize=1 << 16)
def _day(value: str) -> str:
    """A day as the number that spreadsheets have for it; as text where they have none."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _text(value)
    return _text(value) if day < _FIRST_DAY else f"><v>{(day - _DAY_ZERO).days}</v></c>"


def writable(value: str) -> str:
    """What XML cannot hold as _xHHHH_, the form that spreadsheets read back; no silent cut."""
    if len(value) > _LONGEST // 2 and len(units := value.encode("utf-16-le")) > 2 * _LONGEST:
        note = f" … ({len(value)} characters, whole in the CSV file)"
        value = units[: 2 * (_LONGEST - len(note))].decode("utf-16-le", "ignore") + note
    value = _ESCAPE_LOOKALIKE.sub("_x005F_", value)
    return _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", value)


@lru_cache(maxsize=1 << 16)
def _height(text: str, room: int) -> int:
    """How many lines a text takes; programs do not all fit the rows themselves."""
    return sum(places(line) // room + 1 for line in lines_of(text))


def lines_of(value: object) -> list[str]:
    """The lines of a value as shown."""
    return str(value).split("\n")


def places(line: str) -> int:
    """How wide a line is in digits: a Chinese character takes the room of two."""
    return len(line) if line.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in line)
