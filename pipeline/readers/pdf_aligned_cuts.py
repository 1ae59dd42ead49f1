"""Whether a page end cuts a row of a table without rules: where a line breaks, the next word had no room."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.documents.text import is_chinese
from pipeline.readers.pdf_aligned_columns import Columns
from pipeline.readers.pdf_aligned_rows import Band
from pipeline.readers.pdf_glyphs import Glyph
from pipeline.readers.pdf_textlines import TextLine

# A blank between words, and what a line may lack to be full, in ems.
BLANK = 0.25
SLACK = 0.3


def cut_rows(parts: Sequence[Sequence[Band]], columns: Columns) -> list[bool | None]:
    """For each page's rows whether the first goes on with the last of the page before; None if unknown."""
    lines = [(band, [columns.widths(line) for line in band.lines]) for part in parts for band in part]
    inner = range(len(columns.xs) - 1)
    widest = [max((row[at] for _, rows in lines for row in rows), default=0.0) for at in inner]
    wraps = {at for at in inner if any(sum(row[at] > 0 for row in rows) > 1 for _, rows in lines)}
    known: list[bool | None] = [None]
    for above, below in pairwise(parts):
        known.append(
            _goes_on(above[-1].lines, below[0].lines, columns, widest, wraps) if above and below else None
        )
    return known


def rest_of_row(above: Sequence[TextLine], below: Sequence[TextLine], columns: Columns) -> bool:
    """Whether lines without a number overleaf are the rest of the row that ends the lines above."""
    widths = [columns.widths(line) for line in above]
    widest = [max(column) for column in zip(*widths, strict=True)]
    wraps = {at for at in range(len(widest)) if sum(row[at] > 0 for row in widths) > 1}
    return _goes_on(above, below, columns, widest, wraps) is True


def _goes_on(
    above: Sequence[TextLine],
    below: Sequence[TextLine],
    columns: Columns,
    widest: Sequence[float],
    wraps: set[int],
) -> bool | None:
    """False if a word below had room above, True if none had."""
    full = False
    for at, most in enumerate(widest):
        upper = next((cell[at] for line in reversed(above) if (cell := columns.cells(line))[at]), None)
        lower = next((cell[at] for line in below if (cell := columns.cells(line))[at]), None)
        if at == columns.number or upper is None or lower is None:
            continue
        size = lower[0].size
        blank = 0.0 if is_chinese(upper[-1].text) or is_chinese(lower[0].text) else BLANK * size
        needed = _width(upper) + blank + _width(_first_word(lower))
        if needed <= most - SLACK * size:
            return False
        full = full or at in wraps
    return True if full else None


def _first_word(cell: Sequence[Glyph]) -> Sequence[Glyph]:
    """A Chinese character, or all up to the next blank or Chinese character."""
    for at, (left, right) in enumerate(pairwise(cell), start=1):
        if is_chinese(left.text) or is_chinese(right.text) or right.start - left.end > BLANK * left.size / 2:
            return cell[:at]
    return cell


def _width(cell: Sequence[Glyph]) -> float:
    return max(glyph.end for glyph in cell) - cell[0].start
