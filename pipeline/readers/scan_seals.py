"""Seals taken off a scan: the text under them stays as far as it is darker, or thinner than their strokes."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy

from pipeline.readers.ocr import Picture
from pipeline.readers.scan_ink import INK, Grey, dark, grey_of
from pipeline.readers.scan_lines import Box

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
    """The picture without seals.

    ``boxes`` (x0, top, x1, bottom in pixels) are those of seals that may have spoiled what lies in them,
    ``erased`` is 1 where paper was put, over whatever lay under a seal as dark as it.
    """

    picture: Picture
    boxes: tuple[Box, ...] = ()
    erased: Grey | None = None


def without_seals(picture: Picture, dpi: float) -> Unsealed:
    """The picture without seals, red ones, or grey and black ones by their thick strokes."""
    blue, green, red = cv2.split(picture.astype(numpy.int16))
    reddish = ((red - numpy.maximum(green, blue)) > RED).astype(numpy.uint8)
    if boxes := _large(reddish, dpi):
        return Unsealed(_lightened(picture, red.astype(numpy.uint8), _boxed(reddish, boxes)))
    grey = grey_of(picture)
    ink = dark(grey, dpi, INK)
    side = max(int(STROKE * dpi / 72), 3)
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((side, side), numpy.uint8))
    thick = numpy.asarray(opened, numpy.uint8)
    boxes = _large(thick, dpi)
    if not boxes:
        return Unsealed(picture)
    thick = _boxed(thick, boxes)
    tone = float(numpy.percentile(grey[thick > 0], 50))
    letters = float(numpy.percentile(grey[(ink > 0) & (_boxed(numpy.ones_like(ink), boxes) == 0)], 5))
    if tone - letters > TONES:
        return Unsealed(_lightened(picture, grey, thick), boxes)
    erased = numpy.asarray(cv2.dilate(thick, numpy.ones((side + 3, side + 3), numpy.uint8)), numpy.uint8)
    clean = picture.copy()
    clean[erased > 0] = int(numpy.percentile(grey, 50))
    return Unsealed(clean, boxes, erased)


def _boxed(inked: Grey, boxes: Sequence[Box]) -> Grey:
    """The ink that lies in the boxes."""
    kept = numpy.zeros_like(inked)
    for x0, top, x1, bottom in boxes:
        kept[top:bottom, x0:x1] = inked[top:bottom, x0:x1]
    return kept


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


def _large(inked: Grey, dpi: float) -> tuple[Box, ...]:
    """The boxes of regions that are as large and round as seals."""
    if not inked.any():
        return ()
    reach = max(int(GAP * dpi / 72), 1)
    closed = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, numpy.ones((reach, reach), numpy.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    smallest, largest = SMALLEST * dpi / 72, LARGEST * dpi / 72
    return tuple(
        (left, top, left + width, top + height)
        for left, top, width, height, _ in stats[1:].tolist()
        if smallest <= min(width, height) and max(width, height) <= min(largest, ASPECT * min(width, height))
    )
