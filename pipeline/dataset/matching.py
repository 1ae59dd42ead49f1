"""Which entry of one edition is which entry of the other: by identity and content, never by number alone.

Pairs are taken by ever weaker agreement; what stays alone was added or removed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.fuzz import ratio

from pipeline.dataset.comparable import Comparable
from pipeline.dataset.lists import List, Lists
from pipeline.documents.text import squeeze
from pipeline.names.grades import Grade, grade_in_text
from pipeline.names.keys import name_key

_SLIP = 85
"""Percent of likeness above which two names of one body may be a name and its slip."""
_REWORDED = 50
"""The same, for two names that stand at one number of one list, all else being equal."""
_BODY = 75
"""The same, for two bodies that give qualifications of one name in one list."""
_CROWD = 200
"""Rows of one key beyond which only their order tells them apart."""
_ROMAN = re.compile(r"\b[IVX]+\b")


@dataclass(frozen=True, slots=True)
class _Row:
    """A side's row by its index, with its comparison keys."""

    index: int
    row: Comparable
    list: List | None
    name: str
    body: str
    grade: Grade | None

    @property
    def whole(self) -> tuple[str, ...]:
        """Everything that is printed but the number, which later editions shift."""
        return tuple(squeeze(text) for _, text in sorted(self.row.cells.items()))

    @property
    def level(self) -> str:
        """The level abroad, which tells rows of one qualification apart."""
        return squeeze(self.row.cells.get("level", ""))


_Key = Callable[[_Row], Hashable | None]
_Test = Callable[[_Row, _Row], bool]


def matched(
    old: Sequence[Comparable], new: Sequence[Comparable], lists: Lists, schemas: Path
) -> list[tuple[int, int]]:
    """Pairs of indices into ``old`` and ``new``, in the order of ``new``."""
    left = [_row(i, row, lists.key(row, old=True), schemas) for i, row in enumerate(old)]
    right = [_row(i, row, lists.key(row, old=False), schemas) for i, row in enumerate(new)]
    pairs: list[tuple[int, int]] = []
    for key, test in _RULES:
        found = _paired(left, right, key, test)
        pairs += found
        taken_old, taken_new = {a for a, _ in found}, {b for _, b in found}
        left = [one for one in left if one.index not in taken_old]
        right = [one for one in right if one.index not in taken_new]
    return sorted(pairs, key=lambda pair: pair[1])


def _row(index: int, row: Comparable, own: List | None, schemas: Path) -> _Row:
    name, body = name_key(row.qualification, schemas), name_key(row.issuer, schemas)
    return _Row(index, row, own, name, body, grade_in_text(row.qualification, schemas))


def _paired(
    left: Sequence[_Row], right: Sequence[_Row], key: _Key, test: _Test | None
) -> list[tuple[int, int]]:
    blocks: dict[Hashable, tuple[list[_Row], list[_Row]]] = defaultdict(lambda: ([], []))
    for side, rows in ((0, left), (1, right)):
        for one in rows:
            if (own := key(one)) is not None:
                blocks[one.row.scope, own][side].append(one)
    pairs: list[tuple[int, int]] = []
    for ours, theirs in blocks.values():
        pairs += _best(ours, theirs, test)
    return pairs


def _best(ours: list[_Row], theirs: list[_Row], test: _Test | None) -> list[tuple[int, int]]:
    """The pairs of a block that agree most, the first of those that agree as much."""
    if not ours or not theirs:
        return []
    if len(ours) * len(theirs) > _CROWD**2:
        likely = list(zip(ours, theirs, strict=False))
    else:
        likely = [(a, b) for a in ours for b in theirs]
    ranked = sorted(
        (
            (-_agreement(a, b), abs(a.index - b.index), a.index, b.index)
            for a, b in likely
            if test is None or test(a, b)
        )
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for *_, a, b in ranked:
        if a not in taken_old and b not in taken_new:
            taken_old.add(a)
            taken_new.add(b)
            pairs.append((a, b))
    return pairs


def _agreement(a: _Row, b: _Row) -> float:
    """How much else is equal."""
    common = [role for role in a.row.cells if role in b.row.cells]
    equal = sum(squeeze(a.row.cells[role]) == squeeze(b.row.cells[role]) for role in common)
    return equal + (1.5 if a.list == b.list else 0.0) + (1.0 if a.row.ordinal == b.row.ordinal else 0.0)


def _one_body(a: _Row, b: _Row) -> bool:
    if not a.body or not b.body or a.body == b.body or set(a.row.issuer_ids) & set(b.row.issuer_ids):
        return True
    return ratio(a.body, b.body) >= _BODY and _countries_agree(a, b)


def _one_place(a: _Row, b: _Row) -> bool:
    """The same name in one list, of bodies that are written apart: only where nothing else differs."""
    return _countries_agree(a, b) and _rest_agrees(a, b)


def _countries_agree(a: _Row, b: _Row) -> bool:
    mine, theirs = (squeeze(one.row.cells.get("country", "")) for one in (a, b))
    return not mine or not theirs or mine == theirs


def _rest_agrees(a: _Row, b: _Row) -> bool:
    named = ("qualification", "qualification_zh", "qualification_en", "issuer", "issuer_zh", "issuer_en")
    common = [role for role in a.row.cells if role in b.row.cells and role not in named]
    return all(squeeze(a.row.cells[role]) == squeeze(b.row.cells[role]) for role in common)


def _slip(a: _Row, b: _Row) -> bool:
    return _one_body(a, b) and ratio(a.name, b.name) >= _SLIP and _same_step(a, b)


def _reworded(a: _Row, b: _Row) -> bool:
    alike = ratio(a.name, b.name) >= _REWORDED and _same_step(a, b)
    return alike and _one_body(a, b) and _rest_agrees(a, b)


def _same_step(a: _Row, b: _Row) -> bool:
    """Names that differ in a number or a grade (一级, 二级; Level I, Level II) name different things."""
    return _steps(a) == _steps(b)


def _steps(one: _Row) -> tuple[list[str], str | None]:
    numbers = [char for char in one.name if unicodedata.numeric(char, None) is not None]
    numbers += _ROMAN.findall(one.row.qualification)
    return numbers, found.grade if (found := one.grade) else None


_RULES: tuple[tuple[_Key, _Test | None], ...] = (
    (lambda one: (one.list, one.row.ordinal, one.whole), None),
    (lambda one: (one.list, one.whole), None),
    (lambda one: (one.list, one.name, one.body, one.level) if one.name else None, None),
    (lambda one: (one.list, one.name, one.body) if one.name else None, None),
    (lambda one: (one.list, one.row.identity) if one.row.identity else None, None),
    (lambda one: (one.name, one.body) if one.name else None, None),
    (lambda one: one.row.identity, None),
    (lambda one: (one.list, one.name) if one.name else None, _one_body),
    (lambda one: one.name or None, _one_body),
    (lambda one: (one.list, one.name) if one.name else None, _one_place),
    (lambda one: (one.list,), _slip),
    (lambda one: one.body or None, _slip),
    (lambda one: (one.list, one.row.ordinal) if one.row.ordinal else None, _reworded),
)
