"""Merged cells of text renditions: which rows share a cell of which only some show the words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from pipeline.documents.model import Table
from pipeline.documents.text import fold
from pipeline.tables.centring import Column, Habit, Run, divide, goes_on
from pipeline.tables.evidence import Told, habits_of, other_columns, proven_columns, tell, told_cost
from pipeline.tables.sheet import (
    ColumnKey,
    Rows,
    Sheet,
    balanced_blocks,
    is_nested,
    is_top,
    key_column,
    leave_out_repeating,
    lines_in,
    open_lines,
    row_heights,
    sheet_of,
)
from pipeline.tables.spanning import Anchor, spanned_table
from pipeline.vocabulary import Vocabulary

_PROVEN_EMPTY, _UNPROVEN_EMPTY = 2.5, 0.7
_LIKENESS = 0.5
_AGAINST_TOP = 3.0
_WEAK = 0.3
_WITNESSES = 3  # texts with blanks below them, before words at the top are believed
_ROUNDS = 2  # after each column alone: again, knowing what the other columns and lists show


def recover_merges(
    tables: Sequence[Table], rows: Mapping[int, Rows], vocabulary: Vocabulary
) -> dict[int, Table]:
    """The tables with the cells of merging columns spanning their rows, by table number."""
    sheets = [sheet_of(table, rows[table.number], vocabulary) for table in tables]
    leave_out_repeating(sheets)
    anchor, surety = _anchor(sheets)
    if anchor is Anchor.TOP:
        for sheet in sheets:
            for column in sheet.merging:
                sheet.runs[column] = _top_runs(sheet, column, surety)
    elif anchor is Anchor.MIDDLE:
        habits, proven = habits_of(sheets), proven_columns(sheets)
        told: Told = {}
        for sheet in sheets:
            sheet.runs = {c: _middle_runs(sheet, c, habits, proven, told) for c in sheet.merging}
        for _ in range(_ROUNDS):
            told = tell(sheets)
            for sheet in sheets:
                for column in sheet.merging:
                    sheet.runs[column] = _middle_runs(sheet, column, habits, proven, told)
    return {sheet.table.number: spanned_table(sheet, anchor) for sheet in sheets}


def _anchor(sheets: Sequence[Sheet]) -> tuple[Anchor | None, float]:
    """Where this document prints the words of merged cells, and by how much that explains it better.

    None where nothing shows that it merges cells at all.
    """
    columns = [(sheet, column) for sheet in sheets for column in sheet.merging]
    top = any(is_top(sheet, column) for sheet, column in columns)
    middle = any(open_lines(sheet, column) for sheet, column in columns)
    middle = middle or any(balanced_blocks(sheet, column) for sheet, column in columns)
    if not (top or middle):
        return None, 0.0
    habits, proven = habits_of(sheets), proven_columns(sheets)
    from_top = sum(_top_cost(sheet, column, habits) for sheet, column in columns)
    from_middle = sum(_middle_cost(sheet, column, habits, proven) for sheet, column in columns)
    if top and from_top <= from_middle:
        return Anchor.TOP, from_middle - from_top
    return (Anchor.MIDDLE, from_top - from_middle) if middle else (None, 0.0)


def _top_cost(sheet: Sheet, column: int, habits: Mapping[ColumnKey, Habit]) -> float:
    """What speaks against words at the top: a blank first row, texts that go on in the next row."""
    texts, habit = sheet.texts[column], habits[sheet.keys[column - 1]]
    broken = sum(
        bool(texts[row] and texts[row + 1]) and goes_on(texts[row], texts[row + 1], habit)
        for page in sheet.pages
        for row in page
        if row + 1 in page
    )
    return _AGAINST_TOP * (broken + (not texts[0]))


def _middle_cost(
    sheet: Sheet, column: int, habits: Mapping[ColumnKey, Habit], proven: set[ColumnKey]
) -> float:
    """The cost of the best division of the column with words in the middle."""
    return sum(cost for cost, _ in _divisions(sheet, column, habits, proven, {}))


def _top_runs(sheet: Sheet, column: int, surety: float) -> list[Run]:
    """Each text spans the blanks below it, down to where a cell to its left ends."""
    texts, closed = sheet.texts[column], sheet.closed(column)
    ends = {run.start for c in sheet.merging if c < column for run in sheet.runs[c]}
    runs: list[Run] = []
    for row, text in enumerate(texts):
        if text:
            runs.append(Run(row, row, (row,), continued=False))
        elif runs and row not in ends and row not in closed and runs[-1].words:
            runs[-1] = replace(runs[-1], end=row)
        else:
            runs.append(Run(row, row, (), continued=False))
    testified = sum(bool(run.words) and run.end > run.start for run in runs)
    strong = testified >= _WITNESSES and (is_top(sheet, column) or is_nested(sheet, column))
    margin = surety if strong else min(surety, _WEAK)
    return [replace(run, margin=margin) if run.end > run.start else run for run in runs]


def _middle_runs(
    sheet: Sheet, column: int, habits: Mapping[ColumnKey, Habit], proven: set[ColumnKey], told: Told
) -> list[Run]:
    return [run for _, runs in _divisions(sheet, column, habits, proven, told) for run in runs]


def _divisions(
    sheet: Sheet, column: int, habits: Mapping[ColumnKey, Habit], proven: set[ColumnKey], told: Told
) -> list[tuple[float, list[Run]]]:
    """The best division of the column on each page, with its cost; rows count through the whole table."""
    key = sheet.keys[column - 1]
    names = [fold(text) for text in sheet.column(key_column(sheet))]
    texts = sheet.texts[column]
    inside, ends = other_columns(sheet, column)
    closed = sheet.closed(column)
    heights, width = row_heights(sheet), sheet.widths.get(column)
    divisions: list[tuple[float, list[Run]]] = []
    carried = ""
    for page in sheet.pages:
        like = [ratio(names[r], names[r + 1]) / 100 if r + 1 < len(names) else 0.0 for r in page]

        def word_cost(row: int, text: str, first: int = page.start) -> float:
            return told_cost(told, sheet.table.number, first + row, (key, names[first + row]), text)

        cost, found = divide(
            Column(
                texts=[texts[row] for row in page],
                lines=[lines_in(texts[row], width) for row in page],
                heights=[heights[row] for row in page],
                remnants=[row in sheet.scraps[column] for row in page],
                closed=[row in closed for row in page],
                habit=habits[key],
                carried=carried,
                empty_cost=_PROVEN_EMPTY if key in proven else _UNPROVEN_EMPTY,
                boundary_cost=[
                    inside[row] + _LIKENESS * alike for row, alike in zip(page, like, strict=True)
                ],
                opening_cost=_LIKENESS * ratio(names[page.start - 1], names[page.start]) / 100
                if page.start
                else 0,
                crossing_cost=[ends[row] for row in page],
                word_cost=word_cost,
            )
        )
        runs = [run.shifted(page.start) for run in found]
        carried = next(
            ("\n".join(texts[w] for w in run.words) for run in reversed(runs) if run.words), carried
        )
        divisions.append((cost, runs))
    return divisions
