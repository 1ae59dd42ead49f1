"""Lines of ink read by an OCR engine, a second time where it doubts, as characters with their places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy

from pipeline.documents.text import fold
from pipeline.readers.ocr import Letter, Ocr, Picture
from pipeline.readers.pdf_frame import Box as Seal
from pipeline.readers.pdf_glyphs import Glyph, is_wide
from pipeline.readers.scan_hidden import lies_under
from pipeline.readers.scan_ink import Grey
from pipeline.readers.scan_lines import OUTSIDE, Box, InkLine
from pipeline.readers.scan_raised import MARK, marked_lines

# Around a line, parts of an em: as engines are taught to see it, and for the second look.
PADDING, WIDER = 0.18, 0.4
# A letter read less surely than this is looked at again, and doubtful if the second look differs. Of
# letters on pictures of 150 dots an inch and more nearly none is (one in 3,000), of those misread most.
SURE = 0.95
DOUBTFUL = 0.6
# So are letters that a seal of no other colour runs through.
SPOILED = 0.85
# So many letters at most are read together of those that stand around in a seal.
LEGEND = 2
# Outside of tables pictures and stains pass for letters; what is read less surely than this, or
# is higher (in points), is none.
BELIEVED, TALLEST = 0.3, 100.0
# Where letters stand about the baseline, in ems.
CHINESE_TOP, CHINESE_BOTTOM = 0.86, 0.12
LATIN_TOP, LATIN_BOTTOM = 0.74, 0.22
DESCENDING = frozenset("gjpqyQ(),;[]{}|/_$@")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with what was read; ``left`` and ``width`` tell where its letters' places are parts of."""

    line: InkLine
    letters: tuple[Letter, ...]
    left: float
    width: float

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def confidence(self) -> float:
        return min((letter.confidence for letter in self.letters if not letter.text.isspace()), default=0.0)


def read_lines(picture: Picture, lines: Sequence[InkLine], em: float, ocr: Ocr) -> list[ReadLine]:
    """What the lines say."""
    first = _read(picture, lines, em, PADDING, ocr)
    again = [index for index, read in enumerate(first) if read.confidence < SURE]
    second = _read(picture, [lines[index] for index in again], em, WIDER, ocr)
    for index, other in zip(again, second, strict=True):
        first[index] = _weighed(first[index], other)
    return first


def _read(picture: Picture, lines: Sequence[InkLine], em: float, padding: float, ocr: Ocr) -> list[ReadLine]:
    pad = max(round(padding * em), 2)
    crops = [cropped(picture, line.box, pad) for line in lines]
    return [
        ReadLine(line, letters, line.box[0] - pad, line.box[2] - line.box[0] + 2 * pad)
        for line, letters in zip(lines, ocr.read(crops), strict=True)
    ]


def cropped(picture: Picture, box: Box, pad: int) -> Picture:
    """The box with paper around it, so that no letter of a neighbouring line is seen."""
    x0, top, x1, bottom = box
    part = picture[max(top - 1, 0) : bottom + 1, max(x0 - 1, 0) : x1 + 1]
    paper = [int(value) for value in numpy.percentile(part.reshape(-1, 3), 90, axis=0)]
    pad -= 1
    around = cv2.copyMakeBorder(part, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=paper)
    return numpy.asarray(around, numpy.uint8)


def _weighed(first: ReadLine, second: ReadLine) -> ReadLine:
    """The surer of two readings; where they differ, with the confidence of a doubt."""
    better, other = (second, first) if second.confidence > first.confidence else (first, second)
    if fold(better.text) == fold(other.text):
        return better
    return replace(better, letters=doubted(better.letters, DOUBTFUL))


def spoiled(lines: Sequence[ReadLine], spoilt: Grey | None, em: float) -> list[ReadLine]:
    """The lines, with the confidence of a doubt those on which, or within an ``em`` of whose ends, a seal may
    have spoilt text (1), for a letter at an end may have gone with it.
    """
    if spoilt is None:
        return list(lines)
    return [
        replace(read, letters=doubted(read.letters, SPOILED))
        if _widened(spoilt, read.line.box, round(em)).any()
        else read
        for read in lines
    ]


def _widened(mask: Grey, box: Box, by: int) -> Grey:
    x0, top, x1, bottom = box
    return mask[max(top, 0) : bottom, max(x0 - by, 0) : x1 + by]


def without_legends(lines: Sequence[ReadLine], seals: Sequence[Seal]) -> list[ReadLine]:
    """The lines without the letters of the seals themselves, which stand alone around their middles.

    In cells they stay, for they cannot be told from what is printed there.
    """
    return [
        read
        for read in lines
        if read.line.cell != OUTSIDE
        or len(read.text.strip()) > LEGEND
        or not any(lies_under(read.line.box, seal) for seal in seals)
    ]


def doubted(letters: Sequence[Letter], most: float) -> tuple[Letter, ...]:
    """The letters, none surer than ``most``."""
    return tuple(
        Letter(letter.text, min(letter.confidence, most), letter.start, letter.end) for letter in letters
    )


def glyphs_of(lines: Sequence[ReadLine], em: float, scale: float) -> Iterator[Glyph]:
    """The characters of all lines in points, which are ``scale`` pixels."""
    believed = [line for line in lines if _is_believed(line, scale)]
    sets = [
        _set(line.text, line.line.box[1] * scale, line.line.box[3] * scale, em * scale) for line in believed
    ]
    owners = marked_lines([line.line for line in believed], em)
    for run, line in enumerate(believed):
        _, top, _, bottom = (value * scale for value in line.line.box)
        size, base = sets[run]
        if run in owners:
            larger, base = sets[owners[run]]
            size = min(size, MARK * larger)
        for letter in line.letters:
            start = (line.left + letter.start * line.width) * scale
            end = (line.left + letter.end * line.width) * scale
            box = (start, top, end, bottom)
            sure = 1.0 if letter.text.isspace() else letter.confidence
            yield Glyph(letter.text, box, base, start, end, size, run=run, confidence=sure)


def _is_believed(line: ReadLine, scale: float) -> bool:
    """Whether the line is text: in cells each is."""
    _, top, _, bottom = line.line.box
    return line.line.cell != OUTSIDE or (line.confidence >= BELIEVED and (bottom - top) * scale <= TALLEST)


def _set(text: str, top: float, bottom: float, em: float) -> tuple[float, float]:
    """The size of a line's letters and its baseline."""
    height = bottom - top
    if any(is_wide(char) for char in text):
        above, below = CHINESE_TOP, CHINESE_BOTTOM
    else:
        above, below = LATIN_TOP, LATIN_BOTTOM if DESCENDING & set(text) else 0.0
    size = min(max(height / (above + below), 0.6 * em), 3 * em)
    return size, bottom - below * size
