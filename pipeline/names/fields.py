"""Fields of a field cell, taken apart."""

import re

from pipeline.names.parts import tidy

_LIST = re.compile(r"[、，,;；]")
_BRACKET = re.compile(r"[(（\[［【]")
_ANY_LETTER = re.compile(r"\w")


def fields(text: str) -> tuple[str, ...]:
    """``科技、信息 技术`` as its two fields; a cell with brackets is one field with what they hold."""
    pieces = [text] if _BRACKET.search(text) else _LIST.split(text)
    named = (tidy(piece) for piece in pieces if _ANY_LETTER.search(piece))
    return tuple(dict.fromkeys(named))
