"""What is known about names, from schemas/names/: loaded once a folder, patterns compiled."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.documents.text import fold
from pipeline.errors import ConfigurationError
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml


class _NamesFile(Knowledge):
    scopes: list[str]
    foreign_scopes: list[str]
    scope_endings: list[str]
    whole_scope_endings: list[str]
    level_words: list[str]
    generic: str
    body_abbreviations: list[str]
    not_abbreviations: list[str]
    names_in_capitals: list[str]
    branch_places: list[str]
    partner_labels: list[str]
    alternative_endings: list[str]
    continuations: list[str]
    strong_endings: list[str]
    endings: list[str]
    foreign_connectors: list[str]


class _ConditionsFile(Knowledge):
    exemptions: list[str]
    conditions: list[str]
    dependent: list[str]
    sentence_ends: str
    clause_ends: str


class _SkillLevel(BaseModel):
    model_config = ConfigDict(extra="forbid")
    names: list[str]
    numbers: list[str]


class GradesFile(Knowledge):
    """grades.yaml: words of both scales; ``in_text`` is a pattern with ``{grade}`` in it."""

    titles: dict[str, list[str]]
    bases: list[str]
    base: str
    prefixes: dict[str, str]
    named: dict[str, str]
    skills: dict[str, _SkillLevel]
    in_text: str


class PlacesFile(Knowledge):
    """places.yaml: names of countries by code, and words that are no country."""

    names: dict[str, list[str]]
    international: list[str]
    joiners: list[str]
    blanks: list[str]
    not_countries: list[str]


class VariantsFile(Knowledge):
    """variants.yaml: characters and marks that are folded in comparison keys only."""

    characters: dict[str, str]
    dropped: str
    and_sign: str
    and_word: str
    articles: list[str]


@dataclass(frozen=True, slots=True)
class NameWords:
    """names.yaml: how names are made up. Endings are tuples for ``str.endswith``."""

    scope: re.Pattern[str]
    foreign_scope: re.Pattern[str]
    scope_ending: re.Pattern[str]
    whole_scope_ending: re.Pattern[str]
    level_words: frozenset[str]
    generic: re.Pattern[str]
    body_abbreviations: frozenset[str]
    not_abbreviations: frozenset[str]
    branch_places: frozenset[str]
    partner_label: re.Pattern[str]
    alternative_endings: tuple[str, ...]
    continuations: tuple[str, ...]
    strong_endings: tuple[str, ...]
    endings: tuple[str, ...]
    foreign_connectors: frozenset[str]


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """conditions.yaml: patterns for one folded clause, and where clauses end."""

    exemption: re.Pattern[str]
    condition: re.Pattern[str]
    dependent: tuple[str, ...]
    sentence_ends: str
    clause_ends: str


@lru_cache(maxsize=4)
def name_words(schemas: Path) -> NameWords:
    """Read names.yaml. Raises ConfigurationError naming file and key."""
    path = schemas / "names" / "names.yaml"
    raw = load_yaml(path, _NamesFile)
    return NameWords(
        scope=any_of(path, raw.scopes),
        foreign_scope=any_of(path, raw.foreign_scopes),
        scope_ending=any_of(path, [f"(?:{pattern})" for pattern in raw.scope_endings]),
        whole_scope_ending=any_of(path, [f"(?:{pattern})" for pattern in raw.whole_scope_endings]),
        level_words=frozenset(raw.level_words),
        generic=any_of(path, [raw.generic]),
        body_abbreviations=frozenset(fold(word) for word in raw.body_abbreviations),
        not_abbreviations=frozenset(
            fold(word).replace(".", "") for word in (*raw.not_abbreviations, *raw.names_in_capitals)
        ),
        branch_places=frozenset(fold(word) for word in raw.branch_places),
        partner_label=any_of(path, raw.partner_labels),
        alternative_endings=tuple(fold(word) for word in raw.alternative_endings),
        continuations=tuple(raw.continuations),
        strong_endings=tuple(raw.strong_endings),
        endings=(*raw.strong_endings, *raw.endings),
        foreign_connectors=frozenset(raw.foreign_connectors),
    )


@lru_cache(maxsize=4)
def condition_words(schemas: Path) -> ConditionWords:
    """Read conditions.yaml. Raises ConfigurationError naming file and key."""
    path = schemas / "names" / "conditions.yaml"
    raw = load_yaml(path, _ConditionsFile)
    return ConditionWords(
        exemption=any_of(path, raw.exemptions),
        condition=any_of(path, raw.conditions),
        dependent=tuple(raw.dependent),
        sentence_ends=raw.sentence_ends,
        clause_ends=raw.clause_ends,
    )


@lru_cache(maxsize=4)
def grades_file(schemas: Path) -> GradesFile:
    """Read grades.yaml. Raises ConfigurationError naming file and key."""
    path = schemas / "names" / "grades.yaml"
    grades = load_yaml(path, GradesFile)
    for word, grade in {**grades.prefixes, **grades.named, "base": grades.base}.items():
        if grade not in grades.titles:
            raise ConfigurationError(f"{path}: {word}: no grade {grade!r}", remedy="Name one under titles.")
    return grades


@lru_cache(maxsize=4)
def places_file(schemas: Path) -> PlacesFile:
    """Read places.yaml. Raises ConfigurationError naming file and key."""
    return load_yaml(schemas / "names" / "places.yaml", PlacesFile)


@lru_cache(maxsize=4)
def variants_file(schemas: Path) -> VariantsFile:
    """Read variants.yaml. Raises ConfigurationError naming file and key."""
    return load_yaml(schemas / "names" / "variants.yaml", VariantsFile)


def any_of(path: Path, patterns: list[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(patterns))
    except re.error as error:
        raise ConfigurationError(f"{path}: {error.pattern!r}: {error}", remedy="Mend the pattern.") from error
