"""Lines with ink on which no letter stands: the engine overlooks a letter and is sure of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.readers.pdf_glyphs import is_wide
from pipeline.readers.scan_ink import Grey
from pipeline.readers.scan_lines import OUTSIDE
from pipeline.readers.scan_text import DOUBTFUL, ReadLine, doubted

# Half of a letter's width, and how much inked room between letters holds another one (in ems).
WIDE, NARROW = 0.5, 0.3
ROOM = 0.4


def gaps_told(lines: Sequence[ReadLine], ink: Grey, em: float) -> list[ReadLine]:
    """The lines in cells, those with the confidence of a doubt in which a letter may be overlooked."""
    return [
        replace(line, letters=doubted(line.letters, DOUBTFUL))
        if line.letters and line.line.cell != OUTSIDE and _overlooked(line, ink, em)
        else line
        for line in lines
    ]


def _overlooked(line: ReadLine, ink: Grey, em: float) -> bool:
    x0, top, x1, bottom = line.line.box
    inked = ink[top:bottom, x0:x1].max(axis=0)
    return any(
        end - start >= ROOM * em and inked[max(round(start), 0) : max(round(end), 0)].any()
        for start, end in _between(line, x0, x1, em)
    )


def _between(line: ReadLine, x0: int, x1: int, em: float) -> Iterator[tuple[float, float]]:
    """The room before, between and after the letters, from the line's left edge."""
    letters = [
        (
            line.left + (letter.start + letter.end) / 2 * line.width - x0,
            (WIDE if is_wide(letter.text) else NARROW) * em,
        )
        for letter in line.letters
        if not letter.text.isspace()
    ]
    ends = [(0.0, 0.0), *letters, (float(x1 - x0), 0.0)]
    for (middle, half), (following, its_half) in pairwise(ends):
        yield middle + half, following - its_half
