"""The characters of an OFD text object: where each stands, and how wide it is, which OFD does not say."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from pdfminer.fontmetrics import FONT_METRICS

from pipeline.readers.ofd_geometry import Matrix, applied, moved, scale_of, steps, times, turned
from pipeline.readers.ofd_package import children, numbers
from pipeline.readers.package import Element
from pipeline.readers.pdf_glyphs import is_wide
from pipeline.readers.pdf_marks import box_around

# Of the height of a letter so much lies below its baseline.
_BELOW = 0.15
# Letters of fonts for Chinese are half an em wide; a step up to this leaves no blank.
_HALF, _CLOSE = 0.5, 0.56
_ROOMY = 1.1


@dataclass(frozen=True, slots=True)
class OfdLetter:
    """A printed character, in the terms of pdf_marks.Printed."""

    text: str
    matrix: Matrix
    fontname: str
    size: float
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def get_text(self) -> str:
        return self.text


def letters_of(
    element: Element, matrix: Matrix, font: str
) -> Iterator[tuple[int, bool, Iterator[OfdLetter]]]:
    """For each TextCode its number, whether it runs downward with upright letters, and its letters."""
    size = (numbers(element.get("Size"), 1) or (0.0,))[0]
    scale = (numbers(element.get("HScale"), 1) or (1.0,))[0]
    reading = _degrees(element, "ReadDirection")
    letter_turn = _degrees(element, "CharDirection")
    x = y = 0.0
    for number, code in enumerate(children(element, "TextCode")):
        x = (numbers(code.get("X"), 1) or (x,))[0]
        y = (numbers(code.get("Y"), 1) or (y,))[0]
        text = code.text or ""
        if "\n" in text:
            text = text.strip()  # of the file's own layout
        places = list(_places(code, text, (x, y), size * scale, reading))
        downward = reading % 180 == 90 and letter_turn % 180 == 0
        yield number, downward, _letters(text, places, (size, scale, letter_turn), matrix, font)


def _degrees(element: Element, attribute: str) -> int:
    found = numbers(element.get(attribute), 1)
    return round(found[0]) % 360 if found else 0


def _places(
    code: Element, text: str, start: tuple[float, float], size: float, reading: int
) -> Iterator[tuple[float, float, float | None]]:
    """For each character its origin, and the step to the next along the direction of reading."""
    x, y = start
    across, down = steps(code.get("DeltaX")), steps(code.get("DeltaY"))
    says = bool(across or down)
    for at, (char, right, below) in enumerate(zip_longest(text, across, down)):
        if char is None:
            return
        if right is None and below is None and (not says or at >= max(len(across), len(down))):
            step = em_width(char) * size  # nothing is said: as far as the letter is wide
            dx, dy = applied(turned(reading), step, 0.0)
            yield x, y, None
        else:
            dx, dy = right or 0.0, below or 0.0
            yield x, y, abs(dx if reading % 180 == 0 else dy)
        x, y = x + dx, y + dy


def _letters(
    text: str,
    places: list[tuple[float, float, float | None]],
    shape: tuple[float, float, int],
    matrix: Matrix,
    font: str,
) -> Iterator[OfdLetter]:
    size, scale, letter_turn = shape
    for char, (x, y, step) in zip(text, places, strict=True):
        placed = times(times(turned(letter_turn), moved(x, y)), matrix)
        wide = _width(char, size * scale, step)
        box = box_around(
            [
                applied(placed, across, up)
                for across, up in ((0.0, _BELOW * size), (wide, _BELOW * size), (wide, (_BELOW - 1) * size))
            ]
        )
        # The y of OFD grows downward: a letter's own matrix has it grow upward, as PDF's does.
        upright: Matrix = (placed[0], placed[1], -placed[2], -placed[3], placed[4], placed[5])
        yield OfdLetter(char, upright, font, size * scale_of(matrix), *box)


def _width(char: str, em: float, step: float | None) -> float:
    """How wide a letter is: to the next where that is near, else as such letters are."""
    usual = em_width(char) * em
    if step is not None and 0 < step <= max(_ROOMY * usual, 0 if is_wide(char) else _CLOSE * em):
        return step
    return usual


@cache
def em_width(char: str) -> float:
    """The width of a character in ems, as common fonts have it."""
    if is_wide(char):
        return 1.0
    widths = FONT_METRICS["Helvetica"][1]
    return max(widths.get(char, 500) / 1000, _HALF)
