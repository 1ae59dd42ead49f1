"""From the straightened picture of a page back to the page as given."""

from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from pipeline.readers.pdf_frame import Box

Matrix = NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class ScanFrame:
    """A page whose text was made upright; places are points from its top left.

    ``to_page`` is the homography from there to points of the page as given, which is ``page_width`` x
    ``page_height`` points.
    """

    width: float
    height: float
    to_page: Matrix
    page_width: float
    page_height: float
    turn: int = 1
    """Not 0: places must be led back."""

    def on_page(self, box: Box) -> Box:
        """The box on the page as given around a box of the upright page."""
        x0, top, x1, bottom = box
        corners = numpy.array([(x0, top, 1), (x1, top, 1), (x1, bottom, 1), (x0, bottom, 1)], float)
        x, y, w = self.to_page @ corners.T
        xs, ys = numpy.clip(x / w, 0, self.page_width), numpy.clip(y / w, 0, self.page_height)
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def scaling(factor: float) -> Matrix:
    """The matrix that makes all larger by a factor."""
    return numpy.diag((factor, factor, 1.0))


def shifting(right: float, down: float) -> Matrix:
    """The matrix that moves all by so much."""
    return numpy.array([(1.0, 0.0, right), (0.0, 1.0, down), (0.0, 0.0, 1.0)])
