"""Columns, keys and references of the published tables, and the JSON Schema of each.

``python -m pipeline.dataset.schema schemas/tables`` writes the schemas anew.
"""

import json
import re
import sys
import types
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, Union, get_args, get_origin

from pipeline.dataset.records import TABLES, Day, Record

Tables = dict[str, list[Record]]
"""Rows of the published tables by table name."""

Kind = Literal["string", "date", "integer", "number", "strings", "objects", "object"]

KEYS: dict[str, tuple[str, ...]] = {
    "notices": ("notice_id",),
    "catalogues": ("catalogue_id",),
    "entries": ("entry_id",),
    "issuers": ("issuer_id",),
    "qualifications": ("qualification_id",),
    "names": ("identity", "form", "language", "origin"),
    "crosswalk": ("qualification_id", "entry_id"),
    "provisions": ("notice_id", "ordinal"),
    "lineage": ("entry_id", "role"),
    "findings": (),
    "quarantine": (),
    "changes": ("table", "key"),
}
"""Columns that identify a row; findings and quarantine may say the same thing twice."""

_ORDER: dict[str, tuple[str, ...]] = {
    "findings": ("notice_id", "entry_id", "role", "code", "document", "message"),
    "quarantine": ("table", "key", "reason"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value (each value, for a list) is the key of a row of another table."""

    table: str
    column: str
    target: str


REFERENCES: tuple[Reference, ...] = (
    Reference("catalogues", "notice_id", "notices"),
    Reference("qualifications", "issuer_ids", "issuers"),
    Reference("entries", "notice_id", "notices"),
    Reference("entries", "catalogue_id", "catalogues"),
    Reference("entries", "qualification_id", "qualifications"),
    Reference("entries", "issuer_ids", "issuers"),
    Reference("crosswalk", "qualification_id", "qualifications"),
    Reference("crosswalk", "notice_id", "notices"),
    Reference("crosswalk", "catalogue_id", "catalogues"),
    Reference("crosswalk", "entry_id", "entries"),
    Reference("provisions", "notice_id", "notices"),
    Reference("lineage", "entry_id", "entries"),
)
"""What must exist. Findings, quarantine and changes may speak of rows that are not published."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its model declares it."""

    name: str
    kind: Kind
    nullable: bool
    description: str
    choices: tuple[str, ...] = ()


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, in the model's order."""
    return tuple(
        _column(name, info.annotation, info.description or "")
        for name, info in TABLES[table].model_fields.items()
    )


def _column(name: str, annotation: object, description: str) -> Column:
    arguments = get_args(annotation)
    nullable = get_origin(annotation) in (Union, types.UnionType) and type(None) in arguments
    if nullable:
        (annotation,) = (part for part in arguments if part is not type(None))
    if get_origin(annotation) is Literal:
        return Column(name, "string", nullable, description, tuple(str(c) for c in get_args(annotation)))
    return Column(name, _kind(name, annotation), nullable, description)


def _kind(name: str, annotation: object) -> Kind:
    if annotation == Day:
        return "date"
    if annotation in (str, int, float):
        return {str: "string", int: "integer", float: "number"}[annotation]  # type: ignore[return-value]
    if annotation == list[str]:
        return "strings"
    if get_origin(annotation) is list and get_origin(get_args(annotation)[0]) is dict:
        return "objects"
    if get_origin(annotation) is dict:
        return "object"
    raise TypeError(f"column {name}: no published form for {annotation}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)  # json.dumps would make one for each value


def as_json(value: object) -> str:
    """A list or object as the JSON text in which it is published."""
    return _ENCODER.encode(value)


def key_of(table: str, row: Record) -> str:
    """The key of a row as one text; the whole row where the table has no key."""
    parts = KEYS[table]
    if not parts:
        return as_json(row.model_dump(mode="json"))
    return " | ".join(str(getattr(row, part)) for part in parts)


def in_order(table: str, rows: Iterable[Record]) -> list[Record]:
    """Rows sorted by key, numbers in keys by their value (A/2 before A/10)."""
    by = KEYS[table] or _ORDER[table]

    def place(row: Record) -> tuple[object, ...]:
        values = ["" if (value := getattr(row, name)) is None else str(value) for name in by]
        rest = "" if KEYS[table] else as_json(row.model_dump(mode="json"))
        return tuple(_natural(value) for value in values), values, rest

    return sorted(rows, key=place)


@lru_cache(maxsize=1 << 17)
def _natural(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", text))


def table_schema(table: str) -> dict[str, object]:
    """JSON Schema of one row of a table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TABLES[table].model_json_schema(mode="serialization"),
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write ``<table>.json`` for every table; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in TABLES:
        path = folder / f"{table}.json"
        text = json.dumps(table_schema(table), ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
