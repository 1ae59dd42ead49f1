"""A page that is a picture read at one place: the crop alone, by another OCR engine if one is installed."""

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import cv2
import numpy

from pipeline.documents.places import PageBox, Place
from pipeline.errors import RenkeError
from pipeline.readers.ocr import Ocr, Picture, load_ocr
from pipeline.readers.ocr_names import PADDLE, RAPIDOCR, OcrName
from pipeline.readers.pdf_glyphs import lines_of
from pipeline.readers.scan_page import Scan, read_scan
from pipeline.verify.model import Unverifiable

# Paper around a crop, and what is taken off its sides where rules run, in points.
PAPER, RULE = 12.0, 1.2
_THREADS = 2


class ScanPlaces:
    """Boxes on pages that are pictures; ``scan`` gives the picture of a page, ``first`` read it before."""

    def __init__(self, scan: Callable[[int], Scan], first: Sequence[str]) -> None:
        self._name = other_engine(first)
        self._scan = scan
        self._kept: tuple[int, Scan] | None = None

    @property
    def engine(self) -> str:
        """The other engine, or the same one on the crop alone."""
        return f"{self._name}, crop alone"

    def read(self, place: Place) -> Sequence[str]:
        """The lines of the crop, as engines find them, and each line of the crop by itself."""
        if not isinstance(place, PageBox):
            raise Unverifiable("the place is no box of a page")
        scan = self._page(place.page)
        crop = _crop(scan, place)
        if crop is None:
            return ("",)
        return list(_readings(crop, scan, _loaded(self._name)))

    def close(self) -> None:
        """Let go of the picture."""
        self._kept = None

    def _page(self, number: int) -> Scan:
        if self._kept is None or self._kept[0] != number:
            try:
                self._kept = number, self._scan(number)
            except (RenkeError, IndexError, KeyError, OSError, ValueError) as error:
                raise Unverifiable(f"page {number} gives no picture ({error})") from error
        return self._kept[1]


def other_engine(first: Sequence[str]) -> OcrName:
    """An engine that is not among ``first``, if it is installed."""
    if PADDLE not in first and importlib.util.find_spec("paddleocr") is not None:
        return PADDLE
    return RAPIDOCR


@cache
def _loaded(name: OcrName) -> Ocr:
    return load_ocr(name, _THREADS)


def _crop(scan: Scan, place: PageBox) -> Picture | None:
    """The box on white paper, without the rules at its sides; None where nothing is left."""
    x0, top, x1, bottom = (
        (edge + side * RULE) / scan.points for edge, side in zip(place.box, (1, 1, -1, -1), strict=True)
    )
    part = scan.picture[max(round(top), 0) : round(bottom), max(round(x0), 0) : round(x1)]
    if 0 in part.shape:
        return None
    paper = [int(value) for value in numpy.percentile(part.reshape(-1, 3), 90, axis=0)]
    pad = round(PAPER / scan.points)
    around = cv2.copyMakeBorder(part, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=paper)
    return numpy.asarray(around, numpy.uint8)


def _readings(crop: Picture, scan: Scan, ocr: Ocr) -> Iterator[str]:
    read = read_scan(replace(scan, picture=crop), ocr)
    yield "".join(glyph.text for line in lines_of(read.glyphs) for glyph in line)
    (letters,) = ocr.read([crop])
    yield "".join(letter.text for letter in letters)
