"""Grades on one scale for professional titles and one for vocational skills."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pipeline.documents.text import fold, fold_with_origin
from pipeline.names.knowledge import GradesFile, grades_file
from pipeline.names.parts import Part, part_of, tidy

_BRACKETS = "()[]【】"


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: ``junior`` to ``senior`` for titles, ``level 5`` to ``level 1`` for skills.

    ``title`` is the title as printed where the words name one (工程师), else None; ``part`` the words that
    say the grade.
    """

    scale: Literal["title", "skill"]
    grade: str
    title: str | None
    part: Part


@dataclass(frozen=True, slots=True)
class _Scales:
    grades: dict[str, str]
    titles: dict[str, str]
    skill_names: dict[str, str]
    skill_numbers: dict[str, str]
    in_text: re.Pattern[str]


def grade(text: str, schemas: Path) -> Grade | None:
    """The grade that a cell gives (``副高级``, ``工程师``, ``技师（二级）``); None if not understood."""
    scales = _scales(schemas)
    word = fold(text)
    part = part_of(text, 0, len(text))
    if part is None:
        return None
    if word in scales.grades:
        return Grade("title", scales.grades[word], None, part)
    if word in scales.titles:
        return Grade("title", scales.titles[word], tidy(text), part)
    level = _skill_level(word, scales)
    return Grade("skill", level, None, part) if level else None


def grade_in_text(remarks: str, schemas: Path) -> Grade | None:
    """The grade that running text gives (``可对应为中级职称``); None if it gives none, or two."""
    found = grades_in_text(remarks, schemas)
    return found[0] if len({one.grade for one in found}) == 1 else None


def grades_in_text(remarks: str, schemas: Path) -> tuple[Grade, ...]:
    """All grades that running text gives, in the order printed."""
    scales = _scales(schemas)
    folded, origin = fold_with_origin(enumerate(remarks))
    return tuple(
        Grade("title", scales.grades[match["grade"]], None, Part(tidy(remarks[start:end]), start, end))
        for match in scales.in_text.finditer(folded)
        for start, end in [(origin[match.start()], origin[match.end() - 1] + 1)]
    )


def _skill_level(word: str, scales: _Scales) -> str | None:
    """Name, number or both; where both stand they must agree, else it is not understood."""
    pieces = [piece for piece in re.split(f"[{re.escape(_BRACKETS)}/、]", word) if piece]
    levels = {scales.skill_names.get(piece) or scales.skill_numbers.get(piece) for piece in pieces}
    return levels.pop() if len(levels) == 1 else None


@lru_cache(maxsize=4)
def _scales(schemas: Path) -> _Scales:
    known = grades_file(schemas)
    grades = {fold(word): name for name, words in known.titles.items() for word in words}
    longest_first = sorted(grades, key=len, reverse=True)
    return _Scales(
        grades=grades,
        titles=_titles(known),
        skill_names={fold(word): level for level, words in known.skills.items() for word in words.names},
        skill_numbers={fold(word): level for level, words in known.skills.items() for word in words.numbers},
        in_text=re.compile(known.in_text.replace("{grade}", f"(?P<grade>{'|'.join(longest_first)})")),
    )


def _titles(known: GradesFile) -> dict[str, str]:
    titles = {fold(base): known.base for base in known.bases}
    for prefix, name in known.prefixes.items():
        titles.update({fold(prefix + base): name for base in known.bases})
    titles.update({fold(title): name for title, name in known.named.items()})
    return titles
