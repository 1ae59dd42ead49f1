"""Seals taken off a scan: the text under them stays as far as it is darker, or thinner than their strokes."""

from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr import Picture
from pipeline.readers.scan_ink import INK, Grey, dark, grey_of

# A pixel is red whose red is so much more than its green and blue.
RED = 40
# A seal's sides, in points, and about as wide as high; headings and rules are not.
SMALLEST, LARGEST, ASPECT = 45.0, 180.0, 1.6
# Pieces of a seal lie this near; its strokes are thicker than those of letters (both in points).
GAP, STROKE = 3.0, 2.4
# Grey values of a seal and of letters that differ by so much can be told apart.
TONES = 25
# What is lighter than this part of paper, once the seal is, is paper.
LIGHT = 0.75


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The picture without seals; ``spoiled`` are pixels (x, y) where what lay under one may be lost."""

    picture: Picture
    spoiled: NDArray[numpy.float64]


_UNSPOILED = numpy.zeros((0, 2))


def without_seals(picture: Picture, dpi: float) -> Unsealed:
    """The picture without seals, red ones, or grey and black ones by their thick strokes."""
    blue, green, red = cv2.split(picture.astype(numpy.int16))
    reddish = ((red - numpy.maximum(green, blue)) > RED).astype(numpy.uint8)
    seals = _large(reddish, dpi)
    if seals.any():
        return Unsealed(_lightened(picture, red.astype(numpy.uint8), seals & reddish), _UNSPOILED)
    grey = grey_of(picture)
    ink = dark(grey, dpi, INK)
    side = max(int(STROKE * dpi / 72), 3)
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((side, side), numpy.uint8))
    thick = numpy.asarray(opened, numpy.uint8)
    seals = _large(thick, dpi)
    if not seals.any():
        return Unsealed(picture, _UNSPOILED)
    tone = float(numpy.percentile(grey[(seals & thick) > 0], 50))
    letters = float(numpy.percentile(grey[(ink > 0) & (seals == 0)], 5))
    spread = cv2.dilate(seals & thick, numpy.ones((side + 3, side + 3), numpy.uint8))
    spoiled = numpy.argwhere(spread[::2, ::2] > 0)[:, ::-1].astype(numpy.float64) * 2
    if tone - letters > TONES:
        return Unsealed(_lightened(picture, grey, seals & thick), spoiled)
    clean = picture.copy()
    clean[spread > 0] = int(numpy.percentile(grey, 50))
    return Unsealed(clean, spoiled)


def _lightened(picture: Picture, tones: Grey, seal: Grey) -> Picture:
    """What has the tone of the seal as light as paper, and the darker text under it as dark as it was."""
    around = cv2.dilate(seal, numpy.ones((5, 5), numpy.uint8)) > 0
    paper = float(numpy.median(tones[~around]))
    light = max(float(numpy.median(tones[seal > 0])), 1.0)
    flat = numpy.clip(tones * (paper / light), 0, paper).astype(numpy.uint8)
    flat[flat > LIGHT * paper] = int(paper)  # the grain of the seal
    clean = picture.copy()
    clean[around] = flat[around][:, None]
    return clean


def _large(inked: Grey, dpi: float) -> Grey:
    """The boxes of regions that are as large and round as seals."""
    large = numpy.zeros_like(inked)
    if not inked.any():
        return large
    reach = max(int(GAP * dpi / 72), 1)
    closed = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, numpy.ones((reach, reach), numpy.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    smallest, largest = SMALLEST * dpi / 72, LARGEST * dpi / 72
    for left, top, width, height, _ in stats[1:].tolist():
        less, more = sorted((width, height))
        if smallest <= less and more <= min(largest, ASPECT * less):
            large[top : top + height, left : left + width] = 1
    return large
