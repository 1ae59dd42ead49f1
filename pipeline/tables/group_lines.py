"""Group rows of tables without outer rules: nothing encloses such a row, so it is read as a line between two
grids, which are one.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.tables.edges import edges_of
from pipeline.tables.following import box_of, outline_kind
from pipeline.tables.header import worded_rows
from pipeline.tables.joining import moved
from pipeline.vocabulary import Vocabulary

Block = Paragraph | Fragment
# The row is no higher than so many times its line, and the grids' lines stand this near above each other.
HIGH, NEAR = 3.0, 2.0


def with_group_rows(blocks: Sequence[Block], vocabulary: Vocabulary) -> tuple[Block, ...]:
    """The blocks with such lines made rows of the table they stand in."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Fragment) and len(made) > 1:
            line, above = made[-1], made[-2]
            if (
                isinstance(line, Paragraph)
                and isinstance(above, Fragment)
                and _is_row(above, line, block, vocabulary)
                and not _is_heading_of_its_kind(line, made[:-2], vocabulary)
            ):
                made[-2:] = [_stacked(above, line, block)]
                continue
        made.append(block)
    return tuple(made)


def _is_row(above: Fragment, line: Paragraph, below: Fragment, vocabulary: Vocabulary) -> bool:
    if outline_kind(line.text, vocabulary) is None or above.page != below.page:
        return False
    upper, lower = edges_of(above), edges_of(below)
    if upper is None or lower is None or len(upper) != len(lower) or worded_rows(below, vocabulary):
        return False
    ours, theirs, between = box_of(above), box_of(below), line.places[:1]
    if ours is None or theirs is None or not between or not isinstance(between[0], PageBox):
        return False
    x0, top, x1, bottom = between[0].box
    inside = ours[3] - NEAR <= top and bottom <= theirs[1] + NEAR and ours[0] <= x0 and x1 <= ours[2]
    aligned = all(abs(a - b) <= NEAR for a, b in zip(upper, lower, strict=True))
    return inside and aligned and theirs[1] - ours[3] <= HIGH * (bottom - top)


def _is_heading_of_its_kind(line: Paragraph, before: Sequence[Block], vocabulary: Vocabulary) -> bool:
    """Whether the nearest outline above the table is of the same kind: then both head lists."""
    kind = outline_kind(line.text, vocabulary)
    lines = (block for block in reversed(before) if isinstance(block, Paragraph))
    kinds = (outline_kind(block.text, vocabulary) for block in lines)
    return next((found for found in kinds if found is not None), None) == kind


def _stacked(above: Fragment, line: Paragraph, below: Fragment) -> Fragment:
    """Both grids as one, with the line as a row over the whole width."""
    ours, theirs = box_of(above), box_of(below)
    assert ours is not None and theirs is not None
    row = above.rows + 1
    place = PageBox(above.page, (ours[0], ours[3], ours[2], theirs[1]))
    readings = above.cells[0].readings
    group = Cell(line.text, row, 1, column_span=above.columns, places=(place,), readings=readings)
    cells = (*above.cells, group, *(moved(cell, row) for cell in below.cells))
    whole = (PageBox(above.page, (*ours[:3], theirs[3])),)
    return replace(above, rows=row + below.rows, cells=cells, places=whole)
