"""Words that stand over several columns without being merged with the blanks beside them: those of a header
with words under all of them, and a title above a header.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.text import fold
from pipeline.vocabulary import Vocabulary

_HEADER_ROWS, _KNOWN = 4, 2


def with_words_over(block: Paragraph | Fragment, vocabulary: Vocabulary) -> Paragraph | Fragment:
    """The block; of a table, with such words over the columns of the words below them.

    Pages are left alone: their rules tell what a word stands over.
    """
    if isinstance(block, Paragraph) or not block.stored:
        return block
    rows: list[list[Cell]] = [[] for _ in range(_HEADER_ROWS + 1)]
    for cell in block.cells:
        if cell.row <= len(rows):
            rows[cell.row - 1].append(cell)
    for upper, lower in pairwise(rows):
        if _is_header(upper, vocabulary):
            blanks = _blanks(upper, lower, vocabulary)
            return _widened(block, blanks) if blanks else block
    return block


def with_titles_over(block: Paragraph | Fragment, vocabulary: Vocabulary) -> Paragraph | Fragment:
    """The block; of a table, with words alone in the row above a header over the whole width."""
    if isinstance(block, Paragraph) or not block.stored:
        return block
    rows: dict[int, list[Cell]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, []).append(cell)
    titles = {
        row: title
        for row, cells in rows.items()
        if (title := _title(cells, block)) and _is_header(rows.get(row + 1, ()), vocabulary)
    }
    if not titles:
        return block
    cells = (
        replace(cell, column_span=block.columns) if cell is titles.get(cell.row) else cell
        for cell in block.cells
        if cell.row not in titles or cell is titles[cell.row]
    )
    return replace(block, cells=tuple(cells))


def _is_header(row: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    return sum(vocabulary.role((cell.text,)) is not None for cell in row) >= _KNOWN


def _title(row: Sequence[Cell], fragment: Fragment) -> Cell | None:
    """The first cell, where the others of the row are blank and none of them is merged."""
    whole = sum(cell.column_span for cell in row) == fragment.columns > 1
    words = [cell for cell in row if fold(cell.text)]
    plain = all(cell.row_span == cell.column_span == 1 for cell in row)
    return words[0] if whole and plain and len(words) == 1 and words[0].column == 1 else None


def _blanks(upper: Sequence[Cell], lower: Sequence[Cell], vocabulary: Vocabulary) -> dict[Cell, list[Cell]]:
    """The blanks to the right of each word that all have words below, if no other column has any."""
    below = {cell.column: cell for cell in lower if fold(cell.text)}
    if any(cell.column_span > 1 or vocabulary.is_number(cell.text) for cell in below.values()):
        return {}
    found: dict[Cell, list[Cell]] = {}
    word: Cell | None = None
    for cell in sorted(upper, key=lambda cell: cell.column):
        if fold(cell.text):
            word = cell
        elif word is not None and cell.row_span == cell.column_span == 1 and cell.column in below:
            found.setdefault(word, []).append(cell)
        else:
            word = None
    under = {
        column for word, blanks in found.items() for column in (word.column, *(b.column for b in blanks))
    }
    whole = all(word.row_span == word.column_span == 1 and word.column in below for word in found)
    return found if whole and under == set(below) else {}


def _widened(fragment: Fragment, blanks: dict[Cell, list[Cell]]) -> Fragment:
    gone = {id(blank) for run in blanks.values() for blank in run}
    cells = (
        replace(cell, column_span=1 + len(blanks[cell])) if cell in blanks else cell
        for cell in fragment.cells
        if id(cell) not in gone
    )
    return replace(fragment, cells=tuple(cells))
