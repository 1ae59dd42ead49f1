"""The schemas say what the models say, and the rows obey them."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, REFERENCES, columns, in_order, table_schema, write_schemas
from tests.dataset.rows import dataset, entry

COMMITTED = Path(__file__).parents[2] / "schemas" / "tables"


def test_committed_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    written = {path.name: path.read_text("utf-8") for path in write_schemas(tmp_path)}
    assert {path.name: path.read_text("utf-8") for path in COMMITTED.iterdir()} == written, (
        "run: python -m pipeline.dataset.schema schemas/tables"
    )


@pytest.mark.parametrize("table", [name for name, rows in dataset().items() if rows])
def test_rows_obey_the_schema_of_their_table_and_a_damaged_row_does_not(table: str) -> None:
    row = dataset()[table][0].model_dump(mode="json")
    validator = jsonschema.Draft202012Validator(table_schema(table))
    validator.validate(row)
    assert not validator.is_valid({**row, KEYS[table][0]: 1})
    assert not validator.is_valid({**row, "unknown": "x"})


def test_every_column_is_described() -> None:
    assert [(t, c.name) for t in TABLES for c in columns(t) if not c.description] == []


def test_every_key_and_reference_names_a_column_of_its_table() -> None:
    names = {table: {column.name for column in columns(table)} for table in TABLES}
    assert KEYS.keys() == TABLES.keys()
    assert all(set(key) <= names[table] for table, key in KEYS.items())
    assert all(r.column in names[r.table] and len(KEYS[r.target]) == 1 for r in REFERENCES)


def test_rows_stand_in_the_order_of_their_numbers_not_of_their_letters() -> None:
    rows = in_order("entries", [entry(10), entry(2), entry(1)])
    assert [row.model_dump()["position"] for row in rows] == [1, 2, 10]


def test_json_schema_files_are_json() -> None:
    assert all(json.loads(path.read_text("utf-8"))["type"] == "object" for path in COMMITTED.iterdir())
