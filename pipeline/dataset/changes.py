"""What changed against the version before: a feed that brings a copy of that version to this one.

Costs the import of pyarrow: import it late.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dataset.differences import Comparison, compare
from pipeline.dataset.frames import laid, list_text
from pipeline.dataset.records import TABLES, ChangeRecord, EntryRecord, NoticeRecord
from pipeline.dataset.same_rows import differing
from pipeline.dataset.schema import KEYS, Tables, as_json, columns, in_order
from pipeline.dataset.sides import PublishedVersion, forerunners, versions_compared
from pipeline.knowledge import SCHEMAS

FEED = tuple(table for table in TABLES if table != "changes")
"""The tables that the feed speaks of."""
_BATCH = 8192

Row = Mapping[str, object]


def changes(previous: Path | None, tables: Tables) -> list[ChangeRecord]:
    """The rows that were added, removed and changed, in every table, with old and new values.

    ``previous`` is the folder of the version before; None for the first version, which names its entries
    without values. Values are as in the CSV files. Entries of a new edition name the entry they continue.
    """
    if previous is None:
        found = [_first(row.entry_id) for row in cast("list[EntryRecord]", tables["entries"])]
    else:
        found = [change for table in FEED for change in _table_changes(previous, table, tables)]
        added = {change.key for change in found if (change.table, change.change) == ("entries", "added")}
        if added:
            found = _with_editions(found, _between_editions(previous, tables, added))
    return cast("list[ChangeRecord]", in_order("changes", found))


def replay(rows: Sequence[Row], feed: Sequence[ChangeRecord], table: str) -> list[Row]:
    """The rows of a table of the version before, brought to the version of the feed (in any order)."""
    names = [column.name for column in columns(table)]
    by_key = dict(zip(_keys(table, [tuple(row[name] for name in names) for row in rows]), rows, strict=True))
    for change in feed:
        if change.table != table:
            continue
        pairs = cast("dict[str, list[object]]", change.values)
        if change.change == "removed":
            del by_key[change.key]
        else:
            by_key[change.key] = {**by_key.get(change.key, {}), **{name: pairs[name][1] for name in pairs}}
    return list(by_key.values())


def flat_rows(version: Path, table: str) -> list[Row]:
    """The rows of a published table as in its CSV file: lists as JSON text."""
    names = [column.name for column in columns(table)]
    return [dict(zip(names, row, strict=True)) for row in _tuples(_published(version, table), table)]


def _first(entry_id: str) -> ChangeRecord:
    return ChangeRecord(table="entries", key=entry_id, change="added", entry_id=entry_id, values={})


def _published(version: Path, table: str) -> pa.Table:
    """A table of the version before; empty, or with empty columns, where that version lacks them."""
    path = version / f"{table}.parquet"
    found = pq.read_table(path) if path.exists() else laid(table, []).arrow()
    for column in columns(table):
        if column.name not in found.column_names:
            found = found.append_column(column.name, pa.nulls(found.num_rows))
    return found.select([column.name for column in columns(table)])


def _tuples(rows: pa.Table, table: str) -> Iterator[tuple[object, ...]]:
    """Rows in the model's order of columns, lists as JSON text."""
    lists = [column.kind == "strings" for column in columns(table)]
    for batch in rows.to_batches(_BATCH):
        values = [
            [list_text(tuple(v)) if isinstance(v, list) else v for v in column.to_pylist()] if is_list
            else column.to_pylist()
            for column, is_list in zip(batch.columns, lists, strict=True)
        ]  # fmt: skip
        yield from zip(*values, strict=True)


def _table_changes(previous: Path, table: str, tables: Tables) -> Iterator[ChangeRecord]:
    old, new = _published(previous, table), laid(table, tables[table]).arrow()
    if KEYS[table]:
        gone, come = (_by_key(side, table) for side in differing(old, new, KEYS[table]))
    else:
        before, after = (Counter(map(hash, _tuples(side, table))) for side in (old, new))
        gone, come = _differing(old, table, before - after), _differing(new, table, after - before)
    for key in come.keys() - gone.keys():
        yield _change(table, key, "added", {}, come[key])
    for key in gone.keys() - come.keys():
        yield _change(table, key, "removed", gone[key], {})
    for key in come.keys() & gone.keys():
        yield _change(table, key, "changed", gone[key], come[key])


def _by_key(rows: pa.Table, table: str) -> dict[str, Row]:
    names = [column.name for column in columns(table)]
    return {_key(table, row, Counter()): dict(zip(names, row, strict=True)) for row in _tuples(rows, table)}


def _differing(rows: pa.Table, table: str, prints: Counter[int]) -> dict[str, Row]:
    """The rows, by key, with a hash of ``prints``; of rows that are alike the last ones."""
    names = [column.name for column in columns(table)]
    keyed: dict[str, Row] = {}
    if prints:
        seen: Counter[str] = Counter()
        left = Counter(map(hash, _tuples(rows, table)))
        for row in _tuples(rows, table):
            here = hash(row)
            if here not in prints:
                continue
            key = _key(table, row, seen)
            if left[here] <= prints[here]:
                keyed[key] = dict(zip(names, row, strict=True))
            left[here] -= 1
    return keyed


def _keys(table: str, rows: Iterable[tuple[object, ...]]) -> list[str]:
    seen: Counter[str] = Counter()
    return [_key(table, row, seen) for row in rows]


def _key(table: str, row: tuple[object, ...], seen: Counter[str]) -> str:
    """The key of a row as one text; or its content's hash, with ``~2`` for a repetition."""
    if parts := KEYS[table]:
        names = [column.name for column in columns(table)]
        return " | ".join(str(row[names.index(part)]) for part in parts)
    digest = hashlib.sha256(as_json(row).encode()).hexdigest()[:16]
    seen[digest] += 1
    return digest if seen[digest] == 1 else f"{digest}~{seen[digest]}"


def _change(table: str, key: str, kind: str, old: Row, new: Row) -> ChangeRecord:
    columns = new.keys() | old.keys()
    both = bool(old and new)
    values = {
        column: [old.get(column), new.get(column)]
        for column in sorted(columns)
        if not both or old[column] != new[column]
    }
    given = (new or old).get("entry_id")
    entry_id = str(given) if given is not None else None
    return ChangeRecord.model_validate(
        {"table": table, "key": key, "change": kind, "entry_id": entry_id, "values": values}
    )


def _between_editions(previous: Path, tables: Tables, added: Set[str]) -> Comparison:
    """The notices that entries were ``added`` to, and those that they take the place of."""
    entries = cast("list[EntryRecord]", tables["entries"])
    superseded = {row.notice_id: row.superseded_by for row in cast("list[NoticeRecord]", tables["notices"])}
    notices = {row.notice_id for row in entries if row.entry_id in added}
    after = PublishedVersion([row.model_dump() for row in entries if row.notice_id in notices], superseded)
    before = forerunners(previous, after)
    return compare(*versions_compared(before, after), SCHEMAS, listed=True)


def _with_editions(found: list[ChangeRecord], comparison: Comparison) -> list[ChangeRecord]:
    """Entries that were added with what they are in the edition before."""
    continues = {new.entry_id: old.entry_id for old, new in comparison.pairs}
    natures: dict[str | None, list[str]] = defaultdict(list)
    for one in comparison.differences:
        if one.new is not None:
            natures[one.new.entry_id].append(one.change)
    return [
        change.model_copy(update={"continues": continues[change.key], "nature": natures[change.key]})
        if change.table == "entries" and change.change == "added" and change.key in continues
        else change
        for change in found
    ]
