"""A rule of dashes goes on to where they end; text in its line does not make it longer."""

import numpy

from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_broken import continued

UPRIGHT = Rule(False, 190, 0, 100)


def reached(*dashes: tuple[int, int, int, int]) -> tuple[float, float]:
    """From where to where a rule at 50 from 60 to 120 reaches; a dash is rows and columns of ink."""
    ink = numpy.zeros((100, 200), numpy.uint8)
    ink[49:51, 60:120] = 1
    for top, bottom, left, right in dashes:
        ink[top:bottom, left:right] = 1
    (rule,) = (rule for rule in continued([Rule(True, 50, 60, 120), UPRIGHT], ink, 1.0) if rule.level)
    (turned,) = (
        rule
        for rule in continued([Rule(False, 50, 60, 120), Rule(True, 190, 0, 100)], ink.T.copy(), 1.0)
        if not rule.level
    )
    assert (rule.start, rule.end) == (turned.start, turned.end)
    return rule.start, rule.end


def test_a_rule_goes_on_over_dashes_to_both_sides() -> None:
    assert reached(*((50, 51, at, at + 4) for at in (20, 30, 40, 50, 128, 138, 148))) == (20, 152)


def test_a_rule_ends_where_nothing_follows() -> None:
    assert reached() == (60, 120)
    assert reached((50, 51, 150, 160)) == (60, 120)


def test_a_rule_reaches_the_one_across_that_is_next() -> None:
    assert reached(*((50, 51, at, at + 4) for at in range(126, 182, 8)), (50, 51, 184, 186)) == (60, 190)


def test_letters_in_its_line_are_none_of_its_dashes() -> None:
    assert reached(*((44, 56, at, at + 6) for at in range(124, 180, 9))) == (60, 120)


def test_a_short_piece_is_left_as_it_is() -> None:
    short = Rule(True, 50, 60, 90)
    assert list(continued([short], numpy.ones((100, 200), numpy.uint8), 1.0)) == [short]
