"""What a page end cuts: whether the rows on its two sides are one, and which merged cells go on over it.

Each judgement adds up points of evidence. From ``SURE`` on it is taken as read, above zero it is taken
with a finding, and else it is not taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.documents.model import Cell
from pipeline.documents.places import PageBox
from pipeline.documents.text import squeeze
from pipeline.tables.flow import Flow, flow
from pipeline.tables.habits import Habit
from pipeline.tables.numbers import NumberKey, follows, number_key, parted
from pipeline.vocabulary import Vocabulary

SURE = 3
# Text is in the middle where the room above and below differs by no more, in points, and fills its cell where
# the room is no more.
EVEN = 5.0
FILLED = 8.0
_COMPLETE = -3
_LACKS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """The cells of the same column above and below a page end; None where one side has none such."""

    column: int
    upper: Cell
    lower: Cell

    @property
    def texts(self) -> tuple[str, str]:
        return squeeze(self.upper.text), squeeze(self.lower.text)

    @property
    def is_single(self) -> bool:
        return self.upper.row_span == self.lower.row_span == 1


@dataclass(frozen=True, slots=True)
class PageEnd:
    """A page end: the pairs of cells that it parts, what is usual, and the numbers around it.

    ``aligned`` says that every cell on one side has its fellow on the other. ``last`` is the number
    printed last before it, ``before`` the one above that, ``following`` the first that comes after the row
    below it. ``cut`` is what the reader saw of whether the row goes on.
    """

    pairs: Sequence[Pair]
    habits: Mapping[int, Habit]
    number_column: int | None
    aligned: bool
    blank_rows_usual: bool = False
    last: NumberKey | None = None
    before: NumberKey | None = None
    following: NumberKey | None = None
    cut: bool | None = None

    def number_pair(self) -> Pair | None:
        return next((pair for pair in self.pairs if pair.column == self.number_column), None)

    def cut_number(self, vocabulary: Vocabulary) -> NumberKey | None:
        """The number that the page end cuts in two; it proves that the row is one."""
        pair = self.number_pair()
        if pair is None or not all(pair.texts) or not pair.is_single:
            return None
        known = number_key(pair.upper.text, vocabulary) is not None
        return parted(self.before if known else self.last, *pair.texts, vocabulary)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something goes on over a page end, how surely, and whether a person should look."""

    joined: bool
    points: int
    doubtful: bool = False


_NO = Verdict(joined=False, points=-9)
_CERTAIN = Verdict(joined=True, points=SURE)


def _verdict(points: int, *, doubt_from: int) -> Verdict:
    return Verdict(points > 0, points, doubtful=doubt_from <= points < SURE)


def row_verdict(end: PageEnd, vocabulary: Vocabulary) -> Verdict:
    """Whether the row below is the rest of the row above."""
    if not end.aligned or not end.pairs:
        return _NO
    if end.cut_number(vocabulary) is not None:
        return _CERTAIN
    number = _by_number(end, vocabulary)
    if number is None:
        return _NO
    return _by_cells(end, number)


def _by_cells(end: PageEnd, number: int) -> Verdict:
    """What the rows' cells say, and the reader, where the numbers say so much."""
    cells = [pair for pair in end.pairs if pair.column != end.number_column]
    single = [pair for pair in cells if pair.is_single]
    if not single:
        return _NO
    if not any(pair.texts[1] for pair in end.pairs) or not any(pair.texts[0] for pair in end.pairs):
        return Verdict(not end.blank_rows_usual, SURE)
    if end.cut and number >= 0:
        return _CERTAIN
    return _verdict(number + _by_texts(single, end, number), doubt_from=-1 if number > 0 else 0)


def _by_number(end: PageEnd, vocabulary: Vocabulary) -> int | None:
    """What the numbers say; None where they say no."""
    pair = end.number_pair()
    if pair is None:
        return 0
    upper, lower = pair.texts
    habit = end.habits[pair.column]
    told = 2 if habit.always_filled and not habit.merged else 0 if habit.always_filled or not upper else -1
    if upper and lower:
        return 1 if upper == lower and not habit.repeated else None
    if lower:
        key = number_key(lower, vocabulary)
        goes_on = key is not None and (end.last is None or follows(end.last, key))
        return told if goes_on and pair.is_single else None
    if upper and end.last and end.following and not follows(end.last, end.following):
        told -= 3
    return told


