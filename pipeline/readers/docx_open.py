"""Cells of a Word table between which no line is drawn: blanks that look like a part of a cell with words."""

from collections.abc import Mapping, Set
from dataclasses import replace

from pipeline.documents.model import Cell
from pipeline.readers.docx_package import word_child, word_value
from pipeline.readers.package import Element

Position = tuple[int, int]
_UNDRAWN = ("nil", "none")


def is_open(cell: Element, side: str) -> bool:
    """Whether a w:tc says that it has no line at its ``top`` or ``bottom``."""
    return word_value(word_child(cell, "tcPr", "tcBorders", side)) in _UNDRAWN


def merged_over_open(
    cells: Mapping[Position, Cell], above: Set[Position], below: Set[Position]
) -> dict[Position, Cell]:
    """The cells with those made one between which no line is drawn, of which one alone has words.

    ``above`` and ``below`` are the cells without a line there; Word draws none where both leave it out. Where
    a whole row has none, the table is drawn without.
    """
    ruled = {row for row, _ in set(cells) - above}
    found = dict(cells)
    taken: set[Position] = set()
    for at in sorted(cells):
        if at in taken:
            continue
        run = [at]
        while (lower := _next(cells[run[-1]], cells)) is not None and _is_undrawn(
            run[-1], lower, above, below, ruled
        ):
            run.append(lower)
        taken.update(run)
        worded = [one for one in run if cells[one].text.strip()]
        if len(run) > 1 and len(worded) == 1:
            for one in run:
                del found[one]
            rows = sum(cells[one].row_span for one in run)
            found[at] = replace(cells[worded[0]], row=at[0], row_span=rows)
    return found


def _next(cell: Cell, cells: Mapping[Position, Cell]) -> Position | None:
    """The cell of the same width right below."""
    at = (cell.row + cell.row_span, cell.column)
    return at if at in cells and cells[at].column_span == cell.column_span else None


def _is_undrawn(
    upper: Position, lower: Position, above: Set[Position], below: Set[Position], ruled: Set[int]
) -> bool:
    return upper in below and lower in above and lower[0] in ruled
