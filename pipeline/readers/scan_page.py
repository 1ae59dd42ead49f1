"""A page that is a picture: made straight and upright, ruled, read, and laid out as any other page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy

from pipeline.readers.ocr import Ocr, Picture, Quad
from pipeline.readers.pdf_doubts import unread
from pipeline.readers.pdf_frame import Box
from pipeline.readers.pdf_glyphs import Glyph
from pipeline.readers.pdf_grid import Point, grids_of
from pipeline.readers.pdf_page import Before, PageContent, PageDraft, Writer, drafted
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_runs import page_contents
from pipeline.readers.pdf_seen import Seen
from pipeline.readers.scan_doubts import with_doubts
from pipeline.readers.scan_frame import Matrix, ScanFrame, scaling, shifting
from pipeline.readers.scan_gaps import gaps_told
from pipeline.readers.scan_hidden import moved, warped, without_arcs
from pipeline.readers.scan_ink import INK, NOISE, Grey, dark, grey_of, noise_of
from pipeline.readers.scan_lines import Box as PixelBox
from pipeline.readers.scan_lines import em_of, ink_lines
from pipeline.readers.scan_rules import rules_of_scan, without_rules
from pipeline.readers.scan_seals import Unsealed, without_seals
from pipeline.readers.scan_straight import straightened, straightening
from pipeline.readers.scan_strokes import strokes_told
from pipeline.readers.scan_text import glyphs_of, read_lines, spoiled, without_legends
from pipeline.readers.scan_turn import is_upside_down, runs_down, turned, turning
from pipeline.vocabulary import Vocabulary

# Rules are this thick at most, half on each side (in points).
HALF_RULE = 0.8
# A letter beside a seal may have gone with it (in points).
SPREAD = 8.0


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as a picture: drawn at ``dpi`` by the size of its text; a pixel is ``points`` of the page.

    ``left`` and ``top`` are where a part of a page begins on it, in points.
    """

    picture: Picture
    dpi: float
    points: float
    left: float = 0.0
    top: float = 0.0


@dataclass(frozen=True, slots=True)
class Upright:
    """The picture made upright, without rules: ``matrix`` leads to it from the picture as given.

    ``seals`` are the boxes, in pixels, in which a seal may have spoiled what is read; ``spoilt`` is 1 where.
    """

    picture: Picture
    matrix: Matrix
    rules: list[Rule]
    quads: list[Quad]
    seals: list[Box]
    spoilt: Grey | None


@dataclass(frozen=True, slots=True)
class ScanRead:
    """What a picture shows before tables are made of it; ``inked`` tells whether it shows anything.

    ``seals`` are the boxes, on the page as given, of seals that may have spoiled what lies under them.
    """

    frame: ScanFrame
    rules: tuple[Rule, ...]
    glyphs: tuple[Glyph, ...]
    inked: bool
    reader: str
    seals: tuple[Box, ...] = ()


def read_scan(scan: Scan, ocr: Ocr) -> ScanRead:
    """The rules and characters of a picture. Pages depend on no other, so they may be read at once."""
    upright = upright_of(scan, ocr)
    height, width = upright.picture.shape[:2]
    scale = 72 / scan.dpi
    frame = ScanFrame(
        width * scale,
        height * scale,
        shifting(scan.left, scan.top)
        @ scaling(scan.points)
        @ numpy.linalg.inv(upright.matrix)
        @ scaling(1 / scale),
        scan.left + scan.picture.shape[1] * scan.points,
        scan.top + scan.picture.shape[0] * scan.points,
    )
    grey = grey_of(upright.picture)
    ink = dark(grey, scan.dpi, max(INK, round(NOISE * noise_of(grey))))
    em = em_of(upright.quads, scan.dpi)
    grids = grids_of(upright.rules, list(_points(upright.quads, scale)))
    cells = [_in_pixels(cell.box, scale) for grid in grids for cell in grid.cells]
    found = ink_lines(upright.quads, ink, cells, em)
    told = gaps_told(strokes_told(read_lines(upright.picture, found, em, ocr), ink, em), ink, em)
    lines = without_legends(spoiled(told, upright.spoilt, em), upright.seals)
    glyphs = tuple(glyphs_of(lines, em, scale))
    seals = [frame.on_page(_in_points(seal, scale)) for seal in upright.seals]
    return ScanRead(frame, tuple(upright.rules), glyphs, bool(ink.any()), ocr.name, tuple(seals))


