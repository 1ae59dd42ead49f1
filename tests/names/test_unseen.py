"""Lists that are none of the five notices: names come apart, and are joined, as by hand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from pipeline.names.identify import Mention, identify
from pipeline.names.parts import NameParts
from pipeline.names.places import countries
from pipeline.names.registry import Registry
from pipeline.names.split import split_issuers, split_name
from tests.names.known import SCHEMAS
from tests.names.marked import marked, plain
from tests.names.measure import Score, bodies, mention_of, score_uses
from tests.typeset.facts import expected_rows, load_notices

UNSEEN = yaml.safe_load(Path(__file__).with_name("unseen.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Row:
    """One row of a made-up list; ``bodies`` in the order in which the issuer cell names them."""

    entry_id: str
    issuer: str
    bodies: tuple[str, ...]
    qualification: str
    country: str


def rows() -> Iterator[Row]:
    for name, listed in UNSEEN["lists"].items():
        for number, (issuer, named, qualification, country) in enumerate(listed, start=1):
            yield Row(f"{name}/{number}", issuer, tuple(named.split()), qualification, country)


def mentions(found: list[Row]) -> list[Mention]:
    return [
        Mention(
            row.entry_id,
            split_name(plain(row.qualification), SCHEMAS),
            split_issuers(plain(row.issuer), SCHEMAS),
            countries(row.country, SCHEMAS).codes,
        )
        for row in found
    ]


@pytest.mark.parametrize("row", [*rows()], ids=lambda row: row.entry_id)
def test_a_cell_comes_apart_as_by_hand(row: Row) -> None:
    assert marked(plain(row.issuer), split_issuers(plain(row.issuer), SCHEMAS)) == row.issuer
    name = split_name(plain(row.qualification), SCHEMAS)
    assert marked(plain(row.qualification), [name]) == row.qualification


def _measured(*, with_notices: bool, lists: tuple[str, ...] = ()) -> Score:
    chosen = [row for row in rows() if not lists or row.entry_id.startswith(lists)]
    all_mentions = mentions(chosen)
    truth = [row.bodies for row in chosen]
    if with_notices:
        known = {name: word for word, name in UNSEEN["known"].items()}
        body = {
            name: next((known[one] for one in names if one in known), names[0])
            for names in bodies()
            for name in names
        }
        for notice, facts in load_notices().items():
            for row in expected_rows(facts):
                mention = mention_of(f"{notice}/{row.list_heading}/{row.number}", row)
                all_mentions.append(mention)
                truth.append(tuple(body[printed(name)] for name in mention.issuers))
    found = identify(all_mentions, Registry(), SCHEMAS)
    uses: dict[tuple[str, str], Counter[str]] = {}
    for mention, identity, named in zip(all_mentions, found.mentions, truth, strict=True):
        assert len(mention.issuers) == len(named), mention.entry_id
        if len(identity.issuer_ids) == len(named):
            for name, one, true in zip(mention.issuers, identity.issuer_ids, named, strict=True):
                uses.setdefault((true, printed(name)), Counter())[one] += 1
    return score_uses({use: counts.most_common(1)[0][0] for use, counts in uses.items()})


def printed(name: NameParts) -> str:
    return " | ".join(part.text for part in (name.zh, name.latin, name.abbreviation) if part)


@pytest.mark.parametrize("lists", sorted(UNSEEN["lists"]))
def test_no_two_bodies_of_one_list_are_joined(lists: str) -> None:
    assert _measured(with_notices=False, lists=(lists,)).false == set()


def test_bodies_of_unseen_lists_are_joined() -> None:
    measured = _measured(with_notices=False)
    assert measured.false == set()
    assert measured.recall >= 0.92


def test_bodies_of_unseen_lists_are_joined_with_those_of_the_notices() -> None:
    measured = _measured(with_notices=True)
    assert measured.false == set()
    assert measured.recall >= 0.97
