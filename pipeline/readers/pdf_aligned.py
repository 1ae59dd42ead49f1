"""Tables without upright rules: three-line tables, and tables by the alignment of their text alone.

A line with known column words is required. Its words and the blank strips between the columns below give the
columns; full rules, the numbers column and the gaps between lines give the rows. All is then drawn as rules
that were not printed, and the grid made from them as from printed ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import PageBox
from pipeline.readers.pdf_aligned_header import Header, header_at, is_header
from pipeline.readers.pdf_aligned_rows import Block, row_bounds
from pipeline.readers.pdf_glyphs import Glyph
from pipeline.readers.pdf_grid import Grid, GridCell, grids_of
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_textlines import TextLine, text_line
from pipeline.vocabulary import Vocabulary

# Of the lines of a table so many may run across a blank strip between two columns (group rows).
CROSSING = 0.2
# A gap between two lines wider than this (in ems) ends a table that no rule ends.
END_GAP = 2.5
# Lines this near (in ems) go on with the row above after the last number.
TIGHT = 0.9
# Of the lines of a table without numbers more than this part have words in two columns.
FILLED = 0.25
# The rule that closes a table begins and ends this near to the one that opens it.
SAME_RULE = 6.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The column lines ``xs`` of a table without rules, and which column (from 0) holds the numbers."""

    xs: tuple[float, ...]
    number: int | None


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table found by its text: the grid, and the rows (from 0) whose bounds are a guess.

    ``closed`` tells that a rule ends it, so that it does not go on overleaf.
    """

    grid: Grid
    columns: Columns
    closed: bool
    guessed: frozenset[int]

    def doubts(self, cell: GridCell, places: tuple[PageBox, ...]) -> tuple[Finding, ...]:
        """What is doubtful in one of its cells."""
        if not self.guessed & set(range(cell.row, cell.row + cell.row_span)):
            return ()
        return (
            Finding(
                "row-uncertain",
                Severity.WARNING,
                "no rule and no gap tells where this row begins or ends",
                places=places,
                remedy="Compare the row with the page",
            ),
        )


def aligned_tables(
    lines: Sequence[list[Glyph]], levels: Sequence[Rule], before: Columns | None, vocabulary: Vocabulary
) -> list[AlignedTable]:
    """The tables among lines of text, with the level rules that belong to no ruled table.

    ``before`` are the columns of such a table on the page before that this page may go on with.
    """
    if not lines:
        return []
    texts = sorted((line for glyphs in lines if (line := text_line(glyphs))), key=lambda line: line.top)
    tables: list[AlignedTable] = []
    first = next((i for i, line in enumerate(texts) if is_header(line, vocabulary)), len(texts))
    if before is not None and first > 0:
        table, _ = _body_table(texts, 0, None, before, levels, vocabulary)
        if table is not None:
            tables.append(table)
    at = 0
    while at < len(texts):
        header = header_at(texts, at, levels, vocabulary)
        if header is None:
            at += 1
            continue
        table, after = _headed_table(texts, header, levels, vocabulary)
        if table is None:
            at += 1
        else:
            tables.append(table)
            at = after
    return tables


def _headed_table(
    texts: Sequence[TextLine], header: Header, levels: Sequence[Rule], vocabulary: Vocabulary
) -> tuple[AlignedTable | None, int]:
    body = _reach(texts, header.after, vocabulary)
    columns = _columns(header, texts[header.after : body], levels)
    if columns is None:
        return None, 0
    return _body_table(texts, header.after, header, columns, levels, vocabulary)


def _reach(texts: Sequence[TextLine], start: int, vocabulary: Vocabulary) -> int:
    """The line after the last that may belong to a table whose body begins at ``start``."""
    for at in range(start, len(texts)):
        if is_header(texts[at], vocabulary):
            return at
        if at > start and texts[at].top - texts[at - 1].bottom > END_GAP * texts[at].size:
            return at
    return len(texts)


def _columns(header: Header, body: Sequence[TextLine], levels: Sequence[Rule]) -> Columns | None:
    """Column lines in the blank strips between the header's words; None where text runs across them."""
    if not body:
        return None
    inner = []
    lines = [*body, *header.leaves]
    for left, right in pairwise(header.columns):
        low, high = (left[0] + left[1]) / 2, (right[0] + right[1]) / 2
        strip = _blank_strip(lines, low, high)
        if strip is None:
            return None
        inner.append(_rule_end(strip, header.top, body[-1].bottom, levels) or (strip[0] + strip[1]) / 2)
    edges = [x for line in lines for x in (line.left, line.right)] + list(header.extent)
    return Columns((min(edges) - 1, *inner, max(edges) + 1), header.number)


