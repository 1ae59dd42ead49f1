"""Countries and regions: printed words to ISO 3166-1 alpha-2 codes."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pipeline.documents.text import fold, fold_with_origin, has_chinese, is_chinese
from pipeline.names.knowledge import places_file

_LOCALES = ("zh", "zh_Hant", "en")
_POINTS = " \t\r\n\u3000、，,;；/／|()（）[]［］."


@dataclass(frozen=True, slots=True)
class Countries:
    """What a country cell says.

    ``international``: it says that there is no one country; ``unknown``: blank, or nothing of it was
    recognised. ``unrecognised`` holds the words that are no known country, as printed, in either case.
    """

    codes: tuple[str, ...] = ()
    status: Literal["named", "international", "unknown"] = "unknown"
    unrecognised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    names: dict[str, str]
    international: frozenset[str]
    joiners: frozenset[str]
    blanks: frozenset[str]
    longest: int


def countries(text: str, schemas: Path) -> Countries:
    """The countries that a cell names, in the order printed: ``英国\\n美国``, ``Taiwan, China``, ``国际``.

    The longest name wins at each place, over blanks and marks between, so a wrapped ``新\\n西兰`` is one.
    """
    gazetteer = _gazetteer(schemas)
    if fold(text) in gazetteer.blanks:
        return Countries()
    letters = [(position, char) for position, char in enumerate(text) if char not in _POINTS]
    folded, origin = fold_with_origin(letters)
    codes: list[str] = []
    international = False
    unknown: list[int] = []
    index = 0
    while index < len(folded):
        word = _longest(folded, index, gazetteer, text, origin)
        if word is None:
            unknown.append(origin[index])
            index += 1
            continue
        if word in gazetteer.names:
            codes.append(gazetteer.names[word])
        international = international or word in gazetteer.international
        index += len(word)
    words = tuple(word for word in _stretches(text, unknown) if fold(word) not in gazetteer.joiners)
    unique = tuple(dict.fromkeys(codes))
    status: Literal["named", "international", "unknown"] = "unknown"
    if unique:
        status = "named"
    elif international:
        status = "international"
    return Countries(unique, status, words)


def _longest(folded: str, index: int, gazetteer: _Gazetteer, text: str, origin: list[int]) -> str | None:
    if index and not _begins_word(text, origin[index - 1], origin[index]):
        return None
    for length in range(min(gazetteer.longest, len(folded) - index), 0, -1):
        word = folded[index : index + length]
        if word not in gazetteer.names and word not in gazetteer.international:
            continue
        last = index + length - 1
        if last + 1 == len(folded) or _begins_word(text, origin[last], origin[last + 1]):
            return word
    return None


def _begins_word(text: str, before: int, here: int) -> bool:
    """Latin names end with the word (``Niger`` is not in ``Nigeria``); Chinese ones anywhere."""
    return here - before > 1 or is_chinese(text[here]) or is_chinese(text[before])


def _stretches(text: str, positions: list[int]) -> list[str]:
    """The words at the positions: broken at list marks, and at blanks where they are Chinese."""
    found: list[tuple[int, int]] = []
    for position in positions:
        between = text[found[-1][1] : position] if found else ""
        blank_only = between.strip() == "" and not (has_chinese(text[position]) and between)
        if found and blank_only:
            found[-1] = (found[-1][0], position + 1)
        else:
            found.append((position, position + 1))
    return [re.sub(r"\s+", " ", text[start:end]) for start, end in found]


@lru_cache(maxsize=4)
def place_names(schemas: Path) -> dict[str, str]:
    """Every name of a country as it is written, with its code; ``international`` for what is no country."""
    from babel import Locale

    known = places_file(schemas)
    names = dict.fromkeys(known.international, "international")
    for locale in _LOCALES:
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code not in known.not_countries:
                names.setdefault(name, code)
    names.update({word: code for code, words in known.names.items() for word in words})
    return names


@lru_cache(maxsize=4)
def _gazetteer(schemas: Path) -> _Gazetteer:
    known = places_file(schemas)
    written = place_names(schemas)
    names = {_bare(name): code for name, code in written.items() if code != "international"}
    international = frozenset(_bare(word) for word in known.international)
    return _Gazetteer(
        names=names,
        international=international,
        joiners=frozenset(fold(word) for word in known.joiners),
        blanks=frozenset({"", *(fold(word) for word in known.blanks)}),
        longest=max(map(len, {*names, *international})),
    )


def _bare(name: str) -> str:
    return fold("".join(char for char in name if char not in _POINTS))
