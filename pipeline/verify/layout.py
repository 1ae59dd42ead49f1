"""How the values of a document stand to each other: of an entry in one row, of a role in one column.

A value that slipped into another row or column still reads right at its own place; only its neighbours tell,
and of a merged cell the rows that the document itself gives it. Where a document's own layout does not keep
to rows and columns (words centred over rows), nothing is said.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from pipeline.documents.places import GridPlace, PageBox, Place, SheetPlace, TextSpan
from pipeline.verify.model import Traced

ROW = "it stands in another row than the rest of the entry"
COLUMN = "it stands in another column than the others of its role"
MERGED = "a merged cell spans the entry's row, but the value is not that cell's"
TWICE = "another entry stands at the same places"
HABIT = 0.9
"""The part of a document's entries that keep to a rule, for the others to be told."""
_TOUCH = 0.5
_JOINED = frozenset({"row-joined", "span-joined", "span-over-page-end"})
"""Steps that put together what a page end cuts, so that a part may stand beside the row."""

Slipped = dict[tuple[str, str], str]
"""Why a value of an entry (by its role) stands elsewhere."""
Spans = Callable[[Traced, Place], tuple[int, int]]
"""The rows and columns that the document gives the cell at a place."""
CellAt = Callable[[Place], tuple[int, int, int, int] | None]
"""Table, row, column, and how many rows down a merged cell may reach, of a place in a text."""
Extent = tuple[float, float]
On = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _At:
    """Where a value stands: on which sheet of paper or table, and from where to where down and across."""

    on: On
    down: Extent
    across: Extent
    cell: bool
    """Whether rows and columns are numbers, not lengths."""
    joined: bool = False
    merges: bool = True
    """Whether it is known which rows it spans; a text does not tell."""


def _one_each(traced: Traced, place: Place) -> tuple[int, int]:
    return 1, 1


def _nowhere(place: Place) -> None:
    return None


def slipped(values: Iterable[Traced], spans: Spans = _one_each, cell_at: CellAt = _nowhere) -> Slipped:
    """The values of one document that stand in another row or column than they should."""
    entries: dict[str, Roles] = {}
    stand: dict[frozenset[tuple[str, tuple[Place, ...]]], list[str]] = defaultdict(list)
    places_of: dict[str, dict[str, tuple[Place, ...]]] = defaultdict(dict)
    for value in values:
        places = tuple(at for place in value.places if (at := _at(value, place, spans, cell_at)) is not None)
        if places:
            entries.setdefault(value.entry_id, {})[value.role] = places
        if value.places:
            places_of[value.entry_id][value.role] = value.places
    for entry_id, roles in places_of.items():
        stand[frozenset(roles.items())].append(entry_id)
    by_list: dict[str, Rows] = defaultdict(dict)
    for entry_id, roles_at in entries.items():
        by_list[entry_id.rpartition("/")[0]][entry_id] = roles_at
    found: Slipped = {
        (again, role): TWICE
        for roles, (_, *others) in stand.items()
        for again in others
        for role, _ in sorted(roles)
    }
    for rows in by_list.values():
        for why, outliers in (
            (ROW, list(_out_of_row(rows))),
            (COLUMN, list(_out_of_column(rows))),
            (MERGED, list(_uncovered(rows))),
        ):
            told = {entry_id for entry_id, _ in outliers}
            if _is_gridded(rows) or len(told) <= (1 - HABIT) * len(rows) or len(told) <= 2:
                found |= dict.fromkeys(outliers, why)
    return found


Roles = dict[str, tuple[_At, ...]]
Rows = dict[str, Roles]


def _is_gridded(rows: Rows) -> bool:
    """Whether the list stands on a grid of cells, or between rules: then entries have cells of one height."""
    first = next(iter(rows.values()))
    if not next(iter(first.values()))[0].merges:
        return False
    if next(iter(first.values()))[0].cell:
        return True
    level = 0
    for roles in rows.values():
        heights = [place.down for places in roles.values() for place in places]
        level += any(heights.count(height) > 1 for height in heights)
    return level > HABIT * len(rows)


def _at(value: Traced, place: Place, spans: Spans, cell_at: CellAt) -> _At | None:
    joined = not _JOINED.isdisjoint(value.steps)
    match place:
        case PageBox():
            x0, top, x1, bottom = place.box
            return _At((place.member, place.page), (top, bottom), (x0, x1), cell=False, joined=joined)
        case GridPlace():
            on: On = (place.member, place.table)
            row, column = place.row, place.column
        case SheetPlace():
            on = (place.member, place.sheet)
            letters, row = coordinate_from_string(place.cell)
            column = column_index_from_string(letters)
        case TextSpan():
            found = cell_at(place)
            if found is None:
                return None
            table, row, column, high = found
            down, across = (row, row + high), (column, column + 1)
            return _At((place.member, "text", table), down, across, cell=False, joined=joined, merges=False)
        case _:
            return None
    high, wide = spans(value, place)
    return _At(on, (row, row + high), (column, column + wide), cell=True, joined=joined)


def _out_of_row(rows: Rows) -> Iterator[tuple[str, str]]:
    for entry_id, roles in rows.items():
        yield from ((entry_id, role) for role in dict.fromkeys((*_apart(roles), *_beside_the_rest(roles))))


