"""Small raised marks, such as those of notes, that were found as lines of their own: they go with a word."""

from collections.abc import Sequence
from itertools import groupby

from pipeline.readers.scan_lines import OUTSIDE, InkLine

# A mark is no higher than this part of its line and no wider than so many ems; it begins so near to its end,
# or ends so near to its beginning (in ems), and so much of its own height at least lies beside the line.
MARK, WIDEST, NEAR, BESIDE = 0.75, 1.5, 0.5, 0.25


def marked_lines(lines: Sequence[InkLine], em: float) -> dict[int, int]:
    """The index of each line that is a raised mark, with that of the line which it belongs to."""
    order = sorted(range(len(lines)), key=lambda index: lines[index].cell)
    found: dict[int, int] = {}
    for cell, run in groupby(order, key=lambda index: lines[index].cell):
        members = [] if cell == OUTSIDE else list(run)
        for one in members:
            owners = [other for other in members if _marks(lines[one], lines[other], em)]
            if owners:
                found[one] = min(owners, key=lambda other: _gap(lines[one], lines[other]))
    return found


def _marks(mark: InkLine, line: InkLine, em: float) -> bool:
    x0, top, x1, bottom = mark.box
    _, upper, _, lower = line.box
    height = bottom - top
    small = height <= MARK * (lower - upper) and x1 - x0 <= WIDEST * em
    raised = top + bottom < upper + lower and bottom - max(top, upper) >= BESIDE * height
    return small and raised and _gap(mark, line) <= NEAR * em


def _gap(mark: InkLine, line: InkLine) -> float:
    """How far the mark is from the end, or the beginning, of the line."""
    return min(abs(mark.box[0] - line.box[2]), abs(line.box[0] - mark.box[2]))
