"""Seals found on a scan by their outlines: rings, ovals and squares of the size of seals."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.scan_ink import Grey
from pipeline.readers.scan_lines import Box

Points = NDArray[numpy.float32]

# A seal's sides, in points; an oval one is so many times as wide as high at most.
SMALLEST, LARGEST, OVAL = 45.0, 180.0, 1.8
# In points: pieces of an outline lie so near, it strays so far from its figure, the seal ends so far out.
GAP, STRAYS, BEYOND = 3.0, 2.0, 4.0
# So large a part of an outline is inked, of a ring, which may be part of a piece, more; what is inked so much
# within is a picture.
OUTLINED, RING, FILLED = 0.75, 0.85, 0.6
# Outlines are looked for at so many dots an inch.
FINE = 72.0
STEPS = 180


@dataclass(frozen=True, slots=True)
class Outline:
    """The corners of a convex figure around a seal, in pixels."""

    points: Points
    square: bool = False

    def box(self, shape: tuple[int, ...]) -> Box:
        """x0, top, x1, bottom within a picture of this shape."""
        x0, top = numpy.floor(self.points.min(axis=0)).astype(int).tolist()
        x1, bottom = numpy.ceil(self.points.max(axis=0)).astype(int).tolist()
        return max(x0, 0), max(top, 0), min(x1 + 1, shape[1]), min(bottom + 1, shape[0])

    def within(self, box: Box) -> Grey:
        """1 where the box lies in the figure, else 0."""
        x0, top, x1, bottom = box
        inside = numpy.zeros((bottom - top, x1 - x0), numpy.uint8)
        moved = numpy.rint(self.points - numpy.array((x0, top), numpy.float32)).astype(numpy.int32)
        cv2.fillConvexPoly(inside, moved, 1)
        return inside


def seals_in(inked: Grey, dpi: float) -> list[Outline]:
    """The outlines of rings, ovals and squares, in pixels of ``inked`` (1 where a seal may be)."""
    factor = FINE / dpi
    size = (max(round(inked.shape[1] * factor), 1), max(round(inked.shape[0] * factor), 1))
    small = cv2.resize(inked * numpy.uint8(255), size, interpolation=cv2.INTER_AREA)
    pieces = _large_pieces(numpy.asarray(small > 60, numpy.uint8))
    if not pieces.any():
        return []
    found = [Outline(figure) for figure in _rings(numpy.where(pieces > 0, small, 0).astype(numpy.uint8))]
    for outline in found:
        cv2.fillConvexPoly(pieces, numpy.rint(outline.points).astype(numpy.int32), 0)
    found += _others(pieces)
    return [Outline(outline.points / numpy.float32(factor), outline.square) for outline in found]


def _large_pieces(ink: Grey) -> Grey:
    """The ink of pieces that are wide and high enough for an outline or a good part of one."""
    reach = round(GAP)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((reach, reach), numpy.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    least = 0.6 * SMALLEST
    large = (stats[:, 2] >= least) & (stats[:, 3] >= least)
    large[0] = False
    return numpy.asarray(large[labels], numpy.uint8)


def _rings(small: Grey) -> list[Points]:
    """Circles, whole or in part under others, the best outlined first."""
    blurred = cv2.GaussianBlur(small, (0, 0), 1)
    circles = cv2.HoughCircles(
        blurred,
        cv2.HOUGH_GRADIENT_ALT,
        1.5,
        10,
        param1=200,
        param2=0.7,
        minRadius=int(SMALLEST / 2),
        maxRadius=int(LARGEST / 2),
    )
    if circles is None:
        return []
    ink = numpy.asarray(blurred > 60, numpy.uint8)
    tried = []
    for x, y, radius in circles[0, :, :3].tolist():
        figure = _ellipse(x, y, radius, radius)
        if _outlined(ink, figure) >= RING and _filled(ink, figure) <= FILLED:
            tried.append((radius, x, y))
    found: list[tuple[float, float, float]] = []
    for radius, x, y in sorted(tried, reverse=True):
        if all(numpy.hypot(x - other[1], y - other[2]) > 0.8 * other[0] for other in found):
            found.append((radius, x, y))
    return [_ellipse(x, y, radius + BEYOND, radius + BEYOND) for radius, x, y in found]


def _others(pieces: Grey) -> Iterator[Outline]:
    """Ovals and squares: pieces of their own, whose hull is the figure."""
    contours, _ = cv2.findContours(pieces, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        _, _, width, height = cv2.boundingRect(contour)
        if not SMALLEST <= max(width, height) <= LARGEST:
            continue
        hull = _hull(numpy.asarray(contour, numpy.int32), pieces.shape)
        if (figure := _oval(pieces, hull)) is not None:
            yield Outline(figure)
        elif (figure := _square(pieces, hull)) is not None:
            yield Outline(figure, square=True)


def _hull(contour: NDArray[numpy.int32], shape: tuple[int, ...]) -> Points:
    """The hull of what the contour encloses, without what is printed across it."""
    body = numpy.zeros(shape, numpy.uint8)
    cv2.drawContours(body, [contour], -1, 1, cv2.FILLED)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (int(SMALLEST / 2), int(SMALLEST / 2)))
    whole = cv2.findNonZero(cv2.morphologyEx(body, cv2.MORPH_OPEN, kernel))
    return cv2.convexHull(contour if whole is None else whole).reshape(-1, 2).astype(numpy.float32)


def _oval(ink: Grey, hull: Points) -> Points | None:
    """An ellipse through most of the hull; what is printed across the outline strays from it."""
    for _ in range(3):
        if len(hull) < 6:
            return None
        (x, y), (one, other), turn = cv2.fitEllipseDirect(hull)
        if not SMALLEST / 2 <= min(one, other) <= max(one, other) <= min(LARGEST, OVAL * min(one, other)):
            return None
        figure = _ellipse(x, y, one / 2, other / 2, turn)
        away = numpy.abs(hull[:, None] - figure[None]).sum(axis=2).min(axis=1)
        near = away <= max(float(numpy.median(away)) * 2, STRAYS)
        hull = hull[near]
    inner = _ellipse(x, y, one / 2 - 1, other / 2 - 1, turn)
    if _outlined(ink, inner) < OUTLINED or _filled(ink, inner) > FILLED:
        return None
    return _ellipse(x, y, one / 2 + BEYOND, other / 2 + BEYOND, turn)


def _square(ink: Grey, hull: Points) -> Points | None:
    """A square around the hull, at any turn."""
    (x, y), (one, other), turn = cv2.minAreaRect(hull)
    if not SMALLEST <= min(one, other) <= max(one, other) <= 1.25 * min(one, other):
        return None
    inner = _sides(x, y, one - 2, other - 2, turn)
    if _outlined(ink, inner) < OUTLINED or _filled(ink, inner) > FILLED or _ruled(ink, Outline(inner)):
        return None
    return numpy.asarray(cv2.boxPoints(((x, y), (one + 2 * BEYOND, other + 2 * BEYOND), turn)), numpy.float32)


def _ruled(ink: Grey, square: Outline) -> bool:
    """Whether rules run through the middle of the square, which is a table then."""
    x0, top, x1, bottom = square.box(ink.shape)
    across, down = (x1 - x0) // 8, (bottom - top) // 8
    middle = ink[top + down : bottom - down, x0 + across : x1 - across]
    level = cv2.morphologyEx(middle, cv2.MORPH_OPEN, numpy.ones((1, 6 * across - 2), numpy.uint8))
    upright = cv2.morphologyEx(middle, cv2.MORPH_OPEN, numpy.ones((6 * down - 2, 1), numpy.uint8))
    return bool(level.any() or upright.any())


def _ellipse(x: float, y: float, across: float, down: float, turn: float = 0.0) -> Points:
    angles = numpy.linspace(0, 2 * numpy.pi, STEPS, endpoint=False)
    lean = numpy.radians(turn)
    one, other = across * numpy.cos(angles), down * numpy.sin(angles)
    xs = x + one * numpy.cos(lean) - other * numpy.sin(lean)
    ys = y + one * numpy.sin(lean) + other * numpy.cos(lean)
    return numpy.stack([xs, ys], axis=1).astype(numpy.float32)


def _sides(x: float, y: float, width: float, height: float, turn: float) -> Points:
    """Points along the sides of a rectangle."""
    corners = cv2.boxPoints(((x, y), (width, height), turn))
    parts = numpy.linspace(0, 1, STEPS // 4, endpoint=False)[:, None]
    sides = [corners[at] + parts * (corners[(at + 1) % 4] - corners[at]) for at in range(4)]
    return numpy.concatenate(sides).astype(numpy.float32)


def _outlined(ink: Grey, figure: Points) -> float:
    """The part of the figure's points, of those on the page, near which there is ink."""
    reach = 2 * int(STRAYS) + 1
    near = cv2.dilate(ink, numpy.ones((reach, reach), numpy.uint8))
    xs, ys = numpy.rint(figure).astype(int).T
    on_page = (xs >= 0) & (ys >= 0) & (xs < ink.shape[1]) & (ys < ink.shape[0])
    return float(near[ys[on_page], xs[on_page]].mean()) if on_page.sum() > STEPS / 3 else 0.0


def _filled(ink: Grey, figure: Points) -> float:
    """The part of the figure that is inked."""
    box = Outline(figure).box(ink.shape)
    inside = Outline(figure).within(box) > 0
    x0, top, x1, bottom = box
    return float(ink[top:bottom, x0:x1][inside].mean())
