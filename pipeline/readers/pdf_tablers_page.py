"""One page as tablers reads it: its tables as fragments on a true grid, and the lines around them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import tablers
from tablers.tablers import Char

from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox
from pipeline.documents.text import is_chinese
from pipeline.readers.pdf_doubts import cell_doubts
from pipeline.readers.pdf_engines import NEAR, TABLERS, Box, shared_area
from pipeline.readers.pdf_glyphs import GARBLED, Glyph, line_text, lines_of, printed_once
from pipeline.readers.pdf_page import Extent
from pipeline.readers.pdf_paragraphs import Line, line_of

# pdfium writes a hyphen at the end of a line as this, and takes the line break away.
HYPHEN = "\x02"
BREAKS: frozenset[str | None] = frozenset(("\r", "\n", "\t", " ", "\x00", "\u00a0", "\u3000", None))
# Of the height of a glyph's box, from the font's ascent to its descent, the em takes so much.
EM = 0.75
# Of a page's characters more than this part on the place of others is a text under the text.
CROWDED = 0.03
# Of a page's text so many characters tell how it lies; so large a part must lie alike.
SAMPLE = 40
MOSTLY = 0.67
# Edges of one grid line, after tablers' own snapping.
SNAP = 1.0


_Char = tuple[str, Box]
_Boxed = tuple[Box, str]


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """A page in pdfium with all its characters, and the visible ones as text and box.

    Taking the characters out of pdfium costs as much as finding tables, so it is done once.
    """

    page: tablers.Page
    chars: list[Char]
    visible: list[_Char]


def load(page: tablers.Page) -> LoadedPage:
    """The page with its characters."""
    page.extract_objects()
    objects = page.objects
    chars = [] if objects is None else objects.chars
    visible = [(text, char.bbox) for char in chars if (text := char.unicode_char) not in BREAKS]
    return LoadedPage(page, chars, visible)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as read. ``empty`` tells that it has no text, ``crowded`` that characters stand on others, as
    under a hidden text."""

    fragments: tuple[Fragment, ...] = ()
    lines: tuple[Line, ...] = ()
    extent: Extent | None = None
    empty: bool = False
    crowded: bool = False


def read_page(
    loaded: LoadedPage, number: int, extent: Extent | None, settings: tablers.TfSettings
) -> PageRead:
    """What tablers finds on the page; ``extent`` is that of the last table on the pages before."""
    page, chars = loaded.page, loaded.visible
    if not chars:
        return PageRead(empty=True)
    found = tablers.find_tables(page, tf_settings=settings)
    tables = _tables([[(cell.bbox, cell.text) for cell in table.cells] for table in found], extent)
    size = (page.width, page.height)
    tables = [_without_empty_rim(cells, size) for cells in tables]
    crowded = False
    if _may_overprint(chars):
        glyphs = list(printed_once(_glyphs(loaded)))
        crowded = _crowded(glyphs)
        if len(glyphs) < len(chars):
            tables = [_reread(cells, glyphs) for cells in tables]
            chars = [(glyph.text, glyph.box) for glyph in glyphs]
    fragments = tuple(_fragment(cells, number) for cells in tables)
    outside = (_glyph(text, box, 0) for text, box in _outside(chars, tables))
    lines = tuple(line_of(line, number, size) for line in lines_of(outside))
    last = _around(tables[-1]) if tables else None
    return PageRead(fragments, lines, (last[0], last[2]) if last else None, crowded=crowded)


def texts_in(
    loaded: LoadedPage, boxes: Sequence[Box], is_inked: Callable[[Box], bool] | None = None
) -> list[str]:
    """What pdfium reads in boxes that another engine drew, doubled characters once."""
    glyphs = printed_once(_glyphs(loaded))
    inked = [glyph for glyph in glyphs if is_inked is None or _is_inked(glyph, is_inked)]
    return [text for _, text in _reread([(box, "") for box in boxes], inked)]


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


def _may_overprint(chars: Sequence[_Char]) -> bool:
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


def _tables(found: Iterable[list[_Boxed]], extent: Extent | None) -> list[list[_Boxed]]:
    """The tables from the top down. A single box is one only where it goes on with the table before.

    What lies in one cell of another table is a part of that cell.
    """
    tables = sorted((cells for cells in found if cells), key=lambda cells: _around(cells)[1::-1])
    kept: list[list[_Boxed]] = []
    for cells in tables:
        around = _around(cells)
        goes_on = extent is not None and abs(around[0] - extent[0]) <= NEAR >= abs(around[2] - extent[1])
        if (len(cells) > 1 or goes_on) and not _in_a_cell(around, tables, cells):
            kept.append(cells)
            extent = (around[0], around[2])
    return kept


