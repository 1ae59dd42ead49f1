"""Records as Arrow tables and pandas frames. Costs the import of pandas and pyarrow: import it late."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from pipeline.dataset.meanings import chinese
from pipeline.dataset.records import Record
from pipeline.dataset.schema import Column, as_json, columns, in_order


def cell(row: Record, column: Column) -> str | int | float | list[str] | None:
    """A value as it is published in typed tables: objects as JSON text, lists of strings as lists."""
    value = getattr(row, column.name)
    if column.kind in ("objects", "object"):
        return as_json(value)
    return value  # type: ignore[no-any-return]


def flat_cell(row: Record, column: Column) -> str | int | float | None:
    """A value as it is published in flat tables: lists and objects as JSON text."""
    value = cell(row, column)
    return as_json(value) if isinstance(value, list) else value


def arrow_table(table: str, rows: Sequence[Record], *, flat: bool = False) -> pa.Table:
    """Rows in the order of their key, typed as the model says; ``flat``: lists as JSON text too."""
    strings = pa.list_(pa.field("item", pa.string(), nullable=False))
    types = {
        "string": pa.string(),
        "date": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "strings": pa.string() if flat else strings,
        "objects": pa.string(),
        "object": pa.string(),
    }
    read = flat_cell if flat else cell
    ordered = in_order(table, rows)
    fields = [
        pa.field(c.name, types[c.kind], nullable=c.nullable, metadata=_described(table, c))
        for c in columns(table)
    ]
    arrays = [pa.array([read(row, c) for row in ordered], type=types[c.kind]) for c in columns(table)]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _described(table: str, column: Column) -> dict[str, str]:
    own = chinese(table, column.name)
    return {"description": column.description, "title_zh": own.name, "description_zh": own.meaning}


def frame(table: str, rows: Sequence[Record]) -> pd.DataFrame:
    """Rows in the order given, indexed from 0; lists and objects as JSON text."""
    dtypes = {"integer": "Int64", "number": "Float64"}
    return pd.DataFrame(
        {
            c.name: pd.Series([flat_cell(row, c) for row in rows], dtype=dtypes.get(c.kind, "object"))
            for c in columns(table)
        }
    )
