"""A rule through a box shows that more than one cell was read as one."""

import numpy as np
import pytest

from pipeline.verify.rules import Grey, crossed

BOX = (10.0, 10.0, 110.0, 60.0)


def page(*lines: tuple[int, int, int, int]) -> Grey:
    """White paper at two dots a point, with black bars (left, top, right and bottom in dots)."""
    picture = np.full((160, 240), 255, np.uint8)
    for left, top, right, bottom in lines:
        picture[top:bottom, left:right] = 0
    return picture


@pytest.mark.parametrize(
    "line", [(20, 70, 220, 72), (100, 20, 102, 120), (0, 70, 240, 71)], ids=["across", "down", "hairline"]
)
def test_a_rule_through_the_box_is_seen(line: tuple[int, int, int, int]) -> None:
    assert crossed(page(line), 2.0, BOX)


@pytest.mark.parametrize(
    "line",
    [(20, 19, 220, 21), (20, 119, 220, 121), (60, 70, 180, 72), (0, 20, 240, 120), (200, 20, 240, 120)],
    ids=["own top", "own bottom", "underline", "all dark", "half dark"],
)
def test_its_own_rules_underlines_and_shades_are_none(line: tuple[int, int, int, int]) -> None:
    assert not crossed(page(line), 2.0, BOX)


def test_a_box_of_a_line_s_height_has_no_room_for_a_rule() -> None:
    assert not crossed(page((20, 24, 220, 26)), 2.0, (10.0, 10.0, 110.0, 16.0))
