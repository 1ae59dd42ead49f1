"""Cells of names that hold what no name holds: told, and kept as they are."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import Place

_LONGEST = 300
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_LOOK, _NOTHING = "Compare the cell with the document.", "Nothing: keys leave them out."
_BLANKS = frozenset("/／-–—\\.。、 \t\n\u3000")


def odd_name(text: str, role: str, places: tuple[Place, ...]) -> Iterator[Finding]:
    """Findings on one cell of a qualification or issuing body."""
    for why in _oddities(text):
        yield Finding("name-odd", Severity.WARNING, f"{_short(text)}: {why}", role, places, _LOOK)
    hidden = sorted({char for char in text if unicodedata.category(char) == "Cf" and char != "\u00ad"})
    if hidden:
        names = ", ".join(unicodedata.name(char, f"U+{ord(char):04X}") for char in hidden[:3])
        message = f"{_short(text)}: characters that are not seen ({names})"
        yield Finding("name-odd", Severity.INFO, message, role, places, _NOTHING)


def _oddities(text: str) -> Iterator[str]:
    if set(text) - _BLANKS and not any(char.isalpha() for char in text):
        yield "no letter, so it names nothing"
    if len(text) > _LONGEST:
        yield f"{len(text)} characters are no name"
    mixed = sorted({word for word in _WORD.findall(text) if len(_scripts(word)) > 1})
    if mixed:
        words = ", ".join(mixed[:3])
        yield f"a word of letters of two alphabets ({words})"


def _scripts(word: str) -> set[str]:
    if word.isascii():
        return set()
    names = (unicodedata.name(char, "") for char in word)
    return {script for name in names for script in _SCRIPTS if name.startswith(script)}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"
