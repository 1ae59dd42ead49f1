"""Lists that stand in one table: a row over the whole width heads each, and a header stands below it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.documents.text import fold
from pipeline.tables.following import is_heading, outline_kind
from pipeline.tables.header import worded_rows
from pipeline.vocabulary import Vocabulary

Block = Paragraph | Fragment
Row = tuple[Cell, ...]
_KNOWN = 2


def with_lists_apart(blocks: Sequence[Block], vocabulary: Vocabulary) -> tuple[Block, ...]:
    """The blocks with tables cut above the row that heads a further list.

    Such a row is of the same kind as what heads the first list, in the table or in the line above it; a
    row of another kind heads a group.
    """
    made: list[Block] = []
    title, header = "", ""
    for block in blocks:
        if isinstance(block, Fragment):
            if worded_rows(block, vocabulary):
                title, header = _top(block, made[-1:], vocabulary)
            made.extend(_cut(block, title, header, vocabulary) if title else (block,))
        else:
            made.append(block)
    return tuple(made)


def _top(fragment: Fragment, before: Sequence[Block], vocabulary: Vocabulary) -> tuple[str, str]:
    """What heads the table, and the words of its header; "" where nothing does."""
    title = next((block.text for block in before if isinstance(block, Paragraph)), "")
    for row in _rows(fragment):
        words = _whole(row, fragment)
        if words is None:
            return title, _words(row)
        title = words if is_heading(Paragraph(words, fragment.page), vocabulary) else title
    return "", ""


def _cut(fragment: Fragment, title: str, header: str, vocabulary: Vocabulary) -> Iterator[Fragment]:
    rows = _rows(fragment)
    starts = [1]
    for at in range(2, len(rows) + 1):
        lines = _lines_above(rows, at, fragment, vocabulary)
        start = at - len(lines)
        headings = [words for words in lines if is_heading(Paragraph(words, fragment.page), vocabulary)]
        if (
            start > 1
            and headings
            and (_words(rows[at - 1]) == header or _is_header(rows[at - 1], vocabulary))
            and outline_kind(headings[-1], vocabulary) == outline_kind(title, vocabulary)
            and not any(cell.row < start < cell.row + cell.row_span for cell in fragment.cells)
        ):
            starts.append(start)
    if len(starts) == 1:
        yield fragment
        return
    for start, end in zip(starts, [*starts[1:], fragment.rows + 1], strict=True):
        yield _part(fragment, start, end)


def _is_header(row: Row, vocabulary: Vocabulary) -> bool:
    """Whether a row is the header of a list with other columns: it says column words and little else."""
    words = [fold(cell.text) for cell in row]
    known = sum(word in vocabulary.words for word in words)
    return known >= _KNOWN and 2 * known > len(words)


def _lines_above(rows: Sequence[Row], at: int, fragment: Fragment, vocabulary: Vocabulary) -> list[str]:
    """The words of the rows over the whole width right above a row, which are no notes."""
    lines: list[str] = []
    for row in reversed(rows[: at - 1]):
        words = _whole(row, fragment)
        if words is None or vocabulary.is_note(words):
            break
        lines.insert(0, words)
    return lines


def _part(fragment: Fragment, start: int, end: int) -> Fragment:
    cells = [cell for cell in fragment.cells if start <= cell.row < end]
    boxes = [place.box for cell in cells for place in cell.places[:1] if isinstance(place, PageBox)]
    places = fragment.places
    if boxes and isinstance(places[0], PageBox):
        left, _, right, _ = places[0].box
        top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
        places = (replace(places[0], box=(left, top, right, bottom)),)
    return replace(
        fragment,
        rows=end - start,
        cells=tuple(replace(cell, row=cell.row - start + 1) for cell in cells),
        places=places,
        cut=fragment.cut if start == 1 else None,
    )


def _rows(fragment: Fragment) -> list[Row]:
    rows: list[list[Cell]] = [[] for _ in range(fragment.rows)]
    for cell in fragment.cells:
        rows[cell.row - 1].append(cell)
    return [tuple(row) for row in rows]


def _whole(row: Row, fragment: Fragment) -> str | None:
    """The words of a row that is one cell over the whole width."""
    if len(row) == 1 < fragment.columns == row[0].column_span and row[0].row_span == 1 and fold(row[0].text):
        return " ".join(row[0].text.split())
    return None


def _words(row: Row) -> str:
    return "\t".join(fold(cell.text) for cell in sorted(row, key=lambda cell: cell.column))
