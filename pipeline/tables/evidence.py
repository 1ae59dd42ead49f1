"""What the columns and lists of a document tell of one another's merged cells."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import partial_ratio

from pipeline.documents.text import fold, squeeze
from pipeline.tables.centring import Habit, Run
from pipeline.tables.sheet import ColumnKey, Sheet, balanced_blocks, key_column, open_lines

_NESTING, _CROSSING = 1.5, 1.0
_TOLD = 1.5
_ALIKE = 60


def habits_of(sheets: Sequence[Sheet]) -> dict[ColumnKey, Habit]:
    """The first and last character that more than half of a column's texts share, over all lists."""
    texts: dict[ColumnKey, list[str]] = defaultdict(list)
    for sheet in sheets:
        for column in sheet.merging:
            texts[sheet.keys[column - 1]].extend(text for text in sheet.texts[column] if text)
    return {
        key: Habit(_common([t[0] for t in found]), _common([t[-1] for t in found]), _recurring(found))
        for key, found in texts.items()
    }


def _recurring(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(text for text, count in Counter(map(squeeze, texts)).items() if count > 1)


def _common(chars: Sequence[str]) -> str | None:
    if not chars:
        return None
    char, count = Counter(chars).most_common(1)[0]
    return char if len(chars) >= 4 and count * 2 > len(chars) else None


def proven_columns(sheets: Sequence[Sheet]) -> set[ColumnKey]:
    """Columns that certainly merge cells: two texts at least are broken over rows or stand centred."""
    proofs: Counter[ColumnKey] = Counter()
    for sheet in sheets:
        for column in sheet.merging:
            proofs[sheet.keys[column - 1]] += open_lines(sheet, column) + balanced_blocks(sheet, column)
    return {key for key, count in proofs.items() if count >= 2}


@dataclass(frozen=True, slots=True)
class Said:
    """A text that a row shows beside a qualification; sure when nothing else was nearly as likely."""

    table: int
    row: int
    text: str
    sure: bool


Told = dict[tuple[ColumnKey, str], list[Said]]
"""What a column says beside a qualification, by header words and qualification."""


def told_cost(told: Told, table: int, row: int, key: tuple[ColumnKey, str], text: str) -> float:
    """What speaks against a text beside this qualification: all other rows that have it show another.

    Where they do not agree among themselves (many bodies have fellows), nothing is told.
    """
    texts = [said for said in told.get(key, ()) if (said.table, said.row) != (table, row)]
    if not any(said.sure for said in texts):
        return 0.0
    if any(partial_ratio(texts[0].text, said.text) < _ALIKE for said in texts):
        return 0.0
    mine = squeeze(text)
    return 0.0 if any(partial_ratio(mine, said.text) >= _ALIKE for said in texts) else _TOLD


def tell(sheets: Sequence[Sheet]) -> Told:
    told: Told = defaultdict(list)
    for sheet in sheets:
        names = [fold(text) for text in sheet.column(key_column(sheet))]
        for column, runs in sheet.runs.items():
            for run in runs:
                text = "\n".join(sheet.texts[column][row] for row in run.words)
                sure = run.margin >= 1.0 or run.start == run.end
                for row in range(run.start, run.end + 1) if text else ():
                    said = Said(sheet.table.number, row, squeeze(text), sure)
                    told[sheet.keys[column - 1], names[row]].append(said)
    return told


def other_columns(sheet: Sheet, column: int) -> tuple[list[float], list[float]]:
    """Costs, after each row, of a boundary and of none, by what the other columns of the table show.

    Groups nest: a boundary must not cut a cell of a column as fine or finer; nor should a cell reach over
    the boundary of a column as coarse or coarser. Each counts by how sure the other column is.
    """
    n = len(sheet.cells)
    boundary, crossing = [0.0] * n, [0.0] * n
    mine = len(sheet.runs.get(column, ())) or 1
    for other, runs in sheet.runs.items():
        if other == column:
            continue
        if len(runs) * 1.6 >= mine:
            for run in runs:
                for row in range(run.start, run.end):
                    boundary[row] = max(boundary[row], _NESTING * _surety(run))
        if len(runs) <= mine * 1.6:
            for a, b in itertools.pairwise(runs):
                if a.words and b.words and (a.end > a.start or b.end > b.start):
                    crossing[a.end] = max(crossing[a.end], _CROSSING * min(_surety(a), _surety(b)))
    return boundary, crossing


def _surety(run: Run) -> float:
    return min(1.0, run.margin / 1.5)
