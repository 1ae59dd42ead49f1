"""Damage to grids of cells: readings (fragments) and joined tables alike."""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from pipeline.documents.model import Cell, Fragment, Table
from pipeline.documents.places import PageBox, Place
from pipeline.documents.text import squeeze

Grid = TypeVar("Grid", Fragment, Table)
Change = Callable[[list[Cell], int, random.Random], list[Cell] | None]
"""Damages the cells at a row; None where it cannot be done there."""


def drop_row(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """The row is gone, those below move up."""
    kept = []
    for cell in cells:
        first, last = cell.row, cell.row + cell.row_span - 1
        if first == last == row:
            continue
        span = cell.row_span - (first <= row <= last)
        kept.append(replace(cell, row=first - (first > row), row_span=span))
    return kept


def duplicate_row(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """The row stands twice."""
    made = []
    for cell in cells:
        first, last = cell.row, cell.row + cell.row_span - 1
        if first == last == row:
            made += [cell, replace(cell, row=row + 1)]
        else:
            span = cell.row_span + (first <= row <= last)
            made.append(replace(cell, row=first + (first > row), row_span=span))
    return made


def swap_rows(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """The row and the next change places, with all that was read of them."""
    to = {row: row + 1, row + 1: row}
    single = [cell for cell in cells if cell.row in to and cell.row_span == 1]
    if len({cell.row for cell in single}) < 2:
        return None
    return [replace(cell, row=to[cell.row]) if cell in single else cell for cell in cells]


def shift_rows(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """From the row on, a column's cells stand a row too low, each with the place it was read from."""
    bottom = max(cell.row + cell.row_span for cell in cells) - 1
    column = chance.choice(sorted({cell.column for cell in cells if cell.row_span == 1}))
    moved = [c for c in cells if c.column == column and c.row >= row and c.row_span == c.column_span == 1]
    if len(moved) < 2 or len({squeeze(cell.text) for cell in moved}) < 2:
        return None
    below = [replace(cell, row=cell.row + 1) for cell in moved if cell.row < bottom]
    return [cell for cell in cells if cell not in moved] + below


def next_column(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """A value stands in the next column, the value there in its own, each with its place."""
    mine = sorted((c for c in cells if c.row == row and c.column_span == 1), key=lambda c: c.column)
    pairs = [
        (a, b)
        for a, b in pairwise(mine)
        if squeeze(a.text) != squeeze(b.text) and b.column == a.column + 1 and a.row_span == b.row_span
    ]
    if not pairs:
        return None
    left, right = chance.choice(pairs)
    rest = [cell for cell in cells if cell not in (left, right)]
    return [*rest, replace(left, column=right.column), replace(right, column=left.column)]


def merge_rows(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """The row and the next are one, their texts together."""
    next_row = {c.column: c for c in cells if c.row == row + 1 and c.row_span == 1}
    upper = {c.column: c for c in cells if c.row == row and c.row_span == 1}
    if not next_row or not upper:
        return None
    joined = [
        replace(
            c, text=f"{c.text}\n{next_row[c.column].text}", places=(*c.places, *next_row[c.column].places)
        )
        if c.column in next_row and upper.get(c.column) is c
        else c
        for c in cells
    ]
    return drop_row(joined, row + 1, chance)


def cut_row(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """The row ends after its first columns."""
    mine = [c for c in cells if c.row == row and c.row_span == 1 and squeeze(c.text)]
    last = sorted(mine, key=lambda cell: cell.column)[(len(mine) + 1) // 2 :]
    if not last:
        return None
    return [replace(cell, text="") if cell in last else cell for cell in cells]


def _pairs(cells: list[Cell], row: int) -> list[tuple[Cell, Cell]]:
    """From a row on, each cell with the one below that is as wide."""
    at = {(cell.row, cell.column): cell for cell in cells}
    return [
        (cell, below)
        for cell in cells
        if cell.row >= row
        and (below := at.get((cell.row + cell.row_span, cell.column))) is not None
        and below.column_span == cell.column_span
    ]


def longer_span(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """A merged cell, or one that becomes one, takes the place of the cell below it."""
    pairs = [
        (cell, below)
        for cell, below in _pairs(cells, row)
        if below.row_span == 1 and squeeze(below.text) not in ("", squeeze(cell.text))
    ]
    if not pairs:
        return None
    cell, below = chance.choice(pairs[:12])
    return [replace(c, row_span=c.row_span + 1) if c is cell else c for c in cells if c is not below]


def shorter_span(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """A merged cell ends a row early; what it covered there is empty."""
    merged = [cell for cell in cells if cell.row_span > 1 and squeeze(cell.text)]
    if not merged:
        return None
    cell = chance.choice(merged)
    last = cell.row + cell.row_span - 1
    freed = Cell("", last, cell.column, 1, cell.column_span, readings=cell.readings)
    left = [freed] if chance.random() < 0.5 else []  # or a hole
    return [replace(c, row_span=c.row_span - 1) if c is cell else c for c in cells] + left


def miss_rule(cells: list[Cell], row: int, chance: random.Random) -> list[Cell] | None:
    """The rule between a cell and the one below is not seen: both are one, with the texts and places."""
    pairs = [
        (cell, below) for cell, below in _pairs(cells, row) if squeeze(below.text) and squeeze(cell.text)
    ]
    if not pairs:
        return None
    cell, below = chance.choice(pairs[:12])
    joined = replace(
        cell,
        row_span=cell.row_span + below.row_span,
        text=f"{cell.text}\n{below.text}",
        places=_together(cell.places, below.places),
    )
    return [joined if c is cell else c for c in cells if c is not below]


def _together(upper: tuple[Place, ...], lower: tuple[Place, ...]) -> tuple[Place, ...]:
    """One box around two that stand on one page; else the places of both."""
    if len(upper) == len(lower) == 1:
        one, two = upper[0], lower[0]
        if isinstance(one, PageBox) and isinstance(two, PageBox) and one.page == two.page:
            corners = zip(one.box[:2], two.box[:2], strict=True), zip(one.box[2:], two.box[2:], strict=True)
            (x0, top), (x1, bottom) = map(min, corners[0]), map(max, corners[1])
            return (replace(one, box=(x0, top, x1, bottom)),)
    return tuple(dict.fromkeys((*upper, *lower)))


def changed(grid: Grid, cells: list[Cell]) -> Grid:
    """The grid with other cells."""
    rows = max((cell.row + cell.row_span - 1 for cell in cells), default=0)
    cells = sorted(cells, key=lambda cell: (cell.row, cell.column))
    if isinstance(grid, Table):
        pages = (*grid.row_pages, *grid.row_pages[-1:])[:rows]
        return replace(grid, cells=tuple(cells), rows=rows, row_pages=pages)
    return replace(grid, cells=tuple(cells), rows=rows)


ROWS: dict[str, Change] = {
    "drop a row": drop_row,
    "duplicate a row": duplicate_row,
    "swap two rows": swap_rows,
    "shift a column down": shift_rows,
    "move a value to the next column": next_column,
    "merge two rows": merge_rows,
    "cut a row": cut_row,
    "lengthen a span": longer_span,
    "shorten a span": shorter_span,
    "miss a rule": miss_rule,
}
