"""Lines whose ink is one straight stroke: engines take `/` for `1` or `l`, its slant tells them apart."""

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy

from pipeline.readers.ocr import Letter
from pipeline.readers.scan_ink import Grey
from pipeline.readers.scan_lines import Box
from pipeline.readers.scan_text import DOUBTFUL, ReadLine, doubted

# A stroke is this many times longer than it strays from its axis (a standard deviation of both).
STRAIGHT = 5.5
# One that is thick for its length, as on coarse pictures, may be a slash.
THICK = 3.0
UPRIGHTS = frozenset("1lI|!丨")
# It leans by so many degrees from the upright to be a slash, and by fewer to be a 1, an l or an I.
SLASH, UPRIGHT = (14.0, 60.0), 7.0
# A slash read from its slant alone is read as surely as this.
SURE = 0.95
# Ink shorter than this part of an em is a dot or a comma.
SHORTEST = 0.5


def strokes_told(lines: Sequence[ReadLine], ink: Grey, em: float) -> list[ReadLine]:
    """The lines, those of one stroke as their slant tells them or with the confidence of a doubt."""
    return [_told(line, ink, em) if len(line.text.strip()) == 1 else line for line in lines]


def is_slash(ink: Grey, box: Box, em: float) -> bool:
    """Whether the ink in the box is one stroke that leans as a slash does."""
    slant = _slant(ink, box, em)
    return slant is not None and SLASH[0] <= slant <= SLASH[1]


def _told(line: ReadLine, ink: Grey, em: float) -> ReadLine:
    least, most = SLASH
    slant = _slant(ink, line.line.box, em)
    if slant is None:
        thick = _slant(ink, line.line.box, em, THICK) if line.text.strip() in UPRIGHTS else None
        return line if thick is None or not least <= thick <= most else _doubted(line)
    if line.text.strip() in ("/", "／"):
        return line if least <= slant <= most else _doubted(line)
    if least <= slant <= most:
        letter = next(letter for letter in line.letters if not letter.text.isspace())
        return replace(line, letters=(Letter("/", SURE, letter.start, letter.end),))
    return line if abs(slant) <= UPRIGHT or abs(slant) > most else _doubted(line)


def _doubted(line: ReadLine) -> ReadLine:
    return replace(line, letters=doubted(line.letters, DOUBTFUL))


def _slant(ink: Grey, box: Box, em: float, straight: float = STRAIGHT) -> float | None:
    """By how many degrees the stroke's head leans right of upright; None where the ink is no stroke."""
    x0, top, x1, bottom = box
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink[top:bottom, x0:x1], connectivity=8)
    if count < 2:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    largest = int(areas.argmax())
    if areas[largest] < 0.9 * areas.sum():
        return None
    y, x = numpy.nonzero(labels == largest + 1)
    if len(y) < 8 or max(numpy.ptp(x), numpy.ptp(y)) < SHORTEST * em:
        return None
    spread, axes = numpy.linalg.eigh(numpy.cov(x, y))
    if spread[1] < straight**2 * max(float(spread[0]), 1e-9):
        return None
    across, down = axes[:, 1]
    degrees = math.degrees(math.atan2(across, -down))
    return (degrees + 90) % 180 - 90
