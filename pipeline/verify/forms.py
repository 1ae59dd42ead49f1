"""A version's tables in their four forms, as texts: Parquet, CSV, SQLite and the workbook."""

import datetime
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from pipeline.dataset.publish_workbook import SHEETS, sheet_title
from pipeline.dataset.schema import KEYS, Column, as_json, columns
from pipeline.dataset.workbook_rows import MOST_ROWS, shown, writable

Rows = dict[str, tuple[str | None, ...]]
"""Values by the key of the row, or by its place where the table has no key."""


def parquet_rows(folder: Path, table: str) -> Rows:
    """The table as its Parquet file holds it."""
    read = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return _keyed(table, ([_text(row.get(c.name), c) for c in columns(table)] for row in read))


def csv_rows(folder: Path, table: str) -> Rows:
    """The table as its CSV file holds it: an empty field without quotes is null."""
    names = [column.name for column in columns(table)]
    options = pc.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        include_columns=names,
        include_missing_columns=True,
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    parsing = pc.ParseOptions(newlines_in_values=True)
    read = pc.read_csv(folder / f"{table}.csv", parse_options=parsing, convert_options=options).to_pylist()
    return _keyed(table, ([_text(row[c.name], c) for c in columns(table)] for row in read))


def sqlite_rows(folder: Path, table: str) -> Rows:
    """The table as the SQLite file holds it."""
    address = f"{(folder / 'renke.sqlite').resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        read = connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
        present = {one[0] for one in read.description}
        made = (
            [_text(row[c.name], c) if c.name in present else None for c in columns(table)] for row in read
        )
        return _keyed(table, made)


def workbook_rows(folder: Path) -> dict[str, Rows]:
    """The tables that the workbook holds."""
    book = openpyxl.load_workbook(folder / "renke.xlsx", read_only=True)
    with closing(book):
        return {table: _sheet_rows(book[sheet_title(table)], table) for table in SHEETS}


def _sheet_rows(sheet: object, table: str) -> Rows:
    lines: Iterator[tuple[object, ...]] = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    next(lines, ())  # the headers in Chinese
    header = [str(name) for name in next(lines, ())]
    at = {name: index for index, name in enumerate(header)}
    made = (
        [
            _text(line[at[c.name]] if at.get(c.name, len(line)) < len(line) else None, c)
            for c in columns(table)
        ]
        for line in islice(lines, MOST_ROWS)
    )
    return _keyed(table, made)


def shown_rows(table: str, rows: Iterable[Sequence[str | None]]) -> Rows:
    """Rows of another form as the workbook shows them, as many as it has room for."""
    made = (
        [_shown(text, column) for text, column in zip(row, columns(table), strict=True)]
        for row in islice(rows, MOST_ROWS)
    )
    return _keyed(table, made)


def _shown(text: str | None, column: Column) -> str | None:
    """A value as the workbook shows it; an empty text is an empty cell there."""
    if text is None or column.kind in ("integer", "number"):
        return text
    (whole,) = shown(column, [json.loads(text) if column.kind == "strings" else text])
    return writable(str(whole or "")) or None


DAMAGE = (OSError, ValueError, KeyError, TypeError, pa.ArrowException, sqlite3.Error, zipfile.BadZipFile)
"""What the forms raise on files that are none, or damaged."""


def _keyed(table: str, rows: Iterator[list[str | None]]) -> Rows:
    names = [column.name for column in columns(table)]
    parts = [names.index(key) for key in KEYS[table]]
    keyed: Rows = {}
    for number, row in enumerate(rows, start=1):
        key = " | ".join(str(row[part]) for part in parts) if parts else f"row {number}"
        while key in keyed:  # a key that stands twice is a row that another form lacks
            key += " (again)"
        keyed[key] = tuple(row)
    return keyed


def _text(value: object, column: Column) -> str | None:
    if value is None:
        return None
    if isinstance(value, list):
        return as_json(value)
    if column.kind == "number":
        return _number(value)
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return str(value)


def _number(value: object) -> str:
    try:
        return repr(float(str(value)))
    except ValueError:
        return str(value)
