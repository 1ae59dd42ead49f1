"""One page of a PDF: its tables as fragments, and the lines of text around them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pdfminer.pdfpage import PDFPage

from pipeline.documents.findings import Finding
from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox
from pipeline.readers.pdf_aligned_grid import AlignedTable
from pipeline.readers.pdf_doubts import cell_doubts, layer_doubt, lost_text, unread, unreadable
from pipeline.readers.pdf_frame import Frame, shown_frame
from pipeline.readers.pdf_glyphs import Glyph, box_of, line_text, lines_of
from pipeline.readers.pdf_grid import TOUCH, Grid, GridCell, grids_of
from pipeline.readers.pdf_marks import Marks
from pipeline.readers.pdf_paragraphs import Line, line_of
from pipeline.readers.pdf_rules import Rule, bars_of, rules_of
from pipeline.readers.pdf_seen import Cut, Seen, is_unreadable, reading_turn, seen
from pipeline.readers.pdf_shares import Share, shared
from pipeline.readers.pdf_stamps import stamp_found

if TYPE_CHECKING:
    from pipeline.readers.scan_frame import ScanFrame

READER = "pdfplumber"
# The words of a text layer under a scan are another reader's guess.
LAYER_CONFIDENCE = 0.8

Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Before:
    """What a page leaves to the next: the left and right edge of its last ruled table."""

    extent: Extent | None = None


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page as read: its tables and the lines around them from the top down, as the text lies."""

    frame: "Frame | ScanFrame"
    fragments: tuple[Fragment, ...] = ()
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()
    after: Before = Before()
    blank: bool = False


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page whose ruled tables are read: the text outside of them, with the level rules there."""

    number: int
    frame: "Frame | ScanFrame"
    fragments: tuple[Fragment, ...]
    outside: tuple[Glyph, ...]
    levels: tuple[Rule, ...]
    writer: "Writer"
    findings: tuple[Finding, ...]
    after: Before

    @property
    def size(self) -> tuple[float, float]:
        return self.frame.width, self.frame.height


def page_rules(marks: Marks, page: PDFPage) -> tuple[Frame, list[Rule]]:
    """The rules that are seen on the page, and the frame they stand in."""
    frame = replace(shown_frame(page), turn=reading_turn(marks))
    return frame, rules_of(bars_of(marks.paths, frame), frame)


def page_draft(
    marks: Marks, shown: Frame, number: int, before: Before, reader: str = READER
) -> PageDraft | PageContent:
    """What the page shows, after what the pages before it leave; all of it where it shows no text.

    ``shown`` is the page upright; ``reader`` names who took down the marks.
    """
    frame = replace(shown, turn=reading_turn(marks))
    if is_unreadable(marks):
        return PageContent(frame, findings=(unreadable(number),))
    bars = bars_of(marks.paths, frame)
    text = seen(marks, bars, frame)
    middles = [glyph.centre for glyph in text.glyphs if glyph.visible]
    if not middles:
        inks = [ink for path in marks.paths for ink in (path.stroke, path.fill) if ink is not None]
        blank = not marks.pictures and not any(ink.seen and not ink.white for ink in inks)
        return PageContent(frame, findings=(unread(number, blank=blank),), after=before, blank=blank)
    writer = Writer(number, reader, text.cut, text.layer)
    return drafted(writer, frame, rules_of(bars, frame), text, before)


def drafted(
    writer: "Writer", frame: "Frame | ScanFrame", rules: Sequence[Rule], text: Seen, before: Before
) -> PageDraft:
    """The page's tables that rules and characters make, wherever those come from."""
    middles = [glyph.centre for glyph in text.glyphs if glyph.visible]
    ruled = list(_tables(grids_of(rules, middles), before.extent))
    shares, outside = shared(text.glyphs, ruled)
    levels = tuple(rule for rule in rules if rule.level and not any(_on(rule, grid) for grid in ruled))
    findings = [lost_text(writer.page, grid.box) for grid in ruled if _loses(grid, outside)]
    if text.stamp:
        findings.append(stamp_found(writer.page, text.stamp))
    return PageDraft(
        writer.page,
        frame,
        tuple(writer.ruled(grid, share) for grid, share in zip(ruled, shares, strict=True)),
        tuple(outside),
        levels,
        writer,
        tuple(findings),
        Before(_extent(ruled[-1]) if ruled else None),
    )


def finished(draft: PageDraft, aligned: Sequence[AlignedTable]) -> PageContent:
    """The page with its tables without upright rules."""
    more, outside = shared(draft.outside, [table.grid for table in aligned])
    written = (draft.writer.aligned(table, share) for table, share in zip(aligned, more, strict=True))
    lines = tuple(line_of(line, draft.number, draft.size) for line in lines_of(outside))
    doubts = (layer_doubt(draft.number),) if draft.writer.layer else ()
    return PageContent(
        draft.frame, (*draft.fragments, *written), lines, (*draft.findings, *doubts), draft.after
    )


def _on(rule: Rule, grid: Grid) -> bool:
    x0, top, x1, bottom = grid.box
    return top - TOUCH <= rule.at <= bottom + TOUCH and rule.start <= x1 and rule.end >= x0


def _loses(grid: Grid, outside: Iterable[Glyph]) -> bool:
    return any(glyph.visible and grid.position(glyph.centre) is not None for glyph in outside)


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


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes a page's fragments; places are those of the page as its text lies."""

    page: int
    reader: str
    cut: frozenset[Cut] = frozenset()
    layer: bool = False

    def ruled(self, grid: Grid, share: Share) -> Fragment:
        cells = tuple(
            self._cell(cell, share, index, (PageBox(self.page, cell.box),))
            for index, cell in enumerate(grid.cells)
        )
        return self._fragment(grid, cells)

    def aligned(self, table: AlignedTable, share: Share) -> Fragment:
        """Where no rules are, a cell lies where its text does."""
        cells = []
        for index, cell in enumerate(table.grid.cells):
            glyphs = [glyph for glyph in share.glyphs.get(index, []) if glyph.visible]
            places = (PageBox(self.page, box_of(glyphs)),) if glyphs else ()
            made = self._cell(cell, share, index, places)
            doubts = table.doubts(cell, places)
            cells.append(replace(made, findings=(*made.findings, *doubts)) if doubts else made)
        return replace(self._fragment(table.grid, tuple(cells)), cut=table.cut)

    def _fragment(self, grid: Grid, cells: tuple[Cell, ...]) -> Fragment:
        place = PageBox(self.page, grid.box)
        return Fragment(self.page, len(grid.ys) - 1, len(grid.xs) - 1, cells, (place,), edges=grid.xs)

    def _cell(self, cell: GridCell, share: Share, index: int, places: tuple[PageBox, ...]) -> Cell:
        glyphs = share.glyphs.get(index, [])
        text = "\n".join(line_text(line) for line in lines_of(glyphs))
        lines = ((round(glyph.base, 1), round(glyph.end, 1)) for glyph in glyphs)
        cut = bool(self.cut) and not self.cut.isdisjoint(lines)
        doubts = tuple(cell_doubts(text, places, overrun=index in share.overrun, cut=cut))
        confidence = min((glyph.confidence for glyph in glyphs), default=1.0)
        if self.layer and text:
            confidence = min(confidence, LAYER_CONFIDENCE)
        return Cell(
            text,
            cell.row + 1,
            cell.column + 1,
            cell.row_span,
            cell.column_span,
            places,
            (self.reader,),
            confidence,
            findings=doubts,
            ink=box_of(glyphs) if text else None,
        )
