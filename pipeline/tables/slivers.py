"""Columns that are none: a border dragged in some rows of a Word table stands beside where it does in others.

Both lines are lines of the grid, and between them lies a column in which no row has a cell of its own.
"""

from dataclasses import replace

from pipeline.documents.model import Cell, Fragment, Paragraph


def without_slivers(block: Paragraph | Fragment) -> Paragraph | Fragment:
    """The block; of a table, without such columns, where every row that ends at one has as many cells.

    Pages are left alone: there the distance tells which lines are one. Places stay those of the whole grid.
    """
    if isinstance(block, Paragraph) or not block.stored:
        return block
    column = _sliver(block)
    while column is not None:
        cells = tuple(_without(cell, column) for cell in block.cells)
        block = replace(block, columns=block.columns - 1, cells=cells)
        column = _sliver(block)
    return block


def _sliver(fragment: Fragment) -> int | None:
    alone = {cell.column for cell in fragment.cells if cell.column_span == 1}
    for column in range(1, fragment.columns + 1):
        if column not in alone and _is_sliver(fragment, column):
            return column
    return None


def _is_sliver(fragment: Fragment, column: int) -> bool:
    over = [cell for cell in fragment.cells if cell.column <= column < cell.column + cell.column_span]
    starts = [cell for cell in over if cell.column == column]
    ends = [cell for cell in over if cell.column + cell.column_span - 1 == column]
    if not starts or not ends:
        return bool(over)
    rows = {row for cell in (*starts, *ends) for row in range(cell.row, cell.row + cell.row_span)}
    counts = dict.fromkeys(rows, 0)
    for cell in fragment.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            if row in counts:
                counts[row] += 1
    # A header word over several levels ends beside the lowest, which has all the cells.
    return len({max(counts[row] for row, _ in cell.covers()) for cell in (*starts, *ends)}) == 1


def _without(cell: Cell, column: int) -> Cell:
    if cell.column > column:
        return replace(cell, column=cell.column - 1)
    if column < cell.column + cell.column_span:
        return replace(cell, column_span=cell.column_span - 1)
    return cell
