"""Letters of a page, and the text of those whose middle lies in a box."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
_SAME_LINE, _OVERPRINT = 0.3, 0.1


@dataclass(frozen=True, slots=True)
class Letter:
    """A visible character: its middle, where it begins on its baseline, and its size, from the top left."""

    text: str
    x: float
    y: float
    start: float
    base: float
    size: float


def readings_of(page: Iterable[Letter], box: Box) -> tuple[str, ...]:
    """The text in the box as the page prints it, line by line, and with what is printed over itself."""
    x0, top, x1, bottom = box
    letters = [letter for letter in page if x0 <= letter.x <= x1 and top <= letter.y <= bottom]
    once = list(_printed_once(letters))
    return _text(once), _text(_by_lines(once)), _text(letters)


def _text(letters: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in letters)


def _printed_once(letters: Sequence[Letter]) -> Iterator[Letter]:
    """The letters without those that are printed over themselves, as bold is imitated."""
    seen: dict[str, list[Letter]] = {}
    for letter in letters:
        reach = max(_OVERPRINT * letter.size, 0.01)
        before = seen.setdefault(letter.text, [])
        if not any(
            abs(letter.start - one.start) < reach and abs(letter.base - one.base) < reach for one in before
        ):
            before.append(letter)
            yield letter


def _by_lines(letters: Sequence[Letter]) -> list[Letter]:
    """The letters of each baseline from left to right, baselines from the top down."""
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda one: (one.base, one.start)):
        if lines and letter.base - lines[-1][0].base <= _SAME_LINE * max(letter.size, 1.0):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [letter for line in lines for letter in sorted(line, key=lambda one: one.start)]
