"""Domestic partners in a cell of issuing bodies: where a label such as 国内认证机构 says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.documents.text import fold_with_origin
from pipeline.names.knowledge import NameWords
from pipeline.names.parts import Part, part_of
from pipeline.names.script import Run, runs

_COLONS = ":："
_ENDS = "。;；\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a cell that name bodies; ``label`` says that all of them are partners.

    ``flags`` is a label that stands behind the last body of the stretch, for that one alone.
    """

    start: int
    end: int
    label: Part | None = None
    flags: Part | None = None


def stretches(text: str, words: NameWords) -> tuple[Stretch, ...]:
    """The cell cut at the labels of partners: ``协会(国内认证机构:研究会)``, ``研究会(国内认证机构)``."""
    labels = list(_labels(text, words))
    if not labels:
        return (Stretch(0, len(text)),)
    found: list[Stretch] = []
    since = 0
    brackets = [run for run in runs(text) if run.kind == "bracket"]
    following = [start for start, _ in labels[1:]] + [len(text)]
    for (start, end), until in zip(labels, following, strict=True):
        label = part_of(text, start, end)
        around = next((run for run in brackets if run.inner[0] <= start < run.inner[1]), None)
        named = text[end : end + 1] != "" and text[end] in _COLONS
        match around:
            case Run() if named:
                inner = min(around.inner[1], until)
                found += [Stretch(since, around.start), Stretch(end + 1, inner, label)]
                since = around.end
            case Run():
                found.append(Stretch(since, around.start, flags=label))
                since = around.end
            case None:
                close = min((at for mark in _ENDS if (at := text.find(mark, end + 2)) > 0), default=len(text))
                close = min(close, until)
                found += [Stretch(since, start), Stretch(end + 1, close, label)]
                since = close
    found.append(Stretch(since, len(text)))
    return tuple(one for one in found if one.flags or text[one.start : one.end].strip())


def _labels(text: str, words: NameWords) -> Iterator[tuple[int, int]]:
    """Labels before a colon, or alone in brackets; the same words within a name are the name's."""
    folded, origin = fold_with_origin(enumerate(text))
    for match in words.partner_label.finditer(folded):
        before = folded[match.start() - 1 : match.start()]
        after = folded[match.end() : match.end() + 1]
        if after in (":", "：") or (before == "(" and after == ")"):
            # the blanks of a line that was wrapped before the colon belong to the label
            end = origin[match.end()] if match.end() < len(origin) else len(text)
            yield origin[match.start()], end
