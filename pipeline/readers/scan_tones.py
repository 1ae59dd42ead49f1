"""A seal told from the text under it by its tone, and taken off.

What is darker than the seal is text, also where both lie one over the other. What is as light as the seal may
be its strokes, or thin strokes and soft edges of text: it goes to whichever of the two it hangs on to.
"""

from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

from pipeline.readers.scan_ink import Grey, resized

Tones = NDArray[numpy.float32]
Mask = NDArray[numpy.bool_]

# Parts of paper's light: what is lighter is paper.
PAPER = 0.88
# Text is darker than the seal by this part of the way to the tone of letters, the seal's thin strokes are
# lighter by this part of the way to paper, the grain of its broad ones by that.
DARKER, LIGHTER, EVEN = 0.3, 0.26, 0.22
# Grain is smoothed more where it is as coarse.
COARSE = 0.035
# In points: a seal's broad strokes, areas of its tone; text's thin strokes reach so far from dark ones,
# a seal's so far.
BROAD, EVENLY, REACH, FURTHEST = 1.4, 0.7, 2.2, 5.0
# In square points: what is as light as the seal and away from dark text is the seal's if it is as large; if
# it is smaller than the second, only if it is no thin and straight stroke (in points).
AREA, SURE_AREA = 3.2, 12.0
THIN, SHORT = 1.1, 12.0
# Rules of tables, in points: longer than letters and thin; those as light as the seal longer than its arcs.
RULE, LONG_RULE, RULE_THICK, WIDE_RULE = 14.0, 20.0, 2.0, 3.0
# In points: strokes of text that lie over a seal are no broader, nor what is dense of a letter.
OVER, WORDS = 1.8, 4.5
# Fewer dots an inch are doubled, for strokes as thin as a pixel have no tone of their own.
FEW = 250.0
AROUND: Grey = numpy.ones((3, 3), numpy.uint8)


@dataclass(frozen=True, slots=True)
class Toned:
    """The seal in a part of a picture: tones as parts of paper's light, and its own tone.

    ``smooth`` are the tones without noise, ``grain`` is the noise, ``inside`` is where the seal lies,
    ``sure`` is what is known to be of it.
    """

    tones: Tones
    smooth: Tones
    paper: Tones
    grain: float
    inside: Mask
    tone: float
    sure: Mask | None
    dpi: float
    shape: tuple[int, ...]


def toned(light: Grey, inside: Mask, dpi: float, coloured: Mask | None = None) -> Toned | None:
    """The tones within a seal's outline; ``coloured`` is what has its colour. None where no seal is seen."""
    shape = light.shape
    if dpi < FEW and coloured is None:
        light = resized(light, 2)
        inside = cv2.resize(_bytes(inside), light.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
        dpi *= 2
    paper = _paper(light)
    tones = light.astype(numpy.float32) / paper
    grain = float(numpy.percentile(numpy.abs(tones[:, 1:] - tones[:, :-1]), 50)) / 0.954
    smooth = cv2.GaussianBlur(tones, (0, 0), 0.5 if grain < COARSE else 0.8)
    if coloured is None:
        mid = _bytes((smooth < PAPER) & inside)
        seal = cv2.erode(cv2.morphologyEx(mid, cv2.MORPH_OPEN, _disc(BROAD * dpi / 72)), AROUND) > 0
    else:
        seal = coloured & inside
    if not seal.any():
        return None
    tone = float(numpy.median(smooth[seal]))
    return Toned(tones, numpy.asarray(smooth), paper, grain, inside, tone, coloured, dpi, shape)


def taken_off(seal: Toned, letters: float) -> tuple[Grey, Mask]:
    """The part of the picture without the seal, and what was its; ``letters`` is the tone of text."""
    darkest = seal.tone - max(DARKER * (seal.tone - letters), 1.75 * seal.grain)
    lightest, even = (seal.tone + part * (1 - seal.tone) + seal.grain for part in (LIGHTER, EVEN))
    ink = (seal.smooth < PAPER) & seal.inside
    text = ink & (seal.smooth < darkest)
    level = ink & ~text & (seal.smooth <= lightest)
    dpi = seal.dpi
    point = dpi / 72
    lines = _rules(text | level, LONG_RULE * point, RULE_THICK * point)
    rules = lines & ~text
    known = seal.sure
    cores = (
        _cores(level & ~rules, seal.smooth <= even, text, dpi)
        if known is None
        else known & seal.inside & ~text
    )
    over = max(round(OVER * point) | 1, 3)
    solid = cv2.morphologyEx(_bytes(cores), cv2.MORPH_CLOSE, numpy.ones((over, over), numpy.uint8)) > 0
    solid |= _star_and_rim(level, dpi)
    if known is None:
        own = _grown(solid & level & ~rules, text, ink & ~rules, lines, dpi)
    else:
        own = (cv2.dilate(_bytes(cores), AROUND) > 0) & ink & ~text
        own |= _without(text, ink & ~own)
    clean = seal.tones.copy()
    under = text & solid
    clean[under] = numpy.minimum(clean[under] / seal.tone, 1)
    clean[own | (seal.inside & ~ink)] = 1
    levels = numpy.clip(clean * seal.paper, 0, 255).astype(numpy.uint8)
    if levels.shape == seal.shape:
        return levels, own
    size = seal.shape[1], seal.shape[0]
    shrunk = cv2.resize(levels, size, interpolation=cv2.INTER_AREA)
    return numpy.asarray(shrunk, numpy.uint8), cv2.resize(_bytes(own), size, interpolation=cv2.INTER_AREA) > 0


def _bytes(mask: Mask) -> Grey:
    return numpy.asarray(mask, numpy.uint8)


def _paper(light: Grey) -> Tones:
    """The light of the paper, which changes evenly over the part."""
    step = 4
    few = light[::step, ::step].astype(float)
    ys, xs = numpy.mgrid[0 : light.shape[0] : step, 0 : light.shape[1] : step]
    bright = few > 0.8 * numpy.percentile(few, 75)
    terms = numpy.stack([numpy.ones(int(bright.sum())), xs[bright], ys[bright]], axis=1)
    (base, across, down), *_ = numpy.linalg.lstsq(terms, few[bright], rcond=None)
    ys, xs = numpy.mgrid[0 : light.shape[0], 0 : light.shape[1]]
    return numpy.asarray(numpy.maximum(base + across * xs + down * ys, 1.0), numpy.float32)


def _star_and_rim(level: Mask, dpi: float) -> Mask:
    """The broad strokes of a seal with the words that lie on them."""
    broad = cv2.morphologyEx(_bytes(level), cv2.MORPH_OPEN, _disc(BROAD * dpi / 72))
    return numpy.asarray(cv2.morphologyEx(broad, cv2.MORPH_CLOSE, _disc(WORDS * dpi / 72)) > 0)


def _disc(size: float) -> Grey:
    side = round(size)
    if side <= 3:
        return AROUND
    return numpy.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), numpy.uint8)


