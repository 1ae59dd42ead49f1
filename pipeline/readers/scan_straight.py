"""A scan or photograph made straight: skew and perspective, told by its rules or by its lines of text.

Quarter and half turns need the text read; they are told in scan_turn.py.
"""

import math
from collections.abc import Iterator

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr import Picture
from pipeline.readers.scan_frame import Matrix
from pipeline.readers.scan_ink import INK, Grey, dark, grey_of, resized

# Skew is looked for on a picture of this longer side, up to so many degrees, in these steps.
SIDE = 1000
WIDEST, COARSE, FINE = 15.0, 0.5, 0.05
# The coarse steps look at every so many columns of pixels.
EVERY = 4
# A rule takes up this part of the longer side at least; so many of a kind tell perspective.
RULE_PART, ENOUGH = 0.06, 6
# Skew (in degrees) and perspective (the same, between two edges of the picture) below these are none.
LEAST_SKEW, LEAST_PERSPECTIVE = 0.08, 0.35
# A straightened picture grows by this part of its size at each side at most.
SPARE = 0.15

Segments = NDArray[numpy.float64]


def straightening(picture: Picture) -> Matrix:
    """The homography that makes level what is level on paper; the identity where the picture is straight."""
    scale = SIDE / max(picture.shape[:2])
    grey = grey_of(resized(picture, scale) if scale < 1 else picture)
    height, width = grey.shape
    skew = _skew(dark(grey, 72 * max(height, width) / 842, INK))
    quad = _perspective(grey, skew)
    if quad is None:
        if abs(skew) < LEAST_SKEW:
            return numpy.eye(3)
        quad = _turned(width, height, skew)
    target = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], numpy.float32)
    inner = numpy.asarray(cv2.getPerspectiveTransform(quad.astype(numpy.float32), target), float)
    by = numpy.diag((width / picture.shape[1], height / picture.shape[0], 1.0))
    return numpy.asarray(numpy.linalg.inv(by) @ inner @ by)


def straightened(picture: Picture, matrix: Matrix) -> tuple[Picture, Matrix]:
    """The picture as the homography makes it, and the homography to it, moved so that nothing is cut off."""
    if numpy.array_equal(matrix, numpy.eye(3)):
        return picture, matrix
    height, width = picture.shape[:2]
    corners = numpy.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)], float).T
    x, y, w = matrix @ corners
    left, right = _kept(x / w, width)
    top, bottom = _kept(y / w, height)
    moved = numpy.array([(1, 0, -left), (0, 1, -top), (0, 0, 1)], float) @ matrix
    paper = [int(value) for value in numpy.median(picture[::8, ::8].reshape(-1, 3), axis=0)]
    size = (right - left, bottom - top)
    warped = cv2.warpPerspective(
        picture, moved, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=paper
    )
    return numpy.asarray(warped, numpy.uint8), moved


def _kept(places: NDArray[numpy.float64], extent: int) -> tuple[int, int]:
    """From where to where the picture is kept, within reason."""
    spare = SPARE * extent
    return round(max(float(places.min()), -spare)), round(min(float(places.max()), extent + spare))


def _skew(ink: Grey) -> float:
    """The degrees, clockwise, by which level lines fall to the right."""
    some = numpy.ascontiguousarray(ink[:, ::EVERY])
    steps = numpy.arange(-WIDEST, WIDEST + COARSE, COARSE)
    coarse = max(steps, key=lambda angle: _evenness(some, angle, EVERY))
    fine = numpy.arange(coarse - COARSE, coarse + COARSE + FINE, FINE)
    return float(max(fine, key=lambda angle: _evenness(ink, angle)))


def _evenness(ink: Grey, angle: float, every: int = 1) -> float:
    """How sharply rows of pixels differ from the next when the picture is sheared by so many degrees.

    The ink has one of ``every`` so many columns.
    """
    height, width = ink.shape
    slope = math.tan(math.radians(angle)) * every
    shear = numpy.array([(1, 0, 0), (-slope, 1, slope * width / 2)])
    rows = cv2.warpAffine(ink, shear, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1, dtype=float)
    return float(numpy.square(numpy.diff(rows)).sum())


