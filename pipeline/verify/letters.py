"""Letters of a page, and the text of those whose middle lies in a box."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.catalogues.control_sums import counted
from pipeline.verify.model import Recount

Box = tuple[float, float, float, float]
_SAME_LINE, _OVERPRINT, _BOLD = 0.3, 0.1, 0.3
_DIGITS = re.compile(r"\d+")
_MARKS = "-—–―·.()（）/ "


@dataclass(frozen=True, slots=True)
class Letter:
    """A visible character: its middle, where it begins on its baseline, and its size, from the top left."""

    text: str
    x: float
    y: float
    start: float
    base: float
    size: float
    plain: bool = True
    """Whether it is a letter of the page's text, not of a seal over it."""
    sure: bool = True
    """Whether it is seen for sure: not white, clipped or covered."""


Seen = Callable[[int, Sequence[Letter]], Sequence[Letter]]
"""The letters of a page, by its number, that are seen for sure."""


def recounts_of(pages: Sequence[Sequence[Letter]], seen: Seen | None = None) -> Iterator[Recount]:
    """What each page holds at least: without lines that other pages have too, and without lone numbers.

    ``seen`` is asked only where a reading has less.
    """
    sure = [[letter for letter in page if letter.plain and letter.sure] for page in pages]
    lines = [_texts(page) for page in sure]
    common = Counter(shape for page in lines for shape in {_shape(line) for line in page})
    for number, page in enumerate(lines, start=1):
        count = _own(page, common)
        if count:
            again = None if seen is None else partial(_seen_again, seen, number, sure[number - 1], common)
            yield Recount("page", number, count, seen=again)


def _seen_again(seen: Seen, number: int, letters: Sequence[Letter], common: Mapping[str, int]) -> int:
    return _own(_texts(seen(number, letters)), common)


def _texts(letters: Sequence[Letter]) -> list[str]:
    return [_text(line) for line in _lines(list(_printed_once(letters, _BOLD)))]


def _own(lines: Iterable[str], common: Mapping[str, int]) -> int:
    own = [line for line in lines if _DIGITS.sub("", line).strip(_MARKS)]
    return sum(counted(line) for line in own if common[_shape(line)] <= 1)


def _shape(line: str) -> str:
    return _DIGITS.sub("0", line)


def readings_of(page: Iterable[Letter], box: Box) -> tuple[str, ...]:
    """The text in the box as the page prints it, line by line, and with what is printed over itself.

    Where a seal lies over the box, without its letters.
    """
    x0, top, x1, bottom = box
    within = [letter for letter in page if x0 <= letter.x <= x1 and top <= letter.y <= bottom]
    letters = [letter for letter in within if letter.plain]
    once = list(_printed_once(letters))
    return _text(once), _text(_by_lines(once)), _text(letters)


def _text(letters: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in letters)


def _printed_once(letters: Sequence[Letter], within: float = _OVERPRINT) -> Iterator[Letter]:
    """The letters without those that are printed over themselves, as bold is imitated."""
    seen: dict[str, list[Letter]] = {}
    for letter in letters:
        reach = max(within * letter.size, 0.01)
        before = seen.setdefault(letter.text, [])
        if not any(
            abs(letter.start - one.start) < reach and abs(letter.base - one.base) < reach for one in before
        ):
            before.append(letter)
            yield letter


def _by_lines(letters: Sequence[Letter]) -> list[Letter]:
    """The letters of each baseline from left to right, baselines from the top down."""
    return [letter for line in _lines(letters) for letter in line]


def _lines(letters: Sequence[Letter]) -> list[list[Letter]]:
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda one: (one.base, one.start)):
        if lines and letter.base - lines[-1][0].base <= _SAME_LINE * max(letter.size, 1.0):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [sorted(line, key=lambda one: one.start) for line in lines]
