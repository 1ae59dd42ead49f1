"""From rules to grids: the lines that tables are ruled on, and the cells between them.

Nothing here knows where the rules come from, so any engine that gives rules can use it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.pdf_rules import Rule

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Position = tuple[int, int]

# Rules that end this near to another meet it; grid lines this near are one (double rules).
TOUCH = 3.0
# No column is narrower.
NARROWEST = 12.0
# Of the side between two neighbours so much must be ruled for them to be two cells.
CLOSED = 0.5


@dataclass(frozen=True, slots=True)
class GridCell:
    """A rectangle of the grid, which counts from 0 here; ``box`` is (x0, top, x1, bottom)."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its column lines ``xs``, row lines ``ys`` and cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cells_by_position(self) -> dict[Position, int]:
        """The index of the cell that covers each (row, column)."""
        return {
            (row, column): index
            for index, cell in enumerate(self.cells)
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def position(self, point: Point) -> Position | None:
        """The row and column in which a point lies; None outside of the grid."""
        x, y = point
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        return min(bisect_right(self.ys, y), len(self.ys) - 1) - 1, column


def grids_of(rules: Sequence[Rule], ink: Sequence[Point] = ()) -> list[Grid]:
    """The grids on a page from the top down, frames and boxes inside of a cell left out.

    ``ink`` are the centres of the visible characters: they tell an open side of a table, where the
    outer rule is missing, from a rule that sticks out.
    """
    grids = [grid for group in _touching(rules) if (grid := _grid(group, ink)) is not None]
    grids.sort(key=lambda grid: (grid.box[1], grid.box[0]))
    kept = [grid for grid in grids if not any(_frames(grid, inner, ink) for inner in grids)]
    return [grid for grid in kept if not any(_in_one_cell(grid, outer) for outer in kept)]


def _inside(inner: Box, outer: Box) -> bool:
    return all(inner[i] >= outer[i] - 0.5 for i in (0, 1)) and all(inner[i] <= outer[i] + 0.5 for i in (2, 3))


def _frames(outer: Grid, inner: Grid, ink: Sequence[Point]) -> bool:
    """Whether the first only frames the second, as a border around the page does, with or without a foot."""
    if outer is inner or len(outer.cells) >= len(inner.cells) or not _inside(inner.box, outer.box):
        return False
    if len(outer.cells) == 1:
        return True
    framed = [point for point in ink if outer.position(point) is not None]
    return 2 * sum(inner.position(point) is not None for point in framed) > len(framed)


def _in_one_cell(inner: Grid, outer: Grid) -> bool:
    if inner is outer or not _inside(inner.box, outer.box):
        return False
    return any(_inside(inner.box, cell.box) for cell in outer.cells)


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules that hang together, each with level and upright ones."""
    levels = [rule for rule in rules if rule.level]
    uprights = sorted((rule for rule in rules if not rule.level), key=lambda rule: rule.at)
    positions = [rule.at for rule in uprights]
    parents = list(range(len(levels) + len(uprights)))
    for index, level in enumerate(levels):
        first = bisect_left(positions, level.start - TOUCH)
        for other in range(first, bisect_right(positions, level.end + TOUCH)):
            upright = uprights[other]
            if upright.start - TOUCH <= level.at <= upright.end + TOUCH:
                _unite(parents, index, len(levels) + other)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate([*levels, *uprights]):
        groups.setdefault(_root(parents, index), []).append(rule)
    return [group for group in groups.values() if len({rule.level for rule in group}) == 2]


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def _unite(parents: list[int], one: int, other: int) -> None:
    parents[_root(parents, other)] = _root(parents, one)


def _grid(rules: Sequence[Rule], ink: Sequence[Point]) -> Grid | None:
    uprights = [rule for rule in rules if not rule.level]
    levels = [kept for rule in rules if rule.level and (kept := _undangling(rule, uprights)) is not None]
    if not levels:
        return None
    xs = _lines(uprights, levels, [x for x, y in ink if _reaches(levels, y)])
    ys = _lines(levels, uprights, [y for x, y in ink if _reaches(uprights, x)])
    if len(xs) < 2 or len(ys) < 2:
        return None
    sides = _Sides(_coverage(uprights, xs, ys), _coverage(levels, ys, xs))
    blank = Grid(tuple(xs), tuple(ys), ())
    inked = {position for point in ink if (position := blank.position(point)) is not None}
    rows, columns = len(ys) - 1, len(xs) - 1
    regions = _regions(rows, columns, sides)
    cells = [region for region in regions if region & inked or not sides.open_corner(region, rows, columns)]
    return _trimmed(xs, ys, [span for region in cells for span in _rectangles(region)]) if cells else None


def _undangling(level: Rule, uprights: Sequence[Rule]) -> Rule | None:
    """The rule without the ends that hang within a cell, such as an underline that begins at its side."""
    met = [rule.at for rule in uprights if rule.start - TOUCH <= level.at <= rule.end + TOUCH]
    start, end = level.start, level.end
    if any(x > end + TOUCH for x in met):
        end = min(end, max(x for x in met if x <= end + TOUCH)) if min(met) <= end + TOUCH else start
    if any(x < start - TOUCH for x in met):
        start = max(start, min(x for x in met if x >= start - TOUCH)) if max(met) >= start - TOUCH else end
    return Rule(True, level.at, start, end) if end - start > TOUCH else None


def _reaches(rules: Sequence[Rule], at: float) -> bool:
    return min(rule.at for rule in rules) - TOUCH <= at <= max(rule.at for rule in rules) + TOUCH


def _lines(rules: Sequence[Rule], across: Sequence[Rule], ink: Sequence[float]) -> list[float]:
    """Where the grid lines of the rules lie.

    Where the rules across reach beyond the last line and there is text, the table's outer rule is
    missing, and the line is supplied; so it is where nearly all level rules end alike beyond it, with an
    empty column between.
    """
    groups: list[list[float]] = []
    for position in sorted(rule.at for rule in rules):
        if groups and position - groups[-1][-1] <= TOUCH:
            groups[-1].append(position)
        else:
            groups.append([position])
    lines = [sum(group) / len(group) for group in groups]
    start, end = min(rule.start for rule in across), max(rule.end for rule in across)
    before = start < lines[0] - TOUCH and (
        any(start <= place < lines[0] for place in ink) or _ends_alike(across, lines[0], start)
    )
    after = end > lines[-1] + TOUCH and (
        any(lines[-1] < place <= end for place in ink) or _ends_alike(across, lines[-1], end)
    )
    return [*([start] if before else []), *lines, *([end] if after else [])]


def _ends_alike(across: Sequence[Rule], line: float, end: float) -> bool:
    """Whether most level rules that reach the line end at the same place, a column's width beyond it."""
    if abs(end - line) < NARROWEST or not across[0].level:
        return False
    reaching = [rule for rule in across if rule.start - TOUCH <= line <= rule.end + TOUCH]
    alike = [rule for rule in reaching if min(abs(rule.start - end), abs(rule.end - end)) <= TOUCH]
    return len(alike) > 1 and 3 * len(alike) >= 2 * len(reaching)


def _coverage(rules: Sequence[Rule], lines: Sequence[float], across: Sequence[float]) -> set[Position]:
    """The (line, interval) that are ruled: rules at ``lines``, intervals between ``across``."""
    covered: dict[Position, float] = {}
    for rule in rules:
        line = min(range(len(lines)), key=lambda index: abs(lines[index] - rule.at))
        first = max(bisect_right(across, rule.start) - 1, 0)
        for interval in range(first, len(across) - 1):
            if across[interval] >= rule.end:
                break
            part = min(rule.end, across[interval + 1]) - max(rule.start, across[interval])
            covered[line, interval] = covered.get((line, interval), 0.0) + part
    return {
        (line, interval)
        for (line, interval), length in covered.items()
        if length > CLOSED * (across[interval + 1] - across[interval])
    }


@dataclass(frozen=True, slots=True)
class _Sides:
    """Which sides of the grid's squares are ruled: upright (x line, row), level (y line, column)."""

    upright: set[Position]
    level: set[Position]

    def open_corner(self, region: set[Position], rows: int, columns: int) -> bool:
        """Whether the region is open to the outside both upwards or downwards and sideways.

        Such is the step between two widths of a table; a cell at an open side is ruled on three sides,
        and an outer line without any rule was never drawn.
        """
        levels, uprights = {line for line, _ in self.level}, {line for line, _ in self.upright}
        top = any(row == 0 and (0, column) not in self.level for row, column in region)
        bottom = any(row == rows - 1 and (rows, column) not in self.level for row, column in region)
        left = any(column == 0 and (0, row) not in self.upright for row, column in region)
        right = any(column == columns - 1 and (columns, row) not in self.upright for row, column in region)
        above, below = top and 0 in levels, bottom and rows in levels
        return (above or below) and ((left and 0 in uprights) or (right and columns in uprights))


def _regions(rows: int, columns: int, sides: _Sides) -> list[set[Position]]:
    """Squares of the grid that no rule parts, taken together."""
    parents = list(range(rows * columns))
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and (column + 1, row) not in sides.upright:
                _unite(parents, here, here + 1)
            if row + 1 < rows and (row + 1, column) not in sides.level:
                _unite(parents, here, here + columns)
    regions: dict[int, set[Position]] = {}
    for index in range(rows * columns):
        regions.setdefault(_root(parents, index), set()).add(divmod(index, columns))
    return list(regions.values())


def _rectangles(region: set[Position]) -> list[tuple[int, int, int, int]]:
    """The region as rectangles (row, column, row after, column after): one, unless it is bent."""
    left = set(region)
    rectangles = []
    while left:
        row, column = min(left)
        right = column
        while (row, right) in left:
            right += 1
        below = row + 1
        while all((below, x) in left for x in range(column, right)):
            below += 1
        rectangles.append((row, column, below, right))
        left -= {(y, x) for y in range(row, below) for x in range(column, right)}
    return rectangles


def _trimmed(xs: list[float], ys: list[float], spans: list[tuple[int, int, int, int]]) -> Grid:
    """The grid without the lines at which no cell begins or ends."""
    rows = sorted({edge for top, _, bottom, _ in spans for edge in (top, bottom)})
    columns = sorted({edge for _, left, _, right in spans for edge in (left, right)})
    row_of = {line: index for index, line in enumerate(rows)}
    column_of = {line: index for index, line in enumerate(columns)}
    cells = [
        GridCell(
            row_of[top],
            column_of[left],
            row_of[bottom] - row_of[top],
            column_of[right] - column_of[left],
            (xs[left], ys[top], xs[right], ys[bottom]),
        )
        for top, left, bottom, right in sorted(spans)
    ]
    return Grid(tuple(xs[line] for line in columns), tuple(ys[line] for line in rows), tuple(cells))
