"""The columns of a table without upright rules: blank strips between the words of its header."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf_aligned_header import Header
from pipeline.readers.pdf_glyphs import Glyph
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_textlines import Span, TextLine
from pipeline.vocabulary import Vocabulary

# Of the lines of a table so many may run across a blank strip between two columns (group rows).
CROSSING = 0.2
# A strip narrower than this (in points) parts no columns.
NARROWEST = 1.5
# A line of the table begins and ends within so many ems of the others.
OUTSIDE = 1.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The column lines ``xs`` of a table without rules, and which column (from 0) holds the numbers."""

    xs: tuple[float, ...]
    number: int | None

    def crossed(self, line: TextLine) -> list[float]:
        """The inner column lines that the line's text runs across."""
        return [x for x in self.xs[1:-1] if line.covers(x)]

    def cells(self, line: TextLine) -> tuple[tuple[Glyph, ...], ...]:
        """The line's glyphs in each column."""
        found: list[list[Glyph]] = [[] for _ in range(len(self.xs) - 1)]
        for glyph in line.glyphs:
            column = bisect_left(self.xs, (glyph.start + glyph.end) / 2) - 1
            found[min(max(column, 0), len(found) - 1)].append(glyph)
        return tuple(map(tuple, found))

    def widths(self, line: TextLine) -> tuple[float, ...]:
        """How wide the line's text is in each column, 0 where it has none."""
        return tuple(
            max(glyph.end for glyph in cell) - cell[0].start if cell else 0.0 for cell in self.cells(line)
        )

    def filled(self, line: TextLine) -> int:
        """In how many columns the line has words."""
        return sum(width > 0 for width in self.widths(line))

    def number_of(self, line: TextLine) -> str:
        """The line's text in the column of numbers."""
        if self.number is None:
            return ""
        return line.between(self.xs[self.number], self.xs[self.number + 1])

    def is_anchor(self, line: TextLine, vocabulary: Vocabulary) -> bool:
        """Whether the line bears the number of a row."""
        text = self.number_of(line)
        return bool(text) and vocabulary.is_number(text)

    def holds(self, line: TextLine) -> bool:
        """Whether the line lies between the table's edges and runs across none of its columns."""
        reach = OUTSIDE * line.size
        last = line.inked[-1][0] >= self.xs[-2] - reach  # the last column may be wider than is known yet
        inside = self.xs[0] - reach <= line.left and (last or line.right <= self.xs[-1] + reach)
        return inside and not self.crossed(line)


def columns_of(
    header: Header, body: Sequence[TextLine], levels: Sequence[Rule], *, bottom: float
) -> Columns | None:
    """Column lines in the blank strips between the header's words; None where text runs across them.

    ``body`` are lines below the header and on the pages after it, the rules those of its own page.
    """
    if not body:
        return None
    inner = []
    lines = [line for line in body if not _runs_over(line, header)] or list(body)
    inked = [span for line in lines for span in line.inked] + list(header.columns)
    for left, right in pairwise(header.columns):
        low, high = (left[0] + left[1]) / 2, (right[0] + right[1]) / 2
        strip = _blank_strip(inked, low, high, at_most=max(1, int(CROSSING * len(lines))))
        if strip is None:
            return None
        inner.append(_rule_end(strip, header.top, bottom, levels) or (strip[0] + strip[1]) / 2)
    start, end = header.extent
    narrow = Columns((start - 1, *inner, end + 1), header.number)
    held = [line for line in body if not narrow.crossed(line)]
    start = min([start, *(line.left for line in held if narrow.filled(line) > 1)])
    end = max([end, *(line.right for line in held if line.left >= start - OUTSIDE * line.size)])
    return Columns((start - 1, *inner, end + 1), header.number)


def _runs_over(line: TextLine, header: Header) -> bool:
    """Whether one stretch of text lies over the words of several columns, as a group's head or prose does."""
    return any(sum(a < (x0 + x1) / 2 < b for x0, x1 in header.columns) > 1 for a, b in line.inked)


def _rule_end(strip: Span, top: float, bottom: float, levels: Sequence[Rule]) -> float | None:
    """Where a rule under some of the columns ends within a blank strip: there two columns meet."""
    ends = [
        end
        for rule in levels
        if top < rule.at < bottom
        for end in (rule.start, rule.end)
        if strip[0] <= end <= strip[1]
    ]
    return ends[0] if ends else None


def _blank_strip(inked: Sequence[Span], low: float, high: float, *, at_most: int) -> Span | None:
    """The widest strip between low and high that the fewest stretches of ink cross."""
    spans = [span for span in inked if span[1] > low and span[0] < high]
    starts, ends = sorted(start for start, _ in spans), sorted(end for _, end in spans)
    edges = sorted({low, high, *(x for span in spans for x in span if low < x < high)})
    best: tuple[int, float, Span] | None = None
    for left, right in pairwise(edges):
        if right - left < NARROWEST:
            continue
        middle = (left + right) / 2
        crossing = bisect_left(starts, middle) - bisect_left(ends, middle)
        if best is None or (crossing, left - right) < best[:2]:
            best = crossing, left - right, (left, right)
    if best is None or best[0] > at_most:
        return None
    return best[2]
