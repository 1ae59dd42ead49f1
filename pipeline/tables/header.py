"""Header rows of a table, and the path of header words above each column."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import partial_ratio

from pipeline.documents.model import Cell, Fragment, Table
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold, join_lines
from pipeline.tables.ordinals import counts_columns
from pipeline.vocabulary import Vocabulary

_HEADER_LEVELS = 4


def header_rows(fragment: Fragment, vocabulary: Vocabulary) -> int:
    """How many rows at the top are header: those whose cells are column words, and what they span.

    A table whose words are all unknown has its first row as header, unless that row begins with a number.
    """
    rows = _top_rows(fragment)
    count = worded_rows(fragment, vocabulary)
    first = rows.get(1, [])
    if not count:
        if not first or vocabulary.is_number(first[0].text) or fragment.rows == 1:
            return 0
        divided = any(1 < cell.column_span < fragment.columns for cell in first)
        spans = [cell.row_span for cell in first if _spans_down(cell, fragment)]
        count = max(spans, default=1) if divided else 1
    count = _with_children(rows, count, fragment, vocabulary)
    counted = count < fragment.rows - 1 and counts_columns(
        _row(fragment, count + 1), fragment.columns, vocabulary
    )
    return count + 1 if counted else count


def _row(fragment: Fragment, row: int) -> list[Cell]:
    return [cell for cell in fragment.cells if cell.row == row]


def _top_rows(fragment: Fragment) -> dict[int, list[Cell]]:
    """The cells with words of the rows that may be header."""
    rows: dict[int, list[Cell]] = {}
    for cell in fragment.cells:
        if cell.row <= _HEADER_LEVELS and fold(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    return rows


def worded_rows(fragment: Fragment, vocabulary: Vocabulary) -> int:
    """How many rows at the top are header by their words; 0 where the words are no column words."""
    rows = _top_rows(fragment)
    count = 0
    for row in range(1, min(fragment.rows, _HEADER_LEVELS) + 1):
        cells = rows.get(row, [])
        if any(_is_numbered(cell, fragment, vocabulary) for cell in cells) or any(
            vocabulary.example_row.fullmatch(fold(cell.text)) for cell in cells
        ):
            break
        above = [cell for upper in range(1, row) for cell in rows.get(upper, [])]
        if above and not _has_room_below(above, fragment):
            break
        if _is_worded(cells, vocabulary):
            count = max(
                [row, *(cell.row + cell.row_span - 1 for cell in cells if _spans_down(cell, fragment))]
            )
    return min(count, _first_numbered(rows, count, vocabulary) - 1)


def _is_numbered(cell: Cell, fragment: Fragment, vocabulary: Vocabulary) -> bool:
    """Whether the cell is the number of a row; over the whole width stands a date."""
    return (
        cell.column == 1 and cell.column_span < max(fragment.columns, 2) and vocabulary.is_number(cell.text)
    )


def _first_numbered(rows: dict[int, list[Cell]], count: int, vocabulary: Vocabulary) -> int:
    """The first row that begins with 1, as entries do: a header word merged with cells below spans it too."""
    for row in sorted(rows):
        for cell in rows[row]:
            if cell.column == 1 and vocabulary.is_number(cell.text) and numeral(cell.text) == 1:
                return row
    return count + 1


def _with_children(
    rows: dict[int, list[Cell]], count: int, fragment: Fragment, vocabulary: Vocabulary
) -> int:
    """The header with the rows that only divide words over several columns."""
    while count < min(fragment.rows - 1, _HEADER_LEVELS):
        parents = [
            range(cell.column, cell.column + cell.column_span)
            for row in range(1, count + 1)
            for cell in rows.get(row, ())
            if cell.row + cell.row_span - 1 == count and 1 < cell.column_span < fragment.columns
        ]
        below = rows.get(count + 1, [])
        under = all(any(cell.column in parent for parent in parents) for cell in below)
        if not below or not under or any(vocabulary.is_number(cell.text) for cell in below):
            break
        count = max(cell.row + cell.row_span - 1 for cell in below)
    return min(count, fragment.rows)


def _has_room_below(header: Sequence[Cell], fragment: Fragment) -> bool:
    """Whether a header can have a lower level: a word over several columns, or columns without a word.

    A row of data may hold words like those of headers (教师资格证书, 国家考试机构) too.
    """
    worded = {column for cell in header for _, column in cell.covers()}
    return len(worded) < fragment.columns or any(cell.column_span > 1 for cell in header)


def _spans_down(cell: Cell, fragment: Fragment) -> bool:
    return cell.row + cell.row_span - 1 < fragment.rows


def _is_worded(cells: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    """More than a third of the words, and at least two, are known header words."""
    known = sum(vocabulary.role((cell.text,)) is not None and len(fold(cell.text)) <= 30 for cell in cells)
    return known >= 2 and known * 3 > len(cells)


def header_paths(table: Table, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """For each column the header words above it, top first, lines joined; a merged word once.

    What counts the columns is none of them.
    """
    paths = path_cells(table.cells, table.header_rows, table.columns, vocabulary)
    return [tuple(join_lines(cell.text) for cell in path) for path in paths]


def column_keys(table: Table, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """What names a column across tables: its folded header words."""
    return [tuple(fold(word) for word in path) for path in header_paths(table, vocabulary)]


def path_cells(cells: Iterable[Cell], count: int, columns: int, vocabulary: Vocabulary) -> list[list[Cell]]:
    """The header cells above each column, top first; a title over the whole width is none of them."""
    paths: list[list[Cell]] = [[] for _ in range(columns)]
    header = [cell for cell in cells if cell.row <= count]
    if count > 1 and counts_columns([cell for cell in header if cell.row == count], columns, vocabulary):
        header = [cell for cell in header if cell.row < count]
    for cell in sorted(header, key=lambda cell: cell.row):
        whole = cell.column == 1 and cell.column_span >= columns > 1
        if fold(cell.text) and not whole:
            for column in range(cell.column, min(cell.column + cell.column_span, columns + 1)):
                paths[column - 1].append(cell)
    return paths


def recover_header_spans(table: Table, vocabulary: Vocabulary) -> tuple[Cell, ...]:
    """The header cells of a table whose spans the format lost, with spans.

    A blank under a word is the word's; a blank beside a word, with words below it, is the word's too.
    Where an upper level has fewer cells than columns and no blanks, its words are laid over the runs of
    lower words that they resemble most.
    """
    levels = [
        sorted((c for c in table.cells if c.row == row), key=lambda c: c.column)
        for row in range(1, table.header_rows + 1)
    ]
    if len(levels) > 1 and counts_columns(levels[-1], table.columns, vocabulary):
        words = replace(table, header_rows=table.header_rows - 1)
        return (*recover_header_spans(words, vocabulary), *levels[-1])
    if len(levels) < 2:
        return tuple(cell for level in levels for cell in level if cell.column <= table.columns)
    lowest = {cell.column: cell for cell in levels[-1] if fold(cell.text)}
    spread: list[Cell] = []
    for level in levels[:-1]:
        worded = [cell for cell in level if fold(cell.text)]
        if len(level) < table.columns and len(level) == len(worded):
            spread.extend(_lay(worded, lowest, table))
        else:
            spread.extend(_widen(worded, lowest, table))
    return (*spread, *lowest.values())


def _widen(words: Sequence[Cell], lowest: dict[int, Cell], table: Table) -> list[Cell]:
    taken = {cell.column for cell in words}
    widened = []
    for cell in words:
        if cell.column not in lowest:
            widened.append(replace(cell, row_span=table.header_rows - cell.row + 1))
            continue
        end = cell.column
        while end + 1 <= table.columns and end + 1 not in taken and end + 1 in lowest:
            end += 1
        widened.append(replace(cell, column_span=end - cell.column + 1))
    return widened


def _lay(words: Sequence[Cell], lowest: dict[int, Cell], table: Table) -> list[Cell]:
    """Lay words without columns of their own over the columns, in order."""
    laid: list[Cell] = []
    column = 1
    remaining = list(words)
    while remaining and column not in lowest and column <= table.columns:
        cell = remaining.pop(0)
        laid.append(replace(cell, column=column, row_span=table.header_rows - cell.row + 1))
        column += 1
    starts = _best_starts(remaining, lowest, column, table.columns)
    if starts is None:
        return list(words)
    for cell, start, end in zip(remaining, starts, [*starts[1:], table.columns + 1], strict=False):
        laid.append(replace(cell, column=start, column_span=end - start))
    return laid


def _best_starts(words: Sequence[Cell], lowest: dict[int, Cell], first: int, last: int) -> list[int] | None:
    """Starting columns of consecutive words such that each resembles the words below it most.

    None where there are more words than columns.
    """
    if len(words) > last - first + 1:
        return None
    # best[end]: likeness and starts of the words so far, where they fill the columns before `end`
    best: dict[int, tuple[float, list[int]]] = {first: (0.0, [])}
    for index, word in enumerate(words):
        likeness = {
            column: partial_ratio(fold(word.text), fold(lowest[column].text)) if column in lowest else 0.0
            for column in range(first, last + 1)
        }
        widened: dict[int, tuple[float, list[int]]] = {}
        for start, (score, starts) in best.items():
            gained = score
            for end in range(start + 1, last + 2 - (len(words) - index - 1)):
                gained += likeness[end - 1]
                if end not in widened or gained > widened[end][0]:
                    widened[end] = (gained, [*starts, start])
        best = widened
    return best[last + 1][1] if words else []
