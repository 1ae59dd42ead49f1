"""Which letters of a page are a seal's: set along a curve or askew, over the table no part of its cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import hypot

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import PageBox

Box = tuple[float, float, float, float]
Colour = tuple[float, ...] | None

# A letter turned from the page's directions by more degrees is askew; a page askew as a whole is a scan.
ASKEW = 3.0
MOSTLY = 0.33
# Letters of one seal follow each other this near, in ems.
NEAR = 3.5
# Colours whose parts differ by so much are no shade of grey.
COLOURED = 0.2


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the order of drawing: its box, the degrees by which it is turned against the page's reading
    direction, and its colour where that is known.
    """

    text: str
    box: Box
    degrees: float
    colour: Colour = None

    @property
    def askew(self) -> bool:
        turned = self.degrees % 90
        return min(turned, 90 - turned) > ASKEW

    @property
    def upright(self) -> bool:
        turned = self.degrees % 360
        return min(turned, 360 - turned) <= ASKEW

    @property
    def coloured(self) -> bool:
        parts = (self.colour or ())[:3]
        return len(parts) == 3 and max(parts) - min(parts) > COLOURED


def stamped(letters: Sequence[Letter]) -> set[int]:
    """The indices of the letters that are a seal's.

    With those askew go their neighbours in drawing that the curve leaves upright, and words of the same
    colour drawn with them within the seal.
    """
    stamp = {index for index, letter in enumerate(letters) if letter.askew}
    if not stamp or len(stamp) > MOSTLY * len(letters):
        return set()
    for order in (range(len(letters)), range(len(letters) - 1, -1, -1)):
        for index in order:
            if index not in stamp and any(
                _goes_with(letters, index, index + step, index - step, stamp) for step in (-1, 1)
            ):
                stamp.add(index)
    return stamp | _within(letters, stamp)


def _goes_with(letters: Sequence[Letter], index: int, beside: int, beyond: int, stamp: set[int]) -> bool:
    """Whether a letter beside one of the seal's is so too: turned, between two, or alone on its line."""
    if beside not in stamp or not _near(letters[index], letters[beside]):
        return False
    letter = letters[index]
    if not letter.upright or beyond in stamp:
        return True
    if letter.colour != letters[beside].colour:
        return False
    if not 0 <= beyond < len(letters):
        return letter.coloured
    return not _on_one_line(letter, letters[beyond]) and _reaches(letter, letters[beside])


def _reaches(letter: Letter, other: Letter) -> bool:
    return _apart(letter, other) <= 0.6 * NEAR * _size(letter)


def _near(one: Letter, other: Letter) -> bool:
    return _apart(one, other) <= NEAR * max(_size(one), _size(other))


def _apart(one: Letter, other: Letter) -> float:
    (ax, ay), (bx, by) = _middle(one), _middle(other)
    return hypot(ax - bx, ay - by)


def _on_one_line(one: Letter, other: Letter) -> bool:
    (_, ay), (_, by) = _middle(one), _middle(other)
    return other.upright and abs(ay - by) < 0.5 * _size(one) and _near(one, other)


def _middle(letter: Letter) -> tuple[float, float]:
    x0, top, x1, bottom = letter.box
    return (x0 + x1) / 2, (top + bottom) / 2


def _size(letter: Letter) -> float:
    return max(letter.box[2] - letter.box[0], letter.box[3] - letter.box[1])


def _within(letters: Sequence[Letter], stamp: set[int]) -> set[int]:
    """Letters of a seal's colour, drawn in one go with it, within the box of its letters."""
    found: set[int] = set()
    for coloured, run in groupby(range(len(letters)), lambda index: letters[index].coloured):
        indices = list(run)
        mine = stamp.intersection(indices)
        if not coloured or not mine:
            continue
        x0, top, x1, bottom = stamp_box([letters[index] for index in mine])
        colours = {letters[index].colour for index in mine}
        for index in indices:
            x, y = _middle(letters[index])
            if letters[index].colour in colours and x0 <= x <= x1 and top <= y <= bottom:
                found.add(index)
    return found


def stamp_box(letters: Sequence[Letter]) -> Box:
    """The box around a seal's letters."""
    lefts, tops, rights, bottoms = zip(*(letter.box for letter in letters), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def stamp_found(number: int, letters: Sequence[Letter]) -> Finding:
    """What a seal says is no part of any cell."""
    words = "".join(letter.text for letter in letters)
    return Finding(
        "stamp-set-aside",
        Severity.INFO,
        f"page {number}: text set along a curve or askew, as a seal's is, was left out of all cells: {words}",
        places=(PageBox(number, stamp_box(letters)),),
        remedy="Look at the page, if the words should be in a table",
    )