def scan_draft(read: ScanRead, number: int, before: Before) -> PageDraft | PageContent:
    """The page of what was read, after what the pages before it leave."""
    if not read.glyphs:
        blank = not read.inked
        return PageContent(read.frame, findings=(unread(number, blank=blank),), after=before, blank=blank)
    return drafted(Writer(number, read.reader), read.frame, read.rules, Seen(read.glyphs), before)


def scan_contents(
    reads: Iterable[tuple[int, ScanRead]], before: Before, vocabulary: Vocabulary
) -> Iterator[PageContent]:
    """Pages with their numbers as read, with their tables, after what the page before them leaves."""

    seals: dict[int, tuple[Box, ...]] = {}

    def drafts() -> Iterator[PageDraft | PageContent]:
        after = before
        for number, read in reads:
            seals[number] = read.seals
            draft = scan_draft(read, number, after)
            after = draft.after
            yield draft

    for content in page_contents(drafts(), vocabulary):
        yield replace(
            content,
            fragments=tuple(with_doubts(fragment, seals[fragment.page]) for fragment in content.fragments),
        )


def upright_of(scan: Scan, ocr: Ocr) -> Upright:
    """The picture straightened and turned, without seals and rules."""
    clean = without_seals(scan.picture, scan.dpi)
    straight, matrix = straightened(clean.picture, straightening(clean.picture))
    found = _found(straight, matrix, clean, scan.dpi, ocr)
    turn = 0
    if runs_down(found.quads):
        turn = 1
        found = _found(turned(straight, 1), turning(straight, 1) @ matrix, clean, scan.dpi, ocr)
    if found.quads and is_upside_down(found.picture, found.quads, ocr):
        matrix = turning(found.picture, 2) @ found.matrix
        found = _found(turned(turned(straight, turn), 2), matrix, clean, scan.dpi, ocr)
    return found


def _found(picture: Picture, matrix: Matrix, unsealed: Unsealed, dpi: float, ocr: Ocr) -> Upright:
    hidden, spoilt = (
        None if mask is None else warped(mask, matrix, picture.shape)
        for mask in (unsealed.erased, unsealed.spoilt)
    )
    rules = rules_of_scan(grey_of(picture), dpi, hidden)
    scale = 72 / dpi
    seals = [_spread(moved(box, matrix), SPREAD / scale) for box in unsealed.boxes]
    if seals:
        rules = without_arcs(rules, [_in_points(seal, scale) for seal in seals])
    clean = without_rules(picture, rules, dpi)
    return Upright(clean, matrix, rules, ocr.find(clean), seals, spoilt)


def _points(quads: Sequence[Quad], scale: float) -> Iterator[Point]:
    """Points along the lines, in points: where there is ink."""
    for (x0, y0), _, (x1, y1), _ in quads:
        step = max(y1 - y0, 1.0)
        for x in numpy.arange(min(x0, x1) + step / 2, max(x0, x1), step):
            yield float(x) * scale, (y0 + y1) / 2 * scale


def _spread(box: Box, by: float) -> Box:
    x0, top, x1, bottom = box
    return x0 - by, top - by, x1 + by, bottom + by


def _in_points(box: Box, scale: float) -> Box:
    x0, top, x1, bottom = box
    return x0 * scale, top * scale, x1 * scale, bottom * scale


def _in_pixels(box: tuple[float, float, float, float], scale: float) -> PixelBox:
    x0, top, x1, bottom = box
    inner = (x0 + HALF_RULE, top + HALF_RULE, x1 - HALF_RULE, bottom - HALF_RULE)
    left, upper, right, lower = (round(edge / scale) for edge in inner)
    return left, upper, right, lower