def _rule_end(strip: tuple[float, float], top: float, bottom: float, levels: Sequence[Rule]) -> float | None:
    """Where a rule under some of the columns ends within a blank strip: there two columns meet."""
    ends = [
        end
        for rule in levels
        if top < rule.at < bottom
        for end in (rule.start, rule.end)
        if strip[0] <= end <= strip[1]
    ]
    return ends[0] if ends else None


def _blank_strip(lines: Sequence[TextLine], low: float, high: float) -> tuple[float, float] | None:
    """The widest strip between low and high that the fewest lines cross."""
    spans = [span for line in lines for span in line.words if span[1] > low and span[0] < high]
    edges = sorted({low, high, *(x for span in spans for x in span if low < x < high)})
    best: tuple[int, float, tuple[float, float]] | None = None
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        crossing = sum(a < middle < b for a, b in spans)
        if end - start > 0.5 and (best is None or (crossing, start - end) < best[:2]):
            best = crossing, start - end, (start, end)
    if best is None or best[0] > max(1, CROSSING * len(lines)):
        return None
    return best[2]


def _body_table(
    texts: Sequence[TextLine],
    start: int,
    header: Header | None,
    columns: Columns,
    levels: Sequence[Rule],
    vocabulary: Vocabulary,
) -> tuple[AlignedTable | None, int]:
    """The table of the lines from ``start`` on, and the line after it."""
    left, right = columns.xs[0], columns.xs[-1]
    top = header.bottom if header is not None else (texts[start].top - 1 if start < len(texts) else 0.0)
    full = sorted(r.at for r in levels if r.start <= left + SAME_RULE and r.end >= right - SAME_RULE)
    below = [at for at in full if at > top + 1]
    if header is None and (below and below[0] > texts[start].top):
        top = max([at for at in full if at <= texts[start].top], default=top)
    blocks: list[Block] = []
    at = start
    closed = False
    for bound in [*below, None]:
        end = at
        while end < len(texts) and (bound is None or texts[end].middle < bound):
            end += 1
        block = _block(texts[at:end], top, bound, columns, vocabulary)
        fits = bool(block.lines) and (bound is None or len(block.lines) == end - at)
        if not fits or (blocks and columns.number is not None and bound is None and not block.anchors):
            break
        blocks.append(block)
        at += len(block.lines)
        closed = bound is not None
        if bound is None:
            break
        top = bound
    while len(blocks) > 1 and columns.number is not None and not blocks[-1].anchors and header is not None:
        at -= len(blocks.pop().lines)  # what stands under the last rule
    if not blocks or not _is_filled(blocks, columns):
        return None, 0
    return _drawn(header, blocks, columns, levels, closed=closed), at


def _is_filled(blocks: Sequence[Block], columns: Columns) -> bool:
    """Whether the rows bear numbers or, without a column for them, fill more than one column."""
    if columns.number is not None:
        return any(block.anchors for block in blocks)
    lines = [line for block in blocks for line in block.lines]
    return sum(len(line.words) > 1 for line in lines) > FILLED * len(lines)


def _block(
    lines: Sequence[TextLine], top: float, bottom: float | None, columns: Columns, vocabulary: Vocabulary
) -> Block:
    """The lines between two rules, or below the last one as far as they belong to the table."""
    anchors = [index for index, line in enumerate(lines) if _is_anchor(line, columns, vocabulary)]
    if bottom is not None:
        return Block(tuple(lines) if _fit(lines, columns, vocabulary) else (), tuple(anchors), top, bottom)
    end = 0
    last_anchor = max(anchors, default=-1 if columns.number is not None else len(lines))
    for index, line in enumerate(lines):
        gap = line.top - lines[index - 1].bottom if index else 0.0
        if is_header(line, vocabulary) or (index and gap > END_GAP * line.size):
            break
        if index > last_anchor and (
            gap > TIGHT * line.size or _crosses(line, columns) or _in_numbers(line, columns)
        ):
            break
        if columns.number is None and _crosses(line, columns):
            break
        if line.left < columns.xs[0] - line.size or line.right > columns.xs[-1] + line.size:
            break
        end = index + 1
    kept = tuple(lines[:end])
    anchors = [index for index in anchors if index < end]
    if columns.number is not None and not anchors:
        kept = ()
    return Block(kept, tuple(anchors), top, (kept[-1].bottom + 1) if kept else top)


