"""Signs that a rendition damaged a text: what no printed cell would hold. Signs only, nothing is mended."""

import re

from pipeline.documents.text import has_chinese, squeeze

_OPEN, _CLOSE = "(（[【「『《", ")）]】」』》"
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")
_LEADING = re.compile(r"^[,.，。、;；:：·\-)）】」』》#!?？！]")
_STRANDED = re.compile(
    r"[、，,;；(（]\s*[)）]|[#·]\s*[#·]|[\u4e00-\u9fff]\s+[-·.]\s+[\u4e00-\u9fff]|[\u4e00-\u9fff]\s[-·]$"
)
_LATIN_WORD = re.compile(r"[^\W\d_]{4,}")


def balance(text: str) -> tuple[int, int]:
    """How many brackets are closed without opening, and opened without closing; width does not count."""
    depth = unopened = 0
    for char in text:
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            if depth:
                depth -= 1
            else:
                unopened += 1
    return unopened, depth


def signs(text: str) -> list[str]:
    """What is wrong with a whole cell's text, in words; empty for a sound one."""
    found = []
    unopened, unclosed = balance(text)
    if unopened or unclosed:
        found.append("brackets do not match")
    if _LEADING.match(text.strip()) and len(squeeze(text)) > 1:
        found.append("it begins with a stray mark")
    if _STRANDED.search(text):
        found.append("stray marks stand inside it")
    return found


def is_scrap(line: str) -> bool:
    """A line that holds no word: marks, single letters, at most one Chinese character."""
    bare = _MARKUP.sub("", line)
    chinese = sum(has_chinese(char) for char in bare)
    return chinese <= 1 and _LATIN_WORD.search(bare) is None
