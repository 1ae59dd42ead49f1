"""The parts of a table on one grid: rows that a page end cuts made one, merged cells carried over it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Step, Table
from pipeline.documents.places import Place, describe
from pipeline.documents.text import squeeze
from pipeline.tables.following import box_of
from pipeline.tables.habits import Habit, Page, habits_of
from pipeline.tables.joining import Joining, Part, moved, placed
from pipeline.tables.numbers import NumberKey, number_key
from pipeline.tables.page_end import PageEnd, Pair, Verdict, row_verdict, span_verdict
from pipeline.vocabulary import Vocabulary

SURE, DOUBTED = 0.95, 0.7
_LOOK = "Compare the rows at the page end with the published document"


@dataclass(slots=True)
class _Grid:
    """What is assembled so far; ``bottom`` names the cells that reach the last row."""

    cells: list[Cell] = field(default_factory=list)
    rows: int = 0
    row_pages: list[int] = field(default_factory=list)
    boundaries: list[int] = field(default_factory=list)
    bottom: list[int] = field(default_factory=list)
    last_number: NumberKey | None = None
    number_before: NumberKey | None = None


def assembled(number: int, table: Joining, vocabulary: Vocabulary) -> Table:
    """The table that the parts make together."""
    columns = len(table.order) - 1 if table.spans_known else table.columns
    parts = [_placed(table, part, index) for index, part in enumerate(table.parts)]
    grid = _Grid()
    pages = list(_pages(table, parts))
    habits = habits_of(pages, columns) if len(parts) > 1 and table.spans_known else {}
    blank_rows = any(_blank_rows(page) for page in pages)
    number_column = next((table.order.index(line) + 1 for line in sorted(table.numbered_from)), None)
    for index, cells in enumerate(parts):
        part = table.parts[index]
        rows = part.fragment.rows - part.skip
        if index == 0:
            _add(grid, cells, rows, part, number_column, vocabulary)
            continue
        grid.boundaries.append(grid.rows)
        if habits and _is_cut(table.parts[index - 1], part):
            end = _page_end(grid, cells, habits, number_column, columns, vocabulary)
            end = replace(end, blank_rows_usual=blank_rows, cut=part.fragment.cut)
            _join_end(grid, cells, rows, part, end, vocabulary)
        else:
            _add(grid, cells, rows, part, number_column, vocabulary)
    _doubt_blanks(grid, habits)
    if table.spans_known:
        _fill(grid, columns, habits)
    return Table(
        number=number,
        heading=table.heading,
        rows=grid.rows,
        columns=columns,
        header_rows=table.header_count,
        cells=tuple(grid.cells),
        row_pages=tuple(grid.row_pages),
        boundaries=tuple(dict.fromkeys(row for row in grid.boundaries if row < grid.rows)),
        spans_known=table.spans_known,
        notes=tuple(table.notes),
    )


def _placed(table: Joining, part: Part, index: int) -> list[Cell]:
    """The part's own cells on the columns of the table, rows from 1 below what only repeats."""
    at = {line: position for position, line in enumerate(table.order)}
    skip = part.skip if index else 0
    cells = []
    for cell in part.fragment.cells:
        if cell.row + cell.row_span - 1 <= skip:
            continue
        if table.spans_known:
            first, last = part.lines[cell.column - 1], part.lines[cell.column + cell.column_span - 2]
            start, end = at[first[0]], at[last[1]]
            cells.append(placed(cell, cell.row - skip, start + 1, end - start))
        elif cell.column_span == part.fragment.columns > 1:  # heads a group, also where header cells slipped
            cells.append(placed(cell, cell.row - skip, cell.column, table.columns))
        else:
            cells.append(moved(cell, -skip))
    return cells


def _pages(table: Joining, parts: Sequence[Sequence[Cell]]) -> Iterator[Page]:
    last = len(parts) - 1
    for index, cells in enumerate(parts):
        part = table.parts[index]
        skip = part.skip if index else table.header_count
        body = [moved(cell, 0 if index else -skip) for cell in cells if index or cell.row > skip]
        yield Page(part.fragment.rows - skip, tuple(body), index > 0, index < last)


