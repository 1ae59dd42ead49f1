"""The shipped samples, read by the product, say exactly what the facts say."""

from pathlib import Path

import pytest

from pipeline.catalogues.model import Catalogue, Notice
from pipeline.documents.places import GridPlace, PageBox
from pipeline.documents.text import squeeze
from pipeline.readers.files import read_file
from pipeline.reading import notice_of
from tests.conftest import ROOT
from tests.typeset.facts import NAMES, ExpectedRow, expected_rows, load_notice

ROWS = {
    "weihai": (8, 94),
    "shanghai": (139, 24, 41, 12),
    "beijing": (7, 115),
    "guangxi": (32,),
    "tianjin": (27,),
}


def _sample(name: str) -> Path:
    facts = load_notice(name)
    return ROOT / "raw" / facts.file


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Each notice in turn."""
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture(scope="module")
def notice(name: str) -> Notice:
    """The notice as read from its sample."""
    return notice_of(read_file(_sample(name)))


def test_every_cell_of_every_row_equals_the_facts(name: str, notice: Notice) -> None:
    expected: dict[str, list[ExpectedRow]] = {}
    for row in expected_rows(load_notice(name)):
        expected.setdefault(squeeze(row.list_heading), []).append(row)
    assert [squeeze(c.heading or "") for c in notice.catalogues] == list(expected)
    assert tuple(len(c.rows) for c in notice.catalogues) == ROWS[name]
    wrong = [
        difference
        for catalogue in notice.catalogues
        for difference in _differences(catalogue, expected[squeeze(catalogue.heading or "")])
    ]
    assert wrong == []


def _differences(catalogue: Catalogue, expected: list[ExpectedRow]) -> list[str]:
    wrong = []
    for row, fact in zip(catalogue.rows, expected, strict=True):
        read = {role: squeeze(value.text) for role, value in row.values.items()}
        told = {role: squeeze(text) for role, text in fact.cells.items()}
        if read != told or row.number is None or row.number.text != fact.number:
            wrong.append(f"{catalogue.heading} {fact.number}: {read} != {told}")
        if row.findings:
            wrong.append(f"{catalogue.heading} {fact.number}: {row.findings}")
    return wrong


def test_every_value_has_its_place_and_its_reader(notice: Notice) -> None:
    values = [v for c in notice.catalogues for row in c.rows for v in row.values.values()]
    assert all(value.readings and value.places for value in values)
    assert all(isinstance(place, PageBox | GridPlace) for value in values for place in value.places)


def test_the_notice_says_who_issued_it_when_and_what_it_replaces(name: str, notice: Notice) -> None:
    facts, read = load_notice(name), notice.facts
    assert (squeeze(read.document_number.value) if read.document_number else None) == facts.document_number
    assert read.issued is not None
    assert read.issued.value == facts.issued.isoformat()
    assert tuple(fact.value for fact in read.authorities) == facts.authorities
    assert tuple(fact.value for fact in read.supersedes) == facts.supersedes
    assert read.title is not None
    assert squeeze(read.title.value) == squeeze(facts.title)
    assert read.stated_total == facts.stated_total


def test_forms_and_services_are_set_aside_with_a_reason(name: str, notice: Notice) -> None:
    expected = len(load_notice(name).set_aside)
    assert len(notice.set_aside) == expected
    assert all(table.reason for table in notice.set_aside)
