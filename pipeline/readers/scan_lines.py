"""Lines of text on a straightened scan: found by the engine, parted at the rules, completed by the ink.

Engines join words across narrow columns, cut letters at a line's ends and overlook lone digits. So each
connected piece of ink goes to the found line that it lies in or near, within its cell; what ink is left in a
cell makes lines of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr import Quad
from pipeline.readers.scan_ink import Grey

Box = tuple[int, int, int, int]
"""x0, top, x1, bottom in pixels."""
Boxes = NDArray[numpy.int32]

# Parts of an em: ink this near to a line belongs to it; ink smaller is a speck; left ink this high is text.
NEAR, SPECK, TEXT = 0.3, 0.06, 0.4
# What is left of a rule is no thicker.
THIN = 0.15
# It lies so near to a side of its cell, where no letter stands.
EDGE = 0.15
# A part of a found line that reaches so little (in ems) into a cell has no letter there.
SLIVER = 0.35
# A line this much higher than wide is letters one above the other.
STACKED = 1.6
OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class InkLine:
    """A line of text by the box of its ink, within a cell (its index) or OUTSIDE of all."""

    box: Box
    cell: int


def ink_lines(quads: Iterable[Quad], ink: Grey, cells: Sequence[Box], em: float) -> list[InkLine]:
    """The lines on a page whose rules were taken out; ``em`` is the size of its letters in pixels."""
    parts = [part for quad in quads for part in _parted(_around(quad), cells, em)]
    pieces = _without_edges(_pieces(ink, em), cells, em)
    owners = _owners(parts, cells, pieces, ink.shape, em)
    lines = []
    for index, part in enumerate(parts):
        own = pieces[owners == index]
        if len(own):
            lines += [InkLine(box, part.cell) for box in _unstacked(own, _limits(part, cells), em)]
    left = pieces[owners == OUTSIDE]
    for cell, box in enumerate(cells):
        lines += [InkLine(found, cell) for found in _left(left, box, em)]
    return lines


def em_of(quads: Sequence[Quad], dpi: float) -> float:
    """The size of the page's letters in pixels, from the height of its lines."""
    heights = sorted(
        max(y for _, y in quad) - min(y for _, y in quad)
        for quad in quads
        if _width(quad) > 1.5 * (quad[3][1] - quad[0][1])
    )
    return 0.8 * heights[len(heights) // 2] if heights else dpi / 72 * 10.5


def _width(quad: Quad) -> float:
    return quad[1][0] - quad[0][0]


def _around(quad: Quad) -> Box:
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))


def _parted(box: Box, cells: Sequence[Box], em: float) -> Iterator[InkLine]:
    """The parts of a line that lie in different cells; a line in no cell, or partly outside, is one too."""
    x0, top, x1, bottom = box
    inside = False
    for index, cell in enumerate(cells):
        left, right = max(x0, cell[0]), min(x1, cell[2])
        upper, lower = max(top, cell[1]), min(bottom, cell[3])
        if right - left < SLIVER * em or lower - upper < min(0.5 * em, 0.5 * (bottom - top)):
            if right > left and lower > upper:
                inside = True
            continue
        inside = True
        yield InkLine((left, upper, right, lower), index)
    if not inside:
        yield InkLine(box, OUTSIDE)


def _limits(part: InkLine, cells: Sequence[Box]) -> Box | None:
    return None if part.cell == OUTSIDE else cells[part.cell]


