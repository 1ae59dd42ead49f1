"""Ink on a scan: grey values, and which pixels are dark."""

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr import Picture

Grey = NDArray[numpy.uint8]

# Ink is this much darker than the paper around it: of letters, and of rules, which may be faint.
INK, FAINT_INK = 30, 10
# Ink stands out of the noise by so many times its size.
NOISE = 5.0


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
    # Closed, not dilated: on a slope, as in the shadow of a fold, the brightest around is no measure.
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, numpy.ones((side // 4, side // 4), numpy.uint8))
    paper = cv2.blur(paper, (side // 4, side // 4))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    ink: Grey = (cv2.subtract(paper, grey) >= least).astype(numpy.uint8)
    return ink


def noise_of(grey: Grey) -> float:
    """How much the grey of neighbouring pixels differs where nothing is printed (a standard deviation)."""
    some = grey[::4]
    step = cv2.absdiff(some[:, 1:], some[:, :-1])
    return float(numpy.percentile(step, 50)) / 0.954  # the median of differences of two such values
