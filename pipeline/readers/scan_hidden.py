"""What lies under seals: arcs of a seal are no rules, and a rule goes on under what hides it."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy

from pipeline.readers.pdf_frame import Box
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_frame import Matrix
from pipeline.readers.scan_ink import Grey

# In points: pieces of one rule lie so near to one line, and ends so near to a rule across or a seal's side.
ALONG, NEAR = 1.5, 4.0
# No arc of a seal is straight for a longer part of its side.
STRAIGHT = 0.6
# This part of a gap is erased where a rule goes on through it, and this part erased or inked.
ERASED, BRIDGED = 0.4, 0.85


def moved(box: tuple[int, int, int, int], matrix: Matrix) -> Box:
    """The box around a box after a homography."""
    x0, top, x1, bottom = box
    corners = numpy.array([(x0, top, 1), (x1, top, 1), (x1, bottom, 1), (x0, bottom, 1)], float)
    x, y, w = matrix @ corners.T
    xs, ys = x / w, y / w
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def warped(erased: Grey, matrix: Matrix, shape: tuple[int, ...]) -> Grey:
    """The mask after a homography."""
    size = (shape[1], shape[0])
    return numpy.asarray(cv2.warpPerspective(erased, matrix, size, flags=cv2.INTER_NEAREST), numpy.uint8)


def lies_under(box: Box, seal: Box) -> bool:
    """Whether the box has a part in the ellipse within the seal's box."""
    x0, top, x1, bottom = seal
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    across = (min(max(x, box[0]), box[2]) - x) / ((x1 - x0) / 2)
    down = (min(max(y, box[1]), box[3]) - y) / ((bottom - top) / 2)
    return across**2 + down**2 <= 1.0


def without_arcs(rules: Sequence[Rule], seals: Sequence[Box]) -> list[Rule]:
    """The rules, but for those within a seal that neither go on outside nor end on rules that do."""
    reaching = [rule for rule in rules if not any(_within(rule, seal) for seal in seals)]
    return [
        rule
        for rule in rules
        if rule in reaching or any(_goes_on(rule, other) for other in reaching) or _held(rule, reaching)
    ]


def _within(rule: Rule, seal: Box) -> bool:
    start, low, end, high = seal if rule.level else (seal[1], seal[0], seal[3], seal[2])
    if rule.end - rule.start > STRAIGHT * (end - start):
        return False
    across = low - NEAR <= rule.at <= high + NEAR
    return across and start - NEAR <= rule.start and rule.end <= end + NEAR


def _goes_on(rule: Rule, other: Rule) -> bool:
    return rule.level == other.level and abs(rule.at - other.at) <= ALONG


def _held(rule: Rule, reaching: Sequence[Rule]) -> bool:
    across = [
        other.at
        for other in reaching
        if other.level != rule.level and other.start - NEAR <= rule.at <= other.end + NEAR
    ]
    return all(any(abs(at - end) <= NEAR for at in across) for end in (rule.start, rule.end))


def bridged(rules: Sequence[Rule], erased: Grey, ink: Grey, scale: float) -> list[Rule]:
    """The rules, pieces of one joined where what lies between was erased; a pixel is ``scale`` points."""
    done: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (rule.level, rule.start)):
        before = next(
            (
                index
                for index, other in enumerate(done)
                if _goes_on(rule, other) and _hidden(other, rule, erased, ink, scale)
            ),
            None,
        )
        if before is None:
            done.append(rule)
        else:
            done[before] = replace(done[before], end=max(done[before].end, rule.end))
    return done


def _hidden(one: Rule, other: Rule, erased: Grey, ink: Grey, scale: float) -> bool:
    """Whether what lies between the end of one and the start of the other was erased, or is what is left."""
    if other.start <= one.end:
        return False
    along = numpy.arange(one.end, other.start, scale) / scale
    at = one.at + (other.at - one.at) * (along * scale - one.end) / (other.start - one.end)
    x, y = (along, at / scale) if one.level else (at / scale, along)
    xs = numpy.clip(x.round().astype(int), 0, erased.shape[1] - 1)
    ys = numpy.clip(y.round().astype(int), 0, erased.shape[0] - 1)
    gone = erased[ys, xs] > 0
    return bool(gone.mean() >= ERASED and (gone | (ink[ys, xs] > 0)).mean() >= BRIDGED)
