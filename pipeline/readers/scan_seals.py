"""Seals taken off a scan: by their colour, else by their tone, else by their thick strokes."""

from dataclasses import dataclass

import cv2
import numpy

from pipeline.readers.ocr import Picture
from pipeline.readers.scan_ink import INK, Grey, dark, grey_of, resized
from pipeline.readers.scan_lines import Box
from pipeline.readers.scan_rings import FILLED, Outline, seals_in
from pipeline.readers.scan_tones import Mask, taken_off, toned

# A pixel is coloured whose lightest and darkest parts, as parts of paper's, are this far apart.
COLOURED = 0.15
# Seals are looked for at so many dots an inch, by colour, and by their strokes, so thick (in points).
COARSE, FINE = 100.0, 150.0
THICK = 1.9
# Grey values of a seal and of letters that differ by so much can be told apart; a coloured seal as light as
# this part of paper spoils nothing.
TONES, LIGHT = 25, 0.7
# What is darker than this part of paper is ink, or a picture.
DARK = 0.8
# A seal as dark as letters is erased where its strokes are thicker than theirs (in points).
STROKE = 2.4
# Strokes of text that meet it on both sides go on through what is erased where it is no broader (in points).
CROSSED = 6.5
# What hangs on to it and is no larger goes too (in square points).
CRUMB = 2.0
AROUND = numpy.ones((5, 5), numpy.uint8)


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The picture without seals.

    ``boxes`` (x0, top, x1, bottom in pixels) are those of seals that may have spoiled what lies in them,
    ``spoilt`` is 1 where they may have, ``erased`` is 1 where paper was put.
    """

    picture: Picture
    boxes: tuple[Box, ...] = ()
    erased: Grey | None = None
    spoilt: Grey | None = None


def without_seals(picture: Picture, dpi: float) -> Unsealed:
    """The picture without seals."""
    coloured = _coloured_seals(picture, dpi)
    grey = grey_of(picture)
    page = _Page(picture, dpi, grey)
    for outline in coloured:
        page.take_off(outline, coloured=True)
    if coloured:
        grey = grey_of(page.clean)
    for outline in _dark_seals(grey, dpi):
        page.take_off(outline, coloured=False)
    return page.unsealed()


class _Page:
    """The picture of a page while seals are taken off it, one after the other."""

    def __init__(self, picture: Picture, dpi: float, grey: Grey) -> None:
        self.clean = picture
        self._given = picture
        self._dpi = dpi
        self._grey = grey
        self._boxes: list[Box] = []
        self._erased: Grey | None = None
        self._spoilt: Grey | None = None
        self._letters: float | None = None

    def unsealed(self) -> Unsealed:
        return Unsealed(self.clean, tuple(self._boxes), self._erased, self._spoilt)

    def take_off(self, outline: Outline, *, coloured: bool) -> None:
        """Take one seal off, and remember what it may have spoilt."""
        box = outline.box(self._grey.shape)
        x0, top, x1, bottom = box
        inside = outline.within(box) > 0
        part = self.clean[top:bottom, x0:x1]
        light, colour = _channel(part) if coloured else (grey_of(part), None)
        if (grey_of(part)[inside] < DARK * numpy.median(self._grey)).mean() > FILLED:
            return  # a picture, or a sign
        seal = toned(light, inside, self._dpi, colour)
        if seal is None:
            return
        letters = self._tone_of_letters()
        told = (seal.tone - letters) * 255 > TONES * (2 if outline.square else 1)
        if outline.square and not told:
            return  # the frame of a table
        if self.clean is self._given:
            self.clean = self._given.copy()
        if told:
            levels, own = taken_off(seal, letters)
            self.clean[top:bottom, x0:x1][inside] = levels[inside][:, None]
            doubtful = cv2.dilate(own.astype(numpy.uint8), AROUND) > 0
        else:
            own = self._erase(box, inside)
            doubtful = inside
        if self._erased is None or self._spoilt is None:
            self._erased, self._spoilt = numpy.zeros_like(self._grey), numpy.zeros_like(self._grey)
        self._erased[top:bottom, x0:x1] |= own.astype(numpy.uint8)
        if not (coloured and seal.tone >= LIGHT):
            self._spoilt[top:bottom, x0:x1] |= doubtful.astype(numpy.uint8)
            self._boxes.append(box)

    def _tone_of_letters(self) -> float:
        """How dark letters are, as a part of paper's light."""
        if self._letters is None:
            ink = dark(self._grey, self._dpi, INK) > 0
            paper = max(float(numpy.median(self._grey)), 1.0)
            self._letters = float(numpy.percentile(self._grey[ink], 5)) / paper if ink.any() else 0.0
        return self._letters

    def _erase(self, box: Box, inside: Mask) -> Mask:
        """Paper where a seal as dark as letters has its thick strokes; what was erased."""
        x0, top, x1, bottom = box
        part = self.clean[top:bottom, x0:x1]
        ink = dark(grey_of(part), self._dpi, INK)
        side = max(int(STROKE * self._dpi / 72), 3)
        stroke = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, stroke)
        own = (cv2.dilate(thick, AROUND) > 0) & inside
        crossing = _crossing(ink > 0, own, CROSSED * self._dpi / 72)
        own |= _crumbs((ink > 0) & (~own | crossing), own, CRUMB * (self._dpi / 72) ** 2) & inside & ~crossing
        part[own & ~crossing] = int(numpy.median(self._grey))
        return numpy.asarray(own)