def _blank_rows(page: Page) -> bool:
    """Whether a row away from the page's ends holds nothing, as in a form."""
    filled = {row for cell in page.cells if squeeze(cell.text) for row, _ in cell.covers()}
    return any(row not in filled for row in range(2, page.rows))


def _is_cut(before: Part, after: Part) -> bool:
    """Whether a page end lies between, or the end of a column of tables side by side."""
    ours, theirs = box_of(before.fragment), box_of(after.fragment)
    if ours is None or theirs is None:
        return False
    return before.fragment.page != after.fragment.page or theirs[1] < ours[3]


def _add(
    grid: _Grid,
    cells: Sequence[Cell],
    rows: int,
    part: Part,
    number_column: int | None,
    vocabulary: Vocabulary,
) -> None:
    """Put the part's cells below what is there."""
    first = len(grid.cells)
    grid.cells.extend(moved(cell, grid.rows) for cell in cells)
    grid.rows += rows
    grid.row_pages.extend([part.fragment.page] * rows)
    grid.bottom = [
        index
        for index in range(first, len(grid.cells))
        if grid.cells[index].row + grid.cells[index].row_span > grid.rows
    ]
    _count(grid, cells, number_column, vocabulary)


def _count(grid: _Grid, cells: Sequence[Cell], number_column: int | None, vocabulary: Vocabulary) -> None:
    for cell in sorted(cells, key=lambda cell: cell.row):
        key = number_key(cell.text, vocabulary) if cell.column == number_column else None
        if key is not None:
            grid.number_before, grid.last_number = grid.last_number, key


def _page_end(
    grid: _Grid,
    cells: Sequence[Cell],
    habits: dict[int, Habit],
    number_column: int | None,
    columns: int,
    vocabulary: Vocabulary,
) -> PageEnd:
    upper = {(grid.cells[i].column, grid.cells[i].column_span): grid.cells[i] for i in grid.bottom}
    top = {(cell.column, cell.column_span): cell for cell in cells if cell.row == 1}
    pairs = [Pair(key[0], upper[key], top[key]) for key in sorted(upper) if key in top]
    keys = [
        key
        for cell in sorted(cells, key=lambda cell: cell.row)
        if cell.row > 1 and cell.column == number_column
        for key in [number_key(cell.text, vocabulary)]
        if key is not None
    ]
    return PageEnd(
        pairs,
        habits,
        number_column,
        aligned=upper.keys() == top.keys() and columns > 0,
        last=grid.last_number,
        before=grid.number_before,
        following=keys[0] if keys else None,
    )


def _join_end(
    grid: _Grid, cells: Sequence[Cell], rows: int, part: Part, end: PageEnd, vocabulary: Vocabulary
) -> None:
    """Add a part below a page end, with what goes on over it."""
    row = row_verdict(end, vocabulary)
    verdicts = {id(pair.lower): (pair, row if row.joined else span_verdict(pair, end)) for pair in end.pairs}
    at = {id(grid.cells[index]): index for index in grid.bottom}
    if row.doubtful and not row.joined:
        for one in end.pairs:
            if one.texts[1]:
                grid.cells[at[id(one.upper)]] = _doubted(one.upper, is_row=True)
    shift = grid.rows - 1 if row.joined else grid.rows
    bottom: list[int] = []
    total = shift + rows
    for cell in cells:
        pair, verdict = verdicts.get(id(cell), (None, None))
        if pair is not None and verdict is not None and verdict.joined:
            index = at[id(pair.upper)]
            grid.cells[index] = _one(pair, verdict, shift, is_row=row.joined)
        else:
            index = len(grid.cells)
            below = moved(cell, shift)
            if verdict is not None and row.doubtful and squeeze(cell.text):
                below = _doubted(below, is_row=True)
            elif verdict is not None and verdict.doubtful:
                below = _doubted(below, is_row=row.doubtful)
            grid.cells.append(below)
        kept = grid.cells[index]
        if kept.row + kept.row_span > total:
            bottom.append(index)
    grid.row_pages.extend([part.fragment.page] * (total - grid.rows))
    grid.rows, grid.bottom = total, bottom
    number = end.cut_number(vocabulary)
    if number is not None:
        grid.last_number = number
        cells = [cell for cell in cells if cell.row > 1]
    _count(grid, cells, end.number_column, vocabulary)


