"""A lone stroke on a scan is told by its slant: `/` is no `1`."""

import cv2
import numpy
import pytest

from pipeline.readers.ocr import Letter
from pipeline.readers.scan_ink import Grey
from pipeline.readers.scan_lines import InkLine
from pipeline.readers.scan_strokes import strokes_told
from pipeline.readers.scan_text import ReadLine

EM = 40.0


def ink_of(*strokes: tuple[tuple[int, int], tuple[int, int]], thick: int = 3) -> Grey:
    ink = numpy.zeros((60, 60), numpy.uint8)
    for start, end in strokes:
        cv2.line(ink, start, end, 1, thick)
    return ink


def told(text: str, ink: Grey) -> tuple[str, bool]:
    """What the ink is told to be when it was read as a text, and whether surely."""
    letters = tuple(Letter(char, 0.92, 0.4, 0.6) for char in text)
    (line,) = strokes_told([ReadLine(InkLine((2, 2, 58, 58), 0), letters, 0, 60)], ink, EM)
    return line.text, line.confidence >= 0.9


LEANING, UPRIGHT = ((24, 50), (36, 10)), ((30, 10), (30, 50))


@pytest.mark.parametrize(
    ("read", "ink", "expected"),
    [
        ("1", ink_of(LEANING), ("/", True)),
        ("l", ink_of(LEANING), ("/", True)),
        ("/", ink_of(LEANING), ("/", True)),
        ("1", ink_of(UPRIGHT), ("1", True)),
        ("/", ink_of(UPRIGHT), ("/", False)),
        ("1", ink_of(((28, 50), (34, 10))), ("1", False)),
        ("1", ink_of(UPRIGHT, ((30, 10), (20, 20)), ((20, 50), (40, 50))), ("1", True)),
        ("1", ink_of(((22, 44), (36, 16)), thick=8), ("1", False)),
        ("1", ink_of(((30, 14), (30, 46)), thick=8), ("1", True)),
        ("7", ink_of(((22, 44), (36, 16)), thick=8), ("7", True)),
        ("-", ink_of(((10, 30), (50, 30))), ("-", True)),
        ("11", ink_of(LEANING), ("11", True)),
    ],
    ids=[
        "slash read as 1",
        "slash read as l",
        "slash",
        "upright stroke read as 1",
        "upright stroke read as slash",
        "stroke that may be either",
        "1 with its flag and foot",
        "thick stroke that leans",
        "thick upright stroke",
        "thick stroke read as another letter",
        "dash",
        "more letters",
    ],
)
def test_a_lone_stroke_is_told_by_its_slant(read: str, ink: Grey, expected: tuple[str, bool]) -> None:
    assert told(read, ink) == expected
