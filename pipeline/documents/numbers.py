"""Numbers as notices print them: ``26``, ``１.12``, ``（三）``, ``二〇二三``."""

import re
import unicodedata

from pipeline.documents.text import fold, is_chinese

_ZERO = str.maketrans("○两", "〇二")
_MARKS = "()[]【】〔〕、.,:"


def numeral(text: str) -> int | None:
    """The last whole number of a number cell, in digits or Chinese numerals; None where it is no number."""
    last = re.split(r"[.\-]", fold(text).strip(_MARKS))[-1]
    if last.isascii() and last.isdigit():
        return int(last)
    return _chinese(last.translate(_ZERO))


def _chinese(text: str) -> int | None:
    values = [unicodedata.numeric(char, -1.0) if is_chinese(char) else -1.0 for char in text]
    if not values or min(values) < 0:
        return None
    if max(values) < 10:  # digits in their places, as in years
        return int("".join(str(int(value)) for value in values))
    total = digit = 0
    for value in map(int, values):
        if value < 10:
            digit = value
        else:
            total, digit = total + (digit or 1) * value, 0
    return total + digit
