"""Ends of rules beyond the last rule that they cross, where strokes of letters pass for a part of them.

Paper between a letter and a rule is no wider than the gaps of a broken rule, so that a stroke at the height
of a rule is joined to it. But a rule that goes on does so from the rule across, and such a stroke begins
after paper.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_ink import Grey

# In points: a rule may end so far from one across; no stroke of a letter reaches farther; half of a rule
# across is at most so thick; paper beyond it is so wide; and in so narrow a band the ink of a rule lies.
MEETS, STROKE, HALF, PAPER, BAND = 4.0, 20.0, 1.6, 0.9, 0.7


def without_strokes(rules: Sequence[Rule], ink: Grey, scale: float) -> list[Rule]:
    """The rules, each ended at the last one across where only a stroke lies beyond; a pixel is ``scale``
    points."""
    levels, uprights = ([rule for rule in rules if rule.level == level] for level in (True, False))
    return [_ended(rule, uprights if rule.level else levels, ink, scale) for rule in rules]


def _ended(rule: Rule, across: Sequence[Rule], ink: Grey, scale: float) -> Rule:
    met = [
        other.at
        for other in across
        if other.start - MEETS <= rule.at <= other.end + MEETS and rule.start <= other.at <= rule.end
    ]
    if len(met) < 2:
        return rule
    first, last = min(met), max(met)
    if _only_a_stroke(rule, first, rule.start, ink, scale):
        rule = replace(rule, start=first)
    if _only_a_stroke(rule, last, rule.end, ink, scale):
        rule = replace(rule, end=last)
    return rule


def _only_a_stroke(rule: Rule, at: float, end: float, ink: Grey, scale: float) -> bool:
    """Whether paper lies between the rule across (``at``) and what ink there is up to the end."""
    if not MEETS < abs(end - at) <= STROKE:
        return False
    low, high = (max(round((rule.at + side * BAND) / scale), 0) for side in (-1, 1))
    start, stop = sorted((round(at / scale), round(end / scale)))
    band = ink[low : high + 1, start:stop] if rule.level else ink[start:stop, low : high + 1].T
    inked = band.max(axis=0) > 0
    if end < at:
        inked = inked[::-1]
    across = int((~inked).argmax())
    beyond = inked[across:]
    paper = int(beyond.argmax()) if beyond.any() else len(beyond)
    return across * scale <= HALF and paper * scale >= PAPER
