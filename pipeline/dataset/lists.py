"""Which list of one edition is which list of the other."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalogues.knowledge import load_forms
from pipeline.dataset.comparable import Comparable
from pipeline.documents.text import fold
from pipeline.names.keys import name_key

List = tuple[str, str | None]
"""Scope and heading."""


@dataclass(frozen=True, slots=True)
class Lists:
    """``partner`` names each old list by its counterpart; not ``compared`` where one side has no lists."""

    partner: dict[List, List]
    compared: bool

    def key(self, row: Comparable, *, old: bool) -> List | None:
        """What entries of the same list have in common."""
        if not self.compared:
            return None
        own = (row.scope, row.heading)
        return self.partner.get(own, ("old", f"{own}")) if old else own


def paired_lists(
    old: Sequence[Comparable], new: Sequence[Comparable], schemas: Path, *, listed: bool = False
) -> Lists:
    """Lists with one heading (but for the count in it) are one; else those that share most names.

    ``listed``: both sides are known to say in which list an entry stands.
    """
    ours, theirs = _lists(old), _lists(new)
    headings = {_heading(one, schemas) for one in ours} & {_heading(one, schemas) for one in theirs}
    if not listed and not headings and (len(ours) == 1) != (len(theirs) == 1):
        return Lists({}, compared=False)  # a team's own sheet holds all lists as one
    partner: dict[List, List] = {}
    taken: set[List] = set()
    by_heading = {_heading(one, schemas): one for one in reversed(theirs)}
    for one in ours:
        if (same := by_heading.get(_heading(one, schemas))) is not None and same not in taken:
            partner[one] = same
            taken.add(same)
    left = [one for one in ours if one not in partner]
    free: dict[str, list[tuple[int, List]]] = defaultdict(list)
    for index, one in enumerate(one for one in theirs if one not in taken):
        free[one[0]].append((index, one))
    mine, other = _names(old, schemas), _names(new, schemas)
    shared = sorted(
        ((-(mine[a] & other[b]).total(), index, a, b) for a in left for index, b in free[a[0]]),
        key=lambda found: found[:2],
    )
    alone = len(ours) == len(theirs) == 1
    for likeness, _, a, b in shared:
        if (likeness or alone) and a not in partner and b not in taken:
            partner[a] = b
            taken.add(b)
    return Lists(partner, compared=True)


def _lists(rows: Sequence[Comparable]) -> list[List]:
    return list(dict.fromkeys((row.scope, row.heading) for row in rows))


def _heading(one: List, schemas: Path) -> List:
    scope, heading = one
    return (scope, load_forms(schemas).stated_list.sub("", fold(heading))) if heading else one


def _names(rows: Sequence[Comparable], schemas: Path) -> dict[List, Counter[str]]:
    names: dict[List, Counter[str]] = defaultdict(Counter)
    for row in rows:
        names[row.scope, row.heading][name_key(row.qualification, schemas)] += 1
    return names
