"""One page as tablers reads it: its tables as fragments on a true grid, and the lines around them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import tablers
from tablers.tablers import Char

from pipeline.documents.model import Fragment
from pipeline.documents.text import is_chinese
from pipeline.readers.pdf_engines import NEAR, Box
from pipeline.readers.pdf_glyphs import Glyph, lines_of, printed_once
from pipeline.readers.pdf_page import Extent
from pipeline.readers.pdf_paragraphs import Line, line_of
from pipeline.readers.pdf_stamps import Colour, Letter, stamped
from pipeline.readers.pdf_tablers_cells import (
    HYPHEN,
    Boxed,
    CharBox,
    Owner,
    around,
    fragment_of,
    holes,
    outside_of,
    overrun_marked,
    reread,
    tables_of,
    without_empty_rim,
)

BREAKS: frozenset[str | None] = frozenset(("\r", "\n", "\t", " ", "\x00", "\u00a0", "\u3000", None))
# Of the height of a glyph's box, from the font's ascent to its descent, the em takes so much.
EM = 0.75
# Of a page's characters more than this part on the place of others is a text under the text.
CROWDED = 0.03
# Of a page's text so many characters tell how it lies; so large a part must lie alike.
SAMPLE = 40
MOSTLY = 0.67
# A rectangle around one cell is no higher than such a part of the page.
LOW_BOX = 0.35
# Letters of one line on its side stand this near, in ems.
TOGETHER = 0.3
# Turned by fewer degrees a character is not askew.
SLIGHT = 0.5


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """A page in pdfium with all its characters, and the visible ones as text and box.

    Taking the characters out of pdfium costs as much as finding tables, so it is done once. ``turned`` tells
    that some lie on their side.
    """

    page: tablers.Page
    chars: list[Char]
    visible: list[CharBox]
    stamp: tuple[Letter, ...] = ()
    turned: bool = False


def load(page: tablers.Page, colours: Callable[[], Sequence[Colour]] | None = None) -> LoadedPage:
    """The page with its characters; a seal's are none of the visible ones. ``colours`` gives those of all
    characters, and is asked only where some are askew.
    """
    page.extract_objects()
    objects = page.objects
    chars = [] if objects is None else objects.chars
    visible = [(text, char.bbox) for char in chars if (text := char.unicode_char) not in BREAKS]
    degrees = {char.rotation_degrees for char in chars}
    if not any(abs(turn) % 90 > SLIGHT for turn in degrees):
        return LoadedPage(page, chars, visible, turned=any(round(turn / 90) % 4 for turn in degrees))
    return _without_stamp(page, chars, colours() if colours is not None else ())


def _without_stamp(page: tablers.Page, chars: Sequence[Char], colours: Sequence[Colour]) -> LoadedPage:
    tints = colours if len(colours) == len(chars) else [None] * len(chars)
    shown = [
        (char, Letter(char.unicode_char or "", char.bbox, char.rotation_degrees, tint))
        for char, tint in zip(chars, tints, strict=True)
        if char.unicode_char not in BREAKS
    ]
    stamp = stamped([letter for _, letter in shown])
    kept = [char for index, (char, _) in enumerate(shown) if index not in stamp]
    visible = [(char.unicode_char or "", char.bbox) for char in kept]
    return LoadedPage(page, kept, visible, tuple(shown[index][1] for index in sorted(stamp)))


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as read. ``empty`` tells that it has no text, ``crowded`` that characters stand on others, as
    under a hidden text."""

    fragments: tuple[Fragment, ...] = ()
    lines: tuple[Line, ...] = ()
    extent: Extent | None = None
    empty: bool = False
    crowded: bool = False
    stamp: tuple[Letter, ...] = ()

    @property
    def held(self) -> int:
        """How many cells of its tables hold text."""
        return sum(bool(cell.text) for fragment in self.fragments for cell in fragment.cells)


def has_boxes_left(loaded: LoadedPage, read: PageRead) -> bool:
    """Whether lines outside of the tables stand in rectangles drawn around them, as cells may be."""
    objects = loaded.page.objects
    rects = objects.rects if objects is not None and read.fragments and read.lines else []
    high = LOW_BOX * loaded.page.height
    boxes = [rect.bbox for rect in rects if rect.is_stroked and NEAR < rect.bbox[3] - rect.bbox[1] < high]
    lines = [line.box for line in read.lines] if len(boxes) > 1 else []
    return any(
        box[0] <= x0 < box[2] and box[1] <= top and bottom <= box[3]
        for x0, top, _, bottom in lines
        for box in boxes
    )


def read_page(
    loaded: LoadedPage, number: int, extent: Extent | None, settings: tablers.TfSettings
) -> PageRead:
    """What tablers finds on the page; ``extent`` is that of the last table on the pages before."""
    page, chars = loaded.page, loaded.visible
    if not chars:
        return PageRead(empty=True)
    found = tablers.find_tables(page, tf_settings=settings)
    tables = tables_of([[(cell.bbox, cell.text) for cell in table.cells] for table in found], extent)
    size = (page.width, page.height)
    tables = [without_empty_rim(cells, size) for cells in tables]
    tables = [_filled(cells, loaded) for cells in tables]
    crowded = False
    if loaded.stamp:
        tables = [_without_letters(cells, loaded) for cells in tables]
    if _may_overprint(chars):
        glyphs = list(printed_once(_glyphs(loaded)))
        crowded = _crowded(glyphs)
        if len(glyphs) < len(chars):
            tables = [reread(cells, glyphs) for cells in tables]
            chars = [(glyph.text, glyph.box) for glyph in glyphs]
    fragments = tuple(fragment_of(cells, number) for cells in tables)
    if loaded.turned:
        fragments = tuple(overrun_marked(fragment, _sideways(loaded)) for fragment in fragments)
    outside = (_glyph(text, box, 0) for text, box in outside_of(chars, tables))
    lines = tuple(line_of(line, number, size) for line in lines_of(outside))
    last = around(tables[-1]) if tables else None
    return PageRead(
        fragments, lines, (last[0], last[2]) if last else None, crowded=crowded, stamp=loaded.stamp
    )


