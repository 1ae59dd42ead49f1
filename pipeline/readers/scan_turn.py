"""Which way up a scan lies: quarter turns by the run of its lines, half turns by what can be read."""

from collections.abc import Sequence

import cv2
import numpy

from pipeline.readers.ocr import Ocr, Picture, Quad
from pipeline.readers.scan_frame import Matrix

# So many lines are read to tell whether they stand on their head: the shortest of those that are so many
# times wider than high, for long ones take as long as a tenth of the page.
TRIED, WIDE = 4, 8.0
# Read as surely as this, they do not.
UPRIGHT = 0.9
_ROTATIONS = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}


def turned(picture: Picture, turn: int) -> Picture:
    """The picture turned back by so many quarter turns clockwise."""
    return picture if turn == 0 else numpy.ascontiguousarray(cv2.rotate(picture, _ROTATIONS[turn]))


def turning(picture: Picture, turn: int) -> Matrix:
    """What ``turned`` does, as a homography."""
    height, width = picture.shape[:2]
    return numpy.array(
        {
            0: [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
            1: [(0, 1, 0), (-1, 0, width), (0, 0, 1)],
            2: [(-1, 0, width), (0, -1, height), (0, 0, 1)],
            3: [(0, -1, height), (1, 0, 0), (0, 0, 1)],
        }[turn],
        float,
    )


def runs_down(quads: Sequence[Quad]) -> bool:
    """Whether most text runs up or down the page."""
    across = down = 0.0
    for (x0, y0), _, (x1, y1), _ in quads:
        width, height = abs(x1 - x0), abs(y1 - y0)
        if width > height:
            across += width * (width - height)
        else:
            down += height * (height - width)
    return down > across


def is_upside_down(picture: Picture, quads: Sequence[Quad], ocr: Ocr) -> bool:
    """Whether lines of some length are read better from the other side."""
    longest = sorted(quads, key=lambda quad: quad[0][0] - quad[1][0])
    wide = [quad for quad in longest if quad[1][0] - quad[0][0] >= WIDE * (quad[3][1] - quad[0][1])]
    tried = wide[-TRIED:] if len(wide) >= TRIED else longest[:TRIED]
    crops = [
        crop
        for (x0, y0), _, (x1, y1), _ in tried
        if (crop := picture[max(int(y0), 0) : int(y1), max(int(x0), 0) : int(x1)]).size
    ]
    upright = _surely(crops, ocr)
    return upright < UPRIGHT and _surely([turned(crop, 2) for crop in crops], ocr) > upright


def _surely(crops: Sequence[Picture], ocr: Ocr) -> float:
    letters = [letter.confidence for line in ocr.read(crops) for letter in line]
    return sum(letters) / len(letters) if letters else 0.0
