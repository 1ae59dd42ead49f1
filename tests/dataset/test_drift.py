"""Rows that a jurisdiction loses from one version to the next."""

from pathlib import Path
from typing import cast

from pipeline.dataset.drift import drift
from pipeline.dataset.frames import all_laid
from pipeline.dataset.records import NoticeRecord
from pipeline.dataset.schema import Tables
from pipeline.dataset.sqlite import write_sqlite
from tests.dataset.rows import dataset


def tables(rows: int, **values: object) -> Tables:
    """A dataset whose one notice has so many rows."""
    found = dataset()
    (notice,) = cast("list[NoticeRecord]", found["notices"])
    return {**found, "notices": [notice.model_copy(update={"rows_found": rows, **values})]}


def test_more_than_the_source_allows_is_an_error(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "renke.sqlite", all_laid(tables(10)))
    (fallen,) = drift(tmp_path, tables(7), {"CN-SH": 0.2})
    assert (fallen.code, fallen.severity) == ("rows-fallen", "error")
    assert "CN-SH has 7 rows in force, 10 in the version before" in fallen.message


def test_less_than_that_and_more_rows_are_none(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "renke.sqlite", all_laid(tables(10)))
    assert drift(tmp_path, tables(8), {"CN-SH": 0.2}) == []
    assert drift(tmp_path, tables(20), {"CN-SH": 0.2}) == []


def test_a_notice_that_is_replaced_counts_no_more(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "renke.sqlite", all_laid(tables(10)))
    assert drift(tmp_path, tables(10, status="superseded"), {"CN-SH": 0.2})
