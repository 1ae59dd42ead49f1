"""Numbers that Word prints by itself: a list's next number is nowhere in the text of the paragraph."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipeline.readers.docx_package import is_on, word_child, word_tag, word_value
from pipeline.readers.package import Element

LEVELS = 9
PLACEHOLDER = re.compile(r"%([1-9])")
CHINESE_DIGITS = "〇一二三四五六七八九"
UNITS = ("", "十", "百", "千")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
         (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written (``%1.`` and a format), and where it starts.

    ``legal``: the numbers of all levels in it are digits. ``restarts``: after a number of a higher level.
    """

    start: int
    number_format: str
    text: str
    legal: bool = False
    restarts: bool = True


@dataclass(slots=True)
class Numbering:
    """The lists of a document, counting as its paragraphs come by.

    ``lists`` are the levels by numId; lists of one abstract definition count on together.
    """

    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next_label(self, number_id: str, level: int) -> str:
        """The label of the next paragraph at a level of a list; "" for bullets and unknown lists."""
        if number_id not in self.lists:
            return ""
        abstract, levels = self.lists[number_id]
        if level not in levels:
            return ""
        counts = self.counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in range(level + 1, LEVELS):
            if deeper not in levels or levels[deeper].restarts:
                counts.pop(deeper, None)
        if levels[level].number_format in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            number_format = "decimal" if levels[level].legal else levels[at].number_format
            return written(counts.get(at, levels[at].start), number_format)

        return PLACEHOLDER.sub(number, levels[level].text)


def numbering_of(part: Element | None) -> Numbering:
    """The lists that numbering.xml defines."""
    if part is None:
        return Numbering()
    abstracts = {
        word_value(child, "abstractNumId") or "": _levels(child)
        for child in part
        if word_tag(child) == "abstractNum"
    }
    abstracts |= _linked(part, abstracts)
    lists = {}
    for child in part:
        if word_tag(child) == "num":
            identity = word_value(child, "numId") or ""
            abstract = word_value(word_child(child, "abstractNumId")) or ""
            overrides = [over for over in child if word_tag(over) == "lvlOverride"]
            levels = abstracts.get(abstract, {}) | _overridden(overrides, abstracts.get(abstract, {}))
            # A list that starts anew counts for itself.
            lists[identity] = (f"{abstract}/{identity}" if overrides else abstract, levels)
    return Numbering(lists)


def _linked(part: Element, abstracts: dict[str, dict[int, Level]]) -> dict[str, dict[int, Level]]:
    """The levels of definitions that have none of their own but name a style that another one defines."""
    links: dict[str, str] = {}
    styles: dict[str, str] = {}
    for child in part:
        if word_tag(child) == "abstractNum":
            identity = word_value(child, "abstractNumId") or ""
            if (style := word_value(word_child(child, "styleLink"))) is not None:
                styles[style] = identity
            if (link := word_value(word_child(child, "numStyleLink"))) is not None:
                links[identity] = link
    return {
        identity: abstracts[styles[link]]
        for identity, link in links.items()
        if not abstracts[identity] and link in styles
    }


def _levels(parent: Element) -> dict[int, Level]:
    levels = (_level(child) for child in parent if word_tag(child) == "lvl")
    return dict(level for level in levels if level is not None)


def _level(element: Element) -> tuple[int, Level] | None:
    at = _integer(word_value(element, "ilvl"))
    if at is None:
        return None
    start = _integer(word_value(word_child(element, "start")))
    number_format = word_value(word_child(element, "numFmt")) or "decimal"
    return at, Level(
        1 if start is None else start,
        number_format,
        word_value(word_child(element, "lvlText")) or "",
        is_on(word_child(element, "isLgl")),
        word_value(word_child(element, "lvlRestart")) != "0",
    )


def _overridden(overrides: list[Element], levels: dict[int, Level]) -> dict[int, Level]:
    changed: dict[int, Level] = {}
    for override in overrides:
        at = _integer(word_value(override, "ilvl"))
        start = _integer(word_value(word_child(override, "startOverride")))
        changed |= _levels(override)
        if at is not None and start is not None and (level := changed.get(at, levels.get(at))) is not None:
            changed[at] = replace(level, start=start)
    return changed


def _integer(value: str | None) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def written(number: int, number_format: str) -> str:
    """A number in one of Word's formats; digits where the format is not known or has no such number."""
    return FORMATS.get(number_format, str)(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    letters = ""
    for value, letter in ROMAN:
        while number >= value:
            letters += letter
            number -= value
    return letters


def _chinese(number: int) -> str:
    """A number below ten thousand as it is counted: 12 is 十二, 105 一百零五."""
    if not 0 < number < 10000:
        return str(number)
    digits = str(number)
    words = ""
    for index, digit in enumerate(digits):
        if digit != "0":
            gap = index > 0 and digits[index - 1] == "0"
            words += ("零" if gap else "") + CHINESE_DIGITS[int(digit)] + UNITS[len(digits) - 1 - index]
    return words.removeprefix("一") if 10 <= number < 20 else words


FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda number: "".join(CHINESE_DIGITS[int(digit)] for digit in str(number)),
}
