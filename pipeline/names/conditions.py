"""Conditions and exemptions that remarks state, in the words of the source."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pipeline.documents.text import fold
from pipeline.names.knowledge import ConditionWords, condition_words
from pipeline.names.parts import Part, part_of
from pipeline.names.script import runs

Stated = Literal["condition", "exemption"]
_ANY_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Conditions:
    """The clauses that state conditions, and those that state exemptions, in the order printed."""

    conditions: tuple[Part, ...] = ()
    exemptions: tuple[Part, ...] = ()


def conditions(text: str, schemas: Path) -> Conditions:
    """Read the remarks, or the form of mutual recognition, of an entry. A clause is of one kind only."""
    words = condition_words(schemas)
    found: dict[Stated, list[Part]] = {"condition": [], "exemption": []}
    for sentence in _sentences(text, words):
        clauses = _clauses(text, *sentence, words)
        kinds = [stated_kind(text, *clause, words) for clause in clauses]
        for first, last, kind in _joined(text, clauses, kinds, words):
            part = part_of(text, clauses[first][0], clauses[last][1])
            found[kind] += [part] if part else []
    return Conditions(tuple(found["condition"]), tuple(found["exemption"]))


def stated_kind(text: str, start: int, end: int, words: ConditionWords) -> Stated | None:
    """What a clause, or a bracket within a name, states."""
    clause = fold(text[start:end]).lstrip(",，、")
    if words.exemption.search(clause):
        return "exemption"
    return "condition" if words.condition.search(clause) else None


def _joined(
    text: str, clauses: list[tuple[int, int]], kinds: list[Stated | None], words: ConditionWords
) -> list[tuple[int, int, Stated]]:
    """Clauses of a kind, each with the clause before it where it cannot stand alone (``可免考 9 门``)."""
    joined: list[tuple[int, int, Stated]] = []
    for index, kind in enumerate(kinds):
        if kind is None:
            continue
        first = index
        while first > 0 and fold(text[slice(*clauses[first])]).startswith(words.dependent):
            first -= 1
        if joined and joined[-1][2] == kind and first <= joined[-1][1]:
            taken = joined[-2][1] if len(joined) > 1 else -1  # by what is of the other kind
            joined[-1] = (min(joined[-1][0], max(first, taken + 1)), index, kind)
        elif joined and first <= joined[-1][1]:
            joined.append((joined[-1][1] + 1, index, kind))
        else:
            joined.append((first, index, kind))
    return joined


def _sentences(text: str, words: ConditionWords) -> list[tuple[int, int]]:
    """Sentences; a bracket that states something of itself is one, and ends the words around it."""
    breaks: list[tuple[int, int]] = []
    ranges: list[tuple[int, int]] = []
    for run in runs(text):
        if run.kind == "bracket" and stated_kind(text, *run.inner, words):
            breaks.append((run.start, run.end))
            ranges.append(run.inner)
    hidden = [(run.start, run.end) for run in runs(text) if run.kind == "bracket"]
    for index, char in enumerate(text):
        if char in words.sentence_ends and not any(start <= index < end for start, end in hidden):
            breaks.append((index, index + 1))
    position = 0
    for start, end in [*sorted(breaks), (len(text), len(text))]:
        ranges.append((position, start))
        position = end
    return sorted(one for one in ranges if _ANY_LETTER.search(text[slice(*one)]))


def _clauses(text: str, start: int, end: int, words: ConditionWords) -> list[tuple[int, int]]:
    marks = re.escape(words.clause_ends)
    hidden = [(run.start, run.end) for run in runs(text, start, end) if run.kind == "bracket"]
    cuts = [
        mark.start()
        for mark in re.compile(f"[{marks}]").finditer(text, start, end)
        if not any(first <= mark.start() < last for first, last in hidden)
    ]
    edges = [start, *(cut + 1 for cut in cuts), end]
    pairs = pairwise(edges)
    return [pair for pair in pairs if _ANY_LETTER.search(text[slice(*pair)])]
