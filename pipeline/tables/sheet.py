"""A table of a text rendition under work: its texts, remnants of damaged lines, pages and row heights."""

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.documents.model import Cell, Table
from pipeline.documents.text import has_chinese, squeeze
from pipeline.tables.centring import Run
from pipeline.tables.garble import balance, is_scrap
from pipeline.tables.header import column_keys
from pipeline.tables.slips import REPAIRED
from pipeline.vocabulary import Vocabulary

Rows = list[list[Cell]]
ColumnKey = tuple[str, ...]
_BROKEN_LINE = re.compile(r"[\u4e00-\u9fff、，]\s+[\u4e00-\u9fff]")


@dataclass(slots=True)
class Sheet:
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

    def closed(self, column: int) -> set[int]:
        """Rows whose blank in this column is no part of a merged cell: a repair left it empty, or the row
        has nothing but a number.
        """
        texts = [self.texts[c] for c in self.texts]
        return {
            row
            for row, cells in enumerate(self.cells)
            if not any(column_texts[row] for column_texts in texts)
            or (
                (cell := cells.get(column))
                and any(step.rule == REPAIRED for step in cell.steps)
                and not cell.text
            )
        }

    def text(self, row: int, column: int) -> str:
        cell = self.cells[row].get(column)
        return cell.text if cell else ""

    def column(self, column: int) -> list[str]:
        return [self.text(row, column) for row in range(len(self.cells))]


def sheet_of(table: Table, rows: Rows, vocabulary: Vocabulary) -> Sheet:
    keys = column_keys(table, vocabulary)
    cuts = [0, *(b - table.header_rows for b in table.boundaries if b > table.header_rows), len(rows)]
    pages = [range(a, b) for a, b in itertools.pairwise(cuts) if b > a]
    sheet = Sheet(table, [{cell.column: cell for cell in row} for row in rows], keys, pages)
    for column in range(1, table.columns + 1):
        texts = sheet.column(column)
        numbers = column == 1 and sum(map(vocabulary.is_number, texts)) > len(texts) // 2
        if numbers or not any(texts) or len(texts) < 3:
            continue
        sheet.scraps[column] = _scraps(texts) if not all(texts) else set()
        sheet.texts[column] = ["" if i in sheet.scraps[column] else text for i, text in enumerate(texts)]
        gaps = not all(texts) or open_lines(sheet, column) > 0
        if gaps:
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


def open_lines(sheet: Sheet, column: int) -> int:
    """How many rows hold a text whose bracket closes only in the next row."""
    texts = sheet.texts[column]
    return sum(
        balance(a)[1] > 0 and balance(b)[0] > 0
        for page in sheet.pages
        for a, b in ((texts[row], texts[row + 1]) for row in page if row + 1 in page)
    )


def leave_out_repeating(sheets: Sequence[Sheet]) -> None:
    """Keep as merging the columns that do not, in any list, print a value again row by row."""
    repeating = {
        sheet.keys[column - 1] for sheet in sheets for column in sheet.texts if _repeats(sheet, column)
    }
    for sheet in sheets:
        merging, sheet.merging = sheet.merging, []
        for column in merging:  # from the left: what is nested in a merging column merges with it
            if sheet.keys[column - 1] not in repeating or is_nested(sheet, column):
                sheet.merging.append(column)


def _repeats(sheet: Sheet, column: int) -> bool:
    """Whether the column prints a value again in the next row, or after a blank: then blanks are empty."""
    again = 0
    for page in sheet.pages:
        texts = [squeeze(sheet.text(row, column)) for row in page]
        again += sum(bool(a) and a == b for a, b in itertools.pairwise(texts))
        filled = [(i, text) for i, text in enumerate(texts) if text]
        again += 2 * sum(a == b and j > i + 1 for (i, a), (j, b) in itertools.pairwise(filled))
    return again >= 2


def is_nested(sheet: Sheet, column: int) -> bool:
    """Whether the column is blank only where a merging column to its left is blank too."""
    blanks = [row for row, text in enumerate(sheet.texts[column]) if not text]
    return bool(blanks) and any(
        all(not sheet.texts[c][row] for row in blanks) and is_top(sheet, c)
        for c in sheet.merging
        if c < column
    )


def is_top(sheet: Sheet, column: int) -> bool:
    """Words at the top of their rows: none before the first, many blanks, no value twice under one parent."""
    texts = sheet.texts[column]
    blanks = sum(not text for text in texts)
    left = [c for c in sheet.merging if c < column]
    seen = Counter(
        (tuple(_above(sheet, c, row) for c in left), squeeze(t)) for row, t in enumerate(texts) if t
    )
    return bool(texts[0]) and blanks * 4 >= len(texts) and len(seen) > 1 and max(seen.values()) == 1


def _above(sheet: Sheet, column: int, row: int) -> str:
    texts = sheet.texts[column]
    return next((squeeze(texts[r]) for r in range(row, -1, -1) if texts[r]), "")


def balanced_blocks(sheet: Sheet, column: int) -> int:
    """Lone words with as many blank rows above as below them, between other words or page ends."""
    found = 0
    for page in sheet.pages:
        rows = [row for row in page if sheet.texts[column][row]]
        edges = [page.start - 1, *rows, page.stop]
        gaps = [b - a - 1 for a, b in itertools.pairwise(edges)]
        found += sum(a > 0 and a == b for a, b in itertools.pairwise(gaps))
    return found


def key_column(sheet: Sheet) -> int:
    """The column that tells rows apart: no blanks, most distinct texts, not the number."""
    full = [c for c in range(2, sheet.table.columns + 1) if all(sheet.column(c))]
    return max(full, key=lambda c: len({squeeze(t) for t in sheet.column(c)}), default=1)


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


def lines_in(text: str, width: int | None) -> int:
    return max(1, math.ceil(_width(text) / width)) if text and width else 1


def row_heights(sheet: Sheet) -> list[int]:
    """Height of each row in lines, from the columns in which the row certainly has a cell of its own."""
    heights = [1] * len(sheet.cells)
    for column, width in sheet.widths.items():
        texts = sheet.column(column)
        own = (
            range(len(texts))
            if column not in sheet.merging
            else [
                run.start for run in sheet.runs.get(column, ()) if run.start == run.end and run.margin >= 1.0
            ]
        )
        for row in own:
            heights[row] = max(heights[row], lines_in(texts[row], width))
    return heights
