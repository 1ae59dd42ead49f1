"""Join the fragments of a table over pages: which belong together, and which rows are repeated headers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.documents.model import Cell, Document, Fragment, Paragraph, Table
from pipeline.documents.text import fold
from pipeline.tables.header import header_rows
from pipeline.vocabulary import Vocabulary

_HEADING_LENGTH = 60
_SENTENCE_ENDS = "。；;:：，,、"


@dataclass(slots=True)
class _Joining:
    """A table that later fragments may still continue."""

    heading: str | None
    header: tuple[Cell, ...]
    header_count: int
    columns: int
    spans_known: bool
    rows: int = 0
    cells: list[Cell] = field(default_factory=list)
    row_pages: list[int] = field(default_factory=list)
    boundaries: list[int] = field(default_factory=list)


def join_fragments(document: Document, vocabulary: Vocabulary) -> tuple[Table, ...]:
    """Tables of a document with repeated headers left out; cells keep their places.

    Two fragments belong together when nothing but page furniture stands between them, and the second
    repeats the header of the first, or has none and goes on in as many columns.
    """
    tables: list[_Joining] = []
    between: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            between.append(block)
            continue
        count = header_rows(block, vocabulary)
        if tables and _continues(tables[-1], block, count, between, vocabulary):
            repeated = count if _same_header(tables[-1], block, count) else 0
            _append(tables[-1], block, skip=repeated)
        else:
            tables.append(_open(block, count, _heading(between, vocabulary)))
        between = []
    return tuple(_close(number, joining) for number, joining in enumerate(tables, start=1))


def _heading(paragraphs: Sequence[Paragraph], vocabulary: Vocabulary) -> str | None:
    """The nearest line above that may head a table: short, no sentence, no annex label or count."""
    for paragraph in reversed(paragraphs):
        text = paragraph.text.strip()
        if not vocabulary.is_heading(text):
            continue
        if len(text) <= _HEADING_LENGTH and text[-1] not in _SENTENCE_ENDS:
            return text
        if paragraph.level is None:
            return None
    return None


def _continues(
    table: _Joining, fragment: Fragment, count: int, between: Sequence[Paragraph], vocabulary: Vocabulary
) -> bool:
    words = [p for p in between if fold(p.text) and not vocabulary.continued.fullmatch(fold(p.text))]
    if words or fragment.spans_known != table.spans_known:
        return False
    if _same_header(table, fragment, count):
        return not _restarts(table, fragment, count, vocabulary)
    has_header = count > 0 and _is_worded(fragment, count, vocabulary)
    return (
        not has_header and fragment.columns == table.columns and not _restarts(table, fragment, 0, vocabulary)
    )


def _is_worded(fragment: Fragment, count: int, vocabulary: Vocabulary) -> bool:
    """Whether the first rows are a header by their words (and not the first row of data taken for one)."""
    top = [cell for cell in fragment.cells if cell.row <= count and fold(cell.text)]
    return any(vocabulary.role((cell.text,)) for cell in top)


def _same_header(table: _Joining, fragment: Fragment, count: int) -> bool:
    """Whether the fragment begins with the table's header, slipped cells or not: the words decide."""
    if count != table.header_count or count == 0:
        return False
    top = "".join(fold(cell.text) for cell in fragment.cells if cell.row <= count)
    return top == "".join(fold(cell.text) for cell in table.header)


def _restarts(table: _Joining, fragment: Fragment, skip: int, vocabulary: Vocabulary) -> bool:
    """Whether the numbers of the first column begin again at one, which a new table does."""
    ours = [cell.text for cell in table.cells if cell.column == 1 and vocabulary.is_number(cell.text)]
    theirs = [
        c.text for c in fragment.cells if c.row == skip + 1 and c.column == 1 and vocabulary.is_number(c.text)
    ]
    return bool(ours and theirs) and fold(theirs[0]) == "1"


def _open(fragment: Fragment, count: int, heading: str | None) -> _Joining:
    header = tuple(cell for cell in fragment.cells if cell.row <= count)
    columns = fragment.columns
    if not fragment.spans_known and header:
        columns = max((cell.column for cell in header if fold(cell.text)), default=columns)
    table = _Joining(heading, header, count, columns, fragment.spans_known)
    _append(table, fragment, skip=0)
    return table


def _append(table: _Joining, fragment: Fragment, *, skip: int) -> None:
    if table.rows:
        table.boundaries.append(table.rows)
    shift = table.rows - skip
    for cell in fragment.cells:
        if cell.row > skip:
            table.cells.append(replace(cell, row=cell.row + shift))
    table.row_pages.extend([fragment.page] * (fragment.rows - skip))
    table.rows += fragment.rows - skip


def _close(number: int, joining: _Joining) -> Table:
    return Table(
        number=number,
        heading=joining.heading,
        rows=joining.rows,
        columns=joining.columns,
        header_rows=joining.header_count,
        cells=tuple(joining.cells),
        row_pages=tuple(joining.row_pages),
        boundaries=tuple(joining.boundaries),
        spans_known=joining.spans_known,
    )
