"""One page of a PDF: its ruled tables as fragments, and the lines of text around them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pdfminer.layout import LTChar, LTComponent, LTContainer, LTPage
from pdfminer.pdfpage import PDFPage

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox
from pipeline.readers.pdf_glyphs import (
    GARBLED,
    Box,
    Frame,
    Glyph,
    glyph_of,
    line_text,
    lines_of,
    printed_once,
)
from pipeline.readers.pdf_grid import TOUCH, Grid, GridCell, grids_of
from pipeline.readers.pdf_paragraphs import Line, line_of
from pipeline.readers.pdf_rules import rules_of

READER = "pdfplumber"
# A letter that reaches over the rule by more of its width than this was not set for this cell.
OVER_RULE = 0.3

Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page as read: its tables and the lines around them from the top down.

    ``extent`` is the left and right edge of the last table, None where there is none.
    """

    fragments: tuple[Fragment, ...]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...] = ()
    extent: Extent | None = None


def page_content(layout: LTPage, page: PDFPage, number: int, extent: Extent | None) -> PageContent:
    """What the page shows; ``extent`` is that of the last table on the pages before."""
    frame = _shown_frame(layout, page)
    items = list(_items(layout))
    chars = (glyph_of(item, frame) for item in items if isinstance(item, LTChar))
    glyphs = [glyph for glyph in printed_once(chars) if frame.holds(*glyph.centre)]
    ink = [glyph.centre for glyph in glyphs if glyph.visible]
    if not ink:
        return PageContent((), (), (_unread(number, blank=not items),))
    tables = list(_tables(grids_of(rules_of(items, frame), ink), extent))
    shares, outside = _shared(glyphs, tables)
    fragments = tuple(_fragment(grid, share, number) for grid, share in zip(tables, shares, strict=True))
    lines = tuple(line_of(line, number, (frame.width, frame.height)) for line in lines_of(outside))
    return PageContent(fragments, lines, (), _extent(tables[-1]) if tables else None)


def _unread(number: int, *, blank: bool) -> Finding:
    if blank:
        return Finding("page-unread", Severity.INFO, f"page {number} is blank")
    return Finding(
        "page-unread",
        Severity.WARNING,
        f"page {number} has no text, only pictures or drawings, and was not read",
        remedy="Compare the page by eye, or read it as a scan",
    )


def _tables(grids: Iterable[Grid], extent: Extent | None) -> Iterator[Grid]:
    """The grids that are tables. A single box is one only where it goes on with the table before."""
    for grid in grids:
        goes_on = extent is not None and all(
            abs(mine - before) <= TOUCH for mine, before in zip(_extent(grid), extent, strict=True)
        )
        if len(grid.cells) > 1 or goes_on:
            extent = _extent(grid)
            yield grid


def _extent(grid: Grid) -> Extent:
    return grid.xs[0], grid.xs[-1]


@dataclass(slots=True)
class _Share:
    """What a table gets of the page's glyphs, by index of its cells, and the cells that text overruns."""

    glyphs: dict[int, list[Glyph]] = field(default_factory=dict)
    overrun: set[int] = field(default_factory=set)


def _shared(glyphs: Iterable[Glyph], grids: Sequence[Grid]) -> tuple[list[_Share], list[Glyph]]:
    """Each glyph to the one cell that its centre lies in, or to those outside of all tables."""
    shares = [_Share() for _ in grids]
    outside = []
    owners = [grid.cells_by_position() for grid in grids]
    for glyph in glyphs:
        for grid, owner, share in zip(grids, owners, shares, strict=True):
            position = grid.position(glyph.centre)
            if position in owner:
                cell = owner[position]
                share.glyphs.setdefault(cell, []).append(glyph)
                if glyph.visible and (over := _over_rule(glyph, grid.cells[cell].box)) is not None:
                    beside = grid.position(over)
                    share.overrun |= {cell, owner.get(beside, cell) if beside else cell}
                break
        else:
            outside.append(glyph)
    return shares, outside


def _over_rule(glyph: Glyph, box: Box) -> tuple[float, float] | None:
    """Where the glyph stands in the cell beside its own, None where it keeps within its rules."""
    x0, _, x1, _ = glyph.box
    reach = OVER_RULE * (x1 - x0)
    if box[0] - x0 > reach:
        return x0, glyph.centre[1]
    return (x1, glyph.centre[1]) if x1 - box[2] > reach else None


def _fragment(grid: Grid, share: _Share, number: int) -> Fragment:
    cells = tuple(
        _cell(cell, share.glyphs.get(index, []), number, overrun=index in share.overrun)
        for index, cell in enumerate(grid.cells)
    )
    return Fragment(number, len(grid.ys) - 1, len(grid.xs) - 1, cells, (PageBox(number, grid.box),))


def _cell(cell: GridCell, glyphs: list[Glyph], number: int, *, overrun: bool) -> Cell:
    place = PageBox(number, cell.box)
    text = "\n".join(line_text(line) for line in lines_of(glyphs))
    findings = tuple(_doubts(text, place, overrun=overrun))
    spans = (cell.row_span, cell.column_span)
    return Cell(text, cell.row + 1, cell.column + 1, *spans, (place,), (READER,), findings=findings)


def _doubts(text: str, place: PageBox, *, overrun: bool) -> Iterator[Finding]:
    if GARBLED in text:
        yield Finding(
            "text-garbled",
            Severity.WARNING,
            "the font does not say which characters some glyphs are",
            places=(place,),
            remedy="Read the words on the page and record a correction",
        )
    if overrun:
        yield Finding(
            "text-outside-cells",
            Severity.WARNING,
            "text runs over the rule beside this cell, so that it and the next may hold parts of each other",
            places=(place,),
            remedy="Compare the cell and its neighbours with the page",
        )


def _items(container: LTContainer[LTComponent]) -> Iterator[LTComponent]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _shown_frame(layout: LTPage, page: PDFPage) -> Frame:
    """The CropBox in the coordinates of the layout, which is turned as /Rotate says."""
    x0, y0, x1, y1 = page.mediabox
    left, bottom, right, top = page.cropbox
    left, right = max(min(left, right), x0), min(max(left, right), x1)
    bottom, top = max(min(bottom, top), y0), min(max(bottom, top), y1)
    match page.rotate:
        case 90:
            box = (bottom - y0, x1 - right, top - y0, x1 - left)
        case 180:
            box = (x1 - right, y1 - top, x1 - left, y1 - bottom)
        case 270:
            box = (y1 - top, left - x0, y1 - bottom, right - x0)
        case _:
            box = (left - x0, bottom - y0, right - x0, top - y0)
    if box[2] <= box[0] or box[3] <= box[1]:  # a CropBox off the page is ignored, as viewers do
        box = (0.0, 0.0, layout.width, layout.height)
    return Frame(box[0], box[3], box[2] - box[0], box[3] - box[1])
