"""A cell's text as runs of one script and bracketed groups, in the order printed."""

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.documents.text import has_chinese, is_chinese

_PAIRS = {"(": ")", "（": "）", "[": "]", "［": "］", "【": "】"}
_OPENERS = frozenset(_PAIRS)
_CLOSERS = frozenset(_PAIRS.values())
_RAISED = re.compile(r"[(（][A-Z]{2,6}[)）] ?(?:[²³]|[0-9](?![0-9A-Za-z])|<sup> ?[0-9] ?</sup>)")
"""An abbreviation with brackets of its own: ``(ISC)²``."""
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,20}>")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one kind. A bracket's range includes its marks; ``inner`` is what they hold."""

    kind: Literal["zh", "latin", "bracket"]
    start: int
    end: int
    inner: tuple[int, int] = (0, 0)
    chinese: bool = False


def runs(text: str, start: int = 0, end: int | None = None) -> tuple[Run, ...]:
    """Split a range of a text by script and brackets.

    Digits, blanks and points belong to the run they stand in (before any letter, to the next one). A
    bracket that is never closed holds all that follows; a second mark in a row, or a stray one, is skipped.
    """
    end = len(text) if end is None else end
    found: list[Run] = []
    closings = _closings(text, start, end)
    kind: Literal["zh", "latin"] | None = None
    since = position = start

    def close(until: int) -> None:
        if kind is not None:
            found.append(Run(kind, since, until, chinese=kind == "zh"))

    while position < end:
        char = text[position]
        tag = _TAG.match(text, position, end)
        if tag:
            position = tag.end()
        elif raised := _RAISED.match(text, position, end):
            if kind == "zh":
                close(position)
                since = position
            kind, position = "latin", raised.end()
        elif char in _OPENERS or char in _CLOSERS:
            close(position)
            group = _group(text, position, end, closings) if char in _OPENERS else None
            if group:
                found.append(group)
            kind, position = None, group.end if group else position + 1
            since = position
        else:
            script = _script(char)
            if script and kind and script != kind:
                close(position)
                since = position
            kind = script or kind
            position += 1
    close(end)
    return tuple(found)


def _script(char: str) -> Literal["zh", "latin"] | None:
    if is_chinese(char):
        return "zh"
    return "latin" if char.isalpha() else None


def _closings(text: str, start: int, end: int) -> dict[int, int]:
    """For each opening mark the closing one that belongs to it, whatever their kind; in one pass."""
    closings: dict[int, int] = {}
    waiting: list[int] = []
    for position in range(start, end):
        if text[position] in _OPENERS:
            waiting.append(position)
        elif text[position] in _CLOSERS and waiting:
            closings[waiting.pop()] = position
    return closings


def _group(text: str, start: int, end: int, closings: dict[int, int]) -> Run | None:
    """The bracket that opens at ``start``; None if it is one mark too many (``((Engineer)``)."""
    if start in closings:
        inner = (start + 1, closings[start])
        return Run("bracket", start, inner[1] + 1, inner, has_chinese(text[slice(*inner)]))
    if start + 1 < end and text[start + 1] in _OPENERS:
        return None
    inner = (start + 1, end)
    return Run("bracket", start, end, inner, has_chinese(text[start + 1 : end]))
