"""A page that is a picture read at one place: the crop alone, by another OCR engine if one is installed.

The first reading finds lines with the engine's detector over the whole page; here the crop's own ink parts
them, so that the same engine sees other pictures too.
"""

import importlib.util
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy

from pipeline.documents.places import PageBox, Place
from pipeline.errors import RenkeError
from pipeline.readers.ocr import Ocr, Picture, load_ocr
from pipeline.readers.ocr_names import PADDLE, RAPIDOCR, OcrName
from pipeline.readers.scan_ink import INK, NOISE, Grey, dark, grey_of, noise_of
from pipeline.readers.scan_lines import em_of
from pipeline.readers.scan_page import Scan, Upright, upright_of
from pipeline.readers.scan_strokes import is_slash
from pipeline.readers.scan_text import cropped
from pipeline.verify.model import Unverifiable
from pipeline.verify.rules import crossed

# Taken off a box at each side, where rules run (in points).
RULE = 0.8
# In ems: how high a line is, how small a speck of ink; how much paper is left around a line.
LINE, SPECK, PADDINGS = 1.15, 0.06, (0.18, 0.4)
_THREADS = 2
_STRAYS = 0.5
"""Points by which a rule may leave its course in the picture of a scanner."""


@dataclass(frozen=True, slots=True)
class _Page:
    scan: Scan
    upright: Upright
    ink: Grey
    em: float
    ruled: Grey
    """Upright, with its rules."""


class ScanPlaces:
    """Boxes on pages that are pictures; ``scan`` gives the picture of a page, ``first`` read it before."""

    def __init__(self, scan: Callable[[int], Scan], first: Sequence[str]) -> None:
        self._name = other_engine(first)
        self._scan = scan
        self._kept: tuple[int, _Page] | None = None

    @property
    def engine(self) -> str:
        """The other engine, or the same one on the crop alone."""
        return f"{self._name}, crop alone"

    def read(self, place: Place) -> Sequence[str]:
        """The lines of the crop, with little and with more paper around each."""
        if not isinstance(place, PageBox):
            raise Unverifiable("the place is no box of a page")
        page = self._page(place.page)
        lines = list(_lines(page, _box(page, place)))
        if not lines:
            return ("",)
        return [_read(page, lines, padding, _loaded(self._name)) for padding in PADDINGS]

    def crossed(self, place: Place) -> bool:
        """Whether a rule is drawn through the box."""
        if not isinstance(place, PageBox):
            return False
        page = self._page(place.page)
        points = page.scan.points
        x0, top, x1, bottom = (edge * points for edge in _box(page, place))
        strays = max(round(_STRAYS / points), 1)
        return crossed(page.ruled, 1 / points, (x0, top, x1, bottom), strays)

    def close(self) -> None:
        """Let go of the picture."""
        self._kept = None

    def _page(self, number: int) -> _Page:
        if self._kept is None or self._kept[0] != number:
            try:
                scan = self._scan(number)
            except (RenkeError, IndexError, KeyError, OSError, ValueError) as error:
                raise Unverifiable(f"page {number} gives no picture ({error})") from error
            upright = upright_of(scan, _loaded(self._name))
            grey = grey_of(upright.picture)
            ink = dark(grey, scan.dpi, max(INK, round(NOISE * noise_of(grey))))
            ruled = grey_of(_turned(scan.picture, upright))
            self._kept = number, _Page(scan, upright, ink, em_of(upright.quads, scan.dpi), ruled)
        return self._kept[1]


def other_engine(first: Sequence[str]) -> OcrName:
    """An engine that is not among ``first``, if it is installed."""
    if PADDLE not in first and importlib.util.find_spec("paddleocr") is not None:
        return PADDLE
    return RAPIDOCR


@cache
def _loaded(name: OcrName) -> Ocr:
    return load_ocr(name, _THREADS)


def _turned(picture: Picture, upright: Upright) -> Picture:
    """The picture as given, made upright."""
    import cv2

    high, wide = upright.picture.shape[:2]
    white = (255, 255, 255)
    turned = cv2.warpPerspective(picture, upright.matrix, (wide, high), borderValue=white)
    return numpy.asarray(turned, numpy.uint8)


Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def _box(page: _Page, place: PageBox) -> Pixels:
    """The cell on the upright picture. On a skewed page a place is the box around the slanting cell, which
    is wider and higher than that.
    """
    x0, top, x1, bottom = (edge / page.scan.points for edge in place.box)
    middle_x, middle_y = (x0 + x1) / 2, (top + bottom) / 2
    corners = numpy.array([(middle_x, middle_y, 1), (middle_x + 10, middle_y, 1)], float).T
    x, y, w = page.upright.matrix @ corners
    (mx, ax), (my, ay) = x / w, y / w
    scale, angle = math.hypot(ax - mx, ay - my) / 10, math.atan2(ay - my, ax - mx)
    turns = round(angle / (math.pi / 2))
    slant = abs(angle - turns * math.pi / 2)
    wide, high = x1 - x0, bottom - top
    cos, sin = math.cos(slant), math.sin(slant)
    width = (wide * cos - high * sin) / (cos * cos - sin * sin)
    height = (high * cos - wide * sin) / (cos * cos - sin * sin)
    if turns % 2:
        width, height = height, width
    rule = RULE / page.scan.points
    across, down = max(width * scale / 2 - rule, 1), max(height * scale / 2 - rule, 1)
    most_down, most_across = page.ink.shape
    return (
        max(round(mx - across), 0),
        max(round(my - down), 0),
        min(round(mx + across), most_across),
        min(round(my + down), most_down),
    )


def _lines(page: _Page, box: Pixels) -> Iterator[Pixels]:
    """The lines of ink in the box, from the top down, as gaps between them tell."""
    x0, top, x1, bottom = box
    ink = page.ink[top:bottom, x0:x1]
    least = max(SPECK * page.em, 1)
    rows = numpy.flatnonzero(ink.sum(axis=1) >= least)
    for first, last in _runs(rows, page.em):
        columns = numpy.flatnonzero(ink[first : last + 1].sum(axis=0))
        if last - first + 1 >= least and len(columns):
            yield x0 + int(columns[0]), top + first, x0 + int(columns[-1]) + 1, top + last + 1


def _runs(rows: Iterable[int], em: float) -> list[tuple[int, int]]:
    """First and last of the rows that make one line: pieces no higher than that together are one."""
    runs: list[tuple[int, int]] = []
    for row in map(int, rows):
        if runs and (row - runs[-1][1] == 1):
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    lines: list[tuple[int, int]] = []
    for first, last in runs:
        if lines and last - lines[-1][0] < LINE * em:
            lines[-1] = lines[-1][0], last
        else:
            lines.append((first, last))
    return lines


def _read(page: _Page, lines: Sequence[Pixels], padding: float, ocr: Ocr) -> str:
    pad = max(round(padding * page.em), 2)
    pictures: list[Picture] = [cropped(page.upright.picture, line, pad) for line in lines]
    return "".join(
        _told(page, line, "".join(letter.text for letter in letters))
        for line, letters in zip(lines, ocr.read(pictures), strict=True)
    )


def _told(page: _Page, line: Pixels, text: str) -> str:
    """The line as read; a lone slash by its slant, for engines take it for a `1`."""
    return "/" if len(text.strip()) == 1 and is_slash(page.ink, line, page.em) else text