def _crumbs(ink: Mask, own: Mask, most: float) -> Mask:
    """Small pieces of ink that hang on to what is erased: the tips of stars, the edges of rims."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(numpy.uint8), connectivity=8)
    near = cv2.dilate(own.astype(numpy.uint8), AROUND) > 0
    small = stats[:, cv2.CC_STAT_AREA] <= most
    hanging = numpy.zeros(len(stats), numpy.bool_)
    hanging[labels[near]] = True
    hanging[0] = False
    return numpy.asarray((small & hanging)[labels])


def _crossing(ink: Mask, own: Mask, most: float) -> Mask:
    """What was erased between strokes that meet it from both sides, level or upright, over so many pixels."""
    level = _between(ink, own, most)
    return level | _between(ink.T, own.T, most).T


def _between(ink: Mask, own: Mask, most: float) -> Mask:
    """The erased pixels of each row between two inked ones."""
    width = own.shape[1]
    across = numpy.arange(width)
    before = numpy.maximum.accumulate(numpy.where(own, -1, across), axis=1)
    after = numpy.minimum.accumulate(numpy.where(own, width, across)[:, ::-1], axis=1)[:, ::-1]
    met = own & (before >= 0) & (after < width) & (after - before <= most)
    rows = numpy.arange(own.shape[0])[:, None]
    return numpy.asarray(met & ink[rows, before] & ink[rows, numpy.minimum(after, width - 1)])


def _coloured_seals(picture: Picture, dpi: float) -> list[Outline]:
    """The outlines of seals that have a colour."""
    factor = min(COARSE / dpi, 1.0)
    small = resized(picture, factor) if factor < 1 else picture
    coloured = _has_colour(small, COLOURED)
    if coloured.sum() < dpi:
        return []
    return _scaled(seals_in(coloured.astype(numpy.uint8), dpi * factor), 1 / factor)


def _dark_seals(grey: Grey, dpi: float) -> list[Outline]:
    """The outlines of seals by their thick strokes."""
    factor = min(FINE / dpi, 1.0)
    small = resized(grey, factor) if factor < 1 else grey
    ink = dark(small, dpi * factor, INK)
    side = max(round(THICK * dpi * factor / 72), 2)
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((side, side), numpy.uint8))
    return _scaled(seals_in(numpy.asarray(thick, numpy.uint8), dpi * factor), 1 / factor)


def _scaled(outlines: list[Outline], factor: float) -> list[Outline]:
    return [Outline(outline.points * numpy.float32(factor), outline.square) for outline in outlines]


def _channel(part: Picture) -> tuple[Grey, Mask]:
    """The colour in which a coloured seal is lightest, and where it is coloured."""
    smooth = numpy.asarray(cv2.blur(part, (3, 3)), numpy.uint8)
    seen = _has_colour(smooth, COLOURED)
    if not seen.any():
        return grey_of(part), seen
    tones = smooth[seen]
    strength = numpy.ptp(tones.astype(numpy.int16), axis=1)
    lightest = int(numpy.median(tones[strength >= numpy.median(strength)], axis=0).argmax())
    return numpy.ascontiguousarray(part[:, :, lightest]), seen


def _has_colour(picture: Picture, least: float) -> Mask:
    """Where the picture has another colour than its paper."""
    paper = numpy.maximum(numpy.median(picture[::4, ::4].reshape(-1, 3), axis=0), 1.0)
    gains = (255 / paper).tolist()
    parts = [
        cv2.convertScaleAbs(channel, alpha=gain)
        for channel, gain in zip(cv2.split(picture), gains, strict=True)
    ]
    lightest = cv2.max(cv2.max(parts[0], parts[1]), parts[2])
    darkest = cv2.min(cv2.min(parts[0], parts[1]), parts[2])
    return numpy.asarray(cv2.subtract(lightest, darkest) > least * 255)
