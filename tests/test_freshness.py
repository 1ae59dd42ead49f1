"""What a kept reading depends on."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import freshness
from pipeline.archive import documents_in
from pipeline.dataset.versions import publish
from pipeline.knowledge import SCHEMAS
from pipeline.sources import load_sources
from tests.conftest import ROOT
from tests.many import make_home

HEAVY = (
    "prefect", "pandas", "great_expectations", "pyarrow", "pydantic", "pdfplumber", "opencc", "rich", "yaml",
    "httpx", "fsspec", "filelock", "numpy",
)  # fmt: skip


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


def test_nothing_new_in_500_sources_costs_half_a_second_and_imports_nothing_heavy(tmp_path: Path) -> None:
    home = make_home(tmp_path, notices=500, rows=1)
    watched = [source.watched for source in load_sources(home)]
    inputs = freshness.inputs_of(home, watched, documents_in(home, watched))
    version = publish(home / "dataset", {}, {**inputs, "previous": None}, {})
    program = (
        "import sys, time; from pipeline.commands.main import renke; "
        f"renke.main(['--home', {str(home)!r}, 'refresh'], standalone_mode=False); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], time.process_time())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    said, measured = done.stdout.splitlines()
    assert said == f"up to date: version {version}"
    heavy, _, seconds = measured.rpartition(" ")
    assert heavy == "[]"
    assert float(seconds) < 0.5
