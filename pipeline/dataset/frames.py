"""Tables laid out column by column, as Arrow tables and pandas frames.

Every form of a version is written from the same columns, so that each value is brought into its published
form once. Costs the import of pandas and pyarrow: import it late.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import pandas as pd
import pyarrow as pa

from pipeline.dataset.meanings import chinese
from pipeline.dataset.records import TABLES, Record
from pipeline.dataset.schema import Column, Tables, as_json, columns, in_order

Values = Sequence[object]
"""A column: texts and numbers, lists of texts as lists, objects as JSON text."""
_OBJECTS = ("objects", "object")
_STRINGS = pa.list_(pa.field("item", pa.string(), nullable=False))
_TYPES = {
    "string": pa.string(),
    "date": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "strings": _STRINGS,
    "objects": pa.string(),
    "object": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Laid:
    """A table as it is published: ``rows`` in the order of their key, ``values`` by column of the model."""

    table: str
    rows: Sequence[Record]
    values: tuple[Values, ...]

    def flat(self) -> tuple[Values, ...]:
        """The columns of flat forms: lists as JSON text too."""
        return tuple(
            [list_text(tuple(value)) for value in values] if column.kind == "strings" else values  # type: ignore[arg-type]
            for column, values in zip(columns(self.table), self.values, strict=True)
        )

    def arrow(self, *, flat: bool = False) -> pa.Table:
        """The table typed as the model says; ``flat``: lists as JSON text too."""
        types = [pa.string() if flat and c.kind == "strings" else _TYPES[c.kind] for c in columns(self.table)]
        fields = [
            pa.field(c.name, kind, nullable=c.nullable, metadata=_described(self.table, c))
            for c, kind in zip(columns(self.table), types, strict=True)
        ]
        read = self.flat() if flat else self.values
        arrays = [pa.array(values, type=kind) for values, kind in zip(read, types, strict=True)]
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def laid(table: str, rows: Iterable[Record]) -> Laid:
    """A table as it is published."""
    ordered = in_order(table, rows)
    return Laid(table, ordered, tuple(_values(ordered, column) for column in columns(table)))


def all_laid(tables: Tables) -> dict[str, Laid]:
    """Every table as it is published; one that is not given is empty."""
    return {table: laid(table, tables.get(table, [])) for table in TABLES}


def _values(rows: Iterable[Record], column: Column) -> Values:
    values = map(attrgetter(column.name), rows)
    return [as_json(value) for value in values] if column.kind in _OBJECTS else list(values)


@lru_cache(maxsize=65536)
def list_text(values: tuple[str, ...]) -> str:
    """A list as flat forms hold it."""
    return as_json(list(values))


def _described(table: str, column: Column) -> dict[str, str]:
    own = chinese(table, column.name)
    return {"description": column.description, "title_zh": own.name, "description_zh": own.meaning}


def frame(table: str, rows: Sequence[Record], wanted: Set[str]) -> pd.DataFrame:
    """Rows in the order given, indexed from 0; lists and objects as JSON text.

    Columns that are not ``wanted`` are there without their values, which cost much to write as text.
    """
    dtypes: Mapping[str, str] = {"integer": "Int64", "number": "Float64"}
    given = Laid(
        table, rows, tuple(_values(rows, c) if c.name in wanted else () for c in columns(table))
    ).flat()
    return pd.DataFrame(
        {
            c.name: pd.Series(values, index=range(len(rows)), dtype=dtypes.get(c.kind, "object"))
            if c.name in wanted
            else pd.Series(None, index=range(len(rows)), dtype="object")
            for c, values in zip(columns(table), given, strict=True)
        }
    )
