"""Header rows of a table, and the path of header words above each column."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.fuzz import partial_ratio

from pipeline.documents.model import Cell, Fragment, Table
from pipeline.documents.text import fold, join_lines
from pipeline.vocabulary import Vocabulary

_HEADER_LEVELS = 4


def header_rows(fragment: Fragment, vocabulary: Vocabulary) -> int:
    """How many rows at the top are header: those whose cells are column words, and what they span.

    A table whose words are all unknown has its first row as header, unless that row begins with a number.
    """
    count = worded_rows(fragment, vocabulary)
    if count:
        return count
    first = [cell for cell in fragment.cells if cell.row == 1 and fold(cell.text)]
    return 0 if not first or vocabulary.is_number(first[0].text) or fragment.rows == 1 else 1


def worded_rows(fragment: Fragment, vocabulary: Vocabulary) -> int:
    """How many rows at the top are header by their words; 0 where the words are no column words."""
    rows: dict[int, list[Cell]] = {}
    for cell in fragment.cells:
        if cell.row <= _HEADER_LEVELS and fold(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    count = 0
    for row in range(1, min(fragment.rows, _HEADER_LEVELS) + 1):
        cells = rows.get(row, [])
        if any(cell.column == 1 and vocabulary.is_number(cell.text) for cell in cells) or any(
            vocabulary.example_row.fullmatch(fold(cell.text)) for cell in cells
        ):
            break
        if _is_worded(cells, vocabulary):
            count = max(
                [row, *(cell.row + cell.row_span - 1 for cell in cells if _spans_down(cell, fragment))]
            )
    return count


def _spans_down(cell: Cell, fragment: Fragment) -> bool:
    return cell.row + cell.row_span - 1 < fragment.rows


def _is_worded(cells: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    """More than a third of the words, and at least two, are known header words."""
    known = sum(vocabulary.role((cell.text,)) is not None and len(fold(cell.text)) <= 30 for cell in cells)
    return known >= 2 and known * 3 > len(cells)


def header_paths(table: Table) -> list[tuple[str, ...]]:
    """For each column the header words above it, top first, lines joined; a merged word once."""
    grid = table.grid()
    paths: list[tuple[str, ...]] = []
    for column in range(1, table.columns + 1):
        path: list[Cell] = []
        for row in range(1, table.header_rows + 1):
            cell = grid.get((row, column))
            if cell is not None and fold(cell.text) and cell not in path:
                path.append(cell)
        paths.append(tuple(join_lines(cell.text) for cell in path))
    return paths


def recover_header_spans(table: Table) -> tuple[Cell, ...]:
    """The header cells of a table whose spans the format lost, with spans.

    A blank under a word is the word's; a blank beside a word, with words below it, is the word's too.
    Where an upper level has fewer cells than columns and no blanks, its words are laid over the runs of
    lower words that they resemble most.
    """
    levels = [
        sorted((c for c in table.cells if c.row == row), key=lambda c: c.column)
        for row in range(1, table.header_rows + 1)
    ]
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
