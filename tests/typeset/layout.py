"""Tables as placed cells, which both typesetters draw."""

from dataclasses import dataclass
from itertools import groupby

from tests.typeset.facts import Catalogue, Column, Grid, GridCell, Sheet, merged_cells


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell on the grid, rows and columns from 0."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """A table to draw: the first ``header_rows`` rows are repeated on every page."""

    header_rows: int
    rows: int
    widths: tuple[float, ...]
    cells: tuple[Placed, ...]


def header_cells(columns: tuple[Column, ...]) -> list[Placed]:
    """Neighbouring columns with the same words share a cell; a short header reaches down to the rows."""
    depth = max(len(column.header) for column in columns)
    cells = []
    for level in range(depth):
        reaching = [index for index, column in enumerate(columns) if len(column.header) > level]
        for words, group in groupby(reaching, key=lambda index: columns[index].header[: level + 1]):
            members = list(group)
            last = len(columns[members[0]].header) == level + 1
            cells.append(Placed(words[-1], level, members[0], depth - level if last else 1, len(members)))
    return cells


def sheet_layout(sheet: Sheet, first: int = 0, end: int | None = None) -> Layout:
    """Rows ``first`` to before ``end``; a merged cell that they cut is printed again in each part."""
    end = len(sheet.rows) if end is None else end
    header = header_cells(sheet.columns)
    depth = max(cell.row + cell.rows for cell in header)
    body = []
    for column in range(len(sheet.columns)):
        for start, last, text in merged_cells(sheet.rows, column):
            top, bottom = max(start, first), min(last, end - 1)
            if top <= bottom:
                body.append(Placed(text, top - first + depth, column, bottom - top + 1))
    widths = tuple(column.width for column in sheet.columns)
    return Layout(depth, depth + end - first, widths, (*header, *body))


def page_layouts(catalogue: Catalogue) -> list[Layout]:
    """One layout a page where the facts say where pages end, else one for all."""
    starts = (0, *catalogue.page_ends)
    ends = (*catalogue.page_ends, len(catalogue.rows))
    return [sheet_layout(catalogue, start, end) for start, end in zip(starts, ends, strict=True)]


def grid_layout(grid: Grid) -> Layout:
    """Cells take the first free columns of their row."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, words in enumerate(grid.rows):
        column = 0
        for word in words:
            cell = word if isinstance(word, GridCell) else GridCell(text=word)
            while (row, column) in taken:
                column += 1
            cells.append(Placed(cell.text, row, column, cell.rows, cell.columns))
            taken |= {
                (row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)
            }
    if taken != {(row, column) for row in range(len(grid.rows)) for column in range(grid.columns)}:
        raise ValueError(f"{grid.heading}: the cells do not fill {len(grid.rows)} rows of {grid.columns}")
    return Layout(0, len(grid.rows), (1.0,) * grid.columns, tuple(cells))
