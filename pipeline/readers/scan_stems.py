"""Upright strokes of letters that pass for rules: those of letters one below the other in low rows.

In low rows the paper between a letter and the rules above and below it is no wider than the gaps of a broken
rule. But a rule runs into those that it crosses, and such a stroke stops before each of them.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_ink import Grey

# In points: a rule may end so far from one across; paper this wide lies between a letter and a rule, which is
# at most so thick; and in so narrow a band the ink of an upright rule lies.
MEETS, PAPER, THICKEST, BAND = 4.0, 0.9, 3.2, 0.7
# Rows have one or two lines of letters so near to one another; more pieces are dashes.
LINES = 2

Inked = NDArray[numpy.bool_]


def without_stems(rules: Sequence[Rule], sure: Sequence[Rule], ink: Grey, scale: float) -> list[Rule]:
    """The rules without strokes of letters between ``sure`` ones; a pixel is ``scale`` points."""
    levels = [rule for rule in sure if rule.level]
    return [rule for rule in rules if rule.level or not _is_stem(rule, levels, ink, scale)]


def _is_stem(rule: Rule, levels: Sequence[Rule], ink: Grey, scale: float) -> bool:
    """Whether the ink stops before every rule across."""
    low, high = (round((rule.at + side * BAND) / scale) for side in (-1, 1))
    inked = ink[:, max(low, 0) : high + 1].max(axis=1) > 0
    kinds = [_stops(part, scale) for part in _between(rule, levels, inked, scale) if part.any()]
    return bool(kinds) and all(kinds)


def _between(rule: Rule, levels: Sequence[Rule], inked: Inked, scale: float) -> Iterator[Inked]:
    """What lies along the rule from each of those that it meets to the next, by the pixel."""
    met = sorted(
        round(level.at / scale)
        for level in levels
        if level.start - MEETS <= rule.at <= level.end + MEETS
        and rule.start - MEETS <= level.at <= rule.end + MEETS
    )
    for upper, lower in pairwise(met):
        yield inked[max(upper, 0) : lower + 1]


def _stops(part: Inked, scale: float) -> bool:
    """Whether paper lies at both ends, next to the rules across, and few pieces of ink between."""
    turns = numpy.flatnonzero(numpy.diff(part.astype(numpy.int8)))
    bounds = [0, *(int(turn) + 1 for turn in turns), len(part)]
    runs = [(bool(part[start]), (end - start) * scale) for start, end in pairwise(bounds)]
    for end in (0, -1):
        if len(runs) > 1 and runs[end][0] and runs[end][1] <= THICKEST:
            del runs[end]
    if len(runs) < 3:
        return False
    paper = min(runs[0][1], runs[-1][1])
    return not runs[0][0] and not runs[-1][0] and paper >= PAPER and len(runs) <= 2 * LINES + 1
