"""A letter's stroke at the height of a rule stays; a rule that goes on past the last one goes on."""

import cv2
import numpy
import pytest

from pipeline.readers.ocr import Picture
from pipeline.readers.scan_ink import grey_of
from pipeline.readers.scan_rules import rules_of_scan, without_rules

DPI = 200
POINT = DPI / 72


def page(stroke: tuple[float, float]) -> Picture:
    """Two columns; the rule between the rows of the right one lies at 60 points, a stroke beside it."""
    picture = numpy.full((round(130 * POINT), round(260 * POINT), 3), 255, numpy.uint8)

    def line(x0: float, y0: float, x1: float, y1: float) -> None:
        one, other = ((round(x * POINT), round(y * POINT)) for x, y in ((x0, y0), (x1, y1)))
        cv2.line(picture, one, other, (0, 0, 0), 2)

    for x in (20, 80, 240):
        line(x, 20, x, 100)
    for x, y in ((20, 20), (80, 60), (20, 100)):
        line(x, y, 240, y)
    line(stroke[0], 60, stroke[1], 60)
    return picture


@pytest.mark.parametrize(("stroke", "starts"), [((66, 77.5), 80), ((66, 80), 66), ((74, 80), 74)])
def test_a_stroke_after_paper_is_no_part_of_a_rule(stroke: tuple[float, float], starts: float) -> None:
    picture = page(stroke)
    rules = rules_of_scan(grey_of(picture), DPI)
    (middle,) = [rule for rule in rules if rule.level and abs(rule.at - 60) < 2]
    assert middle.start == pytest.approx(starts, abs=1.5)
    assert middle.end == pytest.approx(240, abs=1.5)
    left = grey_of(without_rules(picture, rules, DPI))[:, round(60 * POINT) : round(79 * POINT)]
    assert (left < 128).any() == (starts == 80)
