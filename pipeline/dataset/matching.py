"""Which entry of one edition is which entry of the other: by identity and content, never by number alone.

Pairs are taken by ever weaker agreement; what stays alone was added or removed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz.fuzz import ratio

from pipeline.dataset.comparable import Comparable
from pipeline.dataset.lists import List, Lists
from pipeline.documents.text import has_chinese, squeeze
from pipeline.names.keys import name_key
from pipeline.names.steps import Steps, steps

_SLIP = 85
"""Percent of likeness above which two names of one body may be a name and its slip."""
_REWORDED = 50
"""The same, for two names that stand at one number of one list, all else being equal."""
_BODY = 75
"""The same, for two bodies that give qualifications of one name in one list."""
_CROWD = 200
"""Rows of one key beyond which only their order tells them apart."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A side's row by its index, with its comparison keys.

    ``core`` is the name without scope and conditions, ``alone`` whether no other row of the list has it.
    """

    index: int
    row: Comparable
    list: List | None
    name: str
    body: str
    core: str
    short: str
    steps: Steps
    level: Steps | None
    alone: bool = False

    @property
    def whole(self) -> tuple[str, ...]:
        """Everything that is printed but the number, which later editions shift."""
        return tuple(squeeze(text) for _, text in sorted(self.row.cells.items()))


_Key = Callable[[_Row], Hashable | None]
_Test = Callable[[_Row, _Row], bool]


def matched(
    old: Sequence[Comparable], new: Sequence[Comparable], lists: Lists, schemas: Path
) -> list[tuple[int, int]]:
    """Pairs of indices into ``old`` and ``new``, in the order of ``new``."""
    left = _rows(old, [lists.key(row, old=True) for row in old], schemas)
    right = _rows(new, [lists.key(row, old=False) for row in new], schemas)
    pairs: list[tuple[int, int]] = []
    for key, test in _RULES:
        found = _paired(left, right, key, test)
        pairs += found
        taken_old, taken_new = {a for a, _ in found}, {b for _, b in found}
        left = [one for one in left if one.index not in taken_old]
        right = [one for one in right if one.index not in taken_new]
    return sorted(pairs, key=lambda pair: pair[1])


def _rows(side: Sequence[Comparable], of: Sequence[List | None], schemas: Path) -> list[_Row]:
    found = [_row(i, row, own, schemas) for i, (row, own) in enumerate(zip(side, of, strict=True))]
    count = Counter(map(_home, found))
    return [replace(one, alone=count[_home(one)] == 1) for one in found]


def _home(one: _Row) -> Hashable:
    return one.row.scope, one.list, one.core, one.body


def _row(index: int, row: Comparable, own: List | None, schemas: Path) -> _Row:
    name, body = name_key(row.qualification, schemas), name_key(row.issuer, schemas)
    parts = (row.named.zh, row.named.latin, row.named.abbreviation)
    zh, latin, short = (name_key(part or "", schemas) for part in parts)
    level = row.cells.get("level", "")
    return _Row(
        index,
        row,
        own,
        name,
        body,
        core="|".join((zh, latin, short)) if zh or latin or short else name,
        short=short,
        steps=steps(row.qualification, schemas),
        level=steps(level, schemas) if squeeze(level) else None,
    )


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


def _one_level(a: _Row, b: _Row) -> bool:
    """Rows of one name are told apart by their levels abroad, where there are several."""
    if a.level is None or b.level is None or a.level == b.level:
        return True
    return (a.alone and b.alone) or _at_one_place(a, b)


def _at_one_place(a: _Row, b: _Row) -> bool:
    return a.list == b.list and a.row.ordinal is not None and a.row.ordinal == b.row.ordinal


def _both_alone(a: _Row, b: _Row) -> bool:
    """Names that differ in scope and conditions are one where their lists hold no other such."""
    return a.alone and b.alone


def _one_short(a: _Row, b: _Row) -> bool:
    """One abbreviation, of bodies that are alike, or of one country and written in two languages."""
    if a.steps != b.steps:
        return False
    abroad = has_chinese(a.body) != has_chinese(b.body) and _country(a) == _country(b) != ""
    return _one_body(a, b) or (abroad and _one_level(a, b))


def _one_body(a: _Row, b: _Row) -> bool:
    if not _one_level(a, b):
        return False
    if not a.body or not b.body or a.body == b.body or set(a.row.issuer_ids) & set(b.row.issuer_ids):
        return True
    return ratio(a.body, b.body) >= _BODY and _countries_agree(a, b)


def _one_place(a: _Row, b: _Row) -> bool:
    """The same name in one list, of bodies that are written apart: only where little else differs."""
    if not _countries_agree(a, b) or not _one_level(a, b):
        return False
    return _rest_agrees(a, b) or (_country(a) != "" and len(_differing(a, b)) == 1)


def _countries_agree(a: _Row, b: _Row) -> bool:
    mine, theirs = _country(a), _country(b)
    return not mine or not theirs or mine == theirs


def _country(one: _Row) -> str:
    return squeeze(one.row.cells.get("country", ""))


def _rest_agrees(a: _Row, b: _Row) -> bool:
    return not _differing(a, b)


def _differing(a: _Row, b: _Row) -> list[str]:
    """Roles, names apart, of which both have a text and not the same."""
    named = ("qualification", "qualification_zh", "qualification_en", "issuer", "issuer_zh", "issuer_en")
    common = [role for role in a.row.cells if role in b.row.cells and role not in named]
    return [role for role in common if squeeze(a.row.cells[role]) != squeeze(b.row.cells[role])]


def _slip(a: _Row, b: _Row) -> bool:
    return _one_body(a, b) and ratio(a.name, b.name) >= _SLIP and a.steps == b.steps


def _reworded(a: _Row, b: _Row) -> bool:
    alike = ratio(a.name, b.name) >= _REWORDED and a.steps == b.steps
    return alike and _one_body(a, b) and _rest_agrees(a, b)


_RULES: tuple[tuple[_Key, _Test | None], ...] = (
    (lambda one: (one.list, one.row.ordinal, one.whole), None),
    (lambda one: (one.list, one.whole), None),
    (lambda one: (one.list, one.name, one.body, one.level) if one.name else None, None),
    (lambda one: (one.list, one.name, one.body) if one.name else None, _one_level),
    (lambda one: (one.list, one.row.identity) if one.row.identity else None, _one_level),
    (lambda one: (one.name, one.body) if one.name else None, _one_level),
    (lambda one: one.row.identity, _one_level),
    (lambda one: (one.list, one.core, one.body) if one.name else None, _both_alone),
    (lambda one: (one.list, one.short) if one.short else None, _one_short),
    (lambda one: one.short or None, _one_short),
    (lambda one: (one.list, one.name) if one.name else None, _one_body),
    (lambda one: one.name or None, _one_body),
    (lambda one: (one.list, one.name) if one.name else None, _one_place),
    (lambda one: (one.list,), _slip),
    (lambda one: one.body or None, _slip),
    (lambda one: (one.list, one.row.ordinal) if one.row.ordinal else None, _reworded),
)
