"""What tablers finds as boxes with text, made cells of fragments on a true grid."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox
from pipeline.readers.marked_cells import GARBLED
from pipeline.readers.pdf_doubts import cell_doubts
from pipeline.readers.pdf_engines import NEAR, TABLERS, Box, box_of_cell, shared_area
from pipeline.readers.pdf_glyphs import Glyph, line_text, lines_of
from pipeline.readers.pdf_page import Extent

# pdfium writes a hyphen at the end of a line as this, and takes the line break away.
HYPHEN = "\x02"
# Edges of one grid line, after tablers' own snapping.
SNAP = 1.0
# Cells that cover so much of their table leave no hole.
WHOLE = 0.995

CharBox = tuple[str, Box]
Boxed = tuple[Box, str]


def tables_of(found: Iterable[list[Boxed]], extent: Extent | None) -> list[list[Boxed]]:
    """The tables from the top down. A single box is one only where it goes on with the table before.

    What lies in one cell of another table is a part of that cell.
    """
    tables = sorted((cells for cells in found if cells), key=lambda cells: around(cells)[1::-1])
    kept: list[list[Boxed]] = []
    for cells in tables:
        box = around(cells)
        goes_on = extent is not None and abs(box[0] - extent[0]) <= NEAR >= abs(box[2] - extent[1])
        if (len(cells) > 1 or goes_on) and not _in_a_cell(box, tables, cells):
            kept.append(cells)
            extent = (box[0], box[2])
    return kept


def without_empty_rim(cells: list[Boxed], size: tuple[float, float]) -> list[Boxed]:
    """The cells without those that hold nothing and end at the edge of the page: rules clipped before it."""
    box = around(cells)
    inside = box[0] > NEAR and box[1] > NEAR and box[2] < size[0] - NEAR and box[3] < size[1] - NEAR
    kept = cells if inside else [cell for cell in cells if cell[1].strip() or not _at_edge(cell[0], size)]
    return kept or cells


def _at_edge(box: Box, size: tuple[float, float]) -> bool:
    return min(box[0], box[1], size[0] - box[2], size[1] - box[3]) <= NEAR


def _in_a_cell(box: Box, tables: Sequence[list[Boxed]], own: list[Boxed]) -> bool:
    size = (box[2] - box[0]) * (box[3] - box[1])
    return any(
        shared_area(box, cell) > 0.95 * size
        for cells in tables
        if cells is not own and len(cells) > 1
        for cell, _ in cells
    )


def around(cells: Sequence[Boxed]) -> Box:
    lefts, tops, rights, bottoms = zip(*(box for box, _ in cells), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def reread(cells: Sequence[Boxed], glyphs: Iterable[Glyph]) -> list[Boxed]:
    """The cells with the text of these glyphs, each in the cell that its middle lies in."""
    held: list[list[Glyph]] = [[] for _ in cells]
    owner = Owner([cells])
    for glyph in glyphs:
        if (index := owner.of(glyph.box)) is not None:
            held[index].append(glyph)
    return [
        (box, "\n".join(line_text(line) for line in lines_of(glyphs)))
        for (box, _), glyphs in zip(cells, held, strict=True)
    ]


def outside_of(chars: Iterable[CharBox], tables: Sequence[list[Boxed]]) -> list[CharBox]:
    """The characters that no cell holds: those around the tables, and those that tablers left out."""
    arounds = [around(cells) for cells in tables]
    outside: list[CharBox] = []
    inside: list[CharBox] = []
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
        owner = Owner(tables)
        outside += [char for char in inside if owner.of(char[1]) is None]
    return outside


class Owner:
    """Finds the cell that a character lies in, by its middle."""

    def __init__(self, tables: Sequence[Sequence[Boxed]]) -> None:
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


def fragment_of(cells: Sequence[Boxed], number: int) -> Fragment:
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
    place = PageBox(number, around(cells))
    return Fragment(number, max(rows.values()), max(columns.values()), made, (place,))


def overrun_marked(fragment: Fragment, runs: Iterable[Sequence[Box]]) -> Fragment:
    """The fragment with a doubt on cells that a line on its side runs across, as a stamp's text may."""
    boxes = [box_of_cell(cell) for cell in fragment.cells]
    owner = Owner([[(box, "") for box in boxes if box is not None]])
    crossed: set[int] = set()
    for run in runs:
        held = {index for box in run if (index := owner.of(box)) is not None}
        crossed |= held if len(held) > 1 else set()
    if not crossed:
        return fragment
    cells = list(fragment.cells)
    for index in crossed:
        places = tuple(place for place in cells[index].places if isinstance(place, PageBox))
        doubts = cell_doubts("", places, overrun=True, cut=False)
        cells[index] = replace(cells[index], findings=(*cells[index].findings, *doubts))
    return replace(fragment, cells=tuple(cells))


def holes(cells: Sequence[Boxed]) -> list[Box]:
    """Where a table has no cell though its rows and columns cross there: a merged cell that the page end
    leaves open, which has no rule below and is none to tablers.
    """
    whole = around(cells)
    covered = sum((x1 - x0) * (y1 - y0) for (x0, y0, x1, y1), _ in cells)
    if covered >= WHOLE * (whole[2] - whole[0]) * (whole[3] - whole[1]):
        return []
    columns = _lines(edge for box, _ in cells for edge in (box[0], box[2]))
    rows = _lines(edge for box, _ in cells for edge in (box[1], box[3]))
    xs, ys = _positions(columns), _positions(rows)
    taken = {
        (row, column)
        for (x0, y0, x1, y1), _ in cells
        for row in range(rows[y0], rows[y1])
        for column in range(columns[x0], columns[x1])
    }
    filled = Counter(row for row, _ in taken)
    found = []
    for column in range(len(xs) - 1):
        row = 0
        while row < len(ys) - 1:
            end = row
            while end < len(ys) - 1 and (end, column) not in taken and 2 * filled[end] >= len(xs) - 1:
                end += 1
            if end > row:
                found.append((xs[column], ys[row], xs[column + 1], ys[end]))
            row = max(end, row + 1)
    return found


def _positions(lines: dict[float, int]) -> list[float]:
    """Where each grid line stands, in order."""
    return list({line: edge for edge, line in reversed(lines.items())}.values())[::-1]


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
