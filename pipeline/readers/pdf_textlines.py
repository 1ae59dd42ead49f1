"""Lines of text as seen by the reader of tables without rules: where words stand and blanks lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.readers.pdf_glyphs import Glyph, is_wide, line_text

# A gap wider than this (in ems) parts the words of two columns.
WORD_GAP = 0.8
# Between Chinese characters so wide a gap (in ems) may part header words; the least gap may be a gutter.
NARROW_GAP = 0.3
GLYPH_GAP = 0.12

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A level line: its words as (left, right), and its extent up and down reckoned from the baseline.

    ``inked`` are the stretches between the least gaps, ``tokens`` the words where narrow gaps part them too.
    """

    glyphs: tuple[Glyph, ...]
    words: tuple[Span, ...]
    texts: tuple[str, ...]
    inked: tuple[Span, ...]
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

    @property
    def text(self) -> str:
        return line_text(list(self.glyphs))

    def tokens(self) -> list[tuple[Span, str]]:
        """The words, parted at narrow gaps beside Chinese characters as well."""
        return [(_extent(run), line_text(run)) for run in _runs(self.glyphs, self.size, _parts_token)]

    def covers(self, x: float) -> bool:
        """Whether ink lies on both sides of x without a gap."""
        return any(start < x < end for start, end in self.inked)

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
    runs = _runs(visible, size, _parts_word)
    base = sorted(glyph.base for glyph in visible)[len(visible) // 2]
    return TextLine(
        tuple(visible),
        tuple(_extent(run) for run in runs),
        tuple(line_text(run) for run in runs),
        tuple(_extent(run) for run in _runs(visible, size, _parts_ink)),
        base - 0.85 * size,
        base + 0.15 * size,
        size,
    )


def _runs(
    glyphs: Sequence[Glyph], size: float, parts: Callable[[Glyph, Glyph, float], bool]
) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and not parts(runs[-1][-1], glyph, size):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _parts_word(left: Glyph, right: Glyph, size: float) -> bool:
    return right.start - left.end > WORD_GAP * size


def _parts_ink(left: Glyph, right: Glyph, size: float) -> bool:
    return right.start - left.end > GLYPH_GAP * size


def _parts_token(left: Glyph, right: Glyph, size: float) -> bool:
    wide = is_wide(left.text[-1]) and is_wide(right.text[0])
    return right.start - left.end > (NARROW_GAP if wide else WORD_GAP) * size


def _extent(run: Sequence[Glyph]) -> Span:
    return run[0].start, max(glyph.end for glyph in run)
