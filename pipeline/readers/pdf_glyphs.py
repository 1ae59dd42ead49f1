"""Characters of a PDF page as they are seen, gathered into lines by their baselines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from unicodedata import category, east_asian_width

from pipeline.readers.marked_cells import GARBLED
from pipeline.readers.pdf_frame import Box, Frame
from pipeline.readers.pdf_marks import Char

# Between Latin letters a gap this wide (in ems) is a blank whose character was not printed; the gap that
# word processors leave between Chinese and Latin (a quarter of an em) is none, so wide characters need more.
LATIN_BLANK = 0.18
WIDE_BLANK = 0.8
# Letters of one line share their baseline, nearly; smaller ones may be raised by half an em.
SAME_LINE = 0.3
SMALL = 0.8
RAISED = 0.55
# Bold imitated by printing twice moves the second print by less than this part of an em.
OVERPRINT = 0.1
# The turn of vertical writing: its letters stand upright, one below the other.
DOWNWARD = 4
# Damaged fonts give letters of no size.
TINIEST = 0.01


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its box, and its place in its line: ``base`` across, ``start`` to ``end`` along.

    ``turn`` counts quarter turns clockwise, DOWNWARD is vertical writing; ``base`` grows in the order of
    lines, ``start`` of reading. ``run`` counts the strings that the page prints; outside of ``clip`` the
    glyph would not be seen. ``confidence`` is below 1 where OCR read it.
    """

    text: str
    box: Box
    base: float
    start: float
    end: float
    size: float
    turn: int = 0
    run: int = 0
    clip: Box | None = None
    confidence: float = 1.0

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of what is seen; taken from the baseline, as fonts lie about ascent and descent."""
        x0, top, x1, bottom = self.box
        if self.turn:
            return (x0 + x1) / 2, (top + bottom) / 2
        return (x0 + x1) / 2, self.base - 0.35 * self.size

    @property
    def visible(self) -> bool:
        return not self.text.isspace()


def turn_of(char: Char) -> int:
    """How many quarter turns clockwise the character lies in pdfminer's coordinates, or DOWNWARD."""
    a, b, _, d, _, _ = char.item.matrix
    if abs(a) < abs(b):
        return 1 if b < 0 else 3
    if a < 0 and d < 0:
        return 2
    return DOWNWARD if char.downward else 0


def glyph_of(char: Char, frame: Frame) -> Glyph:
    """The character in the coordinates of the page as it is read."""
    item = char.item
    box = x0, top, x1, bottom = frame.box((item.x0, item.y0, item.x1, item.y1))
    x, y = frame.point(*item.matrix[4:])
    turned = turn_of(char)
    turn = turned if turned == DOWNWARD else (turned - frame.turn) % 4
    sideways = turned in (1, 3) and not char.downward
    size = max(item.width if sideways else item.size, TINIEST)
    match turn:
        case 1:
            place = (-x, top, bottom)
        case 2:
            place = (-y, -x1, -x0)
        case 3:
            place = (x, -bottom, -top)
        case 4:  # DOWNWARD: the columns of vertical writing go from right to left
            place = (-(x0 + x1) / 2, top, bottom)
        case _:
            place = (y, x0, x1)
    clip = frame.box(char.clip) if char.clip is not None else None
    return Glyph(_clean(item.get_text()), box, *place, size, turn, char.run, clip)


def _clean(text: str) -> str:
    if text.startswith("(cid:") or not text:
        return GARBLED
    if text in "\t\n\r\v\f":
        return " "
    return GARBLED if any(category(char) == "Cc" for char in text) else text


def printed_once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """The glyphs without those printed a second time at the same place."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column, line = int(glyph.start), int(glyph.base)
        near = product((column - 1, column, column + 1), (line - 1, line, line + 1))
        again = any(_overprints(glyph, old) for x, y in near for old in seen.get((glyph.text, x, y), ()))
        seen.setdefault((glyph.text, column, line), []).append(glyph)
        if not again:
            yield glyph


def _overprints(one: Glyph, other: Glyph) -> bool:
    reach = min(1.0, OVERPRINT * one.size)
    same = abs(one.start - other.start) <= reach and abs(one.base - other.base) <= reach
    return same and abs(one.size - other.size) <= reach and one.turn == other.turn


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Lines from the top down, each in reading order, without blanks at its ends.

    Lines go by baseline: the boxes of Chinese punctuation would lift it out of its line. Large letters
    make the lines, so that a raised mark between two tight lines goes to its own.
    """
    runs: dict[tuple[int, float, float], list[Glyph]] = {}
    for glyph in glyphs:
        runs.setdefault((glyph.turn, -round(glyph.size, 1), round(glyph.base, 1)), []).append(glyph)
    lines: list[_Baseline] = []
    for key in sorted(runs):
        turn, minus_size, base = key
        holders = [line for line in lines if line.turn == turn and line.holds(base, -minus_size)]
        if holders:
            min(holders, key=lambda line: abs(line.base - base)).glyphs.extend(runs[key])
        else:
            lines.append(_Baseline(turn, base, -minus_size, list(runs[key])))
    lines.sort(key=lambda line: (line.turn, line.base))
    stripped = (_strip(sorted(line.glyphs, key=lambda glyph: glyph.start)) for line in lines)
    return [line for line in stripped if line]


@dataclass(slots=True)
class _Baseline:
    turn: int
    base: float
    size: float
    glyphs: list[Glyph]

    def holds(self, base: float, size: float) -> bool:
        raised = RAISED if size < SMALL * self.size else SAME_LINE
        return -raised * self.size <= base - self.base <= SAME_LINE * self.size


def _strip(line: list[Glyph]) -> list[Glyph]:
    shown = [index for index, glyph in enumerate(line) if glyph.visible]
    return line[shown[0] : shown[-1] + 1] if shown else []


def line_text(line: list[Glyph]) -> str:
    """The line as printed; an evident gap where no blank was printed gives one."""
    parts: list[str] = []
    previous: Glyph | None = None
    for index, glyph in enumerate(line):
        if not glyph.visible and any(_covers(other, glyph) for other in _neighbours(line, index)):
            continue
        if previous is not None and previous.visible and glyph.visible and _apart(previous, glyph):
            parts.append(" ")
        parts.append(glyph.text)
        previous = glyph
    return "".join(parts)


def _neighbours(line: list[Glyph], index: int) -> Iterator[Glyph]:
    """The nearest visible glyphs on both sides."""
    for side in (reversed(line[:index]), line[index + 1 :]):
        yield from islice((glyph for glyph in side if glyph.visible), 1)


def _covers(glyph: Glyph, blank: Glyph) -> bool:
    """Whether the blank, printed over the glyph by a second run of text, leaves no gap on the page."""
    overlap = min(glyph.end, blank.end) - max(glyph.start, blank.start)
    return overlap > 0.5 * (blank.end - blank.start)


def _apart(left: Glyph, right: Glyph) -> bool:
    ems = (right.start - left.end) / max(left.size, right.size)
    return ems > (WIDE_BLANK if is_wide(left.text[-1]) or is_wide(right.text[0]) else LATIN_BLANK)


def is_wide(char: str) -> bool:
    """Whether the character is as wide as a Chinese one."""
    return east_asian_width(char) in "WF"


def box_of(glyphs: Iterable[Glyph]) -> Box:
    """The box around all of them."""
    lefts, tops, rights, bottoms = zip(*(glyph.box for glyph in glyphs), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
