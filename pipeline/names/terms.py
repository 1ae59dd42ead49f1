"""Terms that clauses state, as data: kind, value and unit, with the words they were read from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.documents.text import fold_with_origin
from pipeline.errors import ConfigurationError
from pipeline.names.conditions import Conditions
from pipeline.names.grades import grades_in_text
from pipeline.names.parts import Part, part_of, tidy
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml

Bound = Literal["min", "max", "is"]
UNREAD = "unread"
"""Kind of a clause of which nothing was understood: it stays text."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a clause says. ``value`` is a number where ``unit`` counts something, else words."""

    kind: str
    value: int | str | None
    unit: str | None
    bound: Bound
    part: Part


class _Pattern(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str
    unit: str | None = None
    bound: Bound
    pattern: str


class _TermsFile(Knowledge):
    digits: dict[str, int]
    bounds: dict[Bound, list[str]]
    terms: list[_Pattern]


@dataclass(frozen=True, slots=True)
class _Words:
    patterns: tuple[tuple[_Pattern, re.Pattern[str]], ...]
    digits: Mapping[str, int]
    bounds: tuple[tuple[Bound, str], ...]


def terms(text: str, stated: Conditions, schemas: Path) -> tuple[Term, ...]:
    """What the clauses of a cell say, in the order printed; a clause that says nothing known is ``unread``.

    ``stated`` are the conditions and exemptions that were found in the cell. A grade that the text gives
    is a term too.
    """
    folded, origin = fold_with_origin((i, char) for i, char in enumerate(text) if not char.isspace())
    found = [
        Term("title grade", one.grade, "scale of titles", "is", one.part)
        for one in grades_in_text(text, schemas)
    ]
    taken = [(one.part.start, one.part.end) for one in found]
    for pattern, match in _matches(folded, _words(schemas)):
        start, end = origin[match.start()], origin[match.end() - 1] + 1
        if any(start < until and since < end for since, until in taken):
            continue
        part = part_of(text, start, end)
        if part:
            taken.append((start, end))
            found.append(_term(text, pattern, match, origin, part, _words(schemas)))
    for clause in (*stated.conditions, *stated.exemptions):
        if not any(clause.start < until and since < clause.end for since, until in taken):
            found.append(Term(UNREAD, None, None, "is", clause))
    return tuple(sorted(found, key=lambda term: (term.part.start, term.part.end)))


def _matches(folded: str, words: _Words) -> Iterator[tuple[_Pattern, re.Match[str]]]:
    for pattern, compiled in words.patterns:
        for match in compiled.finditer(folded):
            if match.end() > match.start():
                yield pattern, match


def _term(
    text: str, pattern: _Pattern, match: re.Match[str], origin: list[int], part: Part, words: _Words
) -> Term:
    number = match.groupdict().get("n")
    said = match.group()
    bound: Bound = next((bound for bound, word in words.bounds if word in said), pattern.bound)
    if number is not None:
        return Term(pattern.kind, _number(number, words.digits), pattern.unit, bound, part)
    start, end = match.span("value")
    value = tidy(text[origin[start] : origin[end - 1] + 1])
    return Term(pattern.kind, value, pattern.unit, bound, part)


def _number(text: str, digits: Mapping[str, int]) -> int:
    """``10``, ``十``, ``十二``, ``二十``."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return digits[text]
    return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)


@lru_cache(maxsize=4)
def _words(schemas: Path) -> _Words:
    path = schemas / "names" / "terms.yaml"
    raw = load_yaml(path, _TermsFile)
    one_digit = "".join(raw.digits)
    number = f"(?P<n>[0-9]{{1,3}}|[{one_digit}]?十[{one_digit}]?|[{one_digit}])"
    patterns = []
    for term in raw.terms:
        written = term.pattern.replace("{years}", f"{number}(?:个)?(?:学)?年").replace("{n}", number)
        try:
            patterns.append((term, re.compile(written)))
        except re.error as error:
            raise ConfigurationError(f"{path}: {term.pattern!r}: {error}", remedy="Mend it.") from error
    bounds = tuple((bound, word) for bound, group in raw.bounds.items() for word in group)
    return _Words(tuple(patterns), raw.digits, bounds)
