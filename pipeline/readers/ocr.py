"""What an OCR engine is: it finds the lines of text in a picture, and reads pictures of single lines.

Engines know nothing of pages and tables. Pictures are height x width x 3 bytes, blue first as in OpenCV.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr_names import OcrName

Picture: TypeAlias = NDArray[numpy.uint8]
Point: TypeAlias = tuple[float, float]
Quad: TypeAlias = tuple[Point, Point, Point, Point]
"""Corners in pixels: top left, top right, bottom right, bottom left of the text."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A character (or a blank) of a line with the engine's confidence, 0 to 1.

    ``start`` and ``end`` are parts of the picture's width: 0 is its left edge, 1 its right one.
    """

    text: str
    confidence: float
    start: float
    end: float


class Ocr(Protocol):
    """An OCR engine. One object may be called by several threads at once."""

    @property
    def name(self) -> OcrName:
        """As ``readings`` names it."""
        ...

    def find(self, picture: Picture) -> list[Quad]:
        """The lines of text in a picture, in any order; none where there is no text."""
        ...

    def read(self, lines: Sequence[Picture]) -> list[tuple[Letter, ...]]:
        """The letters of each picture of one line, from left to right; none where nothing is read."""
        ...


def load_ocr(name: OcrName, threads: int) -> Ocr:
    """The engine of that name, its models loaded, with so many threads a call."""
    match name:
        case "rapidocr":
            from pipeline.readers.ocr_rapid import RapidOcr

            return RapidOcr(threads)
        case "paddle":
            from pipeline.readers.ocr_paddle import PaddleOcr

            return PaddleOcr(threads)


def spread(
    text: str, confidences: Sequence[float], middles: Sequence[float], em: float
) -> tuple[Letter, ...]:
    """A line's letters from the middles of those that are no blank, in parts of the picture's width.

    Engines know where a letter is and not how wide: neighbours meet half way, but none is wider than an
    ``em`` (the picture's height in parts of its width), so that a gap between two columns stays one.
    """
    if not text:
        return ()
    bounds = (
        (
            max(middle - _reach(middles, index, -1, em), 0.0),
            min(middle + _reach(middles, index, 1, em), 1.0),
        )
        for index, middle in enumerate(middles)
    )
    letters: list[Letter] = []
    for char, confidence in zip(text, confidences, strict=True):
        end = letters[-1].end if letters else 0.0
        start, end = (end, end) if char.isspace() else next(bounds)
        letters.append(Letter(char, confidence, start, end))
    return tuple(letters)


def _reach(middles: Sequence[float], index: int, side: int, em: float) -> float:
    """Half of the way to the neighbour on one side; at the ends, that to the other neighbour."""
    gaps = [
        abs(middles[index] - middles[other])
        for other in (index + side, index - side)
        if 0 <= other < len(middles)
    ]
    return min([*gaps[:1], em]) / 2 if gaps else em / 2
