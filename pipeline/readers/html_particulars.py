"""The particulars that a page prints in a table or list beside its notice, such as the number of the act."""

import re
from collections.abc import Iterator, Sequence

from pipeline.documents.text import fold, join_lines
from pipeline.readers.html_table import Rows, rows_of
from pipeline.readers.html_text import lines_within
from pipeline.readers.html_tree import BLOCKS, Element, shown, tag_of

# The number of an act has its year in brackets.
_NUMBER = re.compile(r"[〔\[【(（]((19|20)[0-9]{2}|[一二][〇零○一二三四五六七八九]{3})年?[〕\]】)）]")
_NUMBER_LENGTH = 50
# The particular after a number in one line.
_NEXT = re.compile(r"(?<=号)\s.*", re.S)
_COLONS = (":", "：")


def numbers_above(body: Element, title: Element) -> list[str]:
    """The lines above the title that give the number of an act: with a label first, then the nearest."""
    lines: list[str] = []
    done: set[Element] = set()
    for element in shown(body):
        if element is title:
            break
        if element in done or tag_of(element) == "a":
            done.update(element.iter())
        elif tag_of(element) == "table" and next(element.iterdescendants("table"), None) is None:
            lines += particulars_of(rows_of(element))
            done.update(element.iter())
        elif tag_of(element) == "dl":
            lines += _paired([child for child in element if tag_of(child) in ("dt", "dd")])
            done.update(element.iter())
        elif tag_of(element) in BLOCKS and not any(
            tag_of(one) in BLOCKS for one in element.iterdescendants()
        ):
            lines += lines_within(element)
    numbers = [
        _NEXT.sub("", line) for line in lines if _NUMBER.search(line) and len(line) <= 2 * _NUMBER_LENGTH
    ]
    numbers = [line for line in numbers if _NUMBER.search(line) and len(line) <= _NUMBER_LENGTH]
    labelled = [line for line in numbers if ":" in fold(line)]
    return [*labelled, *(line for line in reversed(numbers) if line not in labelled)]


def particulars_of(rows: Rows) -> Iterator[str]:
    """Each particular of a table as ``label：value``: side by side, or labels in a row over their values."""
    lines = [row for group in rows.groups for row in group]
    if len(lines) == 2 and len(lines[0]) == len(lines[1]) and _heads(lines[0]):
        for pair in zip(*lines, strict=True):
            yield from _paired(pair)
        return
    for line in lines:
        yield from _paired(line)


def _heads(row: Sequence[Element]) -> bool:
    return len(row) % 2 == 1 or all(tag_of(cell) == "th" for cell in row)


def _paired(cells: Sequence[Element]) -> Iterator[str]:
    """Label and value by turns; cells that hold both, or are odd, for themselves."""
    texts = [join_lines("\n".join(lines_within(cell))) for cell in cells]
    step = 2 if len(texts) % 2 == 0 else 1
    for at in range(0, len(texts), step):
        label, *value = texts[at : at + step]
        if value and label and ":" not in fold(label).rstrip(":") and not _NUMBER.search(label):
            yield f"{label}{'' if label.endswith(_COLONS) else '：'}{value[0]}"
        else:
            yield from filter(None, (label, *value))
