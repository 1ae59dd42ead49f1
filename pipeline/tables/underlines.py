"""Lines under words from side to side of a cell, which part it in two as a rule does: the parts made one.

The words then stand at the foot of the upper part and at the head of the lower, and every other cell of the
row goes on beside them.
"""

from collections import Counter
from dataclasses import replace

from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.places import PageBox

Box = tuple[float, float, float, float]
# The line stands this near to the words on both sides, in points; they are this much farther from the rules.
NEAR, FARTHER = 3.0, 2.0
LEAST_COLUMNS = 3


def without_underlines(block: Paragraph | Fragment) -> Paragraph | Fragment:
    """The block; of a table, with the cells whole that a line under some of their words parts."""
    if isinstance(block, Paragraph) or block.columns < LEAST_COLUMNS:
        return block
    starts = Counter(cell.row for cell in block.cells)
    alone = [cell for cell in block.cells if starts[cell.row] == 1 and cell.ink is not None and cell.row > 1]
    for lower in sorted(alone, key=lambda cell: -cell.row):
        upper = next((cell for cell in block.cells if _ends_on(cell, lower)), None)
        if upper is not None and _is_underline(upper, lower):
            block = _joined(block, upper, lower)
    return block


def _ends_on(cell: Cell, lower: Cell) -> bool:
    return (
        cell.column == lower.column
        and cell.column_span == lower.column_span
        and cell.row + cell.row_span == lower.row
    )


def _is_underline(upper: Cell, lower: Cell) -> bool:
    above, below = _box(upper), _box(lower)
    if above is None or below is None or upper.ink is None or lower.ink is None:
        return False
    foot, head = above[3] - upper.ink[3], lower.ink[1] - below[1]
    top, end = upper.ink[1] - above[1], below[3] - lower.ink[3]
    return max(foot, head) <= NEAR and min(top - foot, end - head) >= FARTHER


def _joined(fragment: Fragment, upper: Cell, lower: Cell) -> Fragment:
    """The fragment with the row in which only the lower part begins made one with the row above."""
    cells = []
    for cell in fragment.cells:
        if cell is upper:
            cells.append(_one(upper, lower))
        elif cell.row > lower.row:
            cells.append(replace(cell, row=cell.row - 1))
        elif cell.row + cell.row_span > lower.row and cell is not lower:
            cells.append(replace(cell, row_span=cell.row_span - 1))
        elif cell is not lower:
            cells.append(cell)
    return replace(fragment, rows=fragment.rows - 1, cells=tuple(cells))


def _one(upper: Cell, lower: Cell) -> Cell:
    places = upper.places
    first, below = places[0], _box(lower)
    if below is not None and isinstance(first, PageBox):
        places = (replace(first, box=(*first.box[:3], below[3])), *places[1:])
    return replace(
        upper,
        text=f"{upper.text}\n{lower.text}",
        row_span=upper.row_span + lower.row_span - 1,
        places=places,
        confidence=min(upper.confidence, lower.confidence),
        findings=tuple(dict.fromkeys((*upper.findings, *lower.findings))),
        ink=_around(upper.ink, lower.ink),
    )


def _box(cell: Cell) -> Box | None:
    place = cell.places[0] if cell.places else None
    return place.box if isinstance(place, PageBox) else None


def _around(one: Box | None, other: Box | None) -> Box | None:
    if one is None or other is None:
        return None
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
