"""Where two engines agree on a page: cell by cell, by box and text; white space is no difference."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pipeline.documents.model import Cell, Fragment
from pipeline.documents.text import squeeze
from pipeline.readers.pdf_engines import (
    NEAR,
    PDFPLUMBER,
    TABLERS,
    Box,
    area,
    box_of_cell,
    box_of_fragment,
    same_box,
    shared_area,
)
from pipeline.readers.pdf_page import PageContent
from pipeline.readers.pdf_tablers_page import PageRead
from pipeline.readers.pdf_votes import BOTH_READ, disputed

# Cells that tile their table are ruled; the boxes of words do not.
TILED = 0.9


def agreed(first: PageContent, second: PageRead) -> PageContent | None:
    """The first engine's page with both engines named; None where they differ in any cell.

    Tables without rules are left as they are: the other engine does not look for them.
    """
    ours = _ruled_cells(first)
    theirs = _beside_unruled(first, second)
    pairs = paired(ours, theirs)
    if len(pairs) < len(ours) or any(not same_text(ours[one], theirs[pairs[one]]) for one in pairs):
        return None
    matched = set(pairs.values())
    if any(cell.text and index not in matched for index, cell in enumerate(theirs)):
        return None
    fragments = (_read_by_both(fragment) if is_ruled(fragment) else fragment for fragment in first.fragments)
    return replace(first, fragments=tuple(fragments))


def _read_by_both(fragment: Fragment) -> Fragment:
    return replace(fragment, cells=tuple(replace(cell, readings=BOTH_READ) for cell in fragment.cells))


def with_words_read(first: PageContent, texts: Callable[[Sequence[Box]], Sequence[str]]) -> PageContent:
    """The page with what pdfium reads (``texts``) in the boxes of tables without rules."""
    if all(map(is_ruled, first.fragments)):
        return first
    fragments = (
        fragment if is_ruled(fragment) else _words_read(fragment, texts) for fragment in first.fragments
    )
    return replace(first, fragments=tuple(fragments))


def _words_read(fragment: Fragment, texts: Callable[[Sequence[Box]], Sequence[str]]) -> Fragment:
    boxes = [box_of_cell(cell) for cell in fragment.cells]
    read = iter(texts([box for box in boxes if box is not None]))
    cells = []
    for cell, box in zip(fragment.cells, boxes, strict=True):
        text = cell.text if box is None else next(read)
        if squeeze(text) == squeeze(cell.text):
            cells.append(replace(cell, readings=BOTH_READ))
        else:
            cells.append(disputed(cell, {PDFPLUMBER: cell.text, TABLERS: text}))
    return replace(fragment, cells=tuple(cells))


def is_ruled(fragment: Fragment) -> bool:
    """Whether the cells tile their table, as between rules; else their boxes are those of words."""
    boxes = [box_of_cell(cell) for cell in fragment.cells]
    return sum(area(box) for box in boxes if box is not None) >= TILED * area(box_of_fragment(fragment))


def _ruled_cells(page: PageContent) -> list[Cell]:
    return [cell for fragment in page.fragments if is_ruled(fragment) for cell in fragment.cells]


def _beside_unruled(first: PageContent, second: PageRead) -> list[Cell]:
    """Their cells, but those of tables that lie on one of ours without rules."""
    unruled = [box_of_fragment(fragment) for fragment in first.fragments if not is_ruled(fragment)]
    return [
        cell
        for fragment in second.fragments
        if not any(shared_area(box_of_fragment(fragment), box) > 0 for box in unruled)
        for cell in fragment.cells
    ]


def same_text(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same, white space aside."""
    return one.text == other.text or squeeze(one.text) == squeeze(other.text)


def agreeing(first: PageContent, second: PageRead) -> int:
    """How many cells of the first page the second has too."""
    ours, theirs = _ruled_cells(first), _beside_unruled(first, second)
    return sum(same_text(ours[one], theirs[other]) for one, other in paired(ours, theirs).items())


def paired(ours: Sequence[Cell], theirs: Sequence[Cell]) -> dict[int, int]:
    """For each of our cells the one of theirs with the same box, by index."""
    return paired_boxes([box_of_cell(cell) for cell in ours], [box_of_cell(cell) for cell in theirs])


def paired_boxes(ours: Sequence[Box | None], theirs: Sequence[Box | None]) -> dict[int, int]:
    """For each of our boxes the same one of theirs, by index; no box is taken twice."""
    near: dict[tuple[int, int], list[int]] = {}
    for index, box in enumerate(theirs):
        if box is not None:
            near.setdefault((round(box[0] / NEAR), round(box[1] / NEAR)), []).append(index)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    left: list[tuple[int, Box]] = []
    for index, box in enumerate(ours):
        if box is None:
            continue
        other = next(
            (one for one in _around(box, near) if one not in taken and _near(box, theirs[one])), None
        )
        if other is None:
            left.append((index, box))
        else:
            pairs[index] = other
            taken.add(other)
    rest = [(one, box) for one, box in enumerate(theirs) if box is not None and one not in taken]
    for index, box in left:
        same = next((one for one, other in rest if one not in taken and same_box(box, other)), None)
        if same is not None:
            pairs[index] = same
            taken.add(same)
    return pairs


def _around(box: Box, near: dict[tuple[int, int], list[int]]) -> Iterable[int]:
    column, row = round(box[0] / NEAR), round(box[1] / NEAR)
    for x in (column, column - 1, column + 1):
        for y in (row, row - 1, row + 1):
            yield from near.get((x, y), ())


def _near(one: Box, other: Box | None) -> bool:
    return other is not None and (
        abs(one[0] - other[0]) <= NEAR
        and abs(one[1] - other[1]) <= NEAR
        and abs(one[2] - other[2]) <= NEAR
        and abs(one[3] - other[3]) <= NEAR
    )