def _fit(lines: Sequence[TextLine], columns: Columns, vocabulary: Vocabulary) -> bool:
    if any(is_header(line, vocabulary) for line in lines):
        return False
    crossing = sum(_crosses(line, columns) for line in lines)
    return crossing <= max(1, CROSSING * len(lines))


def _crosses(line: TextLine, columns: Columns) -> bool:
    return any(a < x < b for a, b in line.words for x in columns.xs[1:-1])


def _in_numbers(line: TextLine, columns: Columns) -> bool:
    if columns.number is None:
        return False
    return bool(line.between(columns.xs[columns.number], columns.xs[columns.number + 1]))


def _is_anchor(line: TextLine, columns: Columns, vocabulary: Vocabulary) -> bool:
    if columns.number is None:
        return False
    text = line.between(columns.xs[columns.number], columns.xs[columns.number + 1])
    return bool(text) and vocabulary.is_number(text)


def _drawn(
    header: Header | None, blocks: Sequence[Block], columns: Columns, levels: Sequence[Rule], *, closed: bool
) -> AlignedTable | None:
    """The table drawn with the rules that were not printed."""
    left, right = columns.xs[0], columns.xs[-1]
    top = header.top if header is not None else blocks[0].top
    bands: list[tuple[float, float, Sequence[TextLine], bool]] = []
    partial = [
        rule for rule in levels if not (rule.start <= left + SAME_RULE and rule.end >= right - SAME_RULE)
    ]
    for block in blocks:
        parted = {round(rule.at) for rule in partial if block.top < rule.at < block.bottom}
        if parted and len(parted) >= len(block.anchors) - 1:
            bounds, guessed = [block.top, block.bottom], set[int]()  # the partial rules part its rows
        else:
            bounds, guessed = row_bounds(block, numbered=columns.number is not None, alone=len(blocks) == 1)
        for index, (a, b) in enumerate(pairwise(bounds)):
            lines = [line for line in block.lines if a < line.middle < b]
            bands.append((a, b, lines, index in guessed))
    rules = [Rule(True, top, left, right)] if header is not None else []
    rules += [Rule(True, a, left, right) for a, _, _, _ in bands] + [Rule(True, bands[-1][1], left, right)]
    rules += _partial_rules(partial, columns, top, bands[-1][1])
    for x in columns.xs:
        if header is not None:
            rules.append(Rule(False, x, header.start_of(x), header.bottom))
        outer = x in (left, right)
        rules += [
            Rule(False, x, a, b)
            for a, b, lines, _ in bands
            if outer or not any(s < x < e for line in lines for s, e in line.words)
        ]
    if header is not None:
        rules += [Rule(True, y, *_snapped(span, columns)) for span, y in header.spanning]
        rules += [Rule(False, x, top, header.bottom) for x in (left, right)]
    grids = grids_of(rules)
    if len(grids) != 1 or len(grids[0].xs) < 3:
        return None
    grid = grids[0]
    doubtful = [(a, b) for a, b, _, guess in bands if guess]
    guessed_rows = {
        row
        for row, (a, b) in enumerate(pairwise(grid.ys))
        if any(start - 1 < (a + b) / 2 < end + 1 for start, end in doubtful)
    }
    return AlignedTable(grid, columns, closed, frozenset(guessed_rows))


def _partial_rules(partial: Sequence[Rule], columns: Columns, top: float, bottom: float) -> list[Rule]:
    """Rules under some of the columns only, drawn from column line to column line."""
    return [
        Rule(True, rule.at, *_snapped((rule.start, rule.end), columns))
        for rule in partial
        if top < rule.at < bottom and rule.start < columns.xs[-1] and rule.end > columns.xs[0]
    ]


def _snapped(span: tuple[float, float], columns: Columns) -> tuple[float, float]:
    """The columns of which the span covers a good part, from their left to their right line."""
    covered = [
        (a, b)
        for a, b in pairwise(columns.xs)
        if min(span[1], b) - max(span[0], a) > 0.25 * (b - a) or (a <= (span[0] + span[1]) / 2 <= b)
    ]
    return covered[0][0], covered[-1][1]
