"""Ink on a scan: grey values without red seals, and which pixels are dark."""

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr import Picture

Grey = NDArray[numpy.uint8]

# A pixel is red whose red is so much more than its green and blue.
RED = 40
# A seal is at least so large (in points) and about as wide as high; red headings and rules are not.
SEAL, SEAL_ASPECT = 45.0, 2.0
# Pieces of a seal lie this near (in points).
SEAL_GAP = 3.0
# Ink is this much darker than the paper around it: of letters, and of rules, which may be faint.
INK, FAINT_INK = 30, 10
# Ink stands out of the noise by so many times its size.
NOISE = 5.0


def without_seals(picture: Picture, dpi: float) -> Picture:
    """The picture without red seals; black text under them stays, for it is dark in red light too."""
    blue, green, red = cv2.split(picture.astype(numpy.int16))
    reddish = ((red - numpy.maximum(green, blue)) > RED).astype(numpy.uint8)
    if not reddish.any():
        return picture
    seals = _large(reddish, dpi)
    if not seals.any():
        return picture
    around = cv2.dilate(seals & reddish, numpy.ones((5, 5), numpy.uint8)) > 0
    paper = float(numpy.median(red[~around]))
    light = max(float(numpy.median(red[(seals & reddish) > 0])), 1.0)
    flat = numpy.clip(red * (paper / light), 0, paper).astype(numpy.uint8)
    clean = picture.copy()
    clean[around] = flat[around][:, None]
    return clean


def _large(reddish: Grey, dpi: float) -> Grey:
    """The boxes of red regions that are as large and round as seals."""
    reach = max(int(SEAL_GAP * dpi / 72), 1)
    closed = cv2.morphologyEx(reddish, cv2.MORPH_CLOSE, numpy.ones((reach, reach), numpy.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    smallest = SEAL * dpi / 72
    large = numpy.zeros_like(reddish)
    for left, top, width, height, _ in stats[1:].tolist():
        if min(width, height) >= smallest and max(width, height) <= SEAL_ASPECT * min(width, height):
            large[top : top + height, left : left + width] = 1
    return large


def resized(picture: Picture, factor: float) -> Picture:
    """The picture larger or smaller by a factor."""
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return numpy.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way), numpy.uint8)


def grey_of(picture: Picture) -> Grey:
    """The grey values."""
    return numpy.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), numpy.uint8)


def dark(grey: Grey, dpi: float, least: int) -> Grey:
    """1 where a pixel is darker than the paper around it by ``least`` or more, else 0."""
    side = 2 * int(dpi / 10) + 1
    paper = cv2.medianBlur(cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 5)
    paper = cv2.dilate(paper, numpy.ones((side // 4, side // 4), numpy.uint8))
    paper = cv2.blur(paper, (side // 4, side // 4))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    ink: Grey = (cv2.subtract(paper, grey) >= least).astype(numpy.uint8)
    return ink


def noise_of(grey: Grey) -> float:
    """How much the grey of neighbouring pixels differs where nothing is printed (a standard deviation)."""
    step = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    return float(numpy.percentile(step, 50)) / 0.954  # the median of differences of two such values
