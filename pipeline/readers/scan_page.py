"""A page that is a picture: made straight and upright, ruled, read, and laid out as any other page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr import Ocr, Picture, Quad
from pipeline.readers.pdf_doubts import unread
from pipeline.readers.pdf_glyphs import Glyph
from pipeline.readers.pdf_grid import Point, grids_of
from pipeline.readers.pdf_page import Before, PageContent, PageDraft, Writer, drafted
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_runs import page_contents
from pipeline.readers.pdf_seen import Seen
from pipeline.readers.scan_doubts import with_doubts
from pipeline.readers.scan_frame import Matrix, ScanFrame, scaling
from pipeline.readers.scan_ink import INK, NOISE, dark, grey_of, noise_of
from pipeline.readers.scan_lines import Box, em_of, ink_lines
from pipeline.readers.scan_rules import rules_of_scan, without_rules
from pipeline.readers.scan_seals import without_seals
from pipeline.readers.scan_straight import straightened, straightening
from pipeline.readers.scan_strokes import strokes_told
from pipeline.readers.scan_text import glyphs_of, read_lines, spoiled
from pipeline.readers.scan_turn import is_upside_down, runs_down, turned, turning
from pipeline.vocabulary import Vocabulary

# Rules are this thick at most, half on each side (in points).
HALF_RULE = 0.8


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as a picture: drawn at ``dpi`` by the size of its text; a pixel is ``points`` of the page."""

    picture: Picture
    dpi: float
    points: float


@dataclass(frozen=True, slots=True)
class Upright:
    """The picture made upright, without rules: ``matrix`` leads to it from the picture as given."""

    picture: Picture
    matrix: Matrix
    rules: list[Rule]
    quads: list[Quad]
    spoiled: NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class ScanRead:
    """What a picture shows before tables are made of it; ``inked`` tells whether it shows anything."""

    frame: ScanFrame
    rules: tuple[Rule, ...]
    glyphs: tuple[Glyph, ...]
    inked: bool
    reader: str


def read_scan(scan: Scan, ocr: Ocr) -> ScanRead:
    """The rules and characters of a picture. Pages depend on no other, so they may be read at once."""
    upright = upright_of(scan, ocr)
    height, width = upright.picture.shape[:2]
    scale = 72 / scan.dpi
    frame = ScanFrame(
        width * scale,
        height * scale,
        scaling(scan.points) @ numpy.linalg.inv(upright.matrix) @ scaling(1 / scale),
        scan.picture.shape[1] * scan.points,
        scan.picture.shape[0] * scan.points,
    )
    grey = grey_of(upright.picture)
    ink = dark(grey, scan.dpi, max(INK, round(NOISE * noise_of(grey))))
    em = em_of(upright.quads, scan.dpi)
    grids = grids_of(upright.rules, list(_points(upright.quads, scale)))
    cells = [_in_pixels(cell.box, scale) for grid in grids for cell in grid.cells]
    found = ink_lines(upright.quads, ink, cells, em)
    told = strokes_told(read_lines(upright.picture, found, em, ocr), ink, em)
    lines = spoiled(told, upright.spoiled)
    glyphs = tuple(glyphs_of(lines, em, scale))
    return ScanRead(frame, tuple(upright.rules), glyphs, bool(ink.any()), ocr.name)


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

    def drafts() -> Iterator[PageDraft | PageContent]:
        after = before
        for number, read in reads:
            draft = scan_draft(read, number, after)
            after = draft.after
            yield draft

    for content in page_contents(drafts(), vocabulary):
        yield replace(content, fragments=tuple(with_doubts(fragment) for fragment in content.fragments))


def upright_of(scan: Scan, ocr: Ocr) -> Upright:
    """The picture straightened and turned, without seals and rules."""
    clean = without_seals(scan.picture, scan.dpi)
    straight, matrix = straightened(clean.picture, straightening(clean.picture))
    found = _found(straight, matrix, scan.dpi, ocr)
    turn = 0
    if runs_down(found.quads):
        turn = 1
        found = _found(turned(straight, 1), turning(straight, 1) @ matrix, scan.dpi, ocr)
    if found.quads and is_upside_down(found.picture, found.quads, ocr):
        matrix = turning(found.picture, 2) @ found.matrix
        found = _found(turned(turned(straight, turn), 2), matrix, scan.dpi, ocr)
    return replace(found, spoiled=_moved(clean.spoiled, found.matrix))


def _moved(points: NDArray[numpy.float64], matrix: Matrix) -> NDArray[numpy.float64]:
    x, y, w = matrix @ numpy.column_stack([points, numpy.ones(len(points))]).T
    return numpy.column_stack([x / w, y / w])


def _found(picture: Picture, matrix: Matrix, dpi: float, ocr: Ocr) -> Upright:
    rules = rules_of_scan(grey_of(picture), dpi)
    clean = without_rules(picture, rules, dpi)
    return Upright(clean, matrix, rules, ocr.find(clean), numpy.zeros((0, 2)))


def _points(quads: Sequence[Quad], scale: float) -> Iterator[Point]:
    """Points along the lines, in points: where there is ink."""
    for (x0, y0), _, (x1, y1), _ in quads:
        step = max(y1 - y0, 1.0)
        for x in numpy.arange(min(x0, x1) + step / 2, max(x0, x1), step):
            yield float(x) * scale, (y0 + y1) / 2 * scale


def _in_pixels(box: tuple[float, float, float, float], scale: float) -> Box:
    x0, top, x1, bottom = box
    inner = (x0 + HALF_RULE, top + HALF_RULE, x1 - HALF_RULE, bottom - HALF_RULE)
    left, upper, right, lower = (round(edge / scale) for edge in inner)
    return left, upper, right, lower
