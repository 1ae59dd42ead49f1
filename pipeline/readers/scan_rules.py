"""The rules of a scan: dark, long, thin and straight, also where they are broken or faint."""

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.ocr import Picture
from pipeline.readers.pdf_rules import Rule, joined
from pipeline.readers.scan_broken import continued
from pipeline.readers.scan_ends import without_strokes
from pipeline.readers.scan_hidden import bridged
from pipeline.readers.scan_ink import FAINT_INK, NOISE, Grey, dark, noise_of, resized
from pipeline.readers.scan_stems import without_stems

# In points: a rule is at least so long (level ones longer than a wide letter), at most so thick, and what is
# broken leaves gaps no wider. Noise makes specks, so the first part of a piece must be inked (the second of
# one of dots, which are as wide as their gaps), and one that is inked to the third is whole.
SHORTEST_LEVEL, SHORTEST_UPRIGHT = 18.0, 13.0
THICKEST = 3.2
GAP = 3.5
INKED, DOTTED, WHOLE = 0.6, 0.4, 0.97
# A finer picture shows no more of rules than this one.
FINEST = 200.0
# A rule shorter than this ends on rules across: it falls short by so many points at most, or goes on beyond
# them by so many, as a gap to what lies past them may be closed.
SURE_LENGTH, MEETS, PASSES = 45.0, 4.0, 6.0
# A rule is erased in this breadth.
ERASED = 2.0
# Beside a rule lies paper, beside a stroke of a letter ink; so much of both bands may be dark, and so much
# beside dots, for the feet of a line of small letters are dots too.
BESIDE, BESIDE_DOTS = 0.45, 0.15


def rules_of_scan(grey: Grey, dpi: float, erased: Grey | None = None) -> list[Rule]:
    """The rules, in points of the picture; ``erased`` is 1 where a seal hid what it lay over."""
    if dpi > FINEST:
        grey = resized(grey, FINEST / dpi)
        dpi = FINEST
    if erased is not None and erased.shape != grey.shape:
        erased = numpy.asarray(
            cv2.resize(erased, grey.shape[::-1], interpolation=cv2.INTER_NEAREST), numpy.uint8
        )
    ink = dark(grey, dpi, max(FAINT_INK, round(NOISE * noise_of(grey))))
    levels = _pieces(ink, dpi, SHORTEST_LEVEL)
    uprights = _pieces(numpy.ascontiguousarray(ink.T), dpi, SHORTEST_UPRIGHT)
    scale = 72 / dpi
    rules = joined(
        [Rule(True, at * scale, start * scale, end * scale) for at, start, end in levels]
        + [Rule(False, at * scale, start * scale, end * scale) for at, start, end in uprights]
    )
    rules = without_stems(rules, _meeting(rules), ink, scale)
    rules = joined(continued(rules, ink, scale))
    rules = _meeting(rules if erased is None else bridged(rules, erased, ink, scale))
    return without_strokes(rules, ink, scale)


def _meeting(rules: list[Rule]) -> list[Rule]:
    """The rules without short ones that end on no rule across, such as strokes of letters."""
    while True:
        kept = [
            rule
            for rule in rules
            if rule.end - rule.start > SURE_LENGTH
            or _meets(rule, [other for other in rules if other.level != rule.level])
        ]
        if len(kept) == len(rules):  # one that is left out holds no other
            return kept
        rules = kept


def _meets(rule: Rule, across: list[Rule]) -> bool:
    """Whether the rule begins and ends on others, or crosses several."""
    near = [other.at for other in across if other.start - MEETS <= rule.at <= other.end + MEETS]
    crossed = [at for at in near if rule.start - MEETS <= at <= rule.end + MEETS]
    if rule.end - rule.start > SURE_LENGTH and len(crossed) > 1:
        return True
    firsts = [at for at in near if -PASSES <= rule.start - at <= MEETS]
    lasts = [at for at in near if -MEETS <= rule.end - at <= PASSES]
    return bool(firsts and lasts) and min(firsts) < max(lasts)  # a stroke over one rule alone is a letter's


def _pieces(ink: Grey, dpi: float, shortest: float) -> list[tuple[float, float, float]]:
    """Level pieces (at, start, end) in pixels."""
    point = dpi / 72
    length, thickest = int(shortest * point), max(THICKEST * point, 3.0)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((1, int(GAP * point) | 1), numpy.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, numpy.ones((1, length), numpy.uint8))
    thick = cv2.morphologyEx(opened, cv2.MORPH_OPEN, numpy.ones((int(thickest) + 2, 1), numpy.uint8))
    opened = cv2.subtract(opened, thick)  # a seal's star on a rule, or a shaded row
    _, labels, stats, middles = cv2.connectedComponentsWithStats(opened, connectivity=8)
    found = []
    for index in range(1, len(stats)):
        left, top, width, height, area = (int(value) for value in stats[index])
        if area / width > thickest or height > thickest + 0.01 * width:
            continue
        part = labels[top : top + height, left : left + width] == index
        if _is_rule(ink, part, (left, top), point):
            found.append((float(middles[index][1]) + 0.5, float(left), float(left + width)))
    return found


def _is_rule(ink: Grey, part: NDArray[numpy.bool_], corner: tuple[int, int], point: float) -> bool:
    """Whether the piece is inked along, and the bands above and below it are paper."""
    left, top = corner
    height, width = part.shape
    box = ink[top : top + height, left : left + width]
    inked = ((box > 0) & part).any(axis=0).mean()
    if inked > WHOLE:
        return True
    if inked < DOTTED:
        return False
    most = BESIDE if inked >= INKED else BESIDE_DOTS
    away, deep = round(0.7 * point) + 1, max(round(1.5 * point), 1)
    ends = round(THICKEST * point) if inked < INKED else 0  # where rules across lie
    along = slice(left + ends, left + width - ends)
    above = ink[max(top - away - deep, 0) : max(top - away, 0), along]
    below = ink[top + height + away : top + height + away + deep, along]
    return all(band.size == 0 or band.any(axis=0).mean() < most for band in (above, below))


def without_rules(picture: Picture, rules: list[Rule], dpi: float) -> Picture:
    """The picture with paper where the rules of tables are; a line that meets no other stays."""
    clean = picture.copy()
    point = dpi / 72
    paper = [int(value) for value in numpy.median(picture[::4, ::4].reshape(-1, picture.shape[2]), axis=0)]
    thick = max(round(ERASED * point), 3)
    for rule in rules:
        if not _meets(rule, [other for other in rules if other.level != rule.level]):
            continue
        at, start, end = (round(value * point) for value in (rule.at, rule.start, rule.end))
        one, other = ((start, at), (end, at)) if rule.level else ((at, start), (at, end))
        cv2.line(clean, one, other, paper, thick)
    return clean