def _without_empty_rim(cells: list[_Boxed], size: tuple[float, float]) -> list[_Boxed]:
    """The cells without those that hold nothing and end at the edge of the page: rules clipped before it."""
    around = _around(cells)
    inside = (
        around[0] > NEAR and around[1] > NEAR and around[2] < size[0] - NEAR and around[3] < size[1] - NEAR
    )
    kept = cells if inside else [cell for cell in cells if cell[1].strip() or not _at_edge(cell[0], size)]
    return kept or cells


def _at_edge(box: Box, size: tuple[float, float]) -> bool:
    return min(box[0], box[1], size[0] - box[2], size[1] - box[3]) <= NEAR


def _in_a_cell(around: Box, tables: Sequence[list[_Boxed]], own: list[_Boxed]) -> bool:
    size = (around[2] - around[0]) * (around[3] - around[1])
    return any(
        shared_area(around, box) > 0.95 * size
        for cells in tables
        if cells is not own and len(cells) > 1
        for box, _ in cells
    )


def _around(cells: Sequence[_Boxed]) -> Box:
    lefts, tops, rights, bottoms = zip(*(box for box, _ in cells), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _reread(cells: Sequence[_Boxed], glyphs: Iterable[Glyph]) -> list[_Boxed]:
    """The cells with the text of these glyphs, each in the cell that its middle lies in."""
    held: list[list[Glyph]] = [[] for _ in cells]
    owner = _Owner([cells])
    for glyph in glyphs:
        if (index := owner.of(glyph.box)) is not None:
            held[index].append(glyph)
    return [
        (box, "\n".join(line_text(line) for line in lines_of(glyphs)))
        for (box, _), glyphs in zip(cells, held, strict=True)
    ]


def _outside(chars: Iterable[_Char], tables: Sequence[list[_Boxed]]) -> list[_Char]:
    """The characters that no cell holds: those around the tables, and those that tablers left out."""
    arounds = [_around(cells) for cells in tables]
    outside: list[_Char] = []
    inside: list[_Char] = []
    for char in chars:
        x0, top, x1, bottom = char[1]
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        for left, above, right, below in arounds:
            if left <= x <= right and above <= y <= below:
                inside.append(char)
                break
        else:
            outside.append(char)
    held = sum(len("".join(text.split())) for cells in tables for _, text in cells)
    if held != len(inside):
        owner = _Owner(tables)
        outside += [char for char in inside if owner.of(char[1]) is None]
    return outside


class _Owner:
    """Finds the cell that a character lies in, by its middle."""

    def __init__(self, tables: Sequence[Sequence[_Boxed]]) -> None:
        self._cells = [box for cells in tables for box, _ in cells]
        self._tops = sorted({box[1] for box in self._cells})
        self._rows: dict[float, list[int]] = {top: [] for top in self._tops}
        for index, box in enumerate(self._cells):
            for top in self._tops[bisect_right(self._tops, box[1]) - 1 :]:
                if top >= box[3]:
                    break
                self._rows[top].append(index)

    def of(self, box: Box) -> int | None:
        """The index of the cell, None where there is none."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        row = bisect_right(self._tops, y) - 1
        if row < 0:
            return None
        for index in self._rows[self._tops[row]]:
            cell = self._cells[index]
            if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]:
                return index
        return None


def _fragment(cells: Sequence[_Boxed], number: int) -> Fragment:
    """Cells on rows and columns, which are the edges where cells begin or end."""
    columns = _lines(edge for box, _ in cells for edge in (box[0], box[2]))
    rows = _lines(edge for box, _ in cells for edge in (box[1], box[3]))
    placed = []
    for box, text in cells:
        column, row = columns[box[0]], rows[box[1]]
        spans = (max(rows[box[3]] - row, 1), max(columns[box[2]] - column, 1))
        placed.append((row, column, spans, box, text))
    placed.sort(key=lambda cell: cell[:2])
    made = tuple(_cell(*cell, number) for cell in placed)
    place = PageBox(number, _around(cells))
    return Fragment(number, max(rows.values()), max(columns.values()), made, (place,))


def _lines(edges: Iterable[float]) -> dict[float, int]:
    """Each edge's grid line, counted from 0."""
    lines: dict[float, int] = {}
    line, last = -1, float("-inf")
    for edge in sorted(set(edges)):
        if edge - last > SNAP:
            line += 1
        lines[edge] = line
        last = edge
    return lines


def _cell(row: int, column: int, spans: tuple[int, int], box: Box, text: str, number: int) -> Cell:
    place = (PageBox(number, box),)
    text = _clean(text)
    findings = tuple(cell_doubts(text, place, overrun=False, cut=False)) if GARBLED in text else ()
    return Cell(text, row + 1, column + 1, *spans, place, (TABLERS,), findings=findings)


def _clean(text: str) -> str:
    if text.isprintable():
        return text
    text = text.replace(HYPHEN, "-\n").replace("\r", "").replace("\ufffe", GARBLED).strip()
    return "".join(char if char == "\n" or char >= " " else GARBLED for char in text)
