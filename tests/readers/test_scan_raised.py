"""A small raised mark that was found apart from its word stands behind it, not on a line above."""

import pytest

from pipeline.readers.ocr import Letter
from pipeline.readers.pdf_glyphs import line_text, lines_of
from pipeline.readers.scan_lines import OUTSIDE, InkLine
from pipeline.readers.scan_raised import marked_lines
from pipeline.readers.scan_text import ReadLine, glyphs_of

EM = 30.0
NAME = (100, 100, 220, 130)


def _read(text: str, box: tuple[int, int, int, int], cell: int = 1) -> ReadLine:
    share = 1 / len(text)
    letters = tuple(Letter(char, 1.0, at * share, (at + 1) * share) for at, char in enumerate(text))
    return ReadLine(InkLine(box, cell), letters, box[0], box[2] - box[0])


@pytest.mark.parametrize("mark", ["①", "2", "*"])
@pytest.mark.parametrize("top", [92, 96, 100])
def test_a_raised_mark_goes_with_its_name(mark: str, top: int) -> None:
    lines = [_read(mark, (222, top, 240, top + 22)), _read("注册护士", NAME)]
    assert [line_text(line) for line in lines_of(glyphs_of(lines, EM, 0.36))] == [f"注册护士{mark}"]


@pytest.mark.parametrize(
    "box",
    [
        (222, 60, 240, 82),  # a line above
        (222, 112, 240, 130),  # not raised
        (260, 96, 278, 118),  # too far
        (222, 96, 240, 126),  # not small
        (130, 60, 190, 82),
    ],
)
def test_other_lines_are_no_marks(box: tuple[int, int, int, int]) -> None:
    assert marked_lines([InkLine(box, 1), InkLine(NAME, 1)], EM) == {}


def test_a_mark_of_another_cell_is_none() -> None:
    mark = (222, 96, 240, 118)
    assert marked_lines([InkLine(mark, 1), InkLine(NAME, 1)], EM) == {0: 1}
    assert marked_lines([InkLine(mark, 2), InkLine(NAME, 1)], EM) == {}
    assert marked_lines([InkLine(mark, OUTSIDE), InkLine(NAME, OUTSIDE)], EM) == {}
