"""How the values of a document stand to each other: of an entry in one row, of a role in one column.

A value that slipped into another row or column still reads right at its own place; only its neighbours tell.
Where a document's own layout does not keep to rows and columns (words centred over rows), nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from pipeline.documents.places import GridPlace, PageBox, Place, SheetPlace
from pipeline.verify.model import Traced

ROW = "it stands in another row than the rest of the entry"
COLUMN = "it stands in another column than the others of its role"
HABIT = 0.9
"""The part of a document's entries that keep to a rule, for the others to be told."""
_TOUCH = 0.5

Slipped = dict[tuple[str, str], str]
"""Why a value of an entry (by its role) stands elsewhere."""


@dataclass(frozen=True, slots=True)
class _At:
    """Where a value stands: on which sheet of paper or table, and from where to where down and across."""

    on: tuple[object, ...]
    down: tuple[float, float]
    across: tuple[float, float]
    cell: bool
    """Whether rows and columns are numbers, not lengths."""


def slipped(values: Iterable[Traced]) -> Slipped:
    """The values of one document that stand in another row or column than they should."""
    entries: dict[str, dict[str, tuple[_At, ...]]] = {}
    for value in values:
        places = tuple(at for place in value.places if (at := _at(place)) is not None)
        if places:
            entries.setdefault(value.entry_id, {})[value.role] = places
    by_list: dict[str, dict[str, dict[str, tuple[_At, ...]]]] = defaultdict(dict)
    for entry_id, roles in entries.items():
        by_list[entry_id.rpartition("/")[0]][entry_id] = roles
    found: Slipped = {}
    for rows in by_list.values():
        for why, outliers in ((ROW, list(_out_of_row(rows))), (COLUMN, list(_out_of_column(rows)))):
            told = {entry_id for entry_id, _ in outliers}
            if _is_gridded(rows) or len(told) <= (1 - HABIT) * len(rows) or len(told) <= 2:
                found |= dict.fromkeys(outliers, why)
    return found


def _is_gridded(rows: "Rows") -> bool:
    """Whether the list stands on a grid of cells, or between rules: then entries have cells of one height."""
    first = next(iter(rows.values()))
    if next(iter(first.values()))[0].cell:
        return True
    level = 0
    for roles in rows.values():
        heights = [place.down for places in roles.values() for place in places]
        level += any(heights.count(height) > 1 for height in heights)
    return level > HABIT * len(rows)


def _at(place: Place) -> _At | None:
    match place:
        case PageBox():
            x0, top, x1, bottom = place.box
            return _At((place.member, place.page), (top, bottom), (x0, x1), cell=False)
        case GridPlace():
            row, column = place.row, place.column
            return _At((place.member, place.table), (row, row), (column, column), cell=True)
        case SheetPlace():
            letters, row = coordinate_from_string(place.cell)
            column = column_index_from_string(letters)
            return _At((place.member, place.sheet), (row, row), (column, column), cell=True)
        case _:
            return None


Rows = dict[str, dict[str, tuple[_At, ...]]]


def _out_of_row(rows: Rows) -> Iterator[tuple[str, str]]:
    before: dict[str, tuple[_At, ...]] = {}
    for entry_id, roles in rows.items():
        cells = [place for places in roles.values() for place in places]
        if cells[0].cell:
            last = max(place.down[0] for place in cells)
            above = [role for role, places in roles.items() if places[-1].down[0] < last]
            # A merged cell begins above; then the entry before has it too.
            yield from ((entry_id, role) for role in above if before.get(role) != roles[role])
        else:
            yield from ((entry_id, role) for role in _apart(roles))
        before = roles


def _apart(roles: dict[str, tuple[_At, ...]]) -> Iterator[str]:
    """The roles whose boxes share no height with most of the others on a page."""
    for role, places in roles.items():
        meets = [
            any(
                _overlap(place.down, other.down)
                for place in places
                for other in others
                if other.on == place.on
            )
            for name, others in roles.items()
            if name != role and any(place.on == other.on for place in places for other in others)
        ]
        alone = not meets and len(roles) > 1
        if alone or (meets and sum(meets) * 2 < len(meets)):
            yield role


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > _TOUCH


def _out_of_column(rows: Rows) -> Iterator[tuple[str, str]]:
    """The values that share no width with the usual column of their role on the same page or table."""
    found: dict[tuple[str, tuple[object, ...]], list[tuple[float, float]]] = defaultdict(list)
    for roles in rows.values():
        for role, places in roles.items():
            for place in places:
                found[role, place.on].append(place.across)
    usual = {
        key: (median(start for start, _ in extents), median(end for _, end in extents))
        for key, extents in found.items()
        if len(extents) > 2
    }
    for entry_id, roles in rows.items():
        for role, places in roles.items():
            if any(not _in_column(place, usual.get((role, place.on))) for place in places):
                yield entry_id, role


def _in_column(place: _At, usual: tuple[float, float] | None) -> bool:
    if usual is None:
        return True
    return place.across == usual if place.cell else _overlap(place.across, usual)
