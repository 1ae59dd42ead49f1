"""Letters from what a model says of each step: both widths of a character are one character."""

import numpy
import pytest

from pipeline.readers.ocr_letters import Alphabet, Spelt, Steps

CHARACTERS = ["blank", "(", "（", "a", "α", " "]


def spelt(*steps: dict[str, float]) -> Spelt:
    said: Steps = numpy.zeros((len(steps), len(CHARACTERS)), numpy.float32)
    for row, step in zip(said, steps, strict=True):
        for char, sure in step.items():
            row[CHARACTERS.index(char)] = sure
    return Alphabet(CHARACTERS).spelt(said, 1.0)


def test_a_doubt_about_the_width_is_no_doubt_about_the_character() -> None:
    line = spelt({"（": 0.52, "(": 0.47}, {"blank": 1}, {"a": 0.51, "α": 0.49})
    assert line.text == "（a"
    assert line.confidences == pytest.approx([0.99, 0.51])


def test_both_widths_together_may_win_over_no_letter() -> None:
    assert spelt({"blank": 0.4, "(": 0.32, "（": 0.28}).text == "("


def test_a_character_said_in_one_width_and_then_in_the_other_is_one() -> None:
    line = spelt({"(": 0.6, "（": 0.3}, {"（": 0.9, "(": 0.1}, {"blank": 1}, {"(": 1})
    assert line.text == "（("
    assert line.middles == pytest.approx([0.5 / 4, 3.5 / 4])


def test_blanks_have_no_place_and_nothing_read_gives_no_letters() -> None:
    assert spelt({"a": 1}, {" ": 1}, {"a": 1}).middles == pytest.approx([0.5 / 3, 2.5 / 3])
    assert spelt({"blank": 1}, {"blank": 1}).text == ""
