"""Which rows are withheld, and why: own failures, values without lineage, rows they refer to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.dataset.records import EntryRecord, LineageRecord, NameRecord, Record
from pipeline.dataset.schema import KEYS, REFERENCES, Tables, key_of

Reasons = dict[str, dict[int, list[str]]]
"""Why a row fails, by table and index of the row."""

# What is referred to comes first, so that one pass reaches all that depends on a withheld row.
_ORDER = ("notices", "catalogues", "issuers", "qualifications", "entries", "names", "crosswalk",
          "provisions", "lineage", "findings", "quarantine", "changes")  # fmt: skip

_UNTRACED = frozenset({"list", "group"})
"""Printed columns that are no cell of the row, so that lineage has no row for them."""

_PRINTED = tuple(
    (role, column)
    for column in EntryRecord.model_fields
    if (role := column.removesuffix("_printed")) != column and role not in _UNTRACED
)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A row that is not published. ``follows``: only because a row it refers to is not."""

    table: str
    key: str
    row: Record
    reasons: tuple[str, ...]
    follows: bool


def untraced(entries: Iterable[EntryRecord], lineage: Iterable[LineageRecord]) -> dict[int, list[str]]:
    """Entries with a printed value whose lineage is missing or tells another value."""
    traced = {(row.entry_id, row.role): row.value for row in lineage}
    reasons: dict[int, list[str]] = {}
    for index, entry in enumerate(entries):
        for role, value in _printed(entry):
            found = traced.get((entry.entry_id, role))
            if found is None:
                reasons.setdefault(index, []).append(f"its {role} has no lineage")
            elif found != value:
                reasons.setdefault(index, []).append(f"its {role} differs from the lineage: {found!r}")
    return reasons


def _printed(entry: EntryRecord) -> Iterable[tuple[str, str]]:
    for role, column in _PRINTED:
        value = getattr(entry, column)
        if value and isinstance(value, str):
            yield role, value


def withhold(tables: Tables, reasons: Reasons) -> tuple[Tables, list[Withheld]]:
    """The rows that stay, and those that do not."""
    reasons = _with_lineage(tables, reasons)
    given = {table: _keys(table, tables.get(table, [])) for table in _TARGETS}
    there: dict[str, set[str]] = {table: set() for table in _TARGETS}
    kept: Tables = {}
    withheld: list[Withheld] = []
    for table in (name for name in _ORDER if name in tables):
        kept[table] = []
        for index, row in enumerate(tables[table]):
            own = reasons.get(table, {}).get(index, [])
            missing = _dangling(table, row, there, given)
            if own or missing:
                withheld.append(Withheld(table, key_of(table, row), row, (*own, *missing), not own))
            else:
                kept[table].append(_shown(row, there) if isinstance(row, NameRecord) else row)
        there[table] = _keys(table, kept[table])
    return {name: kept[name] for name in tables}, withheld


_TARGETS = frozenset(reference.target for reference in REFERENCES)


def _keys(table: str, rows: Iterable[Record]) -> set[str]:
    return {key_of(table, row) for row in rows} if KEYS[table] else set()


def _with_lineage(tables: Tables, reasons: Reasons) -> Reasons:
    """An entry goes with its lineage: a value that cannot be traced is not published."""
    positions: dict[str, list[int]] = {}
    for index, entry in enumerate(tables.get("entries", [])):
        positions.setdefault(key_of("entries", entry), []).append(index)
    of_entries = {index: list(why) for index, why in reasons.get("entries", {}).items()}
    for index, why in sorted(reasons.get("lineage", {}).items()):
        row = tables["lineage"][index]
        assert isinstance(row, LineageRecord)
        for position in positions.get(row.entry_id, []):
            of_entries.setdefault(position, []).append(f"lineage of its {row.role} fails: {'; '.join(why)}")
    return {**reasons, "entries": of_entries}


def _dangling(
    table: str, row: Record, there: Mapping[str, set[str]], given: Mapping[str, set[str]]
) -> list[str]:
    missing = []
    for column, target in _references(table, row):
        value = getattr(row, column)
        for key in value if isinstance(value, list) else [value]:
            if key is not None and key not in there[target]:
                what = "was withheld" if key in given[target] else "does not exist"
                missing.append(f"{column} refers to {target} {key}, which {what}")
    if isinstance(row, NameRecord) and row.entry_ids and not _shown(row, there).entry_ids:
        missing.append("every entry that shows it was withheld")
    return missing


def _references(table: str, row: Record) -> list[tuple[str, str]]:
    if isinstance(row, NameRecord):
        return [("identity", "issuers" if row.identity_kind == "issuer" else "qualifications")]
    return [(reference.column, reference.target) for reference in REFERENCES if reference.table == table]


def _shown(row: NameRecord, there: Mapping[str, set[str]]) -> NameRecord:
    """The name with the published entries alone as its witnesses."""
    shown = [entry for entry in row.entry_ids if entry in there["entries"]]
    return row if shown == row.entry_ids else row.model_copy(update={"entry_ids": shown})
