"""Upright strokes of letters in low rows are no rules; rules that are broken or cross one row alone are."""

import numpy

from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_ink import dark
from pipeline.readers.scan_stems import without_stems

# At 200 dots an inch: rows of 18 points.
SCALE = 72 / 200
LEVELS = [Rule(True, at, 0, 200) for at in (10.0, 28.0, 46.0)]


def kept(*strokes: tuple[float, float]) -> bool:
    """Whether an upright rule at 100 from 10 to 46 stays, whose ink lies there; all in points."""
    ink = numpy.zeros((200, 600), numpy.uint8)
    for level in LEVELS:
        at = round(level.at / SCALE)
        ink[at - 1 : at + 2] = 1
    for start, end in strokes:
        ink[round(start / SCALE) : round(end / SCALE), 277:279] = 1
    rule = Rule(False, 100, 10, 46)
    return rule in without_stems([*LEVELS, rule], LEVELS, ink, SCALE)


def test_strokes_of_letters_one_below_the_other_are_no_rule() -> None:
    assert not kept((13, 25), (31, 43))
    assert not kept((12.5, 18), (20, 26), (31, 43))


def test_a_rule_that_is_whole_stays() -> None:
    assert kept((10, 46))
    assert kept((10, 28))


def test_a_broken_rule_stays() -> None:
    assert kept((10, 20), (23, 30), (32, 46))
    assert kept(*((at, at + 2) for at in range(12, 46, 4)))


def test_where_nothing_is_to_be_seen_nothing_is_decided() -> None:
    assert kept()


def test_the_shadow_of_a_fold_is_no_ink() -> None:
    slope = numpy.linspace(120, 240, 160)[None, :].repeat(300, axis=0)
    page = numpy.full((300, 600), 240, numpy.uint8)
    page[:, :160] = slope.astype(numpy.uint8)
    page[100:103] = page[100:103] // 2
    ink = dark(page, 200, 10)
    assert ink[100:103].all()
    assert not ink[110:, 30:].any()  # at the edge of the picture the paper is not known
