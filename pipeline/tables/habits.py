"""What is usual in each column of a table: blanks, merged cells, values that come again, wide lines.

Cells that touch a page end are left out where they may be cut.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.documents.model import Cell
from pipeline.documents.text import squeeze
from pipeline.tables.flow import full_width


@dataclass(slots=True)
class Habit:
    """What one column does away from page ends; ``width`` is that of a full line."""

    filled: int = 0
    blank: int = 0
    merged: int = 0
    repeated: int = 0
    width: int | None = None
    texts: Counter[str] = field(default_factory=Counter)
    outer: set[int] = field(default_factory=set)
    """Merging columns whose borders no merged cell of this one crosses: it is nested in them."""

    @property
    def always_filled(self) -> bool:
        return self.filled > 0 and not self.blank


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a table: body cells on the table's columns, rows from 1; which of its ends are cut."""

    rows: int
    cells: tuple[Cell, ...]
    cut_above: bool
    cut_below: bool

    def inside(self, cell: Cell) -> bool:
        """Whether no page end touches the cell."""
        above = self.cut_above and cell.row == 1
        below = self.cut_below and cell.row + cell.row_span - 1 == self.rows
        return not (above or below)


def habits_of(pages: Sequence[Page], columns: int) -> dict[int, Habit]:
    """The habit of each column, from 1. Cells over several columns say nothing of any."""
    habits = {column: Habit() for column in range(1, columns + 1)}
    texts: dict[int, list[str]] = {column: [] for column in habits}
    for page in pages:
        by_column: dict[int, list[Cell]] = {}
        for cell in page.cells:
            if cell.column_span == 1:
                by_column.setdefault(cell.column, []).append(cell)
                texts[cell.column].append(cell.text)
        for column, cells in by_column.items():
            _count(habits[column], page, sorted(cells, key=lambda cell: cell.row))
    for column, habit in habits.items():
        habit.width = full_width(texts[column])
    _nest(habits, pages)
    return habits


def _count(habit: Habit, page: Page, cells: Sequence[Cell]) -> None:
    for cell in cells:
        if cell.row_span > 1 and squeeze(cell.text):
            habit.merged += 1
        if not page.inside(cell):
            continue
        if squeeze(cell.text):
            habit.filled += 1
            habit.texts[squeeze(cell.text)] += 1
        else:
            habit.blank += 1
    habit.repeated += sum(
        bool(squeeze(a.text)) and squeeze(a.text) == squeeze(b.text) for a, b in pairwise(cells)
    )


def _nest(habits: dict[int, Habit], pages: Iterable[Page]) -> None:
    merging = [column for column, habit in habits.items() if habit.merged]
    crossed: set[tuple[int, int]] = set()
    for page in pages:
        starts = {
            column: {cell.row for cell in page.cells if cell.column == column and cell.row > 1}
            for column in merging
        }
        for cell in page.cells:
            if cell.row_span > 1 and cell.column in starts:
                inner = set(range(cell.row + 1, cell.row + cell.row_span))
                crossed |= {(cell.column, other) for other in merging if starts[other] & inner}
    for column in merging:
        habits[column].outer = {
            other for other in merging if other != column and (column, other) not in crossed
        }
