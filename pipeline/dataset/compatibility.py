"""The shape of the published tables, its semantic version, and what a change of it breaks.

Each version's shape is kept in schemas/shapes/. A consumer of the dataset breaks when a table or column is
gone or renamed, has another type or key, may be null where it never was, or has another set of values: that
is a new major version. A new table or column is a new minor version. Descriptions are no part of the shape.
``python -m pipeline.dataset.compatibility schemas/shapes`` keeps the shape of the models as a new version.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, columns
from pipeline.knowledge import SCHEMAS

SHAPES = SCHEMAS / "shapes"
_FIRST = (1, 0, 0)
_NAME = re.compile(r"([0-9]+)\.([0-9]+)\.([0-9]+)\.json")

Number = tuple[int, int, int]


class TableShape(BaseModel):
    """Key and columns of a table; a column's type with what it may hold, as one text."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: tuple[str, ...]
    columns: dict[str, str]


Shape = Mapping[str, TableShape]


def shape() -> Shape:
    """The shape that the models have now."""
    return {
        table: TableShape(
            key=KEYS[table],
            columns={
                column.name: " ".join(
                    [column.kind, *(["or null"] if column.nullable else []), *sorted(column.choices)]
                )
                for column in columns(table)
            },
        )
        for table in TABLES
    }


def kept(folder: Path = SHAPES) -> list[tuple[Number, Shape]]:
    """The shapes of all versions, oldest first."""
    return sorted(_kept(folder), key=lambda one: one[0])


def _kept(folder: Path) -> Iterator[tuple[Number, Shape]]:
    for path in folder.glob("*.json"):
        if found := _NAME.fullmatch(path.name):
            tables = json.loads(path.read_text("utf-8"))
            major, minor, patch = map(int, found.groups())
            yield (major, minor, patch), {name: TableShape(**table) for name, table in tables.items()}


@cache
def schema_version() -> str:
    """The version of the newest shape."""
    return ".".join(map(str, kept()[-1][0]))


def following(number: Number, old: Shape, new: Shape) -> Number:
    """The least version that ``new`` may have after ``old``."""
    if breaks(old, new):
        return number[0] + 1, 0, 0
    return number if old == new else (number[0], number[1] + 1, 0)


def breaks(old: Shape, new: Shape) -> list[str]:
    """What a consumer of ``old`` can't do with ``new``, in words; empty when nothing breaks."""
    found = [f"table {table} is gone" for table in old if table not in new]
    for table in (table for table in old if table in new):
        if old[table].key != new[table].key:
            found.append(f"table {table} has another key")
        for name, form in old[table].columns.items():
            now = new[table].columns.get(name)
            if now is None:
                found.append(f"column {table}.{name} is gone")
            elif now != form:
                found.append(f"column {table}.{name} was {form}, is {now}")
    return found


def keep(folder: Path) -> Path | None:
    """Write the models' shape as the version that follows; None where the newest is the same."""
    versions, new = kept(folder), shape()
    number = following(*versions[-1], new) if versions else _FIRST
    if versions and number == versions[-1][0]:
        return None
    path = folder / f"{'.'.join(map(str, number))}.json"
    text = json.dumps({name: table.model_dump(mode="json") for name, table in new.items()}, indent=1)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    print(keep(Path(sys.argv[1])) or "nothing has changed")