def _turned(width: int, height: int, skew: float) -> NDArray[numpy.float64]:
    """The corners of the picture turned by the skew about its middle."""
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    middle = numpy.array((width / 2, height / 2))
    corners = numpy.array([(0, 0), (width, 0), (width, height), (0, height)]) - middle
    return numpy.asarray(corners @ numpy.array([(cos, sin), (-sin, cos)]) + middle)


def _perspective(grey: Grey, skew: float) -> NDArray[numpy.float64] | None:
    """The quadrangle in the picture that is a rectangle on paper; None where there is no perspective.

    Level rules of a photograph fall by a slope that changes down the page, upright ones lean by one that
    changes across it: both are fitted by straight lines, and the four at the picture's edges give corners.
    """
    height, width = grey.shape
    segments = _segments(grey)
    level = numpy.array(list(_slopes(segments, math.tan(math.radians(skew)))))
    upright = numpy.array(list(_slopes(segments[:, [1, 0, 3, 2]], -math.tan(math.radians(skew)))))
    if len(level) < ENOUGH or len(upright) < ENOUGH:
        return None
    falls, leans = _fit(level, height), _fit(upright, width)
    least = math.radians(LEAST_PERSPECTIVE)
    if falls is None or leans is None:
        return None
    if abs(falls[1] - falls[0]) < least and abs(leans[1] - leans[0]) < least:
        return None
    return numpy.array(
        [
            _crossing(x, y, lean, fall, (width, height))
            for x, y, lean, fall in (
                (0, 0, leans[0], falls[0]),
                (width, 0, leans[1], falls[0]),
                (width, height, leans[1], falls[1]),
                (0, height, leans[0], falls[1]),
            )
        ]
    )


def _segments(grey: Grey) -> Segments:
    """Straight segments (x0, y0, x1, y1) of some length."""
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is None:
        return numpy.zeros((0, 4))
    segments = numpy.asarray(found, dtype=float).reshape(-1, 4)
    lengths = numpy.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return numpy.asarray(segments[lengths >= RULE_PART * max(grey.shape)])


def _slopes(segments: Segments, expected: float) -> Iterator[tuple[float, float, float]]:
    """Of the segments near to the expected slope: where across they lie, their slope, their length."""
    for x0, y0, x1, y1 in segments:
        if abs(x1 - x0) > abs(y1 - y0):
            slope = (y1 - y0) / (x1 - x0)
            if abs(slope - expected) < math.tan(math.radians(WIDEST)):
                yield (y0 + y1) / 2, slope, abs(x1 - x0)


def _fit(slopes: NDArray[numpy.float64], extent: int) -> tuple[float, float] | None:
    """The slopes at both edges of the picture; None where the rules do not tell them."""
    at, slope, weight = slopes.T
    if at.max() - at.min() < 0.3 * extent:
        return None
    for _ in range(3):
        a, b = numpy.polynomial.polynomial.polyfit(at, slope, 1, w=weight)
        off = numpy.abs(slope - a - b * at)
        near = off <= max(2.5 * float(numpy.median(off)), 0.003)
        if near.sum() < ENOUGH:
            return None
        at, slope, weight = at[near], slope[near], weight[near]
    return float(a), float(a + b * extent)


def _crossing(x: float, y: float, lean: float, fall: float, size: tuple[int, int]) -> tuple[float, float]:
    """Where the upright line through the edge at x meets the level line through the edge at y.

    The upright one passes (x, height / 2), the level one (width / 2, y).
    """
    width, height = size
    # u = x + lean (v - height / 2), v = y + fall (u - width / 2)
    u = (x + lean * (y - fall * width / 2 - height / 2)) / (1 - lean * fall)
    return u, y + fall * (u - width / 2)
