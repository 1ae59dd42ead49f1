"""Workbook, CSV, Parquet and SQLite of a version held to each other, cell by cell."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import columns
from pipeline.verify import forms
from pipeline.verify.model import FileFailure

Values = tuple[str | None, ...]


def disagreements(folder: Path) -> Iterator[FileFailure]:
    """Each cell that a form shows otherwise than most others; the Parquet file decides between two."""
    try:
        workbook: Mapping[str, forms.Rows] = forms.workbook_rows(folder)
    except forms.DAMAGE as error:
        yield FileFailure("renke.xlsx", "a workbook", f"{type(error).__name__}: {error}")
        workbook = {}
    for table in TABLES:
        read: dict[str, forms.Rows] = {}
        ways: tuple[tuple[str, Callable[[Path, str], forms.Rows]], ...] = (
            (f"{table}.parquet", forms.parquet_rows),
            (f"{table}.csv", forms.csv_rows),
            ("renke.sqlite", forms.sqlite_rows),
        )
        for name, way in ways:
            try:
                read[name] = way(folder, table)
            except forms.DAMAGE as error:
                yield FileFailure(name, f"table {table}", f"{type(error).__name__}: {error}", table=table)
        if read:
            yield from _of_table(table, read, workbook.get(table))


def _of_table(
    table: str, read: Mapping[str, forms.Rows], workbook: forms.Rows | None
) -> Iterator[FileFailure]:
    keys = dict.fromkeys(key for rows in read.values() for key in rows)
    agreed: list[Values] = []
    for key in keys:
        expected = _most([rows.get(key) for rows in read.values()])
        for name, rows in read.items():
            if rows.get(key) != expected:
                yield from _of_row(name, table, key, expected, rows.get(key))
        if expected is not None:
            agreed.append(expected)
    if workbook is not None:
        shown = forms.shown_rows(table, agreed)
        for key in dict.fromkeys((*shown, *workbook)):
            if workbook.get(key) != shown.get(key):
                yield from _of_row("renke.xlsx", table, key, shown.get(key), workbook.get(key))


def _most(rows: list[Values | None]) -> Values | None:
    """What most forms say; the first, where none has more than another."""
    counted = Counter(rows)
    return max(rows, key=lambda row: counted[row])


def _of_row(
    name: str, table: str, key: str, expected: Values | None, found: Values | None
) -> Iterator[FileFailure]:
    if expected is None or found is None:
        row = "a row" if expected is not None else None
        yield FileFailure(name, row, None if found is None else "a row that others lack", table, key)
        return
    for column, ours, theirs in zip(columns(table), expected, found, strict=True):
        if ours != theirs:
            yield FileFailure(name, ours, theirs, table, key, column.name)
