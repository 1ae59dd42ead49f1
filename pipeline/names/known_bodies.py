"""What is known about names of bodies, from evidence, regions and glossary (schemas/names/)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.documents.text import has_chinese
from pipeline.names.glossary import Glossary, load_glossary
from pipeline.names.keys import name_key, slug
from pipeline.names.knowledge import any_of, name_words, variants_file
from pipeline.names.places import place_names
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml


class Likeness(BaseModel):
    """Percent of likeness from which (``apart``: below which) two names count as alike."""

    model_config = ConfigDict(extra="forbid")
    zh: int
    zh_possible: int
    latin_possible: int
    apart: int
    squeezed: int
    word: int
    scope: int


class _EvidenceFile(Knowledge):
    legal_forms: list[str]
    adjectives: dict[str, list[str]]
    home: str
    within: dict[str, str]
    look_alike: list[str]
    generic_zh: str
    generic_latin: list[str]
    lone_words: list[str]
    company_words: list[str]
    memberships: list[str]
    likeness: Likeness


class _RegionsFile(Knowledge):
    regions: dict[str, list[str]]
    latin_forms: list[str]
    zh_forms: list[str]


@dataclass(frozen=True, slots=True)
class Known:
    """These files, ready for use: names are keys of Chinese, or words of Latin names joined by a blank.

    ``places`` gives a code for each name: ISO 3166-1 of a country, ISO 3166-2 of a region, or
    ``international``. ``longest`` counts the characters of the longest Chinese name, ``most_words`` the
    words of the longest Latin one.
    """

    zh_places: dict[str, str]
    latin_places: dict[str, str]
    longest: int
    most_words: int
    region_zh: tuple[str, ...]
    region_latin: frozenset[str]
    legal_zh: tuple[str, ...]
    legal_latin: frozenset[str]
    connectors: frozenset[str]
    endings: tuple[str, ...]
    look_alike: dict[int, str]
    home: str
    within: dict[str, str]
    generic_zh: re.Pattern[str]
    generic_latin: frozenset[str]
    lone_words: frozenset[str]
    company_words: frozenset[str]
    membership: re.Pattern[str]
    likeness: Likeness
    glossary: Glossary


@lru_cache(maxsize=4)
def known_bodies(schemas: Path) -> Known:
    """Read them. Raises ConfigurationError naming file and key."""
    path = schemas / "names" / "evidence.yaml"
    raw = load_yaml(path, _EvidenceFile)
    regions = load_yaml(schemas / "names" / "regions.yaml", _RegionsFile)
    zh: dict[str, str] = {}
    latin: dict[str, str] = {}
    for name, code in _named_places(raw, regions, schemas):
        if has_chinese(name):
            zh[name_key(name, schemas)] = code
        elif words := slug(name, schemas).replace("-", " "):
            latin[words] = code
    look_alike = {ord(char): group[0] for group in raw.look_alike for char in group[1:]}
    articles = variants_file(schemas).articles
    return Known(
        zh_places=zh,
        latin_places=latin,
        longest=max(map(len, zh)),
        most_words=max(len(name.split()) for name in latin),
        region_zh=tuple(name_key(form, schemas) for form in regions.zh_forms),
        region_latin=frozenset(form.casefold() for form in regions.latin_forms if " " not in form),
        legal_zh=tuple(name_key(form, schemas) for form in raw.legal_forms if has_chinese(form)),
        legal_latin=frozenset(form.casefold() for form in raw.legal_forms),
        connectors=name_words(schemas).foreign_connectors | frozenset(articles) | {"and"},
        endings=name_words(schemas).endings,
        look_alike=look_alike,
        home=raw.home,
        within=raw.within,
        generic_zh=any_of(path, [raw.generic_zh]),
        generic_latin=frozenset(raw.generic_latin),
        lone_words=frozenset(raw.lone_words),
        company_words=frozenset(raw.company_words),
        membership=any_of(path, [rf"^(?:{'|'.join(map(re.escape, raw.memberships))})\s+of\s+(?:the\s+)?"]),
        likeness=raw.likeness,
        glossary=load_glossary(schemas, look_alike),
    )


def _named_places(raw: _EvidenceFile, regions: _RegionsFile, schemas: Path) -> Iterator[tuple[str, str]]:
    """Names with their codes; of two places with one name the last one counts (Georgia is the state)."""
    yield from place_names(schemas).items()
    for code, words in (*raw.adjectives.items(), *regions.regions.items()):
        yield from ((word, code) for word in words)
