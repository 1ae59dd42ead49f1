"""Tables whose columns stand twice beside each other, as 1 to 20 on the left and 21 to 40 on the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipeline.documents.model import Cell, Table
from pipeline.documents.numbers import numeral
from pipeline.documents.text import squeeze
from pipeline.tables.header import column_keys
from pipeline.vocabulary import Vocabulary

Halves = tuple[tuple[int, ...], ...]
Block = tuple[int, int]
"""A row of the table, and which of the halves it is read from (-1: a row over all of them)."""


@dataclass(frozen=True, slots=True)
class _Order:
    blocks: tuple[Block, ...]
    runs: int


def unfolded(table: Table, vocabulary: Vocabulary) -> Table:
    """The table with its halves below each other, in the order that the numbers tell; others as they are.

    Without numbers each page's left half comes before its right.
    """
    halves = _halves(table, vocabulary)
    if len(halves) < 2:
        return table
    grid = table.grid()
    body = range(table.header_rows + 1, table.rows + 1)
    orders = [_order(blocks, grid, halves) for blocks in _candidates(table, body, grid, len(halves))]
    best = max(orders, key=lambda order: order.runs)
    return _rebuilt(table, halves, best.blocks, grid)


def _halves(table: Table, vocabulary: Vocabulary) -> Halves:
    """The columns of each half, where all columns with words stand again under the same words."""
    paths = column_keys(table, vocabulary)
    worded = [column for column, path in enumerate(paths, start=1) if path]
    for count in range(len(worded) // 2, 1, -1):
        if len(worded) % count:
            continue
        parts = [tuple(worded[start : start + count]) for start in range(0, len(worded), count)]
        words = [[paths[column - 1] for column in part] for part in parts]
        if all(part == words[0] for part in words) and len(set(words[0])) == count:
            known = sum(vocabulary.role(path) is not None for path in words[0])
            return tuple(parts) if known >= 2 else ()
    return ()


def _candidates(
    table: Table, body: range, grid: dict[Block, Cell], count: int
) -> Iterator[tuple[Block, ...]]:
    """Orders of reading: half by half on each page, half by half over all pages, row by row."""
    stretches = list(_stretches(table, body, grid, by_page=True))
    for blocks in (
        [_by_half(stretch, count) for stretch in stretches],
        [_by_half(stretch, count) for stretch in _stretches(table, body, grid, by_page=False)],
        [[(row, half) for row in stretch for half in _over(stretch, count)] for stretch in stretches],
    ):
        yield tuple(block for stretch in blocks for block in stretch)


def _by_half(stretch: Sequence[int], count: int) -> list[Block]:
    return [(row, half) for half in _over(stretch, count) for row in stretch]


def _over(stretch: Sequence[int], count: int) -> Sequence[int]:
    return (-1,) if stretch[0] < 0 else range(count)


def _stretches(table: Table, body: range, grid: dict[Block, Cell], *, by_page: bool) -> Iterator[list[int]]:
    """Runs of rows that belong together; a row over the whole width is one alone, as a negative number."""

    def key(row: int) -> tuple[int, int]:
        cell = grid.get((row, 1))
        whole = cell is not None and cell.column_span >= table.columns
        return (table.row_pages[row - 1] if by_page and table.row_pages else 0, row if whole else 0)

    for (_, whole), rows in groupby(body, key):
        run = list(rows)
        yield [-row for row in run] if whole else run


def _order(blocks: tuple[Block, ...], grid: dict[Block, Cell], halves: Halves) -> _Order:
    numbers = []
    for row, half in blocks:
        cell = grid.get((row, halves[half][0])) if half >= 0 else None
        number = numeral(cell.text) if cell is not None and squeeze(cell.text) else None
        if number is not None:
            numbers.append(number)
    return _Order(blocks, sum(b == a + 1 for a, b in pairwise(numbers)))


def _rebuilt(table: Table, halves: Halves, blocks: Sequence[Block], grid: dict[Block, Cell]) -> Table:
    """The table of one half's columns. A cell over several rows is repeated in each."""
    width = len(halves[0])
    column_of = {column: index for half in halves for index, column in enumerate(half, start=1)}
    cells = [
        replace(cell, column=column_of[cell.column], column_span=_width(cell, halves[0]))
        for cell in table.cells
        if cell.row <= table.header_rows and cell.column in halves[0]
    ]
    pages: list[int] = list(table.row_pages[: table.header_rows])
    row = table.header_rows
    for source, half in blocks:
        row += 1
        pages.extend(table.row_pages[abs(source) - 1 : abs(source)])
        if half < 0:
            cells.append(replace(grid[-source, 1], row=row, row_span=1, column_span=width))
            continue
        seen: set[int] = set()
        for column in halves[half]:
            cell = grid.get((source, column))
            if cell is not None and id(cell) not in seen:
                seen.add(id(cell))
                span = _width(cell, halves[half])
                cells.append(replace(cell, row=row, row_span=1, column=column_of[column], column_span=span))
    return replace(table, rows=row, columns=width, cells=tuple(cells), row_pages=tuple(pages), boundaries=())


def _width(cell: Cell, half: Sequence[int]) -> int:
    """How many of the half's columns the cell covers."""
    return max(1, sum(cell.column <= column < cell.column + cell.column_span for column in half))
