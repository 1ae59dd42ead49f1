"""The text of a web page as it is shown: white space, line breaks, blocks, and the numbers of lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.readers.docx_numbering import written
from pipeline.readers.html_tree import BLOCKS, HEADINGS, UNSHOWN, Element, is_hidden, tag_of

# Blanks of other widths are blanks.
_BLANKS = dict.fromkeys([0xA0, 0x202F, 0x205F, *range(0x2000, 0x200B)], " ")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
# A line of the source that ends between Chinese characters leaves no blank on the page.
_SOURCE_LINE = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(normal|lighter|[1-5]00)", re.I)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_ALIGNED = re.compile(r"text-align\s*:", re.I)
_NO_LABEL = re.compile(r"list-style(-type)?\s*:[^;]*none", re.I)
_NUMBERED = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
# A line that is bold or centred as a whole is a heading, if it is no longer than this.
HEADING_LENGTH = 60
SHOUTED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with the depth of the heading that it is; ``block`` counts the blocks of text."""

    text: str
    block: int
    level: int | None
    element: Element


@dataclass(frozen=True, slots=True)
class _State:
    bold: bool = False
    centred: bool = False
    kept: bool = False  # white space as typed, in <pre>
    level: int | None = None


@dataclass(slots=True)
class Texts:
    """Gathers what is shown into lines, as elements begin and end."""

    block: int = 1
    _pieces: list[tuple[str, _State]] = field(default_factory=list)
    _states: list[_State] = field(default_factory=lambda: [_State()])
    _counts: list[int] = field(default_factory=list)
    _at: list[Element] = field(default_factory=list)

    def begin(self, element: Element) -> Iterator[Line]:
        """Go into an element, with the text before its first child."""
        tag = tag_of(element)
        if tag in BLOCKS:
            yield from self.flush(ends_block=True)
        self._at.append(element)
        self._states.append(_state_of(element, tag, self._states[-1]))
        if tag == "br":
            self._pieces.append(("\n", self._states[-1]))
        if tag in ("ol", "ul"):
            start = element.get("start", "1")
            self._counts.append(int(start) if start.isdecimal() and len(start) < 9 else 1)
        if tag == "li":
            self._add(self._label(element))
        self._add(element.text, source=True)

    def end(self, element: Element) -> Iterator[Line]:
        """Leave an element; the text after it follows by ``after``."""
        tag = tag_of(element)
        if tag in BLOCKS:
            yield from self.flush(ends_block=True)
        if tag in ("ol", "ul") and self._counts:
            self._counts.pop()
        self._states.pop()
        self._at.pop()

    def after(self, element: Element) -> None:
        """The text after an element."""
        self._add(element.tail, source=True)

    def flush(self, *, ends_block: bool = False) -> Iterator[Line]:
        """The lines gathered so far."""
        pieces, self._pieces = self._pieces, []
        lines: list[list[tuple[str, _State]]] = [[]]
        for text, state in pieces:
            first, *rest = text.split("\n")
            lines[-1].append((first, state))
            lines += [[(more, state)] for more in rest]
        found = False
        for line in lines:
            text = _squeezed("".join(text for text, _ in line))
            if text:
                found = True
                yield Line(text, self.block, _level(text, line), self._at[-1])
        if ends_block and found:
            self.block += 1

    def _add(self, text: str | None, *, source: bool = False) -> None:
        if not text:
            return
        state = self._states[-1]
        if source:
            text = text.translate(_BLANKS) if state.kept else _plain(text)
        self._pieces.append((text, state))

    def _label(self, item: Element) -> str:
        """What the page shows before an item of a numbered list."""
        parent = item.getparent()
        if parent is None or tag_of(parent) != "ol" or not self._counts:
            return ""
        value = item.get("value", "")
        number = int(value) if value.isdecimal() and len(value) < 9 else self._counts[-1]
        self._counts[-1] = number + 1
        if _NO_LABEL.search(parent.get("style", "") + ";" + item.get("style", "")):
            return ""
        return f"{written(number, _NUMBERED.get(parent.get('type', '1'), 'decimal'))}. "


def _state_of(element: Element, tag: str, outer: _State) -> _State:
    style = element.get("style", "")
    align = element.get("align", "").lower()
    bold = tag in ("b", "strong") or tag in HEADINGS or outer.bold
    bold = (bold or _BOLD.search(style) is not None) and _LIGHT.search(style) is None
    centred = outer.centred
    if tag in BLOCKS and (align or _ALIGNED.search(style) or tag == "center"):
        centred = align in ("center", "middle") or tag == "center" or _CENTRED.search(style) is not None
    return _State(bold, centred, tag == "pre" or outer.kept, HEADINGS.get(tag, outer.level))


def _level(text: str, line: list[tuple[str, _State]]) -> int | None:
    states = [state for piece, state in line if piece.strip()]
    if states and states[0].level is not None:
        return states[0].level
    shouted = all(state.bold for state in states) or all(state.centred for state in states)
    return SHOUTED if shouted and len(text) <= HEADING_LENGTH else None


def _plain(text: str) -> str:
    """The text with white space as the page shows it."""
    return _SPACES.sub(" ", _SOURCE_LINE.sub("", text)).translate(_BLANKS)


def _squeezed(text: str) -> str:
    return re.sub(" {2,}", " ", text).strip(" \t\u3000\r\n\f\v")


def lines_within(element: Element) -> list[str]:
    """The lines of a cell; a table in it is flattened, a line for each of its cells."""
    if not len(element) and tag_of(element) != "pre":  # most cells, without the walk
        text = _squeezed(_plain(element.text or ""))
        return [text] if text else []
    texts = Texts()
    found: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    skipped: Element | None = None
    for event, one in walk:
        if event == "start":
            if one is not element and (tag_of(one) in UNSHOWN or is_hidden(one)):
                walk.skip_subtree()
                skipped = one
            else:
                found += [line.text for line in texts.begin(one)]
            continue
        if one is skipped:
            skipped = None
        else:
            found += [line.text for line in texts.end(one)]
        if one is not element:
            texts.after(one)
    return found
