"""Upright strokes of letters in low rows are no rules; rules that are broken or cross one row alone are."""

import numpy

from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_ink import Grey, dark
from pipeline.readers.scan_rules import _meets, rules_of_scan
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


def _page() -> Grey:
    """A table of two rows and two columns at 200 dots an inch, grey values."""
    page = numpy.full((300, 500), 240, numpy.uint8)
    for top in (60, 110, 160):
        page[top : top + 2, 50:400] = 20
    for left in (50, 120, 398):
        page[60:162, left : left + 2] = 20
    return page


def _uprights(page: Grey) -> list[int]:
    return sorted(round(rule.at / SCALE) for rule in rules_of_scan(page, 200) if not rule.level)


def test_a_rule_of_dots_is_found_and_the_feet_of_letters_are_none() -> None:
    page = _page()
    for at in range(60, 162, 5):
        page[at : at + 2, 250:252] = 20
    assert _uprights(page) == [51, 121, 251, 399]
    page = _page()
    for at in range(60, 162, 5):
        page[at : at + 2, 250:265] = 20
    assert _uprights(page) == [51, 121, 399]


def test_a_short_rule_with_a_speck_behind_its_end_is_kept() -> None:
    page = _page()
    page[110:112] = 240
    page[110:112, 50:121] = 20
    page[110:112, 126:128] = page[110:112, 133:135] = 20
    levels = [round(rule.at / SCALE) for rule in rules_of_scan(page, 200) if rule.level]
    assert levels == [61, 111, 161]


def test_a_short_stroke_over_one_rule_alone_is_none() -> None:
    assert not _meets(Rule(False, 100, 26, 32), LEVELS)
    assert _meets(Rule(False, 100, 9, 33), LEVELS)
