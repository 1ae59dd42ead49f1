"""The rules of a PDF page: the straight lines, level or upright, that are seen on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.readers.pdf_covers import Covers
from pipeline.readers.pdf_frame import Box, Frame
from pipeline.readers.pdf_marks import Ink, Outline, Path, Point, shared_box

# A filled shape up to this thick is a rule, a thicker one a background.
RULE_THICKNESS = 2.5
# Pieces of one line lie within this of each other across, and leave no wider gap along (dashes).
COLLINEAR = 1.0
DASH_GAP = 3.0
# What is left shorter than this is a tick or the corner of a frame.
SHORTEST = 4.0
STRAIGHT = 0.5
# A white rule has shades this far beside it.
BESIDE = 1.0
# The edges of a rule are looked at this part of its thickness off its middle: half a rule is still seen.
EDGE = 0.35


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line at ``at`` (y of a level one, x of an upright one) from ``start`` to ``end``."""

    level: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A painted rectangle on the page as read, and when it was painted."""

    box: Box
    ink: Ink
    order: float

    @property
    def thin(self) -> bool:
        x0, top, x1, bottom = self.box
        return min(x1 - x0, bottom - top) <= RULE_THICKNESS


def bars_of(paths: Iterable[Path], frame: Frame) -> list[Bar]:
    """The rectangles that the paths paint: backgrounds, rules and the strokes around shapes."""
    return [bar for path in paths for bar in _bars(path, frame)]


def rules_of(bars: Sequence[Bar], frame: Frame) -> list[Rule]:
    """All rules that are seen within the frame; pieces of one line are joined."""
    whites = _white_rules(bars)
    covers = Covers(
        [
            (bar.box, bar.order)
            for bar in bars
            if bar.ink.opaque and (bar.ink.white or not bar.thin) and id(bar) not in whites
        ]
    )
    drawn = (bar for bar in bars if bar.thin and bar.ink.seen and (not bar.ink.white or id(bar) in whites))
    pieces = (
        _within(rule, frame) for bar in drawn for line in _lines(bar.box) for rule in _seen(line, bar, covers)
    )
    return joined(piece for piece in pieces if piece is not None)


def _white_rules(bars: Sequence[Bar]) -> set[int]:
    """The white bars (by id) that part shaded cells: a shade lies beside them, and no dark rule under them,
    which they would hide.
    """
    dark = [bar for bar in bars if bar.ink.seen and not bar.ink.white]
    shades = Covers([(bar.box, bar.order) for bar in dark if not bar.thin])
    if not shades.present:
        return set()
    rules = Covers([(bar.box, bar.order) for bar in dark if bar.thin])
    return {
        id(bar)
        for bar in bars
        if bar.thin
        and bar.ink.white
        and any(shades.under(point, bar.order) for point in _about(bar.box, (-BESIDE, BESIDE)))
        and not any(rules.under(point, bar.order) for point in _about(bar.box, (0.0,)))
    }


def _about(box: Box, off: Sequence[float]) -> Iterator[Point]:
    """Points along a thin box: so far off its two sides, or across it."""
    x0, top, x1, bottom = box
    for part in (0.1, 0.3, 0.5, 0.7, 0.9):
        x, y = x0 + part * (x1 - x0), top + part * (bottom - top)
        for step in off:
            if x1 - x0 >= bottom - top:
                sides = (top + step, bottom + step) if step else (top, (top + bottom) / 2, bottom)
                yield from ((x, side) for side in sides)
            else:
                sides = (x0 + step, x1 + step) if step else (x0, (x0 + x1) / 2, x1)
                yield from ((side, y) for side in sides)


def _bars(path: Path, frame: Frame) -> Iterator[Bar]:
    boxes: list[tuple[Box, Ink, float]] = []
    if path.fill is not None:
        boxes += [(box, path.fill, path.order) for box in _filled(path.outlines)]
    if path.stroke is not None:
        stroke = path.stroke
        strokes = (_stroked(edge, path.width) for outline in path.outlines for edge in outline.edges)
        boxes += [(box, stroke, path.order + 0.5) for box in strokes if box is not None]
    for box, ink, order in boxes:
        shown = box if path.clip is None else shared_box(path.clip, box)
        if shown[0] < shown[2] or shown[1] < shown[3]:
            yield Bar(frame.box(shown), ink, order)


def _filled(outlines: Sequence[Outline]) -> Iterator[Box]:
    """The rectangles filled; of two within each other, near at all sides, the frame between them."""
    boxes = [outline.box for outline in outlines if outline.straight and _is_bar(outline)]
    if len(boxes) == 2:
        outer, inner = sorted(boxes, key=lambda box: box[0] - box[2])
        gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
        if all(0 <= gap <= RULE_THICKNESS for gap in gaps) and max(gaps) > 0:
            yield outer[0], outer[1], inner[0], outer[3]
            yield inner[2], outer[1], outer[2], outer[3]
            yield outer[0], outer[1], outer[2], inner[1]
            yield outer[0], inner[3], outer[2], outer[3]
            return
    yield from boxes


def _is_bar(outline: Outline) -> bool:
    """Whether the outline is a rectangle, or so thin that it is a rule whatever its ends."""
    x0, y0, x1, y1 = outline.box
    if min(x1 - x0, y1 - y0) <= RULE_THICKNESS:
        return True
    return all(abs(bx - ax) <= STRAIGHT or abs(by - ay) <= STRAIGHT for (ax, ay), (bx, by) in outline.edges)


def _stroked(edge: tuple[Point, Point], width: float) -> Box | None:
    (ax, ay), (bx, by) = edge
    x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
    if x1 - x0 > STRAIGHT and y1 - y0 > STRAIGHT:
        return None
    half = width / 2
    return (x0, y0 - half, x1, y1 + half) if x1 - x0 >= y1 - y0 else (x0 - half, y0, x1 + half, y1)


def _lines(box: Box) -> Iterator[tuple[Rule, float]]:
    """A thin shape as the line along its middle, and its thickness; a dot may be a part of either kind."""
    x0, top, x1, bottom = box
    width, height = x1 - x0, bottom - top
    dot = max(width, height) <= RULE_THICKNESS
    if dot or width >= height:
        yield Rule(True, (top + bottom) / 2, x0, x1), height
    if dot or height > width:
        yield Rule(False, (x0 + x1) / 2, top, bottom), width


def _seen(line: tuple[Rule, float], bar: Bar, covers: Covers) -> Iterator[Rule]:
    """The parts of a rule that nothing painted later hides."""
    rule, thickness = line
    if not covers.any_after(bar.order):
        yield rule
        return
    edge = max(EDGE * thickness, 0.1)
    for at in (rule.at - edge, rule.at + edge):
        for start, end in covers.seen(rule.level, at, (rule.start, rule.end), bar.order):
            yield Rule(rule.level, rule.at, start, end)


def _within(rule: Rule, frame: Frame) -> Rule | None:
    length, breadth = (frame.width, frame.height) if rule.level else (frame.height, frame.width)
    start, end = max(rule.start, 0.0), min(rule.end, length)
    if start > end or not -COLLINEAR <= rule.at <= breadth + COLLINEAR:
        return None
    return Rule(rule.level, rule.at, start, end)


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
