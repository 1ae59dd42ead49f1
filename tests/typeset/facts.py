"""The hand-checked facts of the five notices, as typed records.

In the rows of a catalogue ``null`` means that the cell is merged with the one above, "" that it is empty.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

FOLDER = Path(__file__).parent / "facts"
NAMES = ("weihai", "shanghai", "beijing", "guangxi", "tianjin")


class Record(BaseModel):
    """Part of a facts file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(Record):
    """A paragraph of the notice's text, with its label as printed (``一、``)."""

    label: str | None
    text: str


class Column(Record):
    """A column: header words from the top level down, relative width, role (None in tables set aside)."""

    header: tuple[str, ...] = Field(min_length=1)
    width: float
    role: str | None = None


class Note(Record):
    """Why a value of the row with this number is what it is; for merged cells the row where it begins."""

    row: str
    role: str
    note: str


class Sheet(Record):
    """A table of columns and rows; ``above`` are lines that stand over its heading."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    above: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rows_fill_the_columns(self) -> "Sheet":
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.heading}: {len(row)} cells in {len(self.columns)} columns: {row}")
        if self.rows and None in self.rows[0]:
            raise ValueError(f"{self.heading}: the first row has nothing above to merge with")
        return self


class Catalogue(Sheet):
    """One list; ``page_ends`` are the rows after which the published layout begins a new page."""

    stated: int | None = None
    new_page: bool = True
    page_ends: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()


class Aside(Sheet):
    """A table that is no catalogue: a blank form, or the table of services."""

    kind: Literal["form", "services"]
    landscape: bool
    remarks: tuple[str, ...]


class GridCell(Record):
    """A cell of a free grid with its spans."""

    text: str
    columns: int = 1
    rows: int = 1


class Grid(Record):
    """A form whose cells span as they please; a bare string is a cell without spans."""

    heading: str
    columns: int
    rows: tuple[tuple[str | GridCell, ...], ...]
    above: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Annex(Record):
    """An annex of text."""

    heading: str
    sections: tuple[Section, ...]
    above: tuple[str, ...] = ()


class Notice(Record):
    """One notice: its particulars, text and tables. ``title`` keeps the line breaks of the layout."""

    author: str
    date: datetime.date
    reason: str
    file: str
    jurisdiction: str
    title: str
    document_number: str | None
    authorities: tuple[str, ...]
    issued: datetime.date
    effective: datetime.date | None
    validity: str | None
    edition: str | None
    supersedes: tuple[str, ...]
    stated_total: int | None
    sections: tuple[Section, ...]
    attachments: tuple[str, ...]
    signature: tuple[str, ...]
    catalogues: tuple[Catalogue, ...]
    asides: tuple[Aside, ...] = ()
    grids: tuple[Grid, ...] = ()
    annexes: tuple[Annex, ...] = ()
    letterhead: str | None = None

    @property
    def set_aside(self) -> tuple[Aside | Grid, ...]:
        """The tables that are no catalogues."""
        return (*self.asides, *self.grids)


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """What one row must read as.

    ``cells`` holds the text of every role but the number, merged cells filled down, line breaks as ``\\n``.
    ``spans`` gives for each role the first and last row (from 1, in the list) of the cell that it lies in.
    """

    list_heading: str
    number: str
    cells: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]


def load_notice(name: str) -> Notice:
    """The facts of one of NAMES."""
    return Notice.model_validate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


def load_notices() -> dict[str, Notice]:
    """All five, by name."""
    return {name: load_notice(name) for name in NAMES}


def merged_cells(rows: tuple[tuple[str | None, ...], ...], column: int) -> list[tuple[int, int, str]]:
    """The cells of one column as (first row, last row, text), rows from 0."""
    cells: list[tuple[int, int, str]] = []
    for index, row in enumerate(rows):
        text = row[column]
        if text is None:
            first, _, above = cells.pop()
            cells.append((first, index, above))
        else:
            cells.append((index, index, text))
    return cells


def catalogue_rows(catalogue: Catalogue) -> list[ExpectedRow]:
    """The rows of one list, merged cells filled down."""
    texts: list[dict[str, str]] = [{} for _ in catalogue.rows]
    spans: list[dict[str, tuple[int, int]]] = [{} for _ in catalogue.rows]
    for position, column in enumerate(catalogue.columns):
        if column.role is None:
            raise ValueError(f"{catalogue.heading}: column {position + 1} has no role")
        for first, last, text in merged_cells(catalogue.rows, position):
            for row in range(first, last + 1):
                texts[row][column.role] = text
                spans[row][column.role] = (first + 1, last + 1)
    numbers = [text.pop("number") for text in texts]
    return [
        ExpectedRow(catalogue.heading, number, text, span)
        for number, text, span in zip(numbers, texts, spans, strict=True)
    ]


def expected_rows(notice: Notice) -> list[ExpectedRow]:
    """All rows of the notice, in reading order."""
    return [row for catalogue in notice.catalogues for row in catalogue_rows(catalogue)]
