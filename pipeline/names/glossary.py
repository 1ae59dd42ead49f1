"""Words of bodies' names that mean the same in Chinese and in Latin script, from glossary.yaml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml

Sort = Literal["kind", "manner", "subject"]
Words = tuple[str, ...]
BEGINNING = 2
"""Letters of a foreign word by which its meanings are looked up."""


class _Term(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: list[str]
    latin: list[str]


class _GlossaryFile(Knowledge):
    particles: str
    kinds: list[_Term]
    manners: list[_Term]
    subjects: list[_Term]
    proper: dict[str, str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a Chinese word may be in a foreign name; each beginning of a word of one group must be there."""

    sort: Sort
    groups: tuple[Words, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """Chinese words with their meanings; ``longest`` counts characters, ``proper`` holds names of companies.

    ``common`` are beginnings of foreign words that say what sort of body it is, or how it is called (those
    are ``manners``).
    """

    meanings: dict[str, Meaning]
    beginnings: dict[str, frozenset[Words]]
    common: tuple[str, ...]
    manners: tuple[str, ...]
    longest: int
    particles: frozenset[str]
    proper: dict[str, str]


def load_glossary(schemas: Path, look_alike: dict[int, str]) -> Glossary:
    """Read glossary.yaml; ``look_alike`` characters are folded as in cores.

    Raises ConfigurationError naming file and key.
    """
    raw = load_yaml(schemas / "names" / "glossary.yaml", _GlossaryFile)
    meanings: dict[str, Meaning] = {}
    beginnings: dict[str, set[Words]] = {}
    common: dict[Sort, set[str]] = {"kind": set(), "manner": set()}
    sorts: tuple[tuple[Sort, list[_Term]], ...] = (
        ("kind", raw.kinds),
        ("manner", raw.manners),
        ("subject", raw.subjects),
    )
    for sort, terms in sorts:
        for term in terms:
            groups = tuple(tuple(words.split()) for words in term.latin)
            for word in (one.translate(look_alike) for one in term.zh):
                before = meanings[word].groups if word in meanings else ()
                meanings[word] = Meaning(sort, (*before, *groups))
            if sort != "subject":
                common[sort].update(group[0] for group in groups if len(group) == 1)
                continue
            for group in groups:
                beginnings.setdefault(group[0][:BEGINNING], set()).add(group)
    return Glossary(
        meanings,
        {start: frozenset(groups) for start, groups in beginnings.items()},
        tuple(sorted(common["kind"] | common["manner"])),
        tuple(sorted(common["manner"])),
        max(map(len, meanings)),
        frozenset(raw.particles.translate(look_alike)),
        {zh.translate(look_alike): latin for zh, latin in raw.proper.items()},
    )