def texts_in(
    loaded: LoadedPage, boxes: Sequence[Box], is_inked: Callable[[Box], bool] | None = None
) -> list[str]:
    """What pdfium reads in boxes that another engine drew, doubled characters once."""
    glyphs = printed_once(_glyphs(loaded))
    inked = [glyph for glyph in glyphs if is_inked is None or _is_inked(glyph, is_inked)]
    return [text for _, text in reread([(box, "") for box in boxes], inked)]


def _is_inked(glyph: Glyph, is_inked: Callable[[Box], bool]) -> bool:
    """Whether the glyph is seen; a Chinese character has ink on both sides, unless one is clipped."""
    x0, top, x1, bottom = glyph.box
    if not is_chinese(glyph.text):
        return is_inked(glyph.box)
    middle = (x0 + x1) / 2
    return is_inked((x0, top, middle, bottom)) and is_inked((middle + 1, top, x1, bottom))


def turn_of(loaded: LoadedPage) -> int:
    """The quarter turns clockwise by which most of the page's text lies; a sample of it tells."""
    sample = loaded.chars[:: max(len(loaded.chars) // SAMPLE, 1)]
    turns = Counter(_turn(char) for char in sample if char.unicode_char not in BREAKS)
    if not turns:
        return 0
    turn, count = turns.most_common(1)[0]
    return turn if count > MOSTLY * turns.total() else 0


def _turn(char: Char) -> int:
    return round(char.rotation_degrees / 90) % 4


def _glyphs(loaded: LoadedPage) -> list[Glyph]:
    """All visible characters, each as it is turned."""
    turns = [_turn(char) for char in loaded.chars if char.unicode_char not in BREAKS]
    return [_glyph(text, box, turn) for (text, box), turn in zip(loaded.visible, turns, strict=True)]


def _sideways(loaded: LoadedPage) -> list[list[Box]]:
    """The boxes of characters on their side, those together that follow without a gap."""
    runs: list[list[Box]] = []
    before: Glyph | None = None
    for glyph in _glyphs(loaded):
        if not glyph.turn % 2:
            before = None
            continue
        together = before is not None and before.turn == glyph.turn and _follows(before, glyph)
        if not together:
            runs.append([])
        runs[-1].append(glyph.box)
        before = glyph
    return runs


def _follows(before: Glyph, glyph: Glyph) -> bool:
    gap = max(glyph.start - before.end, before.start - glyph.end)
    return abs(glyph.base - before.base) <= 0.1 * glyph.size and gap <= TOGETHER * glyph.size


def _glyph(text: str, box: Box, turn: int) -> Glyph:
    x0, top, x1, bottom = box
    size = max(EM * (x1 - x0 if turn % 2 else bottom - top), 0.01)
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    match turn:
        case 1:
            place = (-x + 0.35 * size, top, bottom)
        case 2:
            place = (-y + 0.35 * size, -x1, -x0)
        case 3:
            place = (x + 0.35 * size, -bottom, -top)
        case _:
            place = (y + 0.35 * size, x0, x1)
    return Glyph("-" if text == HYPHEN else text, box, *place, size, turn)


def _may_overprint(chars: Sequence[CharBox]) -> bool:
    """Whether characters may be printed twice, or over others: a quick look, as most pages have none."""
    if len({(text, int(box[0]), int(box[1])) for text, box in chars}) < len(chars):
        return True
    sample = chars[::4]  # neighbours are not in it, which narrow letters make share a place
    return len({(int(box[0]), int(box[1])) for _, box in sample}) < (1 - CROWDED / 4) * len(sample)


def _crowded(glyphs: Iterable[Glyph]) -> bool:
    """Whether other characters stand on the very place of one."""
    seen: set[tuple[int, int]] = set()
    shared = 0
    total = 0
    for glyph in glyphs:
        place = (round(glyph.start), round(glyph.base))
        shared += place in seen and glyph.size > 4
        seen.add(place)
        total += 1
    return shared > CROWDED * total


def _filled(cells: list[Boxed], loaded: LoadedPage) -> list[Boxed]:
    """The cells with those that the page end leaves open."""
    found = holes(cells)
    if not found:
        return cells
    more = reread([(box, "") for box in found], printed_once(_glyphs(loaded)))
    return [*cells, *more]


def _without_letters(cells: Sequence[Boxed], loaded: LoadedPage) -> list[Boxed]:
    """The cells, those under a seal without what it says."""
    owner = Owner([cells])
    under = {owner.of(letter.box) for letter in loaded.stamp}
    again = reread(cells, printed_once(_glyphs(loaded)))
    return [new if index in under else old for index, (old, new) in enumerate(zip(cells, again, strict=True))]
