"""Every name, place and grade of the five notices is understood."""

from collections import Counter

import pytest
import yaml

from pipeline.names.conditions import conditions
from pipeline.names.grades import grade, grade_in_text
from pipeline.names.identify import identify
from pipeline.names.identities import Identities
from pipeline.names.places import countries
from pipeline.names.registry import Registry, load_registry
from pipeline.names.split import split_issuers, split_name
from pipeline.names.terms import terms
from tests.names.known import REGISTRY, SCHEMAS
from tests.names.marked import CELLS, marked, plain
from tests.names.measure import Score, bodies, issuer_of, mention_of, score
from tests.names.test_split import assert_conserved
from tests.typeset.facts import ExpectedRow, expected_rows, load_notices


@pytest.fixture(scope="module")
def rows() -> dict[str, ExpectedRow]:
    notices = load_notices()
    return {
        f"{name}/{row.list_heading}/{row.number}": row
        for name, notice in notices.items()
        for row in expected_rows(notice)
    }


def test_every_name_comes_apart_without_loss(rows: dict[str, ExpectedRow]) -> None:
    for row in rows.values():
        name = split_name(row.cells["qualification"], SCHEMAS)
        assert name.named, row
        assert_conserved(row.cells["qualification"], (name,))
        issuer = row.cells.get("issuer", "")
        bodies = split_issuers(issuer, SCHEMAS)
        assert bool(bodies) == bool(issuer), row
        assert_conserved(issuer, bodies)


def test_every_place_is_known(rows: dict[str, ExpectedRow]) -> None:
    for row in rows.values():
        printed = row.cells.get("country", "")
        found = countries(printed, SCHEMAS)
        assert found.unrecognised == (), row
        assert (found.status == "unknown") == (not printed.strip()), row


def test_every_grade_is_understood(rows: dict[str, ExpectedRow]) -> None:
    for row in rows.values():
        for role in ("grade", "title"):
            assert not row.cells.get(role) or grade(row.cells[role], SCHEMAS), row
        remarks = row.cells.get("remarks", "")
        # Weihai's remarks speak of degrees and years only
        assert ("职称" in remarks) == (grade_in_text(remarks, SCHEMAS) is not None), row


def _identities(rows: dict[str, ExpectedRow], registry: Registry) -> tuple[Identities, Score]:
    mentions = [mention_of(key, row) for key, row in rows.items()]
    found = identify(mentions, registry, SCHEMAS)
    names = issuer_of(mentions, found)
    assert set(names) == {name for one in bodies() for name in one}
    return found, score(bodies(renamed=registry != Registry()), names)


def test_bodies_are_those_that_a_person_sees(rows: dict[str, ExpectedRow]) -> None:
    """Without any decision: no pair of names joined wrongly, and the pairs missed are in the queue."""
    found, measured = _identities(rows, Registry())
    assert measured.false == set()
    assert measured.recall >= 0.98
    queue = {frozenset((str(pair.left_words), str(pair.right_words))) for pair in found.queue}
    assert measured.missed <= queue
    slips = {
        conflict.entry_ids[0]
        for conflict in found.conflicts
        if conflict.finding.code == "abbreviation-doubtful"
    }
    # LIFE beside the London Institute of Banking & Finance, RSC beside the surveyors
    assert sorted(slip.rpartition("/")[2] for slip in slips) == ["1", "82", "83"]
    assert all(mention.qualification_id for mention in found.mentions)


def test_the_registry_joins_what_is_one_and_nothing_else(rows: dict[str, ExpectedRow]) -> None:
    found, measured = _identities(rows, load_registry(REGISTRY))
    assert measured.false == set()
    assert measured.missed == set()
    surveyors = next(
        one for one in found.issuers if one.id == "issuer:royal-institution-of-chartered-surveyors"
    )
    assert set(surveyors.abbreviations) == {"RICS", "RSC"}


@pytest.mark.parametrize("left_out", ["shanghai", "beijing", "weihai", "tianjin"])
def test_bodies_of_one_notice_less_are_found_as_well(rows: dict[str, ExpectedRow], left_out: str) -> None:
    """What is joined rests on no bridge that one notice happens to give."""
    kept = {key: row for key, row in rows.items() if not key.startswith(left_out)}
    mentions = [mention_of(key, row) for key, row in kept.items()]
    measured = score(bodies(), issuer_of(mentions, identify(mentions, Registry(), SCHEMAS)))
    assert measured.false == set()
    assert len(measured.missed) <= 1  # Macao's office, under two names, waits in the queue


@pytest.mark.parametrize("kind", ["issuers", "qualifications"])
def test_every_cell_comes_apart_as_by_hand(rows: dict[str, ExpectedRow], kind: str) -> None:
    truth: list[str] = yaml.safe_load(CELLS.read_text("utf-8"))[kind]
    cells = {row.cells.get(kind.removesuffix("s"), "") for row in rows.values()} - {""}
    assert {plain(one) for one in truth} == cells
    split = split_issuers if kind == "issuers" else lambda cell, schemas: (split_name(cell, schemas),)
    assert [found for one in truth if (found := marked(plain(one), split(plain(one), SCHEMAS))) != one] == []


def test_every_clause_of_the_notices_is_understood(rows: dict[str, ExpectedRow]) -> None:
    kinds: Counter[str] = Counter()
    for row in rows.values():
        for role in ("remarks", "recognition"):
            text = row.cells.get(role, "")
            for term in terms(text, conditions(text, SCHEMAS), SCHEMAS):
                kinds[term.kind] += 1
                assert text[term.part.start : term.part.end].replace("\n", "").split() != []
    assert kinds["unread"] == 0
    assert {"experience", "education", "registration", "exemption", "title grade", "waiver"} <= set(kinds)
