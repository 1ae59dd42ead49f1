"""Seals of many kinds are taken off a scan, text under them stays, and what is no seal stays as it is."""

import math
from collections.abc import Callable

import cv2
import numpy
import pytest

from pipeline.readers.ocr import Picture
from pipeline.readers.scan_ink import Grey, dark, grey_of
from pipeline.readers.scan_seals import without_seals
from tests.readers.scanning import bilevel, noisy

DPI = 200
MM = DPI / 25.4
RED, BLUE, DARK_RED = (40, 30, 215), (170, 60, 30), (20, 20, 120)
WHITE = 255


def page() -> Picture:
    """A table in rules, with words in its cells."""
    picture = numpy.full((1000, 900, 3), WHITE, numpy.uint8)
    for y in range(100, 901, 80):
        cv2.line(picture, (60, y), (840, y), (0, 0, 0), 2)
        for x in (80, 340, 600):
            if y < 900:
                cv2.putText(picture, "Fellow MBCS", (x, y + 50), 0, 1, (0, 0, 0), 2, cv2.LINE_AA)
    for x in (60, 320, 580, 840):
        cv2.line(picture, (x, 100), (x, 900), (0, 0, 0), 2)
    return picture


def layer() -> Grey:
    return numpy.zeros((1000, 900), numpy.uint8)


def star(ink: Grey, middle: tuple[int, int], reach: float, tilt: float) -> None:
    angles = [tilt + step * math.pi / 5 for step in range(10)]
    reaches = [reach if step % 2 == 0 else reach * 0.38 for step in range(10)]
    corners = [
        (middle[0] + r * math.sin(a), middle[1] - r * math.cos(a))
        for a, r in zip(angles, reaches, strict=True)
    ]
    cv2.fillPoly(ink, [numpy.array(corners, numpy.int32)], WHITE, cv2.LINE_AA)


def ring(middle: tuple[int, int], size: float, *, high: float = 1.0, tilt: float = 0.0) -> Grey:
    """The ink of a round or oval seal, ``size`` millimetres wide: rim, star and strokes like letters."""
    ink = layer()
    across, down = size / 2 * MM, size / 2 * MM * high
    axes = (round(across), round(down))
    cv2.ellipse(ink, middle, axes, math.degrees(tilt), 0, 360, WHITE, round(1.1 * MM), cv2.LINE_AA)
    star(ink, middle, 0.3 * down, tilt)
    for step in range(9):
        angle = tilt + math.radians(-120 + 30 * step)
        x, y = (middle[0] + 0.75 * across * math.sin(angle), middle[1] - 0.75 * down * math.cos(angle))
        cv2.putText(ink, "H", (round(x) - 14, round(y) + 14), 0, 1.3, WHITE, 4, cv2.LINE_AA)
    return ink


def square(middle: tuple[int, int], size: float) -> Grey:
    ink, half = layer(), round(size / 2 * MM)
    corner, other = (middle[0] - half, middle[1] - half), (middle[0] + half, middle[1] + half)
    cv2.rectangle(ink, corner, other, WHITE, round(1.1 * MM))
    for x in (-0.6, 0.1):
        for y in (-0.2, 0.7):
            at = (round(middle[0] + x * half), round(middle[1] + y * half))
            cv2.putText(ink, "K", at, 0, 2, WHITE, 6, cv2.LINE_AA)
    return ink


def pressed(picture: Picture, ink: Grey, colour: tuple[int, int, int], strength: float = 0.8) -> Picture:
    """The picture seen through the ink."""
    part = ink.astype(float)[..., None] / WHITE * strength
    return numpy.asarray(picture * (1 - part + part * numpy.array(colour) / WHITE), numpy.uint8)


def coloured(picture: Picture) -> Picture:
    return numpy.clip(picture + numpy.random.default_rng(2).normal(0, 6, picture.shape), 0, 255).astype(
        numpy.uint8
    )


