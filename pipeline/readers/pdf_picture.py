"""What is seen on the picture of a page: whether a cell that an engine claims is ruled there.

Where engines differ in the grid they err alike: on clipped rules, rules under white masks, dashes. The
picture has none of these.
"""

from functools import cached_property

import numpy
import pypdfium2
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.readers.limits import DRAWN_PIXELS
from pipeline.readers.pdf_engines import NEAR, Box

SCALE = 2.0
# Ink is this much darker than the paper around it.
INK = 25
# A side is ruled where so much of it is inked (dashes leave gaps); a rule through a cell is inked all along.
RULED = 0.5
THROUGH = 0.95
BAND = 2.5
# A thicker stroke is no rule.
THICKEST = 2.5
INSET = 1.5


class Picture:
    """The picture of one page as shown, of a PDF without password; drawn when it is first looked at."""

    def __init__(self, data: bytes, number: int) -> None:
        self._data = data
        self._number = number
        self._scale = SCALE

    @cached_property
    def _grey(self) -> NDArray[numpy.int16]:
        document = pypdfium2.PdfDocument(self._data)
        try:
            page = document[self._number - 1]
            self._scale = min(SCALE, DRAWN_PIXELS / max(page.get_size()))
            grey = page.render(scale=self._scale, grayscale=True, draw_annots=False).to_numpy()
            pixels: NDArray[numpy.int16] = grey.reshape(grey.shape[:2]).astype(numpy.int16)
            return pixels
        finally:
            document.close()

    def shows(self, box: Box, table: Box) -> bool:
        """Whether the box is a cell: ruled on its sides, the table's rim excepted, and not through."""
        x0, top, x1, bottom = box
        if x1 - x0 < 2 * BAND or bottom - top < 2 * BAND:
            return False
        sides = (
            abs(x0 - table[0]) <= NEAR or self._ruled((x0 - BAND, top, x0 + BAND, bottom), level=False),
            abs(x1 - table[2]) <= NEAR or self._ruled((x1 - BAND, top, x1 + BAND, bottom), level=False),
            abs(top - table[1]) <= NEAR or self._ruled((x0, top - BAND, x1, top + BAND), level=True),
            abs(bottom - table[3]) <= NEAR or self._ruled((x0, bottom - BAND, x1, bottom + BAND), level=True),
        )
        return all(sides) and not self._crossed(box)

    def inked(self, box: Box) -> bool:
        """Whether anything stands in the box, such as a character."""
        part = self._part(box)
        return bool(part.size) and int(part.max()) - int(part.min()) > INK

    def _part(self, box: Box) -> NDArray[numpy.int16]:
        grey, scale = self._grey, self._scale
        left, top = max(int(box[0] * scale), 0), max(int(box[1] * scale), 0)
        return grey[top : round(box[3] * scale) + 1, left : round(box[2] * scale) + 1]

    def _ruled(self, band: Box, *, level: bool) -> bool:
        return self._inked(band, level=level) >= RULED

    def _crossed(self, box: Box) -> bool:
        x0, top, x1, bottom = box
        level = (x0 + INSET, top + BAND, x1 - INSET, bottom - BAND)
        upright = (x0 + BAND, top + INSET, x1 - BAND, bottom - INSET)
        return self._inked(level, level=True) >= THROUGH or self._inked(upright, level=False) >= THROUGH

    def _inked(self, box: Box, *, level: bool) -> float:
        """The part that is inked of the most inked line of pixels in the box."""
        part = self._part(box) if level else self._part(box).T
        if not part.size:
            return 0.0
        ink = _without_thin(part, 2 * round(THICKEST * self._scale) - 1) - part > INK
        return float(ink.mean(axis=1).max())


def _without_thin(part: NDArray[numpy.int16], window: int) -> NDArray[numpy.int16]:
    """The picture closed across its lines: what is dark and thin is gone, a shaded row stays as it is."""
    spread = numpy.pad(part, ((window, window), (0, 0)), mode="edge")
    light = sliding_window_view(spread, window, axis=0).max(axis=-1)
    closed: NDArray[numpy.int16] = sliding_window_view(light, window, axis=0).min(axis=-1)
    start = (closed.shape[0] - part.shape[0]) // 2
    return closed[start : start + part.shape[0]]
