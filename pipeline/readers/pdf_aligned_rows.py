"""The rows between two rules of a table without upright rules: numbers, gaps and centring part them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf_textlines import TextLine

# A gap wider than all others by this part of an em parts two rows.
CLEAR = 0.25
# Rows whose text is centred are even above and below their number, to this part of an em.
EVEN = 0.45
# Lines that no gap parts, however slight (in ems), are one stretch.
SLIGHT = 0.02
# A gap parts rows everywhere if no more than this part of the stretches that it makes is no row.
IRREGULAR = 0.1
# Lines this near (in ems) go on with the row above where no gap tells.
TIGHT = 0.9


@dataclass(frozen=True, slots=True)
class Block:
    """The lines between two rules, or to where the table ends on its page.

    ``anchors`` are the indices of the lines that bear a row's number, ``heads`` of those that head a group;
    ``widths`` says how wide each line's text is in each column. ``first`` is the first block on its page.
    ``leads`` tells that it may begin with the rest of a row that a page end cuts, ``trails`` that it may end
    with the first part of one.
    """

    lines: tuple[TextLine, ...]
    anchors: tuple[int, ...]
    heads: frozenset[int]
    top: float
    bottom: float
    closed: bool
    widths: tuple[tuple[float, ...], ...] = ()
    first: bool = False
    leads: bool = False
    trails: bool = False

    def filled(self, line: int) -> int:
        """In how many columns the line has words."""
        return sum(width > 0 for width in self.widths[line])


@dataclass(frozen=True, slots=True)
class Band:
    """A row: its extent, its lines, whether its bounds are a guess, and whether it heads a group."""

    top: float
    bottom: float
    lines: tuple[TextLine, ...]
    guessed: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Spacing:
    """How rows are told apart in a table: ``rule`` if each stands between two rules, else by ``gap``.

    ``gap`` is in points; None where no one gap does.
    """

    rule: bool
    gap: float | None


def spacing_of(blocks: Sequence[Block], *, numbered: bool) -> Spacing:
    """What parts the rows of all blocks of a table, over its pages."""
    closed = [block for block in blocks if block.closed]
    if numbered:
        counts = [len(block.anchors) for block in blocks]
        if max(counts, default=0) <= 1 and sum(counts) > 1 and len(closed) > 1:
            return Spacing(rule=True, gap=None)
        return Spacing(rule=False, gap=_numbered_gap(blocks))
    pieces = sum(block.first for block in blocks)
    if len(closed) > pieces:
        return Spacing(rule=True, gap=None)
    return Spacing(rule=False, gap=_plain_gap(blocks))


def bands_of(block: Block, spacing: Spacing, *, numbered: bool) -> list[Band]:
    """The rows of the block from the top down."""
    if spacing.rule and len(block.anchors) <= 1:
        return [Band(block.top, block.bottom, block.lines, head=block.heads == set(range(len(block.lines))))]
    if spacing.gap is None:
        starts, guessed = _numbered_starts(block) if numbered else _lines_apart(block)
    else:
        starts, guessed = _starts_by_gap(block, spacing.gap, numbered=numbered)
    inner = [(_foot(block.lines, start) + block.lines[start].top) / 2 for start in starts[1:]]
    bounds = [block.top, *inner, block.bottom]
    ends = [*starts[1:], len(block.lines)]
    return [
        Band(top, bottom, block.lines[start:end], row in guessed, block.heads >= set(range(start, end)))
        for row, ((top, bottom), start, end) in enumerate(zip(pairwise(bounds), starts, ends, strict=True))
    ]


def stretches(lines: Sequence[TextLine], gap: float) -> list[int]:
    """The first lines of the stretches that gaps wider than ``gap`` part."""
    return [0, *(at for at in range(1, len(lines)) if _gap(lines, at) > gap)] if lines else []


def _foot(lines: Sequence[TextLine], start: int) -> float:
    return max(line.bottom for line in lines[:start])


def _gap(lines: Sequence[TextLine], at: int) -> float:
    return lines[at].top - max(line.bottom for line in lines[max(0, at - 3) : at])


def _numbered_gap(blocks: Sequence[Block]) -> float | None:
    """The gap that parts the rows: the stretches that it makes hold a number each, all or nearly all."""
    parts = [block for block in blocks if block.anchors]
    if sum(len(block.anchors) for block in parts) < 2:
        return None
    size = parts[0].lines[0].size
    steps = _steps([gap for block in parts for gap in _gaps(block)], size)
    best: tuple[int, float, float] | None = None
    for narrow, wide in steps:
        gap = (narrow + wide) / 2
        odd = sum(_odd_stretches(block, gap) for block in parts)
        if best is None or (odd, narrow - wide) < best[:2]:
            best = odd, narrow - wide, gap
    rows = sum(len(block.anchors) for block in parts)
    return best[2] if best is not None and best[0] <= IRREGULAR * rows else None


def _steps(gaps: Sequence[float], size: float) -> list[tuple[float, float]]:
    """The widths between which no gap lies, from none at all to the widest."""
    levels = sorted({round(gap * 4) / 4 for gap in gaps if gap > SLIGHT * size})
    return list(pairwise([SLIGHT * size, *levels, (levels[-1] if levels else size) + size]))


def _gaps(block: Block) -> list[float]:
    last = block.anchors[-1] if block.anchors and not block.closed else len(block.lines) - 1
    return [_gap(block.lines, at) for at in range(1, last + 1)]


def _odd_stretches(block: Block, gap: float) -> int:
    """How many stretches are no row: with several numbers, or none but where a page end may cut."""
    starts = stretches(block.lines, gap)
    odd = 0
    for index, (start, end) in enumerate(zip(starts, [*starts[1:], len(block.lines)], strict=True)):
        count = sum(start <= anchor < end for anchor in block.anchors)
        first = index == 0 and block.leads
        after = start > block.anchors[-1] and (not block.closed or block.trails)
        if count > 1:
            odd += count - 1
        elif count == 0 and not (first or after or block.heads >= set(range(start, end))):
            odd += 1
    return odd


def _starts_by_gap(block: Block, gap: float, *, numbered: bool) -> tuple[list[int], set[int]]:
    """Rows by the gap between them; a stretch that is no row is parted as the numbers in it allow."""
    starts = stretches(block.lines, gap)
    if not numbered:
        return starts, set()
    found: list[int] = []
    guessed: set[int] = set()
    ends = [*starts[1:], len(block.lines)]
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        inside = tuple(anchor - start for anchor in block.anchors if start <= anchor < end)
        head = block.heads >= set(range(start, end))
        cut = (index == 0 and block.leads) or (end == len(block.lines) and block.trails)
        if len(inside) > 1:
            part = Block(block.lines[start:end], inside, frozenset(), 0.0, 0.0, closed=True)
            parted, doubted = _numbered_starts(part)
            guessed |= {len(found) + row for row in doubted}
            found += [start + at for at in parted]
            continue
        if not inside and not head and not cut:
            guessed |= {len(found) - 1, len(found), len(found) + 1}
        found.append(start)
    return found, guessed


def _numbered_starts(block: Block) -> tuple[list[int], set[int]]:
    """The first line of each row; what stands above the first number belongs to it where rows are centred,
    and is a row of its own (the end of one that a page end cut) where they are not."""
    anchors, lines = block.anchors, block.lines
    rest = [0] if block.leads and anchors and anchors[0] > 0 else []
    if len(anchors) < 2:
        return [0], {0} if rest else set()
    by_gap = [_clear_gap(lines, one, other) for one, other in pairwise(anchors)]
    topped = [gap if gap is not None else other for gap, other in zip(by_gap, anchors[1:], strict=True)]
    if rest:  # the rest of a row, or the head of the first
        return [0, anchors[0], *topped], {0, 1, *(row + 1 for row in _open_rows(by_gap))}
    clear = [start for start in by_gap if start is not None]
    if len(clear) == len(by_gap):
        return [0, *clear], set()
    centred = _centred_starts(block, by_gap)
    topped = [0, *topped]
    top_possible = anchors[0] == 0
    if centred is not None and not (top_possible and centred != topped):
        return centred, set()
    if centred is None and top_possible:
        return topped, set()
    return topped if centred is None or top_possible else centred, _open_rows(by_gap)


def _open_rows(by_gap: Sequence[int | None]) -> set[int]:
    return {row for at, gap in enumerate(by_gap) if gap is None for row in (at, at + 1)}


def _clear_gap(lines: Sequence[TextLine], one: int, other: int) -> int | None:
    """The line after the one gap between two numbers that is wider than the others."""
    gaps = sorted(((_gap(lines, at), at) for at in range(one + 1, other + 1)), reverse=True)
    if len(gaps) == 1 or gaps[0][0] - gaps[1][0] > CLEAR * lines[one].size:
        return gaps[0][1]
    return None


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


def _plain_gap(blocks: Sequence[Block]) -> float | None:
    """Rows without numbers: the least clear step from narrow gaps to wide ones parts them.

    None where there is no such step, and where most of the lines that narrow gaps join would have found room
    on the line above, as rows do.
    """
    size = blocks[0].lines[0].size
    least = min((below.top - above.bottom for block in blocks for above, below in _pairs(block)), default=0.0)
    gaps = sorted([least, *(gap for block in blocks for gap in _gaps(block) if gap > SLIGHT * size)])
    gap = next(((a + b) / 2 for a, b in pairwise(gaps) if b - a > CLEAR * size), None)
    if gap is None or gap < SLIGHT * size:
        return None
    widest = [
        max(column) for column in zip(*(line for block in blocks for line in block.widths), strict=True)
    ]
    breaks = wraps = 0
    for block in blocks:
        starts = stretches(block.lines, gap)
        for start, end in pairwise([*starts, len(block.lines)]):
            for column, most in zip(zip(*block.widths[start:end], strict=True), widest, strict=True):
                for above, below in pairwise(width for width in column if width):
                    fits = above + below + size < most
                    breaks, wraps = breaks + fits, wraps + (not fits)
    return gap if breaks <= wraps else None


def _pairs(block: Block) -> Iterator[tuple[TextLine, TextLine]]:
    """Each two lines that follow each other in a column."""
    for column in zip(*block.widths, strict=True):
        yield from pairwise(line for line, width in zip(block.lines, column, strict=True) if width)


def _lines_apart(block: Block) -> tuple[list[int], set[int]]:
    """Rows without numbers or gaps: each line is one if all fill the columns, else it is a guess."""
    lines = block.lines
    filled = [block.filled(at) for at in range(len(lines))]
    if all(count >= max(filled) - 1 for count in filled):
        return list(range(len(lines))), set()
    left = min(line.left for line in lines)
    starts = [0, *(at for at in range(1, len(lines)) if lines[at].left <= left + lines[0].size)]
    return starts, set(range(len(starts)))