def _one(pair: Pair, verdict: Verdict, shift: int, *, is_row: bool) -> Cell:
    """The cell that both parts are, with the places of both.

    A doubt whether two rows are one is none about a cell to which the lower row adds nothing.
    """
    upper, lower = pair.upper, pair.lower
    doubtful = verdict.doubtful and not (is_row and not squeeze(lower.text))
    texts = [cell.text for cell in (upper, lower) if squeeze(cell.text)]
    again = len(texts) == 2 and squeeze(texts[0]) == squeeze(texts[1])
    if again:
        texts.pop()
    places = dict.fromkeys((*upper.places, *lower.places))
    where = " and ".join(describe(place) for place in places)
    parts = f"parts on {where}"
    step = Step("row-joined", parts) if is_row else Step("span-joined", parts)
    guessed = not is_row and len(texts) < 2
    sure = SURE if guessed else 1.0
    if again and is_row and pair.is_single and "\n" in upper.text + lower.text:
        sure = DOUBTED  # printed again, or two lines that happen to be the same
    cell = replace(
        upper,
        text="\n".join(texts),
        row_span=shift + lower.row + lower.row_span - upper.row,
        places=tuple(places),
        readings=tuple(dict.fromkeys((*upper.readings, *lower.readings))),
        confidence=min(upper.confidence, lower.confidence, DOUBTED if doubtful else sure),
        steps=tuple(dict.fromkeys((*upper.steps, *lower.steps, step))),
        findings=tuple(dict.fromkeys((*upper.findings, *lower.findings))),
        ink=lower.ink,
    )
    return _doubted(cell, is_row=is_row) if doubtful else cell


def _doubted(cell: Cell, *, is_row: bool) -> Cell:
    what = (
        "the rows on both sides of a page end are one" if is_row else "a merged cell goes on over a page end"
    )
    message = f"whether {what} is not certain"
    finding = (
        Finding("row-join-uncertain", Severity.WARNING, message, places=cell.places, remedy=_LOOK)
        if is_row
        else Finding("span-uncertain", Severity.WARNING, message, places=cell.places, remedy=_LOOK)
    )
    return replace(cell, findings=(*cell.findings, finding))


def _doubt_blanks(grid: _Grid, habits: dict[int, Habit]) -> None:
    """Mark blanks at page ends in columns that merge cells and are else filled: some programs rule off the
    first row of a merged cell that a page end cuts, and leave the rest of it without words.
    """
    for index, cell in enumerate(grid.cells):
        habit = habits.get(cell.column)
        if habit is None or cell.column_span > 1 or cell.findings or squeeze(cell.text):
            continue
        if habit.merged and habit.always_filled:
            grid.cells[index] = _doubted(cell, is_row=False)


def _fill(grid: _Grid, columns: int, habits: dict[int, Habit]) -> None:
    """Empty cells where a part lacks a column that the others have; in doubt where those fill it always."""
    covered = Counter(row for cell in grid.cells for row, _ in cell.covers())
    short = {row for row in range(1, grid.rows + 1) if 0 < covered[row] < columns}
    if not short:
        return
    taken = {position for cell in grid.cells for position in cell.covers() if position[0] in short}
    places: dict[int, list[Place]] = {row: [] for row in short}
    for cell in grid.cells:
        if cell.row in places:
            places[cell.row].extend(cell.places)
    for row in sorted(short):
        for column in range(1, columns + 1):
            if (row, column) not in taken:
                usual = column in habits and habits[column].always_filled
                doubts = (_lacking(places[row]),) if usual else ()
                grid.cells.append(Cell("", row, column, findings=doubts))


def _lacking(places: Sequence[Place]) -> Finding:
    return Finding(
        "span-uncertain",
        Severity.WARNING,
        "the table has no such column on this page, though it is filled on the others",
        places=tuple(places),
        remedy=_LOOK,
    )
