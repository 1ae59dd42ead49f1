"""Broken rules: a rule goes on where dashes of it lie in its line, with paper on both sides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_ink import Grey

# In points: what is surely a rule is so long, and is followed in windows of this length.
LONG, WINDOW = 45.0, 12.0
# A dash lies within so many points of the rule's line; beside it, from here to there, lies paper.
NEAR, BESIDE, FAR = 1.0, 2.2, 4.5
# This part of a window is inked at least, and this part beside it at most.
INKED, DIRTY = 0.3, 0.4
# The last of a rule before one across is shorter than a window; dashes take up this part of it.
DASHED = 0.15

Along = NDArray[numpy.bool_]
"""For each pixel along a line, whether ink lies on it, above it and below it."""


def continued(rules: Sequence[Rule], ink: Grey, scale: float) -> Iterator[Rule]:
    """The rules, long ones with what goes on of them at their ends; a pixel is ``scale`` points."""
    across = numpy.ascontiguousarray(ink.T)
    for rule in rules:
        if rule.end - rule.start < LONG:
            yield rule
            continue
        along = _along(ink if rule.level else across, rule.at, scale)
        crossed = [other.at / scale for other in rules if _may_meet(rule, other)]
        size = len(along)
        end = _reached(along, round(rule.end / scale), crossed, scale)
        mirrored = [size - at for at in crossed]
        start = size - _reached(along[::-1], size - round(rule.start / scale), mirrored, scale)
        yield replace(rule, start=min(rule.start, start * scale), end=max(rule.end, end * scale))


def _may_meet(rule: Rule, other: Rule) -> bool:
    long = other.end - other.start >= LONG
    return long and other.level != rule.level and other.start - WINDOW <= rule.at <= other.end + WINDOW


def _along(ink: Grey, at: float, scale: float) -> Along:
    def band(first: float, last: float) -> NDArray[numpy.bool_]:
        low, high = max(round((at + first) / scale), 0), max(round((at + last) / scale) + 1, 0)
        part = ink[low:high]
        return part.max(axis=0) > 0 if len(part) else numpy.zeros(ink.shape[1], bool)

    return numpy.stack([band(-NEAR, NEAR), band(-FAR, -BESIDE), band(BESIDE, FAR)], axis=1)


def _reached(along: Along, end: int, crossed: Iterable[float], scale: float) -> int:
    """How far a rule that ends there goes on, or to which of those ``crossed`` next to it."""
    window = max(round(WINDOW / scale), 4)
    at = end
    while at < len(along):
        inked, above, below = along[at : at + window].mean(axis=0)
        if inked < INKED or max(above, below) > DIRTY:
            break
        end = at + int(numpy.flatnonzero(along[at : at + window, 0])[-1]) + 1
        at = max(end, at + window // 2)
    next_one = min((round(one) for one in crossed if end < one <= end + window), default=end)
    dashed = next_one > end and along[end:next_one, 0].mean() >= DASHED
    return next_one if dashed else end