def lost_and_left(found: Picture, right: Picture) -> tuple[float, float]:
    """The parts of the ink that are lost, and that are left over of a seal, beyond the soft edges."""
    one, other = (dark(grey_of(picture), DPI, 50) for picture in (right, found))
    near = [cv2.dilate(ink, numpy.ones((3, 3), numpy.uint8)) for ink in (one, other)]
    lost, left = ((one > 0) & (near[1] == 0)).sum(), ((other > 0) & (near[0] == 0)).sum()
    return float(lost / one.sum()), float(left / one.sum())


@pytest.mark.parametrize(
    ("ink", "colour", "scan"),
    [
        (ring((450, 500), 42), RED, noisy),
        (ring((300, 420), 38, tilt=0.4), DARK_RED, coloured),
        (ring((450, 500), 45, high=0.68), RED, noisy),
        (square((450, 520), 26), RED, noisy),
        (square((450, 520), 24), RED, coloured),
        (ring((700, 500), 50), BLUE, coloured),
        (numpy.maximum(ring((330, 420), 42), ring((560, 560), 40, tilt=-0.3)), RED, coloured),
        (numpy.maximum(ring((250, 330), 40), ring((600, 640), 42, tilt=0.2)), RED, noisy),
        (ring((0, 500), 42), RED, noisy),
    ],
    ids=["grey", "dark red", "grey oval", "grey square", "square", "blue", "overlapping", "two", "cut off"],
)
def test_a_seal_goes_and_the_text_under_it_stays(
    ink: Grey, colour: tuple[int, int, int], scan: Callable[[Picture], Picture]
) -> None:
    right = scan(page())
    sealed = scan(pressed(page(), ink, colour))
    before = lost_and_left(sealed, right)
    lost, left = lost_and_left(without_seals(sealed, DPI).picture, right)
    assert before[1] > 0.05
    assert lost < 0.005
    assert left < 0.02


def test_a_seal_as_dark_as_letters_is_erased_and_all_under_it_is_doubtful() -> None:
    found = without_seals(bilevel(pressed(page(), ring((450, 500), 42), (0, 0, 0), 1.0)), DPI)
    assert found.spoilt is not None
    assert found.erased is not None
    assert found.spoilt[400:600, 350:550].all()
    assert found.erased[500, 450] == 1
    assert not found.spoilt[:200].any()


def logo(picture: Picture) -> Picture:
    cv2.circle(picture, (450, 500), 130, (60, 60, 60), -1)
    return picture


def framed(picture: Picture) -> Picture:
    cv2.rectangle(picture, (330, 400), (570, 640), (0, 0, 0), 6)
    return picture


def small_table(picture: Picture) -> Picture:
    for step in range(4):
        cv2.line(picture, (330, 400 + 80 * step), (570, 400 + 80 * step), BLUE, 5)
        cv2.line(picture, (330 + 80 * step, 400), (330 + 80 * step, 640), BLUE, 5)
    return picture


def headed(picture: Picture) -> Picture:
    cv2.putText(picture, "OOO GQD", (60, 90), 0, 3, RED, 12, cv2.LINE_AA)
    cv2.putText(picture, "OOO GQD", (60, 990), 0, 3, (0, 0, 0), 12, cv2.LINE_AA)
    return picture


def photograph(picture: Picture) -> Picture:
    grain = numpy.random.default_rng(3).integers(0, 256, (12, 12, 3), numpy.uint8)
    picture[350:650, 300:600] = cv2.resize(grain, (300, 300), interpolation=cv2.INTER_CUBIC)
    return picture


@pytest.mark.parametrize("drawn", [logo, framed, small_table, headed, photograph, lambda picture: picture])
@pytest.mark.parametrize("scan", [noisy, coloured, bilevel])
def test_what_is_no_seal_stays_as_it_is(
    drawn: Callable[[Picture], Picture], scan: Callable[[Picture], Picture]
) -> None:
    given = scan(drawn(page()))
    found = without_seals(given, DPI)
    assert found.picture is given
    assert not found.boxes
