"""Merged cells of text renditions: which rows share a cell of which only some show the words."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from rapidfuzz.fuzz import partial_ratio, ratio

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Step, Table
from pipeline.documents.text import fold, has_chinese, squeeze
from pipeline.tables.centring import Column, Habit, Run, divide
from pipeline.tables.garble import balance, is_scrap, signs
from pipeline.tables.header import header_paths
from pipeline.vocabulary import Vocabulary

Rows = list[list[Cell]]
ColumnKey = tuple[str, ...]

_PROVEN_EMPTY, _UNPROVEN_EMPTY = 2.5, 0.7
_NESTING, _CROSSING, _TOLD, _LIKENESS = 1.5, 1.0, 1.5, 0.5
_KEPT_CONFIDENCE = 0.9
_LONGEST_CONTINUED = 3
_ALIKE = 60
_BROKEN_LINE = re.compile(r"[\u4e00-\u9fff、，]\s+[\u4e00-\u9fff]")
_ROUNDS = 2  # after each column alone: again, knowing what the other columns and lists show


class Anchor(Enum):
    """Where a rendition prints the words of a merged cell."""

    TOP = "top"
    MIDDLE = "middle"


@dataclass(slots=True)
class _Sheet:
    """One table under work: texts by body row and column, pages as row ranges, runs by column."""

    table: Table
    cells: list[dict[int, Cell]]
    keys: list[ColumnKey]
    pages: list[range]
    merging: list[int] = field(default_factory=list)
    texts: dict[int, list[str]] = field(default_factory=dict)
    scraps: dict[int, set[int]] = field(default_factory=dict)
    runs: dict[int, list[Run]] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    """Columns that show where their lines break: how wide a line is, in half-width characters."""

    def text(self, row: int, column: int) -> str:
        cell = self.cells[row].get(column)
        return cell.text if cell else ""

    def column(self, column: int) -> list[str]:
        return [self.text(row, column) for row in range(len(self.cells))]


def recover_merges(
    tables: Sequence[Table], rows: Mapping[int, Rows], vocabulary: Vocabulary
) -> dict[int, Table]:
    """The tables with the cells of merging columns spanning their rows, by table number."""
    sheets = [_sheet(table, rows[table.number], vocabulary) for table in tables]
    anchor = _anchor(sheets)
    if anchor is Anchor.TOP:
        for sheet in sheets:
            for column in sheet.merging:
                sheet.runs[column] = _top_runs(sheet, column)
    elif anchor is Anchor.MIDDLE:
        habits, proven = _habits(sheets), _proven(sheets)
        told: _Told = {}
        for sheet in sheets:
            sheet.runs = {c: _middle_runs(sheet, c, habits, proven, told) for c in sheet.merging}
        for _ in range(_ROUNDS):
            told = _tell(sheets)
            for sheet in sheets:
                for column in sheet.merging:
                    sheet.runs[column] = _middle_runs(sheet, column, habits, proven, told)
    return {sheet.table.number: _table(sheet, anchor) for sheet in sheets}


@dataclass(frozen=True, slots=True)
class _Said:
    """A text that a row shows beside a qualification; sure when nothing else was nearly as likely."""

    table: int
    row: int
    text: str
    sure: bool


_Told = dict[tuple[ColumnKey, str], list[_Said]]
"""What a column says beside a qualification, by header words and qualification."""


def _sheet(table: Table, rows: Rows, vocabulary: Vocabulary) -> _Sheet:
    keys = [tuple(fold(word) for word in path) for path in header_paths(table)]
    cuts = [0, *(b - table.header_rows for b in table.boundaries if b > table.header_rows), len(rows)]
    pages = [range(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]
    sheet = _Sheet(table, [{cell.column: cell for cell in row} for row in rows], keys, pages)
    for column in range(1, table.columns + 1):
        texts = sheet.column(column)
        numbers = column == 1 and sum(map(vocabulary.is_number, texts)) > len(texts) // 2
        if numbers or not any(texts) or len(texts) < 3:
            continue
        sheet.scraps[column] = _scraps(texts) if not all(texts) else set()
        sheet.texts[column] = ["" if i in sheet.scraps[column] else text for i, text in enumerate(texts)]
        gaps = not all(texts) or _open_lines(sheet, column) > 0
        if gaps and (not _repeats(sheet, column) or _nested(sheet, column)):
            sheet.merging.append(column)
        width = _line_width(sheet.texts[column])
        if width:
            sheet.widths[column] = width
    return sheet


def _scraps(texts: Sequence[str]) -> set[int]:
    """Rows whose words are remnants of a damaged line, not a part of a text."""
    found = set()
    text = ""
    for row, line in enumerate(texts):
        if not line:
            text = ""
            continue
        whole = bool(text) and balance(text) == (0, 0) and text[-1] in ")）"
        remnant = whole and not has_chinese(line) and line[0] not in "(（"
        if remnant or (is_scrap(line) and not (text and balance(text)[1])):
            found.add(row)
        else:
            text = f"{text}\n{line}" if text else line
            if balance(text) == (0, 0) and row + 1 < len(texts) and has_chinese(texts[row + 1][:1]):
                text = ""
    return found


def _repeats(sheet: _Sheet, column: int) -> bool:
    """Whether the column prints a value again in the next row, or after a blank: then blanks are empty."""
    again = 0
    for page in sheet.pages:
        texts = [squeeze(sheet.text(row, column)) for row in page]
        again += sum(bool(a) and a == b for a, b in zip(texts, texts[1:], strict=False))
        filled = [(i, text) for i, text in enumerate(texts) if text]
        again += 2 * sum(a == b and j > i + 1 for (i, a), (j, b) in zip(filled, filled[1:], strict=False))
    return again >= 2


def _anchor(sheets: Sequence[_Sheet]) -> Anchor | None:
    """Where this document prints the words of merged cells; None where nothing shows that it merges."""
    if any(_open_lines(sheet, column) for sheet in sheets for column in sheet.merging):
        return Anchor.MIDDLE
    leading = [column for sheet in sheets for column in sheet.merging if _is_top(sheet, column)]
    if leading:
        return Anchor.TOP
    balanced = sum(_balanced_blocks(sheet, column) for sheet in sheets for column in sheet.merging)
    return Anchor.MIDDLE if balanced >= 2 else None


def _open_lines(sheet: _Sheet, column: int) -> int:
    """How many rows hold a text whose bracket closes only in the next row."""
    texts = sheet.texts[column]
    return sum(
        balance(a)[1] > 0 and balance(b)[0] > 0
        for page in sheet.pages
        for a, b in ((texts[row], texts[row + 1]) for row in page if row + 1 in page)
    )


def _is_top(sheet: _Sheet, column: int) -> bool:
    """Words at the top of their rows: none before the first, many blanks, no value twice under one parent."""
    texts = sheet.texts[column]
    blanks = sum(not text for text in texts)
    left = [c for c in sheet.merging if c < column]
    seen = Counter((tuple(_above(sheet, c, row) for c in left), squeeze(t)) for row, t in enumerate(texts) if t)
    return bool(texts[0]) and blanks * 4 >= len(texts) and len(seen) > 1 and max(seen.values()) == 1


def _above(sheet: _Sheet, column: int, row: int) -> str:
    texts = sheet.texts[column]
    return next((squeeze(texts[r]) for r in range(row, -1, -1) if texts[r]), "")


def _balanced_blocks(sheet: _Sheet, column: int) -> int:
    """Lone words with as many blank rows above as below them, between other words or page ends."""
    found = 0
    for page in sheet.pages:
        rows = [row for row in page if sheet.texts[column][row]]
        edges = [page.start - 1, *rows, page.stop]
        gaps = [b - a - 1 for a, b in zip(edges, edges[1:], strict=False)]
        found += sum(0 < a and a == b for a, b in zip(gaps, gaps[1:], strict=False))
    return found


def _top_runs(sheet: _Sheet, column: int) -> list[Run]:
    """Each text spans the blanks below it, down to where a cell to its left ends."""
    texts = sheet.texts[column]
    ends = {run.start for c in sheet.merging if c < column for run in sheet.runs[c]}
    runs: list[Run] = []
    for row, text in enumerate(texts):
        if text:
            runs.append(Run(row, row, (row,), continued=False))
        elif runs and row not in ends and runs[-1].words:
            runs[-1] = replace(runs[-1], end=row)
        else:
            runs.append(Run(row, row, (), continued=False))
    strong = _is_top(sheet, column) or _nested(sheet, column)
    return [replace(run, margin=2.0 if strong else 0.3) for run in runs]


def _nested(sheet: _Sheet, column: int) -> bool:
    """Whether the column is blank only where a merging column to its left is blank too."""
    blanks = [row for row, text in enumerate(sheet.texts[column]) if not text]
    return bool(blanks) and any(
        all(not sheet.texts[c][row] for row in blanks) and _is_top(sheet, c) for c in sheet.merging if c < column
    )


def _habits(sheets: Sequence[_Sheet]) -> dict[ColumnKey, Habit]:
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
    char, count = Counter(chars).most_common(1)[0]
    return char if len(chars) >= 4 and count * 2 > len(chars) else None


def _proven(sheets: Sequence[_Sheet]) -> set[ColumnKey]:
    """Columns that certainly merge cells: two texts at least are broken over rows or stand centred."""
    proofs: Counter[ColumnKey] = Counter()
    for sheet in sheets:
        for column in sheet.merging:
            proofs[sheet.keys[column - 1]] += _open_lines(sheet, column) + _balanced_blocks(sheet, column)
    return {key for key, count in proofs.items() if count >= 2}


def _key_column(sheet: _Sheet) -> int:
    """The column that tells rows apart: no blanks, most distinct texts, not the number."""
    full = [c for c in range(2, sheet.table.columns + 1) if all(sheet.column(c))]
    return max(full, key=lambda c: len({squeeze(t) for t in sheet.column(c)}), default=1)


def _middle_runs(
    sheet: _Sheet, column: int, habits: Mapping[ColumnKey, Habit], proven: set[ColumnKey], told: _Told
) -> list[Run]:
    key = sheet.keys[column - 1]
    names = [fold(text) for text in sheet.column(_key_column(sheet))]
    texts = sheet.texts[column]
    inside, ends = _other_columns(sheet, column)
    heights, width = _heights(sheet), sheet.widths.get(column)
    runs: list[Run] = []
    carried = ""
    for page in sheet.pages:
        like = [ratio(names[r], names[r + 1]) / 100 if r + 1 < len(names) else 0.0 for r in page]

        def word_cost(row: int, text: str, first: int = page.start) -> float:
            return _told_cost(told, sheet.table.number, first + row, (key, names[first + row]), text)

        found = divide(
            Column(
                texts=[texts[row] for row in page],
                lines=[_lines(texts[row], width) for row in page],
                heights=[heights[row] for row in page],
                remnants=[row in sheet.scraps[column] for row in page],
                habit=habits[key],
                carried=carried,
                empty_cost=_PROVEN_EMPTY if key in proven else _UNPROVEN_EMPTY,
                boundary_cost=[inside[row] + _LIKENESS * alike for row, alike in zip(page, like, strict=True)],
                opening_cost=_LIKENESS * ratio(names[page.start - 1], names[page.start]) / 100 if page.start else 0.0,
                crossing_cost=[ends[row] for row in page],
                word_cost=word_cost,
            )
        )
        runs.extend(
            Run(r.start + page.start, r.end + page.start, tuple(w + page.start for w in r.words), r.continued, r.margin)
            for r in found
        )
        carried = next(("\n".join(texts[w] for w in run.words) for run in reversed(runs) if run.words), "")
    return runs


def _line_width(texts: Sequence[str]) -> int | None:
    """The width of a column whose texts show their line breaks as blanks between Chinese characters."""
    pieces = [piece for text in texts for piece in re.split(r"\s+", text) if has_chinese(piece)]
    broken = sum(_BROKEN_LINE.search(text) is not None for text in texts)
    if broken * 10 < len([t for t in texts if t]) or not pieces:
        return None
    widths = sorted(_width(piece) for piece in pieces if not any(char in "(（" for char in piece))
    return max(8, widths[len(widths) * 9 // 10]) if widths else None


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _lines(text: str, width: int | None) -> int:
    return max(1, math.ceil(_width(text) / width)) if text and width else 1


def _heights(sheet: _Sheet) -> list[int]:
    """Height of each row in lines, from the columns in which the row certainly has a cell of its own."""
    heights = [1] * len(sheet.cells)
    for column, width in sheet.widths.items():
        texts = sheet.column(column)
        own = range(len(texts)) if column not in sheet.merging else [
            run.start for run in sheet.runs.get(column, ()) if run.start == run.end and run.margin >= 1.0
        ]
        for row in own:
            heights[row] = max(heights[row], _lines(texts[row], width))
    return heights


def _other_columns(sheet: _Sheet, column: int) -> tuple[list[float], list[float]]:
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
            for a, b in zip(runs, runs[1:], strict=False):
                if a.words and b.words and (a.end > a.start or b.end > b.start):
                    crossing[a.end] = max(crossing[a.end], _CROSSING * min(_surety(a), _surety(b)))
    return boundary, crossing


def _surety(run: Run) -> float:
    return min(1.0, run.margin / 1.5)


def _told_cost(told: _Told, table: int, row: int, key: tuple[ColumnKey, str], text: str) -> float:
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


def _tell(sheets: Sequence[_Sheet]) -> _Told:
    told: _Told = defaultdict(list)
    for sheet in sheets:
        names = [fold(text) for text in sheet.column(_key_column(sheet))]
        for column, runs in sheet.runs.items():
            for run in runs:
                text = "\n".join(sheet.texts[column][row] for row in run.words)
                sure = run.margin >= 1.0 or run.start == run.end
                for row in range(run.start, run.end + 1) if text else ():
                    said = _Said(sheet.table.number, row, squeeze(text), sure)
                    told[sheet.keys[column - 1], names[row]].append(said)
    return told


def _table(sheet: _Sheet, anchor: Anchor | None) -> Table:
    header = [cell for cell in sheet.table.cells if cell.row <= sheet.table.header_rows]
    body: list[Cell] = []
    for column in range(1, sheet.table.columns + 1):
        if column in sheet.runs:
            body.extend(_merged(sheet, column, anchor))
        else:
            cells = [row[column] for row in sheet.cells if column in row]
            undecided = column in sheet.merging
            body.extend(_marked(_maybe_lost(cell) if undecided and not cell.text else cell) for cell in cells)
    return replace(sheet.table, cells=(*header, *sorted(body, key=lambda c: (c.row, c.column))))


def _marked(cell: Cell) -> Cell:
    """The cell with a finding where its text shows damage."""
    faults = signs(cell.text) if cell.text else []
    if not faults:
        return cell
    finding = Finding(
        "text-garbled",
        Severity.WARNING,
        f"{squeeze(cell.text)[:60]!r}: {', '.join(faults)}",
        places=cell.places,
        remedy="Compare with the published document.",
    )
    return replace(cell, findings=(*cell.findings, finding))


def _maybe_lost(cell: Cell) -> Cell:
    """A blank of which nothing tells whether it is empty or part of a merged cell."""
    finding = Finding(
        "span-uncertain",
        Severity.INFO,
        "the cell is empty, and the format does not tell whether it belongs to a merged cell",
        remedy="Compare with the published document.",
    )
    return replace(cell, findings=(*cell.findings, finding))


def _merged(sheet: _Sheet, column: int, anchor: Anchor | None) -> list[Cell]:
    made: list[Cell] = []
    for run in sheet.runs[column]:
        if run.continued and made and made[-1].text and run.end - run.start < _LONGEST_CONTINUED:
            last = made[-1]
            made[-1] = _doubted(
                replace(
                    last,
                    row_span=last.row_span + run.end - run.start + 1,
                    confidence=min(last.confidence, _confidence(run.margin)),
                    steps=(*last.steps, Step("span-over-page-end", f"{run.end - run.start + 1} rows more")),
                )
            )
        elif run.words:
            made.append(_run_cell(sheet, column, run, anchor))
        else:
            made.extend(_uncertain(sheet, column, row) for row in range(run.start, run.end + 1))
    return made


def _confidence(margin: float) -> float:
    """From the margin of a division over the next best; 0.9 is reached at a margin of one row."""
    return round(1 - 0.4 * math.exp(-1.6 * margin), 2) if margin < 50 else 1.0


def _run_cell(sheet: _Sheet, column: int, run: Run, anchor: Anchor | None) -> Cell:
    parts = [sheet.cells[row][column] for row in run.words]
    first = sheet.table.header_rows + 1
    cell = replace(
        parts[0],
        text="\n".join(part.text for part in parts),
        row=run.start + first,
        row_span=run.end - run.start + 1,
        places=tuple(place for part in parts for place in part.places),
        steps=tuple(dict.fromkeys(step for part in parts for step in part.steps)),
        findings=tuple(finding for part in parts for finding in part.findings),
    )
    if run.end > run.start:
        detail = f"rows {run.start + 1}-{run.end + 1}, words in {run.words[0] + 1}-{run.words[-1] + 1}"
        rule = "span-from-top" if anchor is Anchor.TOP else "span-from-centring"
        cell = replace(cell, confidence=_confidence(run.margin), steps=(*cell.steps, Step(rule, detail)))
    return _doubted(_without_scraps(sheet, column, run, _marked(cell)))


def _without_scraps(sheet: _Sheet, column: int, run: Run, cell: Cell) -> Cell:
    scraps = [sheet.cells[row][column] for row in range(run.start, run.end + 1) if row in sheet.scraps[column]]
    if not scraps:
        return cell
    shown = ", ".join(repr(scrap.text) for scrap in scraps)
    finding = Finding(
        "text-garbled",
        Severity.WARNING,
        f"the rendition also shows {shown} here, which is no part of the text and was left out",
        places=tuple(place for scrap in scraps for place in scrap.places),
        remedy="Compare with the published document.",
    )
    return replace(
        cell, steps=(*cell.steps, Step("scrap-set-aside", shown)), findings=(*cell.findings, finding)
    )


def _doubted(cell: Cell) -> Cell:
    if cell.confidence >= _KEPT_CONFIDENCE or any(f.code == "span-uncertain" for f in cell.findings):
        return cell
    finding = Finding(
        "span-uncertain",
        Severity.WARNING,
        f"which rows {squeeze(cell.text)[:40]!r} spans is uncertain (confidence {cell.confidence})",
        places=cell.places,
        remedy="Compare with the published document.",
    )
    return replace(cell, findings=(*cell.findings, finding))


def _uncertain(sheet: _Sheet, column: int, row: int) -> Cell:
    finding = Finding(
        "span-uncertain",
        Severity.WARNING,
        "the cell is blank, and nothing tells whether it is empty or part of a merged cell",
        remedy="Compare with the published document.",
    )
    number = row + sheet.table.header_rows + 1
    return Cell("", number, column, confidence=0.5, readings=("text",), findings=(finding,))
