"""What is made of one document alone is kept: an unchanged one is not interpreted or normalised again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

import pipeline.dataset.drafts as drafting
import pipeline.taken as taking
from pipeline.dataset.build import build_tables
from pipeline.dataset.drafts import Drafter, drafted, keeping
from pipeline.dataset.notices import Sourced
from pipeline.dataset.schema import as_json
from pipeline.kept import keep, recall
from pipeline.knowledge import SCHEMAS
from pipeline.last_good import whole_notices
from pipeline.names.corrections import Correction, Corrections
from pipeline.names.registry import Registry
from pipeline.plan import plan
from pipeline.taken import Taken, forget_older, interpret, made, read_raw, take
from tests.many import make_home


def _tables(home: Path, taken: list[Taken], drafts_of: Drafter, registry: Registry) -> str:
    sources = {source.watched.folder: source for source in plan(home).sources}
    whole, _ = whole_notices(taken)
    sourced = [
        Sourced(sources[one.raw.watched.folder], one.notice, one.raw.address, digest=one.whole_digest)
        for one in whole
    ]
    tables, _ = build_tables(sourced, registry, SCHEMAS, drafts_of)
    return as_json({name: [row.model_dump() for row in rows] for name, rows in tables.items()})


def _kept(home: Path, registry: Registry | None = None) -> str:
    extracted = home / "extracted"
    taken = [take(raw, extracted) for raw in plan(home).documents]
    return _tables(home, taken, keeping(made(extracted)), registry or Registry())


def _clean(home: Path, registry: Registry | None = None) -> str:
    taken = []
    for raw in plan(home).documents:
        found = interpret(read_raw(raw, home / "extracted"))
        taken.append(Taken(raw, found.notice, found.read_as, raw.findings))
    return _tables(home, taken, drafted, registry or Registry())


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cities, of which all is kept."""
    folder = make_home(tmp_path_factory.mktemp("cities"), 3, 5)
    _kept(folder)
    return folder


@pytest.fixture
def nothing_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is interpreted or normalised now fails."""

    def fail(*_: object) -> None:
        raise AssertionError("it is made again")

    monkeypatch.setattr(taking, "interpret", fail)
    monkeypatch.setattr(drafting, "draft_entry", fail)


def test_the_samples_are_built_the_same_of_what_is_kept(home: Path) -> None:
    assert list(made(home / "extracted").glob("*.entries.json.gz"))
    assert _kept(home) == _clean(home)


@pytest.mark.usefixtures("nothing_made")
def test_an_unchanged_document_is_neither_interpreted_nor_normalised(cities: Path) -> None:
    assert _kept(cities)


def test_a_damaged_file_is_made_again(cities: Path) -> None:
    before = _kept(cities)
    for path in made(cities / "extracted").iterdir():
        path.write_bytes(path.read_bytes()[:-20])
    assert _kept(cities) == before
    for path in made(cities / "extracted").iterdir():
        path.write_bytes(b"no archive")
    assert _kept(cities) == before == _clean(cities)


def _one_letter(path: Path) -> None:
    """Another letter in a word, so that it is JSON still."""
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))


@pytest.mark.parametrize(
    "forget", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{"), _one_letter]
)
def test_without_its_reading_a_document_is_read_again(cities: Path, forget: Callable[[Path], None]) -> None:
    before = _kept(cities)
    for path in (cities / "extracted").glob("*.json"):
        forget(path)
    assert _kept(cities) == before


def test_a_correction_of_a_cell_is_applied_to_what_was_kept_without_it(cities: Path) -> None:
    (raw, *_) = plan(cities).documents
    (catalogue,) = take(raw, cities / "extracted").notice.catalogues
    printed = catalogue.rows[0].values["country"].text
    correction = Correction(
        document=raw.sha256,
        entry_id="CN-SD-100001/2025-1/1/1",
        role="country",
        read=printed,
        right="瑞士" if printed != "瑞士" else "挪威",
        author="a person",
        date=date(2026, 11, 21),
        reason="the scan is blurred",
    )
    registry = replace(Registry(), corrections=Corrections((correction,)))
    corrected = _kept(cities, registry)
    assert corrected == _clean(cities, registry) != _kept(cities)
    assert '"misread"' in corrected


def test_a_reading_of_another_name_is_interpreted_under_that_name(cities: Path) -> None:
    (raw, *_) = plan(cities).documents
    other = take(replace(raw, name="other.txt"), cities / "extracted")
    assert other.notice.document == "other.txt"


def test_one_record_may_be_kept_by_several_at_once(tmp_path: Path) -> None:
    path, words = tmp_path / "record.json", TypeAdapter(list[str])
    record = ["x" * 100_000]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: keep(path, words, record), range(200)))
    assert recall(path, words) == record
    assert [one.name for one in tmp_path.iterdir()] == ["record.json"]


def test_what_other_code_made_is_removed_and_readings_stay(tmp_path: Path) -> None:
    for folder in (made(tmp_path), tmp_path / "made" / "of-older-code", tmp_path / "sha" / "cells"):
        folder.mkdir(parents=True)
    forget_older(tmp_path)
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == [made(tmp_path).name]
    assert (tmp_path / "sha" / "cells").is_dir()
