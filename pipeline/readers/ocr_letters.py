"""What a recognition model says of each step along a line, as letters.

Models tell the full width of a character from the half by the blank around it, and are often of two minds.
That is no doubt about the character: both count as one, and the likelier width is taken.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Steps = NDArray[numpy.float32]
"""Steps x characters: how likely each is, the first of them being no letter."""

_WIDTHS = ("<wide>", "<narrow>")


@dataclass(frozen=True, slots=True)
class Spelt:
    """A line's text, how sure each letter is (0 to 1), and where the letters that are no blank begin,
    in parts of the line's width."""

    text: str
    confidences: tuple[float, ...]
    middles: tuple[float, ...]


class Alphabet:
    """The characters that a model knows, in its order."""

    def __init__(self, characters: Sequence[str]) -> None:
        self._characters = characters
        self._first = numpy.arange(len(characters))
        known: dict[str, int] = {}
        for index, char in enumerate(characters):
            self._first[index] = known.setdefault(_usual_width(char), index)
        self._others = numpy.flatnonzero(self._first != numpy.arange(len(characters)))

    def lines(self, lines: Iterable[Steps], ratios: Sequence[float], widest: float) -> list[Spelt]:
        """Lines of a batch, by how many times wider than high each is; all are padded to the ``widest``."""
        return [self.spelt(line, ratio / widest) for line, ratio in zip(lines, ratios, strict=True)]

    def spelt(self, steps: Steps, share: float) -> Spelt:
        """A line, which fills ``share`` of the steps: those on end that say one character are one letter."""
        said, sure = self._said(steps)
        ends = numpy.flatnonzero(numpy.concatenate((said[1:] != said[:-1], [True]))) + 1
        runs = [(start, end) for start, end in zip((0, *ends), ends, strict=False) if said[start]]
        letters = [self._likelier(steps[start:end], int(said[start])) for start, end in runs]
        length = len(steps) * share
        return Spelt(
            "".join(letters),
            tuple(float(sure[start:end].max()) for start, end in runs),
            tuple(
                min((int(start) + 0.5) / length, 1.0)
                for letter, (start, _) in zip(letters, runs, strict=True)
                if not letter.isspace()
            ),
        )

    def _said(self, steps: Steps) -> tuple[NDArray[numpy.int64], Steps]:
        """The likeliest character of each step, by the first of its widths, and how likely it is."""
        said = steps.argmax(axis=1)
        sure = numpy.take_along_axis(steps, said[:, None], axis=1)[:, 0]
        said = self._first[said]
        if not len(self._others):
            return said, sure
        both = steps[:, self._others] + steps[:, self._first[self._others]]
        best = both.argmax(axis=1)
        most = numpy.take_along_axis(both, best[:, None], axis=1)[:, 0]
        return numpy.where(most > sure, self._first[self._others[best]], said), numpy.maximum(most, sure)

    def _likelier(self, steps: Steps, first: int) -> str:
        """The character in the width that the steps say most."""
        widths = (first, *self._others[self._first[self._others] == first])
        return self._characters[int(max(widths, key=lambda index: float(steps[:, index].sum())))]


def _usual_width(char: str) -> str:
    if len(char) == 1 and unicodedata.decomposition(char).startswith(_WIDTHS):
        return unicodedata.normalize("NFKC", char)
    return char
