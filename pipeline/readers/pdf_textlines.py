"""Lines of text as seen by the reader of tables without rules: where words stand and blanks lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.pdf_glyphs import Glyph, line_text

# A gap wider than this (in ems) parts the words of two columns.
WORD_GAP = 0.8

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A level line: its words as (left, right), and its extent up and down reckoned from the baseline."""

    glyphs: tuple[Glyph, ...]
    words: tuple[Span, ...]
    texts: tuple[str, ...]
    top: float
    bottom: float
    size: float

    @property
    def left(self) -> float:
        return self.words[0][0]

    @property
    def right(self) -> float:
        return max(end for _, end in self.words)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def between(self, left: float, right: float) -> str:
        """The text whose letters' middles lie between two columns' lines."""
        return "".join(
            glyph.text for glyph in self.glyphs if left <= (glyph.start + glyph.end) / 2 <= right
        ).strip()


def text_line(glyphs: Sequence[Glyph]) -> TextLine | None:
    """The line as words; None where it does not lie level."""
    visible = [glyph for glyph in glyphs if glyph.visible]
    if not visible or visible[0].turn:
        return None
    size = max(glyph.size for glyph in visible)
    runs: list[list[Glyph]] = []
    for glyph in visible:
        if runs and glyph.start - runs[-1][-1].end <= WORD_GAP * size:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    base = sorted(glyph.base for glyph in visible)[len(visible) // 2]
    return TextLine(
        tuple(visible),
        tuple((run[0].start, max(glyph.end for glyph in run)) for run in runs),
        tuple(line_text(run) for run in runs),
        base - 0.85 * size,
        base + 0.15 * size,
        size,
    )
