"""The numbers of rows, and whether those of two parts run on: ``12``, ``3.1``, ``（四）``."""

import re

from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold
from pipeline.vocabulary import Vocabulary

NumberKey = tuple[int, ...]


def number_key(text: str, vocabulary: Vocabulary) -> NumberKey | None:
    """The parts of a row's number, ``3.1`` as (3, 1); None for what is no number."""
    if not vocabulary.is_number(text):
        return None
    parts = [numeral(part) for part in re.split(r"[.\-]", fold(text).strip("()[].、")) if part]
    return tuple(part for part in parts if part is not None) or None


def follows(before: NumberKey, after: NumberKey) -> bool:
    """Whether the second number is the next after the first: one more, or first of the next chapter."""
    if len(before) != len(after):
        return False
    level = next((i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b), len(before))
    return (
        level < len(before)
        and after[level] == before[level] + 1
        and all(part == 1 for part in after[level + 1 :])
    )


def parted(before: NumberKey | None, upper: str, lower: str, vocabulary: Vocabulary) -> NumberKey | None:
    """The number that a page end cuts in two (``四十`` and ``一`` after 40); None where the parts are none.

    ``before`` is the number above that of the upper part.
    """
    whole = number_key(upper + lower, vocabulary)
    if before is None or whole is None or not follows(before, whole):
        return None
    alone, rest = number_key(upper, vocabulary), number_key(lower, vocabulary)
    if alone is None:
        return whole
    restarts = is_first(alone) and rest is not None and (is_first(rest) or follows(alone, rest))
    return None if restarts or follows(before, alone) else whole


def is_first(number: NumberKey) -> bool:
    """Whether numbering begins here."""
    return all(part == 1 for part in number)
