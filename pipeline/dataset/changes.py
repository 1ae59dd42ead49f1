"""What changed in the entries against the version before."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.dataset.frames import flat_cell, read_rows
from pipeline.dataset.records import ChangeRecord, EntryRecord
from pipeline.dataset.schema import as_json, columns, in_order


def changes(previous: Path | None, entries: Iterable[EntryRecord]) -> list[ChangeRecord]:
    """Differences by entry_id; ``previous`` is the folder of the version before, None for the first.

    Columns that the version before does not have are not compared. Values are as in the CSV files.
    """
    before = _published(previous) if previous is not None else {}
    after = {entry.entry_id: _flat(entry) for entry in entries}
    found = [_change("added", key) for key in after.keys() - before.keys()]
    found += [_change("removed", key) for key in before.keys() - after.keys()]
    for key in after.keys() & before.keys():
        values = _differences(before[key], after[key])
        if values:
            found.append(ChangeRecord(change="changed", entry_id=key, values=values))
    return [row for row in in_order("changes", found) if isinstance(row, ChangeRecord)]


def _published(version: Path) -> dict[str, dict[str, object]]:
    return {
        str(row["entry_id"]): {
            name: as_json(value) if isinstance(value, list) else value for name, value in row.items()
        }
        for row in read_rows(version, "entries")
    }


def _flat(entry: EntryRecord) -> dict[str, object]:
    return {column.name: flat_cell(entry, column) for column in columns("entries")}


def _differences(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, object]:
    return {name: [old[name], new[name]] for name in new if name in old and old[name] != new[name]}


def _change(kind: str, key: str) -> ChangeRecord:
    return ChangeRecord.model_validate({"change": kind, "entry_id": key, "values": {}})