def _beside_the_rest(roles: Roles) -> Iterator[str]:
    """The roles with a place that shares no height with what all the others share."""
    hulls = _hulls(roles)
    for role, places in roles.items():
        rest = _shared({on: [h for name, h in downs.items() if name != role] for on, downs in hulls.items()})
        if any(
            not at.joined and at.on in rest and not _overlap(at.down, rest[at.on])
            for at in places
            if len(hulls[at.on]) > 2
        ):
            yield role


def _bands(roles: Roles) -> dict[On, Extent]:
    """On each page or table, the height that all values of an entry share; none where they share none."""
    return _shared({on: list(downs.values()) for on, downs in _hulls(roles).items()})


def _hulls(roles: Roles) -> dict[On, dict[str, Extent]]:
    """On each page or table, from where to where each role reaches down."""
    hulls: dict[On, dict[str, Extent]] = defaultdict(dict)
    for role, places in roles.items():
        for at in places:
            first, last = hulls[at.on].get(role, at.down)
            hulls[at.on][role] = min(first, at.down[0]), max(last, at.down[1])
    return hulls


def _shared(hulls: Mapping[On, Sequence[Extent]]) -> dict[On, Extent]:
    shared = {
        on: (max(first for first, _ in downs), min(last for _, last in downs))
        for on, downs in hulls.items()
        if downs
    }
    return {on: band for on, band in shared.items() if band[1] - band[0] > _TOUCH}


def _uncovered(rows: Rows) -> Iterator[tuple[str, str]]:
    """The values of entries whose row a merged cell of their role spans, and that are not at its place."""
    cells: dict[tuple[str, _At], list[str]] = defaultdict(list)
    for entry_id, roles in rows.items():
        for role, places in roles.items():
            for at in places:
                cells[role, at].append(entry_id)
    # Rows on the page before have the place of a merged cell's second part too, and are not there.
    there = {(owners[0], at.on) for (_, at), owners in cells.items() if len(owners) == 1}
    bands: dict[On, list[tuple[float, str]]] = defaultdict(list)
    for entry_id, roles in rows.items():
        for on, (top, bottom) in _bands(roles).items():
            if (entry_id, on) in there:
                bands[on].append(((top + bottom) / 2, entry_id))
    for middles in bands.values():
        middles.sort()
    for (role, at), owners in cells.items():
        middles = bands[at.on] if at.merges else []
        first = bisect_left(middles, (at.down[0],))
        for middle, entry_id in middles[first:]:
            if middle > at.down[1]:
                break
            beside = [rows[owner] for owner in owners if (owner, at.on) in there]
            if entry_id not in owners and _is_beside(role, at, beside, rows[entry_id]):
                yield entry_id, role


def _is_beside(role: str, at: _At, owners: Sequence[Roles], other: Roles) -> bool:
    """Whether the other entry stands in the columns of the owners, and its value of the role nowhere else."""
    own = [one for one in other.get(role, ()) if one.on == at.on]
    if own and not any(_overlap(one.across, at.across) for one in own):
        return False
    return not owners or any(
        _overlap(one.across, two.across)
        for owner in owners[:1]
        for name, places in owner.items()
        if name != role
        for one in places
        for two in other.get(name, ())
        if one.on == two.on == at.on
    )


def _apart(roles: Roles) -> Iterator[str]:
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
        # A text may fill a value from the last row of the page before, whose table ends there.
        alone = not meets and len(roles) > 1 and any(place.merges for place in places)
        if alone or (meets and sum(meets) * 2 < len(meets)):
            yield role


def _overlap(one: Extent, other: Extent) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > _TOUCH


def _sides(rows: Rows) -> dict[tuple[str, On], int]:
    """Of entries that stand beside each other at one height, as in a folded list, which one it is."""
    beside: dict[tuple[On, Extent], list[tuple[float, str]]] = defaultdict(list)
    for entry_id, roles in rows.items():
        for on, band in _bands(roles).items():
            left = min(at.across[0] for places in roles.values() for at in places if at.on == on)
            beside[on, band].append((left, entry_id))
    return {
        (entry_id, on): side
        for (on, _), entries in beside.items()
        for side, (_, entry_id) in enumerate(sorted(entries))
    }


def _out_of_column(rows: Rows) -> Iterator[tuple[str, str]]:
    """The values that share no width with the usual column of their role on the same page or table."""
    found: dict[tuple[str, On, int], list[Extent]] = defaultdict(list)
    sides = _sides(rows)
    for entry_id, roles in rows.items():
        for role, places in roles.items():
            for place in places:
                found[role, place.on, sides.get((entry_id, place.on), 0)].append(place.across)
    usual = {
        key: (median(start for start, _ in extents), median(end for _, end in extents))
        for key, extents in found.items()
        if len(extents) > 2
    }
    for entry_id, roles in rows.items():
        shifts: dict[str, list[float]] = {}
        for role, places in roles.items():
            for place in places:
                column = usual.get((role, place.on, sides.get((entry_id, place.on), 0)))
                if column is not None and not _overlap(place.across, column):
                    shifts.setdefault(role, []).append(place.across[0] - column[0])
        # The cells after one that a text leaves out all stand in the column before their own.
        moved = {by for ways in shifts.values() for by in ways}
        known = all(place.merges for places in roles.values() for place in places)
        if known or len(shifts) == 1 or len(moved) > 1:
            yield from ((entry_id, role) for role in shifts)
