"""A sheet of a workbook as it is stored, whatever the format: cells, merged ranges, what is hidden."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import SheetPlace
from pipeline.readers.number_format import shown

Position = tuple[int, int]
"""Row and column, from 1."""

CELLS = 1_000_000
"""Cells of the largest workbook that is read."""


@dataclass(frozen=True, slots=True)
class Range:
    """Rows and columns from the first to the last, both included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell's text as shown. ``date`` is the day that a number is shown as; ``bordered``: it is drawn."""

    text: str
    bordered: bool = False
    date: datetime.datetime | None = None
    yearless: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``number`` counts from 1."""

    number: int
    name: str
    cells: Mapping[Position, SheetCell]
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = field(default=frozenset())

    def place(self, position: Position) -> SheetPlace:
        """Where a cell stands, such as ``B7``."""
        return SheetPlace(self.name, f"{column_letters(position[1])}{position[0]}")


def column_letters(column: int) -> str:
    """A column's name: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def number_cell(value: float, code: str, place: SheetPlace, *, bordered: bool, since_1904: bool) -> SheetCell:
    """The cell of a number, as its format shows it."""
    text = shown(value, code, since_1904=since_1904)
    if text.exact:
        return SheetCell(text.text, bordered, text.date, text.yearless)
    finding = Finding(
        "number-format-unread",
        Severity.WARNING,
        f"the cell holds the number {text.text}, which its format {code!r} shows in another way",
        places=(place,),
        remedy="Open the workbook and see what the cell shows",
    )
    return SheetCell(text.text, bordered, text.date, text.yearless, (finding,))


def error_cell(text: str, place: SheetPlace, *, bordered: bool) -> SheetCell:
    """The cell of a formula that has no result, such as ``#REF!``."""
    finding = Finding(
        "text-garbled",
        Severity.WARNING,
        f"the formula of the cell failed: {text}",
        places=(place,),
        remedy="Take the value from another copy of the document",
    )
    return SheetCell(text, bordered, findings=(finding,))


def unvalued_cell(place: SheetPlace, *, bordered: bool) -> SheetCell:
    """The cell of a formula whose result was never stored."""
    finding = Finding(
        "formula-without-value",
        Severity.WARNING,
        "the cell holds a formula whose result the file does not keep",
        places=(place,),
        remedy="Open the workbook, let it calculate, and save it",
    )
    return SheetCell("", bordered, findings=(finding,))


def unnamed_cell(place: SheetPlace, *, bordered: bool) -> SheetCell:
    """The cell of a text that the workbook does not keep."""
    finding = Finding(
        "text-garbled",
        Severity.WARNING,
        "the cell names a text that the workbook does not hold",
        places=(place,),
        remedy="Fetch the workbook again from where it was published",
    )
    return SheetCell("", bordered, findings=(finding,))
