"""Which characters of a PDF page are seen, and which of them can be believed."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from unicodedata import category

from pipeline.readers.marked_cells import GARBLED
from pipeline.readers.pdf_covers import Covers
from pipeline.readers.pdf_frame import Box, Frame
from pipeline.readers.pdf_glyphs import DOWNWARD, Glyph, glyph_of, printed_once, turn_of
from pipeline.readers.pdf_marks import Char, Marks
from pipeline.readers.pdf_rules import Bar
from pipeline.readers.pdf_stamps import Letter, stamped

# The page is read as its text lies, when so much of the text lies one way.
MOSTLY = 0.67
# A letter's matrix turns it by less than can be seen where this part of it is smaller.
SLIGHT = 1e-3
# A text layer under a scan is read where it has so many times the characters that are printed.
LAYER = 4
# Of a page's characters this part may be unknown for the others to be believed.
UNKNOWN = 0.3
# Letters as wide as Chinese characters are none: so many of a font, and so large a part, prove it.
FULL_EM, FEWEST, MAJORITY = 0.02, 5, 0.6


class Cut(NamedTuple):
    """Where in its line a clip path begins to hide the text, to a tenth of a point."""

    base: float
    at: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The glyphs that are seen, each once; ``cut`` says where a clip path hides the rest of a line, ``stamp``
    what a seal says.

    ``layer`` tells that the page is a picture and the glyphs are the unseen text laid over it.
    """

    glyphs: tuple[Glyph, ...]
    cut: frozenset[Cut] = frozenset()
    layer: bool = False
    stamp: tuple[Letter, ...] = ()


def reading_turn(marks: Marks) -> int:
    """The quarter turns by which most of the page's text lies."""
    turns = Counter(turn_of(char) % DOWNWARD for char in marks.chars if not char.item.get_text().isspace())
    if not turns:
        return 0
    turn, count = turns.most_common(1)[0]
    return turn if count > MOSTLY * turns.total() else 0


def seen(marks: Marks, bars: Sequence[Bar], frame: Frame) -> Seen:
    """What of the page's text is seen: not clipped, painted over, white on white, nor of no ink."""
    thick = [bar for bar in bars if bar.ink.seen and (bar.ink.white or not bar.thin)]
    covers = Covers([(bar.box, bar.order) for bar in thick if bar.ink.opaque])
    pictures = [(frame.box(picture.box), float(picture.order)) for picture in marks.pictures]
    ground = Covers([*((bar.box, bar.order) for bar in thick if not bar.ink.white), *pictures])
    printed: list[Glyph] = []
    layer: list[Glyph] = []
    hidden: set[Cut] = set()
    stamp = _stamp(marks, frame)
    for index, char in enumerate(marks.chars):
        if index in stamp:
            continue
        glyph = glyph_of(char, frame)
        middle = (glyph.box[0] + glyph.box[2]) / 2, (glyph.box[1] + glyph.box[3]) / 2
        if not frame.holds(glyph.centre) and not frame.holds(middle):
            continue
        if glyph.clip is not None:
            if not _holds(glyph.clip, glyph.centre):
                if glyph.visible:
                    hidden.add(Cut(round(glyph.base, 1), round(glyph.start, 1)))
                continue
            glyph = _clipped(glyph, glyph.clip)
        if char.unseen_mode:
            layer.append(glyph)
            continue
        legible = not char.ink.white or ground.under(middle, char.order)
        if char.ink.seen and legible and not covers.over(middle, char.order):
            printed.append(glyph)
    if pictures and len(layer) > LAYER * len(printed):
        return Seen(tuple(printed_once([*printed, *layer])), layer=True)
    glyphs = tuple(printed_once(printed))
    return Seen(glyphs, frozenset(hidden), stamp=tuple(stamp.values()))


def _stamp(marks: Marks, frame: Frame) -> dict[int, Letter]:
    """What a seal says, by index of the characters; few pages have any, so that a quick look comes first."""
    if all(abs(char.item.matrix[0]) < SLIGHT or abs(char.item.matrix[1]) < SLIGHT for char in marks.chars):
        return {}
    shown = [
        index
        for index, char in enumerate(marks.chars)
        if char.ink.seen and not char.unseen_mode and not char.item.get_text().isspace()
    ]
    letters = [_letter(marks.chars[index], frame) for index in shown]
    return {shown[one]: letters[one] for one in sorted(stamped(letters))}


def _letter(char: Char, frame: Frame) -> Letter:
    item = char.item
    degrees = 0.0 if char.downward else -math.degrees(math.atan2(item.matrix[1], item.matrix[0]))
    inks = char.colour if isinstance(char.colour, tuple | list) else (char.colour,)
    tint = tuple(float(ink) for ink in inks if isinstance(ink, int | float))
    box = frame.box((item.x0, item.y0, item.x1, item.y1))
    return Letter(item.get_text(), box, degrees - 90 * frame.turn, tint)


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] - 0.5 <= point[0] <= box[2] + 0.5 and box[1] - 0.5 <= point[1] <= box[3] + 0.5


def _clipped(glyph: Glyph, clip: Box) -> Glyph:
    """The glyph with the box of what is seen of it across; its height tells lines and stays."""
    x0, top, x1, bottom = glyph.box
    if x0 >= clip[0] and x1 <= clip[2]:
        return glyph
    x0, x1 = max(x0, clip[0]), max(min(x1, clip[2]), x0)
    return replace(glyph, box=(x0, top, x1, bottom))


def is_unreadable(marks: Marks) -> bool:
    """Whether the page's fonts do not say which characters are printed, so that no text can be believed."""
    chars = [char for char in marks.chars if not char.item.get_text().isspace() and not char.unseen_mode]
    unknown = sum(_is_unknown(char.item.get_text()) for char in chars)
    posing = _posing(chars)
    unknown += sum(char.item.fontname in posing for char in chars)
    return unknown > UNKNOWN * len(chars) > 0


def _is_unknown(text: str) -> bool:
    if not text or text.startswith("(cid:"):
        return True
    return any(char == GARBLED or category(char) in ("Co", "Cn", "Cs", "Cc") for char in text)


def _posing(chars: Iterable[Char]) -> set[str]:
    """Fonts that say nothing of their characters and whose letters are as wide as Chinese ones."""
    total: Counter[str] = Counter()
    wide: Counter[str] = Counter()
    for char in chars:
        if char.mapped or not char.item.height:
            continue
        font = char.item.fontname
        total[font] += 1
        wide[font] += (
            abs(char.item.width / char.item.height - 1) <= FULL_EM and char.item.get_text().isascii()
        )
    return {font for font, count in wide.items() if count >= FEWEST and count > MAJORITY * total[font]}
