"""Pairs of printed names: which are one body by hand, and which by the code."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml

from pipeline.names.identify import Mention
from pipeline.names.identities import Identities
from pipeline.names.places import countries
from pipeline.names.split import split_issuers, split_name
from tests.names.known import SCHEMAS
from tests.typeset.facts import ExpectedRow

BODIES = Path(__file__).with_name("bodies.yaml")

Pair = frozenset[str]


@dataclass(frozen=True)
class Score:
    """Pairs of names that are one by hand and were joined, were not, and were joined wrongly."""

    right: frozenset[Pair]
    missed: frozenset[Pair]
    false: frozenset[Pair]

    @property
    def recall(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.missed))

    @property
    def precision(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.false))


def bodies(*, renamed: bool = False) -> list[list[str]]:
    """The names of each body; ``renamed``: with those that no evidence in names, only knowledge, joins."""
    truth = yaml.safe_load(BODIES.read_text("utf-8"))
    found: list[list[str]] = truth["bodies"]
    for names in truth["renamed"] if renamed else ():
        found = [one for one in found if not set(one) & set(names)] + [
            [name for one in found if set(one) & set(names) for name in one]
        ]
    return found


def mention_of(key: str, row: ExpectedRow) -> Mention:
    return Mention(
        entry_id=key,
        qualification=split_name(row.cells["qualification"], SCHEMAS),
        issuers=split_issuers(row.cells.get("issuer", ""), SCHEMAS),
        countries=countries(row.cells.get("country", ""), SCHEMAS).codes,
    )


def issuer_of(mentions: Iterable[Mention], found: Identities) -> dict[str, str]:
    """Each printed name of a body, and the identity that it was given most often."""
    given: dict[str, Counter[str]] = {}
    for mention, identity in zip(mentions, found.mentions, strict=True):
        if len(mention.issuers) == len(identity.issuer_ids):
            for name, one in zip(mention.issuers, identity.issuer_ids, strict=True):
                parts = (name.zh, name.latin, name.abbreviation)
                given.setdefault(" | ".join(part.text for part in parts if part), Counter())[one] += 1
    return {name: counts.most_common(1)[0][0] for name, counts in given.items()}


def score(truth: Iterable[Iterable[str]], found: Mapping[str, str]) -> Score:
    """Compare pairs of names, each counted once."""
    body = {name: str(number) for number, names in enumerate(truth) for name in names}
    return score_uses({(body[name], name): found[name] for name in body if name in found})


def score_uses(found: Mapping[tuple[str, str], str]) -> Score:
    """Compare pairs of names, each given with its true body: one name may be that of two."""
    right: set[Pair] = set()
    missed: set[Pair] = set()
    false: set[Pair] = set()
    for one, other in combinations(sorted(found), 2):
        pair = frozenset((one[1], other[1]))
        same, joined = one[0] == other[0], found[one] == found[other]
        if same:
            (right if joined else missed).add(pair)
        elif joined:
            false.add(pair)
    return Score(frozenset(right), frozenset(missed), frozenset(false))
