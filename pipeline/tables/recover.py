"""Recover what a text rendition lost of its tables: header spans, slipped columns, merged cells."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents.model import Cell, Table
from pipeline.documents.text import fold
from pipeline.tables.groups import put_back, take_out
from pipeline.tables.header import column_keys, recover_header_spans
from pipeline.tables.merges import recover_merges
from pipeline.tables.profiles import Profile, profile
from pipeline.tables.slips import repair_row
from pipeline.vocabulary import Vocabulary

Row = list[Cell]
_ROUNDS = 2  # profiles are cleaner once the plainest slips are put back


def recover(tables: Sequence[Table], vocabulary: Vocabulary) -> tuple[Table, ...]:
    """Tables with spans; those whose format kept the spans pass through as they are.

    Columns under the same header words are looked at together, over all tables of the document.
    """
    whole = [
        _with_header(table, vocabulary) for table in tables if not table.spans_known and table.header_rows
    ]
    parted = {table.number: take_out(table, vocabulary) for table in whole}
    lost = [table for table, _ in parted.values()]
    rows = {table.number: _body(table) for table in lost}
    keys = {table.number: column_keys(table, vocabulary) for table in lost}
    for _ in range(_ROUNDS):
        profiles = _profiles(lost, rows, keys)
        for table in lost:
            own = profiles[table.number]
            rows[table.number] = [repair_row(row, table.columns, own) for row in rows[table.number]]
    merged = recover_merges(lost, rows, vocabulary)
    restored = {number: put_back(table, parted[number][1]) for number, table in merged.items()}
    return tuple(restored.get(table.number, table) for table in tables)


def _with_header(table: Table, vocabulary: Vocabulary) -> Table:
    body = tuple(cell for cell in table.cells if cell.row > table.header_rows)
    return replace(table, cells=(*recover_header_spans(table, vocabulary), *body))


def _body(table: Table) -> list[Row]:
    rows: list[Row] = [[] for _ in range(table.rows - table.header_rows)]
    for cell in table.cells:
        if cell.row > table.header_rows:
            rows[cell.row - table.header_rows - 1].append(cell)
    return rows


def _profiles(
    tables: Sequence[Table], rows: dict[int, list[Row]], keys: dict[int, list[tuple[str, ...]]]
) -> dict[int, list[Profile]]:
    """Profiles of each table's columns, pooled by header words (``keys``)."""
    texts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    sure: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    for table in tables:
        for row in rows[table.number]:
            by_column = {cell.column: cell.text for cell in row}
            whole = all(fold(by_column.get(column, "")) for column in range(1, table.columns + 1))
            for column, key in enumerate(keys[table.number], start=1):
                texts[key].append(by_column.get(column, ""))
                sure[key].append(whole)
    pooled = {key: profile(values, sure[key]) for key, values in texts.items()}
    nothing = profile((), ())  # of a header without rows
    return {number: [pooled.get(key, nothing) for key in columns] for number, columns in keys.items()}