def _pieces(ink: Grey, em: float) -> Boxes:
    """The boxes of the connected pieces of ink that are no specks."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    stats = stats[1:]
    kept = stats[stats[:, 4] >= max(2.0, (SPECK * em) ** 2)]
    boxes: Boxes = numpy.stack(
        [kept[:, 0], kept[:, 1], kept[:, 0] + kept[:, 2], kept[:, 1] + kept[:, 3]], axis=1
    )
    return boxes


def _without_edges(pieces: Boxes, cells: Sequence[Box], em: float) -> Boxes:
    """The pieces without what a rule leaves of itself: thin, and along a side of a cell."""
    kept = numpy.ones(len(pieces), bool)
    thin = (pieces[:, 2:] - pieces[:, :2] <= THIN * em).T
    for x0, top, x1, bottom in cells:
        inside = (pieces[:, 0] >= x0 - EDGE * em) & (pieces[:, 2] <= x1 + EDGE * em)
        inside &= (pieces[:, 1] >= top - EDGE * em) & (pieces[:, 3] <= bottom + EDGE * em)
        level = (pieces[:, 3] <= top + EDGE * em) | (pieces[:, 1] >= bottom - EDGE * em)
        upright = (pieces[:, 2] <= x0 + EDGE * em) | (pieces[:, 0] >= x1 - EDGE * em)
        kept &= ~(inside & ((level & thin[1]) | (upright & thin[0])))
    return pieces[kept]


def _owners(
    parts: Sequence[InkLine], cells: Sequence[Box], pieces: Boxes, shape: tuple[int, ...], em: float
) -> NDArray[numpy.int32]:
    """For each piece of ink the index of the line that it lies in or near; OUTSIDE where there is none."""
    owners = numpy.full(shape, OUTSIDE, numpy.int32)
    across, down = int(NEAR * em), int(NEAR * em / 2)
    for index, part in enumerate(parts):
        x0, top, x1, bottom = part.box
        left, upper, right, lower = _limits(part, cells) or (0, 0, shape[1], shape[0])
        owners[
            max(top - down, upper, 0) : min(bottom + down, lower),
            max(x0 - across, left, 0) : min(x1 + across, right),
        ] = index
    for index, part in enumerate(parts):
        x0, top, x1, bottom = part.box
        owners[max(top, 0) : bottom, max(x0, 0) : x1] = index
    xs = numpy.clip((pieces[:, 0] + pieces[:, 2]) // 2, 0, shape[1] - 1)
    ys = numpy.clip((pieces[:, 1] + pieces[:, 3]) // 2, 0, shape[0] - 1)
    found: NDArray[numpy.int32] = owners[ys, xs]
    return found


def _unstacked(pieces: Boxes, limits: Box | None, em: float) -> list[Box]:
    """The line's box, or those of the letters that stand one above the other in it."""
    box = _union(pieces, limits)
    if box[3] - box[1] < max(STACKED * (box[2] - box[0]), 1.8 * em):
        return [box]
    return [_union(run, limits) for run in _runs(pieces, axis=1, gap=0)]


def _union(pieces: Boxes, limits: Box | None) -> Box:
    x0, top = (int(value) for value in pieces[:, :2].min(axis=0))
    x1, bottom = (int(value) for value in pieces[:, 2:].max(axis=0))
    if limits is None:
        return x0, top, x1, bottom
    return max(x0, limits[0]), max(top, limits[1]), min(x1, limits[2]), min(bottom, limits[3])


def _runs(pieces: Boxes, axis: int, gap: float) -> Iterator[Boxes]:
    """Pieces that follow one another along an axis (0 across, 1 down) with gaps no wider than ``gap``."""
    ordered = pieces[numpy.argsort(pieces[:, axis], kind="stable")]
    first = 0
    end = ordered[0, axis + 2]
    for index in range(1, len(ordered)):
        if ordered[index, axis] - end > gap:
            yield ordered[first:index]
            first = index
        end = max(end, ordered[index, axis + 2])
    yield ordered[first:]


def _left(pieces: Boxes, cell: Box, em: float) -> Iterator[Box]:
    """The lines that ink makes which the engine found no line for."""
    xs, ys = (pieces[:, 0] + pieces[:, 2]) // 2, (pieces[:, 1] + pieces[:, 3]) // 2
    own = pieces[(cell[0] < xs) & (xs < cell[2]) & (cell[1] < ys) & (ys < cell[3])]
    if not len(own):
        return
    for row in _runs(own, axis=1, gap=0.1 * em):
        for run in _runs(row, axis=0, gap=1.5 * em):
            box = _union(run, cell)
            if max(box[3] - box[1], box[2] - box[0]) >= TEXT * em and not _is_edge(box, cell, em):
                yield box


def _is_edge(box: Box, cell: Box, em: float) -> bool:
    """Whether the ink is what is left of a rule: thin, and along a side of the cell."""
    x0, top, x1, bottom = box
    level = bottom - top <= THIN * em and min(top - cell[1], cell[3] - bottom) <= NEAR * em
    upright = x1 - x0 <= THIN * em and min(x0 - cell[0], cell[2] - x1) <= NEAR * em
    return level or upright
