"""Group rows of text renditions: taken out while the rest of the table is recovered, then put back."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents.model import Cell, Table
from pipeline.documents.text import fold
from pipeline.vocabulary import Vocabulary


def take_out(table: Table, vocabulary: Vocabulary) -> tuple[Table, tuple[Cell, ...]]:
    """The table without its group rows, and those as cells over the whole width.

    A boundary stands where one was, so that no merged cell is looked for across it.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.row > table.header_rows and fold(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    groups = tuple(
        replace(cells[0], column_span=table.columns)
        for _, cells in sorted(rows.items())
        if len(cells) == 1 and _heads_group(cells[0], table, vocabulary)
    )
    if not groups:
        return table, ()
    taken = {group.row for group in groups}
    kept = [row for row in range(1, table.rows + 1) if row not in taken]
    place = {row: index for index, row in enumerate(kept, start=1)}
    ends = {*table.boundaries, *(row - 1 for row in taken)}
    boundaries = {sum(row <= end for row in kept) for end in ends}
    return (
        replace(
            table,
            rows=len(kept),
            cells=tuple(replace(cell, row=place[cell.row]) for cell in table.cells if cell.row in place),
            row_pages=tuple(table.row_pages[row - 1] for row in kept),
            boundaries=tuple(sorted(boundaries - {0, len(kept)})),
        ),
        groups,
    )


def _heads_group(cell: Cell, table: Table, vocabulary: Vocabulary) -> bool:
    if cell.column_span == table.columns > 1:
        return True
    return (
        table.columns > 1 and cell.column == 1 and vocabulary.group_row.fullmatch(fold(cell.text)) is not None
    )


def put_back(table: Table, groups: Sequence[Cell]) -> Table:
    """The table with its group rows where they were; a cell that goes on after one is cut there."""
    if not groups:
        return table
    taken = {group.row for group in groups}
    rows = table.rows + len(taken)
    kept = [row for row in range(1, rows + 1) if row not in taken]
    cells = [piece for cell in table.cells for piece in _cut(cell, kept)]
    pages = list(table.row_pages)
    for row in sorted(taken):
        pages.insert(row - 1, pages[min(row - 1, len(pages) - 1)])
    ends = {kept[end - 1] for end in table.boundaries} - {row - 1 for row in taken}
    return replace(
        table,
        rows=rows,
        cells=tuple(sorted((*cells, *groups), key=lambda cell: (cell.row, cell.column))),
        row_pages=tuple(pages),
        boundaries=tuple(sorted(ends)),
    )


def _cut(cell: Cell, kept: Sequence[int]) -> list[Cell]:
    """The cell on its rows of the whole table: one piece for each run of rows that follow each other."""
    pieces: list[list[int]] = []
    for row in kept[cell.row - 1 : cell.row - 1 + cell.row_span]:
        if pieces and pieces[-1][-1] == row - 1:
            pieces[-1].append(row)
        else:
            pieces.append([row])
    return [replace(cell, row=piece[0], row_span=len(piece)) for piece in pieces]
