"""The rows between two rules of a table without upright rules: numbers, gaps and centring part them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf_textlines import TextLine

# A gap wider than all others by this part of an em parts two rows.
CLEAR = 0.25
# Rows whose text is centred are even above and below their number, to this part of an em.
EVEN = 0.45


@dataclass(frozen=True, slots=True)
class Block:
    """The lines between two rules; ``anchors`` are the indices of those that bear a row's number."""

    lines: tuple[TextLine, ...]
    anchors: tuple[int, ...]
    top: float
    bottom: float


def row_bounds(block: Block, *, numbered: bool, alone: bool) -> tuple[list[float], set[int]]:
    """The levels that part the block's rows, its own included, and the rows (from 0) that are guessed."""
    if numbered:
        starts, guessed = _numbered_starts(block)
    elif alone:
        starts, guessed = _starts_by_gaps(block)
    else:
        starts, guessed = [0], set()
    lines = block.lines
    inner = [(max(line.bottom for line in lines[:start]) + lines[start].top) / 2 for start in starts[1:]]
    return [block.top, *inner, block.bottom], guessed


def _numbered_starts(block: Block) -> tuple[list[int], set[int]]:
    """The first line of each row; what stands above the first number belongs to it where rows are centred,
    and is a row of its own (the end of one that a page end cut) where they are not."""
    anchors, lines = block.anchors, block.lines
    if len(anchors) < 2:
        return [0], set()
    by_gap = [_clear_gap(lines, one, other) for one, other in pairwise(anchors)]
    clear = [start for start in by_gap if start is not None]
    if len(clear) == len(by_gap):
        return [0, *clear], set()
    centred = _centred_starts(block, by_gap)
    topped = [0, *(gap if gap is not None else other for gap, other in zip(by_gap, anchors[1:], strict=True))]
    top_possible = anchors[0] == 0
    if centred is not None and not (top_possible and centred != topped):
        return centred, set()
    if centred is None and top_possible:
        return topped, set()
    starts = topped if centred is None or top_possible else centred
    open_rows = {
        row for gap, at in zip(by_gap, range(len(by_gap)), strict=True) if gap is None for row in (at, at + 1)
    }
    return starts, open_rows


def _clear_gap(lines: Sequence[TextLine], one: int, other: int) -> int | None:
    """The line after the one gap between two numbers that is wider than the others."""
    gaps = sorted(((_gap(lines, at), at) for at in range(one + 1, other + 1)), reverse=True)
    if len(gaps) == 1 or gaps[0][0] - gaps[1][0] > CLEAR * lines[one].size:
        return gaps[0][1]
    return None


def _gap(lines: Sequence[TextLine], at: int) -> float:
    return lines[at].top - max(line.bottom for line in lines[max(0, at - 3) : at])


def _centred_starts(block: Block, by_gap: Sequence[int | None]) -> list[int] | None:
    """The first line of each row if each is even about its number; None where one cannot be."""
    lines, anchors = block.lines, block.anchors
    starts = [0]
    for row, anchor in enumerate(anchors):
        middle = lines[anchor].middle
        above = middle - lines[starts[row]].middle
        last = row + 1 == len(anchors)
        known = None if last else by_gap[row]
        ends = (
            [len(lines)]
            if last
            else [known]
            if known is not None
            else range(anchor + 1, anchors[row + 1] + 1)
        )
        best = min(ends, key=lambda end: abs(lines[end - 1].middle - middle - above))
        if abs(lines[best - 1].middle - middle - above) > EVEN * lines[anchor].size:
            return None
        starts.append(best)
    return starts[:-1]


def _starts_by_gaps(block: Block) -> tuple[list[int], set[int]]:
    """Rows without numbers: where gaps are of two widths the wider part rows, else each line is one."""
    lines = block.lines
    gaps = [_gap(lines, at) for at in range(1, len(lines))]
    if not gaps:
        return [0], set()
    size = lines[0].size
    ordered = sorted(gaps)
    steps = [(wide - narrow, (wide + narrow) / 2) for narrow, wide in pairwise(ordered)]
    widest = max(steps, default=(0.0, 0.0))
    if widest[0] > CLEAR * size:
        return [0, *(at for at, gap in enumerate(gaps, start=1) if gap > widest[1])], set()
    full = max(len(line.words) for line in lines)
    if all(len(line.words) >= full - 1 for line in lines):
        return list(range(len(lines))), set()
    left = min(line.left for line in lines)
    starts = [0, *(at for at in range(1, len(lines)) if lines[at].left <= left + size)]
    return starts, set(range(len(starts)))
