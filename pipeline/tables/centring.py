"""Which rows the merged cells of one column span, on one page, from where their words stand.

A merged cell's words stand at the middle of its rows. The column is divided into runs of rows such that
the words are best centred, lines of one text stay together, and texts that are complete stay apart: a
dynamic program over all divisions, which also gives for every row how much worse the best division is
in which the row belongs to other words.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from pipeline.documents.text import squeeze
from pipeline.tables.garble import balance

LONGEST_SPAN = 150
"""Rows of the longest merged cell that is looked for; bounds the time for texts without pages."""

_PER_SPAN = 0.05
_JOIN_AGAINST_EVIDENCE = 4.5
_SPLIT_AGAINST_EVIDENCE = 4.5
_JOIN_WITHOUT_EVIDENCE = 0.5
_BLANK_BETWEEN_LINES = 2.0
_CONTINUED, _CONTINUED_ROW = 1.0, 0.3
_EMPTY_ROW = 1.0
_HOPELESS = 12.0


class _Link(Enum):
    """Whether a line continues the text before it."""

    SAME = "same"
    NEW = "new"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Habit:
    """How the complete texts of a column begin and end, as far as more than half agree, and which recur."""

    first: str | None = None
    last: str | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """Rows ``start`` to ``end`` (indices from 0, both included) and the rows whose words they hold.

    No words and ``continued``: the rows go on with the cell of the page before. No words otherwise: empty.
    """

    start: int
    end: int
    words: tuple[int, ...]
    continued: bool
    margin: float = math.inf

    def shifted(self, rows: int) -> "Run":
        """The same run, counted from so many rows earlier."""
        words = tuple(word + rows for word in self.words)
        return Run(self.start + rows, self.end + rows, words, self.continued, self.margin)


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column on one page: the words of each row ("" for blank), and what speaks for
    or against a boundary after each row.
    """

    texts: Sequence[str]
    lines: Sequence[int]
    """How many lines each row's text has."""
    heights: Sequence[int]
    """How many lines high each row is; all 1 where nothing tells."""
    remnants: Sequence[bool]
    """Rows that show a damaged remnant of a line: no text, but the words may have reached there."""
    closed: Sequence[bool]
    """Rows that certainly have no part in a merged cell."""
    habit: Habit
    carried: str
    """The words of the page before's last cell, which may go on here; "" on the first page."""
    empty_cost: float
    boundary_cost: Sequence[float]
    """Cost of a boundary after row i (nesting, likeness of the rows' qualifications)."""
    opening_cost: float
    """Cost of beginning anew at the top of the page (likeness to the last row before)."""
    crossing_cost: Sequence[float]
    """Cost of no boundary after row i (another column ends a cell there)."""
    word_cost: Callable[[int, str], float] = field(default=lambda row, text: 0.0)
    """Cost of giving row i a text (other lists of the document say otherwise)."""


def divide(column: Column) -> tuple[float, list[Run]]:
    """Cost and runs of the best division of the page's rows, each run with its margin over other words."""
    n = len(column.texts)
    runs = _candidates(column)
    forward = [0.0] + [math.inf] * n
    back: list[tuple[float, Run] | None] = [None] * (n + 1)
    for cost, run in runs:
        total = forward[run.start] + cost
        if total < forward[run.end + 1]:
            forward[run.end + 1] = total
            back[run.end + 1] = (cost, run)
    backward = [math.inf] * n + [0.0]
    for cost, run in reversed(runs):
        backward[run.start] = min(backward[run.start], cost + backward[run.end + 1])
    chosen: list[Run] = []
    position = n
    while position > 0:
        step = back[position]
        assert step is not None, "every row can be a run of its own"
        chosen.append(step[1])
        position = step[1].start
    best = forward[n]
    others = _others(runs, chosen, forward, backward)
    return best, [
        Run(run.start, run.end, run.words, run.continued, min(others[row] for row in _rows(run)) - best)
        for run in reversed(chosen)
    ]


def _rows(run: Run) -> range:
    return range(run.start, run.end + 1)


def _others(
    runs: Sequence[tuple[float, Run]],
    chosen: Sequence[Run],
    forward: Sequence[float],
    backward: Sequence[float],
) -> list[float]:
    """For each row the cost of the best division that gives it other words than the chosen one."""
    words = {row: (run.words, run.continued) for run in chosen for row in _rows(run)}
    other = [math.inf] * len(words)
    for cost, run in runs:
        total = forward[run.start] + cost + backward[run.end + 1]
        for row in _rows(run):
            if total < other[row] and words[row] != (run.words, run.continued):
                other[row] = total
    return other