def _without(text: Mask, ink: Mask) -> Mask:
    """The pieces of ink that hold no dark text."""
    _, labels = cv2.connectedComponents(_bytes(ink), connectivity=8)
    alone = numpy.ones(int(labels.max()) + 1, numpy.bool_)
    alone[labels[text]] = False
    alone[0] = False
    return numpy.asarray(alone[labels])


def _cores(level: Mask, even: Mask, text: Mask, dpi: float) -> Mask:
    """What is the seal's: broad areas of its tone, and thinner ones away from dark text."""
    point = dpi / 72
    broad = cv2.morphologyEx(_bytes(level & even), cv2.MORPH_OPEN, _disc(EVENLY * point)) > 0
    side = 2 * round(dpi / 100) + 1
    near = cv2.dilate(_bytes(text), numpy.ones((side, side), numpy.uint8)) > 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(_bytes((level & ~near) | broad), connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA] / point**2
    own = (areas >= AREA) & (stats[:, 3] > 2 + 0.05 * stats[:, 2])
    own[0] = False
    for index in numpy.flatnonzero(own & (areas <= SURE_AREA)):
        left, top, width, height, _ = stats[index]
        piece = labels[top : top + height, left : left + width] == index
        _, sides, _ = cv2.minAreaRect(numpy.argwhere(piece).astype(numpy.float32))
        own[index] = min(sides) + 1 > THIN * point or max(sides) > SHORT * point
    return numpy.asarray(broad | own[labels])


def _grown(seal: Mask, text: Mask, ink: Mask, lines: Mask, dpi: float) -> Mask:
    """The seal with the ink that hangs on to it, text with what is nearer to its dark strokes.

    Nothing but its own breadth hangs on to a rule (``lines``), and what hangs on to nothing is the seal's.
    """
    point = dpi / 72
    wide = cv2.dilate(_bytes(text), AROUND) > 0
    rules = cv2.dilate(_bytes(lines | _rules(wide, RULE * point, WIDE_RULE * point)), AROUND) > 0
    left = ink & ~text & ~seal
    left &= cv2.dilate(_bytes(text & rules), AROUND) == 0
    growing = text & ~rules
    own = seal
    for step in range(round(FURTHEST * point)):
        if step >= REACH * point:
            growing = numpy.zeros_like(growing)
        to_seal = (cv2.dilate(_bytes(own), AROUND) > 0) & left
        to_text = (cv2.dilate(_bytes(growing), AROUND) > 0) & left & ~to_seal
        if not to_seal.any() and not to_text.any():
            break
        own = own | to_seal
        growing = growing | to_text
        left &= ~(to_seal | to_text)
    return own | left


def _rules(ink: Mask, length: float, thick: float) -> Mask:
    """Parts of rules: of such a length (in pixels) at least, level or upright, and thin."""
    runs = _bytes(ink)
    broad = max(round(thick), 3)
    fat = cv2.morphologyEx(runs, cv2.MORPH_OPEN, numpy.ones((broad, broad), numpy.uint8))
    runs[cv2.dilate(fat, numpy.ones((broad, broad), numpy.uint8)) > 0] = 0
    across = numpy.ones((1, round(length)), numpy.uint8)
    level, upright = (cv2.morphologyEx(runs, cv2.MORPH_OPEN, way) for way in (across, across.T))
    return numpy.asarray((level > 0) | (upright > 0))
