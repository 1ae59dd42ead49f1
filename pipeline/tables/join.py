"""Join the fragments of a table over pages: which belong together, and which rows are repeated headers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.documents.model import Cell, Document, Fragment, Paragraph, Table
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold, join_lines
from pipeline.tables.header import header_rows, worded_rows
from pipeline.vocabulary import Vocabulary

_HEADING_LENGTH = 60
_SENTENCE_ENDS = "。；;:：，,、"
_COLONS = ":："
_OPENING, _CLOSING = "(（[【〔", ")）]】〕"


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
    repeats the header of the first, or has none and goes on in as many columns. Where it has none, a line
    that heads a group may stand between; it becomes a row of the table.
    """
    tables: list[_Joining] = []
    between: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            between.append(block)
            continue
        words = [p for p in between if fold(p.text) and not vocabulary.continued.fullmatch(fold(p.text))]
        if tables and not words and _continues(tables[-1], block, vocabulary):
            _append(tables[-1], block, skip=_repeated_header(tables[-1], block))
        elif tables and len(words) == 1 and _continues_in_group(tables[-1], block, words[0], vocabulary):
            _append_group(tables[-1], words[0], block)
        else:
            tables.append(_open(block, header_rows(block, vocabulary), _heading(between, vocabulary)))
        between = []
    return tuple(_close(number, joining) for number, joining in enumerate(tables, start=1))


def _heading(paragraphs: Sequence[Paragraph], vocabulary: Vocabulary) -> str | None:
    """The nearest line above that may head a table: short, no sentence, no annex label or count."""
    bracketed = ""
    for paragraph in reversed(paragraphs):
        text = paragraph.text.strip()
        if not vocabulary.is_heading(text):
            continue
        if len(text) <= _HEADING_LENGTH and text[-1] not in _SENTENCE_ENDS:
            if _is_bracketed(text) and not bracketed:
                bracketed = text  # such as (2024年版): the end of the heading in the line above
                continue
            return join_lines(f"{text}\n{bracketed}") if bracketed else text
        if vocabulary.group_row.fullmatch(fold(text)) and text[-1] in _COLONS:
            return text
        if paragraph.level is None:
            break
    return bracketed or None


def _is_bracketed(text: str) -> bool:
    return text[0] in _OPENING and text[-1] in _CLOSING and not any(char in _OPENING for char in text[1:])


def _continues(table: _Joining, fragment: Fragment, vocabulary: Vocabulary) -> bool:
    if fragment.spans_known != table.spans_known:
        return False
    repeated = _repeated_header(table, fragment)
    headless = fragment.columns == table.columns and not worded_rows(fragment, vocabulary)
    return (repeated > 0 or headless) and not _restarts(table, fragment, repeated, vocabulary)


def _continues_in_group(table: _Joining, fragment: Fragment, line: Paragraph, vocabulary: Vocabulary) -> bool:
    """Whether a line such as ``二、工程类`` heads a further group of the table, with no header below it."""
    return (
        vocabulary.group_row.fullmatch(fold(line.text)) is not None
        and fragment.spans_known == table.spans_known
        and fragment.columns == table.columns > 1
        and table.header_count > 0
        and not worded_rows(fragment, vocabulary)
    )


def _repeated_header(table: _Joining, fragment: Fragment) -> int:
    """How many rows of the fragment repeat the table's header, slipped cells or not: the words decide."""
    count = table.header_count
    top = "".join(fold(cell.text) for cell in fragment.cells if cell.row <= count)
    return count if count and top == "".join(fold(cell.text) for cell in table.header) else 0


def _restarts(table: _Joining, fragment: Fragment, skip: int, vocabulary: Vocabulary) -> bool:
    """Whether the numbers of the first column begin again at one, which a new table does."""
    ours = [cell.text for cell in table.cells if cell.column == 1 and vocabulary.is_number(cell.text)]
    theirs = [
        c.text for c in fragment.cells if c.row == skip + 1 and c.column == 1 and vocabulary.is_number(c.text)
    ]
    return bool(ours and theirs) and numeral(theirs[0]) == 1


def _open(fragment: Fragment, count: int, heading: str | None) -> _Joining:
    header = tuple(cell for cell in fragment.cells if cell.row <= count)
    columns = fragment.columns
    if not fragment.spans_known and header:
        columns = max((cell.column for cell in header if fold(cell.text)), default=columns)
    table = _Joining(heading, header, count, columns, fragment.spans_known)
    _append(table, fragment, skip=0)
    return table


def _append_group(table: _Joining, line: Paragraph, fragment: Fragment) -> None:
    table.boundaries.append(table.rows)
    table.rows += 1
    table.row_pages.append(line.page)
    readings = fragment.cells[0].readings if fragment.cells else ()
    table.cells.append(
        Cell(line.text, table.rows, 1, column_span=table.columns, places=line.places, readings=readings)
    )
    _append(table, fragment, skip=0)


def _append(table: _Joining, fragment: Fragment, *, skip: int) -> None:
    if table.rows:
        table.boundaries.append(table.rows)
    shift = table.rows - skip
    for cell in fragment.cells:
        if cell.row > skip:
            whole = (
                cell.column_span == fragment.columns > 1
            )  # a group's heading, also where header cells slipped
            span = table.columns if whole else cell.column_span
            table.cells.append(replace(cell, row=cell.row + shift, column_span=span))
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
