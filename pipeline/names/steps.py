"""The steps that a name says: its numbers, and words such as 高级, 会士, Associate."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.documents.text import fold
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml

_ROMAN = re.compile(r"\b[IVX]+\b")


class _StepsFile(Knowledge):
    zh: list[str]
    foreign: list[str]


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbers and words of steps in order, however they are written: 一 and 1 are one."""

    numbers: tuple[float, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def steps(name: str, schemas: Path) -> Steps:
    """The steps in a name. Names that differ in them name different things."""
    zh, foreign = _patterns(schemas)
    digits = (unicodedata.numeric(char, -1.0) for char in name)
    numbers = (*(value for value in digits if value >= 0), *map(_roman, _ROMAN.findall(name)))
    return Steps(numbers, tuple(sorted((*zh.findall(fold(name)), *foreign.findall(name.casefold())))))


def _roman(digits: str) -> float:
    values = [{"I": 1, "V": 5, "X": 10}[digit] for digit in digits]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


@lru_cache(maxsize=4)
def _patterns(schemas: Path) -> tuple[re.Pattern[str], re.Pattern[str]]:
    known = load_yaml(schemas / "names" / "steps.yaml", _StepsFile)
    zh = sorted(map(fold, known.zh), key=len, reverse=True)
    return re.compile("|".join(zh)), re.compile(rf"\b(?:{'|'.join(map(re.escape, known.foreign))})\b")
