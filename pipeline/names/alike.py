"""Bodies that may be one though no name of theirs is equal: told, never joined."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rapidfuzz.fuzz import ratio, token_sort_ratio

from pipeline.names.identities import Identity
from pipeline.names.keys import name_key, slug
from pipeline.names.knowledge import alike_file, name_words
from pipeline.names.places import countries

_SHORTEST = 4
"""Characters that a name without its country needs to say anything."""


@dataclass(frozen=True, slots=True)
class _Core:
    """A name without countries, legal form and connecting words; ``places`` are those it names."""

    language: str
    words: str
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Body:
    cores: tuple[_Core, ...]
    abbreviations: frozenset[str]
    countries: frozenset[str]


def alike(bodies: Sequence[Identity], schemas: Path) -> tuple[tuple[int, int, str], ...]:
    """Pairs of bodies, counted from 0, that may be one, and why."""
    read = [_body(body, schemas) for body in bodies]
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, body in enumerate(read):
        keys = {(core.language, core.words) for core in body.cores}
        for key in keys | {("abbreviation", short) for short in body.abbreviations}:
            blocks[key].append(index)
    pairs = {pair for block in blocks.values() for pair in combinations(block, 2)}
    told = ((a, b, _why(read[a], read[b], schemas)) for a, b in sorted(pairs))
    return tuple((a, b, why) for a, b, why in told if why)


def _body(body: Identity, schemas: Path) -> _Body:
    named = [(name.language, name.form) for name in body.names if name.language != "abbreviation"]
    return _Body(
        cores=tuple(core for language, form in named if (core := _core(language, form, schemas))),
        abbreviations=frozenset(name_key(short, schemas) for short in body.abbreviations),
        countries=frozenset(body.countries),
    )


def _core(language: str, form: str, schemas: Path) -> _Core | None:
    known, words = alike_file(schemas), name_words(schemas)
    for region in known.region_forms if language == "latin" else ():
        form = re.sub(rf"\b{re.escape(region)}\s+", "", form, flags=re.IGNORECASE)
    found = countries(form, schemas)
    places = set(found.codes) | ({"international"} if found.status == "international" else set())
    rest = " ".join(found.unrecognised)
    if language == "zh":
        bare = name_key(rest, schemas)
        for legal in known.legal_forms:
            bare = bare.removesuffix(name_key(legal, schemas))
    else:
        dropped = {one.casefold() for one in known.legal_forms} | words.foreign_connectors
        bare = " ".join(
            word for word in slug(rest, schemas, longest=len(rest)).split("-") if word not in dropped
        )
    return _Core(language, bare, frozenset(places)) if len(bare) >= _SHORTEST else None


def _why(left: _Body, right: _Body, schemas: Path) -> str:
    """Why the two may be one; empty where it is not plausible."""
    if _disjoint(left.countries, right.countries):
        return ""
    likeness = alike_file(schemas).likeness
    shared = left.abbreviations & right.abbreviations
    apart = _disjoint(left.abbreviations, right.abbreviations)
    for a, b in _comparable(left, right):
        if a.words == b.words and not apart:
            return "the names differ in country, region or legal form only"
        if not shared:
            continue
        if a.language == "zh":
            same = ratio(_characters(a.words, schemas), _characters(b.words, schemas)) >= likeness.zh
        else:
            same = token_sort_ratio(a.words, b.words) >= likeness.latin
        if same:
            return "one abbreviation and similar names"
    return ""


def _comparable(left: _Body, right: _Body) -> Iterator[tuple[_Core, _Core]]:
    for a in left.cores:
        for b in right.cores:
            if a.language == b.language and not _disjoint(a.places, b.places):
                yield a, b


def _disjoint(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left and right and not left & right)


def _characters(name: str, schemas: Path) -> str:
    """The characters in order, without the ending that most bodies share; translations turn words round."""
    ending = max((one for one in name_words(schemas).endings if name.endswith(one)), key=len, default="")
    return "".join(sorted(name.removesuffix(ending)))
