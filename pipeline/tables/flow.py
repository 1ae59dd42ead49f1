"""Whether a text that a page end cuts goes on: by brackets, hyphens, punctuation and full lines."""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum

from pipeline.documents.text import is_chinese
from pipeline.tables.garble import balance

_GOES_ON = "、，,—-–/(（《“·&＆:："
_NO_START = "、，,。；;:：)）]】」』》”!！?？·%％"
_TOKEN = re.compile(r"[^\W\u2e80-\u9fff]+|.", re.DOTALL)


class Flow(IntEnum):
    """How surely the second text goes on with the first; BREAKS where its first word had room above."""

    BREAKS = -3
    UNKNOWN = 0
    FULL_LINE = 1
    LOWER_CASE = 2
    MARK = 3
    BRACKET = 4


def flow(upper: str, lower: str, width: int | None) -> Flow:
    """What the texts say; ``width`` is that of a full line of their column, in half-width characters."""
    upper, lower = upper.strip(), lower.strip()
    if not upper or not lower:
        return Flow.UNKNOWN
    if balance(upper)[1] and balance(lower)[0]:
        return Flow.BRACKET
    if not (_has_word(upper) and _has_word(lower)):  # a dash or a slash says that there is nothing
        return Flow.UNKNOWN
    if upper[-1] in _GOES_ON or lower[0] in _NO_START:
        return Flow.MARK
    if lower[0].islower() and upper[-1].isalpha() and not is_chinese(upper[-1]):
        return Flow.LOWER_CASE
    return Flow.UNKNOWN if width is None else _by_room(upper, lower, width)


def _by_room(upper: str, lower: str, width: int) -> Flow:
    last = upper.rsplit("\n", 1)[-1].strip()
    first = next(iter(_TOKEN.findall(lower)))
    blank = 0 if is_chinese(first[0]) or is_chinese(last[-1]) else 1
    room = width - text_width(last) - blank - text_width(first)
    return Flow.FULL_LINE if room < 0 else Flow.BREAKS if room >= 2 else Flow.UNKNOWN


def _has_word(text: str) -> bool:
    return any(char.isalnum() for char in text)


def text_width(text: str) -> int:
    """Width in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def full_width(texts: Iterable[str]) -> int | None:
    """The width of the widest line that another follows, None where no text has two lines."""
    widths = [text_width(line.strip()) for text in texts for line in text.split("\n")[:-1]]
    return max(widths, default=None)
