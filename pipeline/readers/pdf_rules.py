"""The rules of a PDF page: the straight lines, level or upright, that are seen on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pdfminer.layout import LTCurve, LTItem, LTLine, LTRect

from pipeline.readers.pdf_glyphs import Frame

# A filled shape up to this thick is a rule, a thicker one a background.
RULE_THICKNESS = 2.5
# Pieces of one line lie within this of each other across, and leave no wider gap along (dashes).
COLLINEAR = 1.0
DASH_GAP = 3.0
# What is left shorter than this is a tick or the corner of a frame.
SHORTEST = 4.0
STRAIGHT = 0.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line at ``at`` (y of a level one, x of an upright one) from ``start`` to ``end``."""

    level: bool
    at: float
    start: float
    end: float


def rules_of(shapes: Iterable[LTItem], frame: Frame) -> list[Rule]:
    """All rules that the shapes draw within the frame; pieces of one line are joined."""
    pieces = [_within(rule, frame) for shape in shapes for rule in _drawn(shape, frame)]
    return joined(piece for piece in pieces if piece is not None)


def _drawn(shape: LTItem, frame: Frame) -> Iterator[Rule]:
    if not isinstance(shape, LTCurve):
        return
    stroked = shape.stroke and not is_white(shape.stroking_color)
    filled = shape.fill and not is_white(shape.non_stroking_color)
    x0, top, x1, bottom = frame.x(shape.x0), frame.y(shape.y1), frame.x(shape.x1), frame.y(shape.y0)
    thin = min(x1 - x0, bottom - top) <= RULE_THICKNESS
    match shape:
        case LTLine():
            if stroked and thin:
                yield from _bar(x0, top, x1, bottom)
        case LTRect() if thin:
            if stroked or filled:
                yield from _bar(x0, top, x1, bottom)
        case LTRect():
            if stroked:
                yield from _sides([(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)])
        case _:
            if stroked:
                yield from _sides([(frame.x(x), frame.y(y)) for x, y in shape.pts])


def _bar(x0: float, top: float, x1: float, bottom: float) -> Iterator[Rule]:
    """A thin shape as the line along its middle; a dot may belong to a line of either kind."""
    width, height = x1 - x0, bottom - top
    dot = max(width, height) <= RULE_THICKNESS
    if dot or width >= height:
        yield Rule(True, (top + bottom) / 2, x0, x1)
    if dot or height > width:
        yield Rule(False, (x0 + x1) / 2, top, bottom)


def _sides(points: list[Point]) -> Iterator[Rule]:
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y1 - y0) <= STRAIGHT < abs(x1 - x0):
            yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x1 - x0) <= STRAIGHT < abs(y1 - y0):
            yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _within(rule: Rule, frame: Frame) -> Rule | None:
    length, breadth = (frame.width, frame.height) if rule.level else (frame.height, frame.width)
    start, end = max(rule.start, 0.0), min(rule.end, length)
    if start > end or not -COLLINEAR <= rule.at <= breadth + COLLINEAR:
        return None
    return Rule(rule.level, rule.at, start, end)


def is_white(colour: object) -> bool:
    """Whether a PDF colour (grey, RGB or CMYK) is paper white."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    numbers = [part for part in parts if isinstance(part, int | float)]
    if not numbers or len(numbers) != len(parts):
        return False
    if len(numbers) == 4:
        return max(numbers) <= 0.01
    return min(numbers) >= 0.99


def joined(pieces: Iterable[Rule]) -> list[Rule]:
    """Rules put together from pieces that lie on one line and touch, nearly."""
    rules: list[Rule] = []
    for line in _collinear(pieces):
        at = max(line, key=lambda rule: rule.end - rule.start).at
        start, end = line[0].start, line[0].end
        for piece in line[1:]:
            if piece.start - end > DASH_GAP:
                rules.append(Rule(piece.level, at, start, end))
                start = piece.start
                end = piece.end
            end = max(end, piece.end)
        rules.append(Rule(line[0].level, at, start, end))
    return [rule for rule in rules if rule.end - rule.start >= SHORTEST]


def _collinear(pieces: Iterable[Rule]) -> Iterator[list[Rule]]:
    line: list[Rule] = []
    for piece in sorted(pieces, key=lambda rule: (rule.level, rule.at)):
        if line and (piece.level != line[-1].level or piece.at - line[0].at > COLLINEAR):
            yield sorted(line, key=lambda rule: rule.start)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda rule: rule.start)
