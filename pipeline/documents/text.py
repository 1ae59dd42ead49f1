"""Text of cells: joined, squeezed and folded. Only joining is for publication; the others compare."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

_IDEOGRAPH = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_CHINESE_POINTS = "\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65·“”‘’…—"
_CHINESE = re.compile(f"[{_IDEOGRAPH}{_CHINESE_POINTS}]")
_CHARACTER = re.compile(f"[{_IDEOGRAPH}]")
_TIGHT = set("()[]{}<>（）［］｛｝〈〉《》「」『』【】〔〕/／\\")
_BLANK_IN_CHINESE = re.compile(
    f"(?<=[{_IDEOGRAPH}{_CHINESE_POINTS}])[ \u3000\t]+(?=[{_IDEOGRAPH}{_CHINESE_POINTS}])"
)


_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)


def without_unseen(text: str) -> str:
    """The text without characters that show nothing, such as zero-width blanks and marks of direction."""
    return _UNSEEN.sub("", text)


def is_chinese(char: str) -> bool:
    """A Chinese character (or kana, hangul), not punctuation."""
    return _CHARACTER.match(char) is not None


def has_chinese(text: str) -> bool:
    """Whether any Chinese character stands in the text."""
    return _CHARACTER.search(text) is not None


def squeeze(text: str) -> str:
    """The text without white space: what counts when texts are compared."""
    return "".join(text.split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A comparison form: width and case folded, white space and zero-width characters gone."""
    normal = squeeze(unicodedata.normalize("NFKC", text).casefold())
    if normal.isprintable():  # it has no zero-width character, as nearly all texts: not one by one
        return normal
    return "".join(char for char in normal if unicodedata.category(char) != "Cf")


def fold_with_origin(letters: Iterable[tuple[int, str]]) -> tuple[str, list[int]]:
    """The folded characters of ``letters`` (position, character), and for each the position it came from."""
    folded, origin = "", []
    for position, char in letters:
        for piece in fold(char):
            folded += piece
            origin.append(position)
    return folded, origin


def join_lines(text: str) -> str:
    """The lines of a cell as one line, and no blank between two Chinese characters.

    Nothing goes between two Chinese characters and next to brackets, slashes and Chinese punctuation;
    a word cut by a hyphen keeps it; else one space.
    """
    lines = [line.strip() for line in text.split("\n")]
    joined = ""
    for line in filter(None, lines):
        joined += (_between(joined[-1], line[0]) if joined else "") + line
    return _BLANK_IN_CHINESE.sub("", joined)


def _between(last: str, first: str) -> str:
    if last in _TIGHT or first in _TIGHT or last == "-":
        return ""
    both = _CHINESE.match(last) and _CHINESE.match(first)
    points = any(_CHINESE.match(char) and not is_chinese(char) for char in (last, first))
    return "" if both or points else " "


def simplified(text: str) -> str:
    """The text in simplified characters, for comparison alone: some ordinary ones are rewritten too."""
    return _converter()(text)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
