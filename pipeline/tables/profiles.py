"""What the values of a column look like, so that a value can be told to be none of them."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.documents.text import has_chinese, squeeze

_SEPARATORS = "、,，;；"
_ODDEST_LENGTH = 3.0
_SURE_ROWS = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """What the values of one column look like: their parts, pairs of characters, endings, length, script."""

    parts: Counter[str]
    pairs: Counter[str]
    ends: Counter[str]
    filled: int
    mean: float
    spread: float
    chinese: float
    blank: float
    of_all: bool
    """Whether rows that may have slipped are counted too."""

    def fit(self, value: str) -> float:
        """How well a value's shape fits; 0 is typical, below is worse."""
        length = (math.log1p(len(value)) - self.mean) / self.spread
        ending = self.ends[value[-1]] / max(1, self.filled)
        script = abs(float(has_chinese(value)) - self.chinese)
        return ending - min(length * length / 2, _ODDEST_LENGTH) - script

    def blank_cost(self) -> float:
        """How surprising an empty cell is here."""
        return -math.log(self.blank)


def profile(texts: Sequence[str], sure: Sequence[bool]) -> Profile:
    """The profile of a column from its cells, empty ones included.

    Rows without blanks, which cannot have slipped, are ``sure``; they alone count where there are enough.
    """
    cells = [squeeze(text) for text in texts]
    known = [text for text, certain in zip(cells, sure, strict=True) if certain and text]
    of_all = len(known) < _SURE_ROWS
    filled = [text for text in cells if text] if of_all else known
    lengths = [math.log1p(len(text)) for text in filled] or [0.0]
    # Median and a quantile: slipped cells, being few, must not pull the profile towards themselves.
    middle = sorted(lengths)[len(lengths) // 2]
    deviation = sorted(abs(length - middle) for length in lengths)[len(lengths) * 4 // 5]
    return Profile(
        parts=Counter(part for text in filled for part in parts_of(text)),
        pairs=Counter(pair for text in filled for pair in pairs_of(text)),
        ends=Counter(text[-1] for text in filled),
        filled=len(filled),
        mean=middle,
        spread=max(deviation, 0.35),
        chinese=sum(map(has_chinese, filled)) / max(1, len(filled)),
        blank=(sum(not text for text in cells) + 0.5) / (len(cells) + 1),
        of_all=of_all,
    )


def parts_of(value: str) -> list[str]:
    """What an enumeration enumerates; the value itself where it is none."""
    for separator in _SEPARATORS[1:]:
        value = value.replace(separator, _SEPARATORS[0])
    return [part for part in value.split(_SEPARATORS[0]) if part] or [value]


def pairs_of(value: str) -> set[str]:
    """Each two characters that follow one another."""
    return {value[at : at + 2] for at in range(len(value) - 1)} or {value}
