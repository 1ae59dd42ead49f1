"""Group rows of tables without outer rules: nothing encloses such a row, so it is read as a line between two
grids, which are one.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.tables.edges import Edges, edges_of
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
                if above.page == block.page:
                    made[-2:] = [_stacked(above, line, block)]
                    continue
                if _has_group_of_its_kind(line, made, vocabulary):
                    made[-2:] = [_with_last_row(above, line)]
            elif (
                isinstance(line, Paragraph)
                and _is_first_row(line, block, vocabulary)
                and _has_group_of_its_kind(line, _like(block, made), vocabulary)
            ):
                made[-1:] = [_with_first_row(line, block)]
                continue
        made.append(block)
    return tuple(made)


def _is_row(above: Fragment, line: Paragraph, below: Fragment, vocabulary: Vocabulary) -> bool:
    """Whether the line is a row between the grids, or the last row of a page, over the other page's grid."""
    if outline_kind(line.text, vocabulary) is None or line.page != above.page:
        return False
    upper, lower = edges_of(above), edges_of(below)
    if lower is None or not _aligned(upper, lower):
        return False
    ours, theirs, between = box_of(above), box_of(below), line.places[:1]
    if ours is None or theirs is None or not between or not isinstance(between[0], PageBox):
        return False
    x0, top, x1, bottom = between[0].box
    apart = theirs[1] - ours[3]
    if below.page == above.page + 1:
        apart = 2 * (top - ours[3]) + bottom - top
    elif below.page != above.page or bottom > theirs[1] + NEAR or worded_rows(below, vocabulary):
        return False
    inside = ours[3] - NEAR <= top and ours[0] <= x0 and x1 <= ours[2]
    return inside and apart <= HIGH * (bottom - top)


def _is_first_row(line: Paragraph, below: Fragment, vocabulary: Vocabulary) -> bool:
    """Whether the line is the first row of a list that has no header of its own."""
    theirs, place = box_of(below), line.places[0] if line.places else None
    if theirs is None or not isinstance(place, PageBox) or line.page != below.page:
        return False
    x0, top, x1, bottom = place.box
    near = -NEAR <= theirs[1] - bottom <= bottom - top and theirs[0] <= x0 and x1 <= theirs[2]
    return near and not worded_rows(below, vocabulary)


def _like(block: Fragment, before: Sequence[Block]) -> list[Fragment]:
    """The fragments before whose columns stand where those of the fragment do."""
    edges = edges_of(block)
    return [one for one in before if isinstance(one, Fragment) and edges and _aligned(edges_of(one), edges)]


def _aligned(one: Edges | None, other: Edges) -> bool:
    if one is None or len(one) != len(other):
        return False
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def _has_group_of_its_kind(line: Paragraph, before: Sequence[Block], vocabulary: Vocabulary) -> bool:
    kind = outline_kind(line.text, vocabulary)
    return any(
        cell.column_span == block.columns > 1 and outline_kind(cell.text, vocabulary) == kind
        for block in before
        if isinstance(block, Fragment)
        for cell in block.cells
    )


def _is_heading_of_its_kind(line: Paragraph, before: Sequence[Block], vocabulary: Vocabulary) -> bool:
    """Whether the nearest outline above the table is of the same kind: then both head lists."""
    kind = outline_kind(line.text, vocabulary)
    lines = (block for block in reversed(before) if isinstance(block, Paragraph))
    kinds = (outline_kind(block.text, vocabulary) for block in lines)
    return next((found for found in kinds if found is not None), None) == kind


def _stacked(above: Fragment, line: Paragraph, below: Fragment) -> Fragment:
    """Both grids as one, with the line as a row over the whole width."""
    theirs = box_of(below)
    assert theirs is not None
    upper = _with_last_row(above, line, theirs[1])
    cells = (*upper.cells, *(moved(cell, upper.rows) for cell in below.cells))
    whole = (PageBox(above.page, (*_box(above)[:3], theirs[3])),)
    return replace(above, rows=upper.rows + below.rows, cells=cells, places=whole)


def _with_last_row(above: Fragment, line: Paragraph, bottom: float | None = None) -> Fragment:
    x0, top, x1, end = _box(above)
    if bottom is None:
        place = line.places[0]
        assert isinstance(place, PageBox)
        bottom = place.box[3]
    row = above.rows + 1
    places = (PageBox(above.page, (x0, end, x1, bottom)),)
    readings = above.cells[0].readings
    group = Cell(line.text, row, 1, column_span=above.columns, places=places, readings=readings)
    whole = (PageBox(above.page, (x0, top, x1, bottom)),)
    return replace(above, rows=row, cells=(*above.cells, group), places=whole)


def _with_first_row(line: Paragraph, below: Fragment) -> Fragment:
    x0, top, x1, bottom = _box(below)
    place = line.places[0]
    assert isinstance(place, PageBox)
    box = (x0, place.box[1], x1, top)
    readings = below.cells[0].readings
    group = Cell(
        line.text, 1, 1, column_span=below.columns, places=(PageBox(below.page, box),), readings=readings
    )
    cells = (group, *(moved(cell, 1) for cell in below.cells))
    whole = (PageBox(below.page, (x0, place.box[1], x1, bottom)),)
    return replace(below, rows=below.rows + 1, cells=cells, places=whole)


def _box(fragment: Fragment) -> tuple[float, float, float, float]:
    box = box_of(fragment)
    assert box is not None
    return box
