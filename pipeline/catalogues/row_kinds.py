"""What each row below a header is: an entry, a group's head, a note, a sum, a header or row again, blank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pipeline.documents.model import Cell
from pipeline.documents.text import fold, join_lines, squeeze
from pipeline.tables.ordinals import counts_columns
from pipeline.vocabulary import Vocabulary

Row = Mapping[int, Cell]


class Kind(Enum):
    """What a row is."""

    ENTRY = auto()
    GROUP = auto()
    NOTE = auto()
    SUM = auto()
    HEADER = auto()
    REST = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class Columns:
    """The role and the printed header of each column, by column from 1."""

    roles: Mapping[int, str]
    headers: Mapping[int, str]

    def is_number(self, column: int) -> bool:
        """Whether the column holds the numbers of the rows."""
        return self.roles.get(column, "number").split(":")[0] == "number"


@dataclass(frozen=True, slots=True)
class KindOfRow:
    """A row with what it is; ``words`` are those of a group's head, a note or a sum."""

    kind: Kind
    row: Row
    words: str = ""


def kinds_of(rows: Sequence[Row], columns: Columns, width: int, vocabulary: Vocabulary) -> list[KindOfRow]:
    """The rows with what they are. What heads nothing, as no entry comes after it, is a note."""
    kinds = [_kind(row, columns, width, vocabulary) for row in rows]
    for index in range(1, len(kinds)):
        if kinds[index].kind is Kind.ENTRY and _adds_nothing(rows[index], rows[index - 1]):
            kinds[index] = KindOfRow(Kind.REST, rows[index])
    last = max((index for index, kind in enumerate(kinds) if kind.kind is Kind.ENTRY), default=-1)
    return [
        KindOfRow(Kind.NOTE, kind.row, kind.words) if kind.kind is Kind.GROUP and index > last else kind
        for index, kind in enumerate(kinds)
    ]


def _adds_nothing(row: Row, above: Row) -> bool:
    """Whether all words of the row stand in cells that reach down from the row above, of several columns."""
    filled = {id(cell) for cell in row.values() if squeeze(cell.text)}
    return len(filled) > 1 and filled <= {id(cell) for cell in above.values()}


def _kind(row: Row, columns: Columns, width: int, vocabulary: Vocabulary) -> KindOfRow:
    filled = {id(cell): cell for cell in row.values() if squeeze(cell.text)}
    cells = list(filled.values())
    words = _one_text(cells, columns, width, vocabulary)
    if not cells or is_example(row, vocabulary):
        return KindOfRow(Kind.BLANK, row)
    if words is not None:
        return KindOfRow(_kind_of_words(words, vocabulary), row, words)
    if vocabulary.total.fullmatch(fold(cells[0].text)) and len(cells) * 2 <= width + 1:
        return KindOfRow(Kind.SUM, row, " ".join(join_lines(cell.text) for cell in cells))
    if _is_header(cells, columns) or counts_columns(cells, width, vocabulary):
        return KindOfRow(Kind.HEADER, row)
    return KindOfRow(Kind.ENTRY if is_filled(row, columns, vocabulary) else Kind.BLANK, row)


def _kind_of_words(words: str, vocabulary: Vocabulary) -> Kind:
    if vocabulary.is_note(words):
        return Kind.NOTE
    return Kind.SUM if vocabulary.total.fullmatch(fold(words)) else Kind.GROUP


def _one_text(cells: Sequence[Cell], columns: Columns, width: int, vocabulary: Vocabulary) -> str | None:
    """The words of a row that says one thing; None for a row of cells.

    Such is a cell over the whole width, or over all but the number, and an outline alone in its row.
    """
    if width < 2 or not cells:
        return None
    widest = max(cells, key=lambda cell: cell.column_span)
    others = [cell for cell in cells if cell is not widest]
    if widest.column_span >= width:
        return join_lines(widest.text)
    if len(others) > 1 or any(not columns.is_number(cell.column) for cell in others):
        return None
    if widest.column_span >= max(width - 1, 2):
        return join_lines(widest.text)
    return None if others else _lone_text(widest, columns, vocabulary)


def _lone_text(widest: Cell, columns: Columns, vocabulary: Vocabulary) -> str | None:
    """The words of the only filled cell, if they are no number and no part of an entry."""
    text = fold(widest.text)
    if columns.roles.get(widest.column, "") == "number":
        other = not vocabulary.is_number(widest.text) and not vocabulary.placeholder.fullmatch(text)
        return join_lines(widest.text) if other else None
    outlined = widest.row_span == 1 and vocabulary.group_row.fullmatch(text) is not None
    return join_lines(widest.text) if outlined else None


def _is_header(cells: Sequence[Cell], columns: Columns) -> bool:
    """Whether the row prints the header again, as after the head of a group."""
    return len(cells) > 1 and all(
        fold(cell.text) in {fold(word) for word in columns.headers.get(cell.column, "").split(" / ")}
        for cell in cells
    )


def is_filled(row: Row, columns: Columns, vocabulary: Vocabulary) -> bool:
    """Whether the row says anything besides its number, as a form's rows do not."""
    if is_example(row, vocabulary):
        return False
    return any(
        fold(cell.text) and not vocabulary.placeholder.fullmatch(fold(cell.text))
        for column, cell in row.items()
        if not columns.is_number(column)
    )


def is_example(row: Row, vocabulary: Vocabulary) -> bool:
    """Whether the row is said to be an example."""
    return any(vocabulary.example_row.fullmatch(fold(cell.text)) for cell in row.values())
