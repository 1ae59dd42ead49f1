"""The upright lines of a fragment's grid, and how they lie on those of the table it goes on with."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.documents.model import Fragment
from pipeline.documents.places import PageBox

# Cells that begin on one grid line begin this near to each other, in points; else no rules made them.
RULED = 3.0
# Lines this near are the same: in points, and as a part of the table's width.
NEAR = 4.0
NEAR_PART = 0.03

Edges = tuple[float, ...]
Span = tuple[int, int]
"""The first and the last column of a table, from 1, that a column of a fragment takes."""


def edges_of(fragment: Fragment) -> Edges | None:
    """Where the fragment's upright grid lines stand, left to right; None where its places do not say."""
    if fragment.edges is not None:
        return fragment.edges
    lines: list[list[float]] = [[] for _ in range(fragment.columns + 1)]
    for cell in fragment.cells:
        for place in cell.places[:1]:
            if isinstance(place, PageBox):
                lines[cell.column - 1].append(place.box[0])
                lines[cell.column + cell.column_span - 1].append(place.box[2])
    if not all(lines) or any(max(line) - min(line) > RULED for line in lines):
        return None
    edges = tuple(sum(line) / len(line) for line in lines)
    return edges if all(left < right for left, right in pairwise(edges)) else None


def alike(ours: Edges, theirs: Edges) -> bool:
    """Whether as many lines divide both widths in the same proportions, or nearly."""
    return len(ours) == len(theirs) and all(
        abs(a - b) <= NEAR_PART for a, b in zip(_parts(ours), _parts(theirs), strict=True)
    )


def _parts(edges: Edges) -> list[float]:
    return [(edge - edges[0]) / (edges[-1] - edges[0]) for edge in edges]


def snapped(ours: Edges, theirs: Edges) -> tuple[Edges, list[int]] | None:
    """The lines of both on one grid, and which of them each of ``theirs`` is; None where they do not fit.

    They fit where all of one are among the other, as they stand, moved, or moved and scaled.
    """
    wide = (ours[-1] - ours[0]) / (theirs[-1] - theirs[0])
    for moved in (
        theirs,
        tuple(edge - theirs[0] + ours[0] for edge in theirs),
        tuple((edge - theirs[0]) * wide + ours[0] for edge in theirs),
    ):
        found = [_nearest(ours, edge) for edge in moved]
        known = [index for index in found if index is not None]
        if len(set(known)) < len(known) or len(known) < 3:
            continue
        if len(known) == len(theirs) or len(known) == len(ours):
            return _united(ours, moved, found)
    return None


def _nearest(edges: Edges, edge: float) -> int | None:
    index = min(range(len(edges)), key=lambda at: abs(edges[at] - edge))
    return index if abs(edges[index] - edge) <= NEAR else None


def _united(ours: Edges, moved: Edges, found: Sequence[int | None]) -> tuple[Edges, list[int]]:
    added = [edge for edge, index in zip(moved, found, strict=True) if index is None]
    united = tuple(sorted((*ours, *added)))
    return united, [
        united.index(edge if index is None else ours[index]) for edge, index in zip(moved, found, strict=True)
    ]
