"""Ink on which no letter stands: overlooked letters make a doubt, what a rule leaves is no text."""

import numpy
import pytest

from pipeline.readers.ocr import Letter
from pipeline.readers.scan_gaps import gaps_told
from pipeline.readers.scan_ink import Grey
from pipeline.readers.scan_lines import OUTSIDE, InkLine, ink_lines
from pipeline.readers.scan_text import ReadLine

EM = 20


def ink_of(*letters: int) -> Grey:
    """Letters of 16 pixels in a line, each at its place of 20."""
    ink = numpy.zeros((24, 200), numpy.uint8)
    for place in letters:
        ink[4:20, place * EM + 2 : place * EM + 18] = 1
    return ink


def sure(text: dict[int, str], ink: Grey, cell: int = 0) -> bool:
    """Whether a line with letters at these places is still sure."""
    inked = numpy.flatnonzero(ink.any(axis=0))
    box = (int(inked[0]), 4, int(inked[-1]) + 1, 20)
    letters = tuple(
        Letter(char, 0.99, place * EM / 200, (place + 1) * EM / 200) for place, char in text.items()
    )
    (line,) = gaps_told([ReadLine(InkLine(box, cell), letters, 0, 200)], ink, EM)
    return line.confidence > 0.9


@pytest.mark.parametrize("missing", [0, 1, 3], ids=["the first", "one within", "the last"])
def test_a_line_whose_letter_was_overlooked_is_doubtful(missing: int) -> None:
    whole = dict(enumerate("中国澳门"))
    ink = ink_of(*whole)
    assert sure(whole, ink)
    assert not sure({place: char for place, char in whole.items() if place != missing}, ink)


def test_a_gap_without_ink_is_none_and_lines_outside_of_cells_are_not_held() -> None:
    assert sure({0: "中", 3: "门"}, ink_of(0, 3))
    assert sure({0: "中", 3: "门"}, ink_of(0, 1, 3), OUTSIDE)


def test_what_a_rule_leaves_along_a_cell_is_no_line_and_widens_none() -> None:
    ink = numpy.zeros((60, 120), numpy.uint8)
    ink[20:38, 30:48] = 1
    cell = (0, 0, 120, 60)
    quad = ((28.0, 18.0), (50.0, 18.0), (50.0, 40.0), (28.0, 40.0))
    expected = ink_lines([quad], ink, [cell], EM)
    for at in range(4, 110, 8):
        ink[57:59, at : at + 5] = 1
    ink[5:50:6, 117:119] = 1
    assert ink_lines([quad], ink, [cell], EM) == expected == [InkLine((30, 20, 48, 38), 0)]
    ink[28:30, 70:84] = 1  # a dash in the middle of the cell
    assert len(ink_lines([quad], ink, [cell], EM)) == 2
