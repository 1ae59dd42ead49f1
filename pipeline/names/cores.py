"""What is left of a body's name without countries, legal form and words that connect."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.names.keys import name_key, slug
from pipeline.names.known_bodies import Known, known_bodies

_LONGEST = 300
"""Characters of a name beyond which it is compared whole or not at all."""
_SHORTEST = {"zh": 3, "latin": 4}
_BRACKETED = re.compile(r"\s*[(（]\s*([A-Za-z]{2,10})\s*[)）]\s*")


@dataclass(frozen=True, slots=True)
class Core:
    """The words of a name (Chinese: its characters as one word), and the places that it names.

    ``lands`` are ISO 3166-1 codes, those of regions included, or ``international``; ``regions`` ISO 3166-2.
    ``generic``: several bodies may have such a name.
    """

    words: tuple[str, ...]
    lands: frozenset[str]
    regions: frozenset[str]
    generic: bool

    @property
    def key(self) -> str:
        """The words and regions: equal for two names that differ in country or legal form alone."""
        return " ".join((*self.words, *sorted(self.regions)))

    @property
    def placed_key(self) -> str:
        """The words with all places: equal for two names that differ in legal form alone."""
        return " ".join((self.key, *sorted(self.lands)))


@lru_cache(maxsize=1 << 18)
def zh_core(name: str, schemas: Path) -> Core | None:
    """The core of a Chinese name; None where too little is left to say anything."""
    known = known_bodies(schemas)
    if len(name) > _LONGEST:
        return None
    key = name_key(name, schemas)
    found, rest = _chinese_places(key, known)
    for legal in known.legal_zh:
        rest = rest.removesuffix(legal)
    generic = not rest or known.generic_zh.fullmatch(rest) is not None
    return _core((rest.translate(known.look_alike),), found, generic, _SHORTEST["zh"])


@lru_cache(maxsize=1 << 18)
def latin_cores(name: str, schemas: Path) -> tuple[Core, ...]:
    """The core of a foreign name; where it spells its abbreviation out in it, also the one without.

    ``Chartered Financial Analyst (CFA) Institute`` is ``CFA Institute`` too.
    """
    if len(name) > _LONGEST:
        return ()
    forms = [name]
    bracket = _BRACKETED.search(name)
    if bracket:
        before, after = name[: bracket.start()].split(), name[bracket.end() :]
        spelt = [word for word in before if word[0].isalnum()][-len(bracket[1]) :]
        forms = [f"{' '.join(before)} {after}"]
        if initials_fit(bracket[1], spelt):
            forms.append(f"{' '.join(before[: -len(spelt)])} {bracket[1]} {after}")
    cores = (_latin_core(form, schemas) for form in forms)
    return tuple(core for core in cores if core)


@lru_cache(maxsize=1 << 18)
def spelt(name: str, schemas: Path) -> tuple[tuple[str, ...], ...]:
    """The words that an abbreviation may be made of: all of the name, those that signify, without form."""
    known = known_bodies(schemas)
    if len(name) > _LONGEST:
        return ()
    words = tuple(slug(name, schemas, longest=_LONGEST).split("-"))
    significant = tuple(word for word in words if word not in known.connectors)
    bare = tuple(word for word in significant if word not in known.legal_latin)
    return tuple(dict.fromkeys((words, significant, bare)))


def _latin_core(name: str, schemas: Path) -> Core | None:
    known = known_bodies(schemas)
    words = slug(name, schemas, longest=_LONGEST).split("-")
    found: list[str] = []
    kept: list[str] = []
    index = 0
    while index < len(words):
        size, code = _longest_place(words, index, known)
        if code:
            found.append(code)
            index += size
        else:
            kept.append(words[index])
            index += 1
    if len(kept) > 2 and "".join(kept[-2:]) in known.legal_latin:
        kept = [*kept[:-2], "".join(kept[-2:])]  # e.V.
    of_region = any("-" in code for code in found)
    dropped = known.connectors | known.legal_latin | (known.region_latin if of_region else frozenset())
    rest = tuple(word for word in kept if word not in dropped)
    generic = len(rest) < 2 or all(word in known.generic_latin for word in rest)
    return _core(rest, found, generic, _SHORTEST["latin"])


def _longest_place(words: list[str], index: int, known: Known) -> tuple[int, str]:
    for size in range(min(known.most_words, len(words) - index), 0, -1):
        code = known.latin_places.get(" ".join(words[index : index + size]))
        if code:
            return size, code
    return 0, ""


def _chinese_places(key: str, known: Known) -> tuple[list[str], str]:
    """The places that a key names, and the key without them."""
    found: list[str] = []
    rest = ""
    index = 0
    while index < len(key):
        for length in range(min(known.longest, len(key) - index), 1, -1):
            code = known.zh_places.get(key[index : index + length])
            if code:
                found.append(code)
                index += length
                index += next((len(form) for form in known.region_zh if key.startswith(form, index)), 0)
                break
        else:
            rest += key[index]
            index += 1
    return found, rest


def _core(words: tuple[str, ...], found: list[str], generic: bool, shortest: int) -> Core | None:
    if sum(map(len, words)) < shortest and not (found and words):
        return None
    regions = frozenset(code for code in found if "-" in code)
    lands = frozenset(code.partition("-")[0] for code in found)
    return Core(words, lands, regions, generic)


def initials_fit(abbreviation: str, words: Sequence[str]) -> bool:
    """Whether an abbreviation is made of the beginnings of all the words in their order (``IMarEST``)."""
    short = "".join(char for char in unicodedata.normalize("NFKC", abbreviation) if char.isalnum()).casefold()
    wanted = [word.casefold() for word in words]
    reached = {0}
    for word in wanted:
        reached = {
            at + size
            for at in reached
            for size in range(1, min(len(word), len(short) - at) + 1)
            if short[at : at + size] == word[:size]
        }
    return bool(wanted) and len(short) > 1 and len(short) in reached
