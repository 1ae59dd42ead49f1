"""A table without upright rules drawn with the rules that were not printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import PageBox
from pipeline.readers.pdf_aligned_columns import Columns
from pipeline.readers.pdf_aligned_header import Header
from pipeline.readers.pdf_aligned_rows import Band
from pipeline.readers.pdf_grid import Grid, GridCell, grids_of
from pipeline.readers.pdf_rules import Rule

# The rule that closes a table begins and ends this near to the one that opens it.
SAME_RULE = 6.0


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table found by its text: the grid, and its rows (from 0) of which something is a guess.

    ``guessed`` are rows whose bounds are, ``run_over`` those whose text runs over the blank between columns.
    ``cut`` tells whether the first row goes on with the last on the page before, where that can be seen.
    """

    grid: Grid
    guessed: frozenset[int] = frozenset()
    run_over: frozenset[int] = frozenset()
    cut: bool | None = None

    def doubts(self, cell: GridCell, places: tuple[PageBox, ...]) -> tuple[Finding, ...]:
        """What is doubtful in one of its cells."""
        rows = set(range(cell.row, cell.row + cell.row_span))
        doubts = []
        if self.guessed & rows:
            doubts.append(
                Finding(
                    "row-uncertain",
                    Severity.WARNING,
                    "no rule and no gap tells where this row begins or ends",
                    places=places,
                    remedy="Compare the row with the page",
                )
            )
        if self.run_over & rows and cell.column_span > 1:
            doubts.append(
                Finding(
                    "span-uncertain",
                    Severity.WARNING,
                    "no rule tells whether this text is one cell over several columns",
                    places=places,
                    remedy="Compare the row with the page",
                )
            )
        return tuple(doubts)


def drawn(
    header: Header | None, bands: Sequence[Band], columns: Columns, levels: Sequence[Rule]
) -> AlignedTable | None:
    """The table with its rules, None where they make no grid."""
    left, right = columns.xs[0], columns.xs[-1]
    top = header.top if header is not None else bands[0].top
    partial = [rule for rule in levels if not is_full(rule, columns)]
    rules = [Rule(True, top, left, right)] if header is not None else []
    rules += [Rule(True, band.top, left, right) for band in bands] + [
        Rule(True, bands[-1].bottom, left, right)
    ]
    rules += _partial_rules(partial, columns, top, bands[-1].bottom)
    for x in columns.xs:
        outer = x in (left, right)
        if header is not None:
            rules.append(Rule(False, x, top if outer else header.start_of(x), header.bottom))
        rules += [Rule(False, x, band.top, band.bottom) for band in bands if outer or not _runs_over(band, x)]
    if header is not None:
        rules += [Rule(True, y, *_snapped(span, columns)) for span, y in header.spanning]
    grids = grids_of(rules)
    if len(grids) != 1 or len(grids[0].xs) < 3:
        return None
    grid = grids[0]
    run_over = [
        band for band in bands if not band.head and any(_runs_over(band, x) for x in columns.xs[1:-1])
    ]
    return AlignedTable(grid, _rows(grid, [band for band in bands if band.guessed]), _rows(grid, run_over))


def is_full(rule: Rule, columns: Columns) -> bool:
    """Whether a level rule runs over the whole width of the table."""
    return rule.start <= columns.xs[0] + SAME_RULE and rule.end >= columns.xs[-1] - SAME_RULE


def _runs_over(band: Band, x: float) -> bool:
    """Whether text of the row stands on both sides of x without a gap; a group's head is one text."""
    if band.head:
        return any(start < x < end for line in band.lines for start, end in line.words)
    return any(line.covers(x) for line in band.lines)


def _rows(grid: Grid, bands: Sequence[Band]) -> frozenset[int]:
    return frozenset(
        row
        for row, (a, b) in enumerate(pairwise(grid.ys))
        if any(band.top - 1 < (a + b) / 2 < band.bottom + 1 for band in bands)
    )


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
