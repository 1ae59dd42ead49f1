"""The data dictionary is complete in both languages, and the committed pages are those of the models."""

from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.dataset.compatibility import (
    SHAPES,
    Shape,
    TableShape,
    breaks,
    following,
    keep,
    kept,
    schema_version,
    shape,
)
from pipeline.dataset.dictionary import page, write_pages
from pipeline.dataset.meanings import dictionary
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import columns
from pipeline.dataset.views import VIEWS

ROOT = Path(__file__).parents[2]


def test_committed_pages_are_those_of_the_models(tmp_path: Path) -> None:
    for path in write_pages(tmp_path):
        committed = (ROOT / "docs" / path.name).read_text("utf-8")
        assert committed == path.read_text("utf-8"), "run: make dictionary"


def test_every_table_column_and_view_has_its_words_in_chinese_and_no_other_has() -> None:
    words = dictionary()
    assert {name: list(table.columns) for name, table in words.tables.items()} == {
        table: [column.name for column in columns(table)] for table in TABLES
    }
    assert words.views.keys() == VIEWS.keys()


def test_headers_in_chinese_are_short_and_told_apart() -> None:
    for table, words in dictionary().tables.items():
        names = [column.name for column in words.columns.values()]
        assert len(set(names)) == len(names), table
        assert max(map(len, names)) <= 12


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_page_has_a_row_for_each_column(language: str) -> None:
    rows = [line for line in page(language).splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(columns(table)) for table in TABLES) + len(VIEWS)
    assert not any(" |  |" in row for row in rows)


def test_a_change_of_columns_needs_a_new_version_of_the_schema() -> None:
    assert kept()[-1][1] == shape(), "run: make dictionary"


def test_each_version_of_the_schema_follows_from_what_it_broke() -> None:
    versions = kept()
    assert schema_version() == ".".join(map(str, versions[-1][0]))
    for (number, old), (later, new) in pairwise(versions):
        assert later >= following(number, old, new) > number


OLD: Shape = {"t": TableShape(key=("a",), columns={"a": "string", "b": "string or null"})}


@pytest.mark.parametrize(
    ("new", "version"),
    [
        ({"t": TableShape(key=("a",), columns={"b": "string or null", "a": "string"})}, (1, 2, 0)),
        ({**OLD, "u": TableShape(key=(), columns={})}, (1, 3, 0)),
        ({"t": TableShape(key=("a",), columns={**OLD["t"].columns, "c": "date"})}, (1, 3, 0)),
        ({"t": TableShape(key=("a",), columns={"a": "string"})}, (2, 0, 0)),
        ({"t": TableShape(key=("a",), columns={"a": "string or null", "b": "string or null"})}, (2, 0, 0)),
        ({"t": TableShape(key=("a", "b"), columns=OLD["t"].columns)}, (2, 0, 0)),
        ({}, (2, 0, 0)),
    ],
)
def test_what_breaks_a_consumer_is_a_major_version(new: Shape, version: tuple[int, int, int]) -> None:
    assert following((1, 2, 0), OLD, new) == version


def test_what_breaks_is_said() -> None:
    assert breaks(OLD, {"t": TableShape(key=("a",), columns={"a": "integer"})}) == [
        "column t.a was string, is integer",
        "column t.b is gone",
    ]


def test_the_shape_of_the_models_is_kept_once(tmp_path: Path) -> None:
    assert keep(tmp_path) == tmp_path / "1.0.0.json"
    assert keep(tmp_path) is None
    assert [path.name for path in SHAPES.glob("*.json")] == [
        f"{'.'.join(map(str, number))}.json" for number, _ in kept()
    ]
