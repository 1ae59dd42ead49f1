"""What a kept reading depends on."""

import shutil
from pathlib import Path

import pytest

from pipeline import freshness
from pipeline.knowledge import SCHEMAS


def _version(schemas: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(freshness, "SCHEMAS", schemas)
    freshness.reader_version.cache_clear()
    try:
        return freshness.reader_version()
    finally:
        freshness.reader_version.cache_clear()


def test_header_words_that_change_are_read_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schemas = tmp_path / "schemas"
    shutil.copytree(SCHEMAS, schemas)
    before = _version(schemas, monkeypatch)
    assert before == _version(SCHEMAS, monkeypatch)
    (schemas / "lists.yaml").write_text("# kinds of lists are no part of reading\n")
    assert _version(schemas, monkeypatch) == before
    with (schemas / "columns.yaml").open("a", encoding="utf-8") as file:
        file.write("# one more word\n")
    assert _version(schemas, monkeypatch) != before


def test_part_of_the_code_may_be_one_file() -> None:
    assert freshness.code_digest(("vocabulary.py",)) != freshness.code_digest(("archive.py",))