def _by_texts(single: Sequence[Pair], end: PageEnd, number: int) -> int:
    """What the cells of one row each say together."""
    usual = [pair for pair in single if end.habits[pair.column].always_filled]
    lacks = any(
        bool(upper) != bool(lower) and not end.habits[pair.column].merged
        for pair in usual
        for upper, lower in [pair.texts]
    )
    both = [pair for pair in single if all(pair.texts) and pair.texts[0] != pair.texts[1]]
    flows = [flow(pair.upper.text, pair.lower.text, _width(pair, end)) for pair in both]
    if end.cut is False:
        flows = [Flow.BREAKS if found is Flow.FULL_LINE else found for found in (*flows, Flow.BREAKS)]
    best, worst = max(flows, default=Flow.UNKNOWN), min(flows, default=Flow.UNKNOWN)
    points = int(best) if best > 0 else 0
    if worst is Flow.BREAKS and best < Flow.MARK:
        points += int(Flow.BREAKS)
    if lacks:
        points += _LACKS
    elif all(all(pair.texts) for pair in usual) and (best <= 0 or number < 2) and best < Flow.BRACKET:
        points += _COMPLETE
    return points


def _width(pair: Pair, end: PageEnd) -> int | None:
    return end.habits[pair.column].width


def span_verdict(pair: Pair, end: PageEnd) -> Verdict:
    """Whether the cells on both sides are one merged cell, where their rows are two."""
    upper, lower = pair.texts
    habit = end.habits.get(pair.column)
    if habit is None or (pair.column == end.number_column and upper and lower and upper != lower):
        return _NO
    merging = habit.merged > 0 or pair.upper.row_span > 1 or pair.lower.row_span > 1
    changed = any(
        other.column in habit.outer and all(other.texts) and other.texts[0] != other.texts[1]
        for other in end.pairs
    )
    if upper and lower:
        return _both_filled(pair, habit, merging=merging and not changed)
    if not merging:
        lone = bool(upper or lower) and habit.always_filled
        return Verdict(joined=False, points=0, doubtful=lone)
    blank, filled = (pair.upper, pair.lower) if lower else (pair.lower, pair.upper)
    points = 2 * (habit.merged > 0) + 2 * (blank.row_span > 1) + (filled.row_span > 1)
    points += 1 if not habit.blank else -2
    points -= 4 * changed
    return _verdict(points, doubt_from=-1)


def _both_filled(pair: Pair, habit: Habit, *, merging: bool) -> Verdict:
    """Whether the page end parts the lines of one cell; one printed again stands whole on each page."""
    upper, lower = pair.texts
    if not merging or upper == lower:
        return _NO
    known = habit.texts
    if upper in known or lower in known:
        return _NO
    if upper + lower in known:
        return Verdict(joined=True, points=SURE)
    flows = flow(pair.upper.text, pair.lower.text, habit.width)
    meet = inks_meet(pair.upper, pair.lower)
    if meet is False and flows < Flow.BRACKET:
        return _NO
    points = max(int(flows), 0) + (2 if meet else 0)
    return _verdict(points if flows is not Flow.FULL_LINE or meet else 0, doubt_from=1)


def inks_meet(upper: Cell, lower: Cell) -> bool | None:
    """Whether the upper text stands at the foot of its cell and the lower at the head, as parted lines do.

    None where the readers do not say, or the texts fill their cells.
    """
    above, below = _gaps(upper, last=True), _gaps(lower, last=False)
    if above is None or below is None:
        return None
    if max(above) - min(above) <= EVEN and max(below) - min(below) <= EVEN:
        return None if max(*above, *below) <= FILLED else False
    return above[1] <= above[0] + EVEN and below[0] <= below[1] + EVEN


def _gaps(cell: Cell, *, last: bool) -> tuple[float, float] | None:
    """The room above and below the text in the cell's last or first part."""
    place = cell.places[-1 if last else 0] if cell.places else None
    if cell.ink is None or not isinstance(place, PageBox):
        return None
    return cell.ink[1] - place.box[1], place.box[3] - cell.ink[3]