def _candidates(column: Column) -> list[tuple[float, Run]]:
    """All runs with their costs, ordered by where they begin."""
    n = len(column.texts)
    runs = []
    for start in range(n):
        if column.closed[start]:
            runs.append((0.0, Run(start, start, (), continued=False)))
            continue
        words: list[int] = []
        inner = 0.0
        crossing = 0.0
        for end in range(start, min(n, start + LONGEST_SPAN)):
            if column.closed[end]:
                break
            if column.texts[end]:
                if words:
                    inner += _join_cost(column, words, end)
                words.append(end)
            if inner > _HOPELESS:
                break  # texts so unlike one text are never one cell; a page of thousands of rows stays quick
            if end > start:
                crossing += column.crossing_cost[end - 1]
            outer = _boundary(column, end, words) + _torn_start(column, start, words)
            outer += column.opening_cost if start == 0 and words else 0.0
            for cost, run in _runs(column, start, end, words):
                runs.append((cost + inner + crossing + outer, run))
    return runs


def _runs(column: Column, start: int, end: int, words: list[int]) -> list[tuple[float, Run]]:
    if words:
        text = "\n".join(column.texts[row] for row in words)
        told = sum(column.word_cost(row, text) for row in range(start, end + 1) if not column.texts[row])
        cost = _PER_SPAN + told + _centring(column, start, end, words)
        return [(cost, Run(start, end, tuple(words), continued=False))]
    empty = column.empty_cost + _EMPTY_ROW * (end - start)
    runs = [(empty, Run(start, end, (), continued=False))]
    if start == 0 and column.carried:
        told = sum(column.word_cost(row, column.carried) for row in range(start, end + 1))
        runs.append((_CONTINUED + _CONTINUED_ROW * (end - start) + told, Run(start, end, (), continued=True)))
    return runs


def _centring(column: Column, start: int, end: int, words: Sequence[int]) -> float:
    """How far the words stand from the middle of the rows, in mean row heights.

    Words may stand off the middle by as much as their own rows leave them room. Long runs vary more.
    """
    first, last = words[0], words[-1]
    reach = last + 1 if last < end and column.remnants[last + 1] else last
    lines = sum(column.lines[row] for row in words)
    heights = column.heights
    mean = sum(heights[start : end + 1]) / (end - start + 1)
    offs = []
    for bottom in {last, reach}:
        shown = lines + bottom - last  # a remnant is a line too
        room = max(0.0, (sum(heights[first : bottom + 1]) - shown) / 2)
        above, below = sum(heights[start:first]), sum(heights[bottom + 1 : end + 1])
        offs.append(max(0.0, abs(above - below) / 2 - room) / mean)
    off = min(offs)
    return (off + max(0.0, off - 0.5)) / (1 + 0.15 * max(0, end - start - 3))


def _join_cost(column: Column, words: Sequence[int], row: int) -> float:
    text = "\n".join(column.texts[word] for word in words)
    against = {_Link.SAME: 0.0, _Link.UNKNOWN: _JOIN_WITHOUT_EVIDENCE, _Link.NEW: _JOIN_AGAINST_EVIDENCE}
    return against[link(text, column.texts[row], column.habit)] + _BLANK_BETWEEN_LINES * (row - words[-1] - 1)


def _boundary(column: Column, end: int, words: Sequence[int]) -> float:
    """Cost of ending the run here: a text cut in two, or what other columns say."""
    if end + 1 == len(column.texts):
        return 0.0
    cost = column.boundary_cost[end]
    if words and words[-1] == end and column.texts[end + 1]:
        text = "\n".join(column.texts[word] for word in words)
        if goes_on(text, column.texts[end + 1], column.habit):
            cost += _SPLIT_AGAINST_EVIDENCE
    return cost


def _torn_start(column: Column, start: int, words: Sequence[int]) -> float:
    """Cost of beginning with words that close a bracket which only the row above can have opened."""
    if not words or words[0] != start or start == 0 or not column.texts[start - 1]:
        return 0.0
    unopened, _ = balance("\n".join(column.texts[word] for word in words))
    return _SPLIT_AGAINST_EVIDENCE if unopened else 0.0


def goes_on(text: str, line: str, habit: Habit) -> bool:
    """Whether there is evidence that ``line``, which stands below ``text``, continues it."""
    return link(text, line, habit) is _Link.SAME


def link(text: str, line: str, habit: Habit) -> _Link:
    """Whether ``line``, which stands below ``text``, continues it."""
    _, unclosed = balance(text)
    if (
        unclosed
        or balance(line)[0]
        or text[-1] in "、,，-/&"
        or line[0] in "、，,)）。;；/&"
        or line[0].islower()
    ):
        return _Link.SAME
    bracketed = any(char in "(（" for char in text)
    if line[0] in "(（":
        return _Link.NEW if bracketed else _Link.SAME
    if squeeze(text + line) in habit.known:
        return _Link.SAME
    if bracketed or text[-1] in ("。", habit.last) or squeeze(text) in habit.known:
        return _Link.NEW  # a bracket that closed makes a text whole, whatever stands behind it
    if habit.last is not None or (habit.first is not None and line[0] != habit.first):
        return _Link.SAME
    return _Link.UNKNOWN
