"""The cells of a sheet with their merged ranges, in bands of rows that nothing empty parts."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.readers.sheet import Position, Range, Sheet, SheetCell

# Rows with borders and no text belong to a table (a blank form); more of them are a sheet drawn as a whole.
_BLANK_ROWS = 50


@dataclass(frozen=True, slots=True)
class Anchor:
    """A cell with the rows and columns that it covers; ``hides`` is text of the cells that it covers."""

    row: int
    column: int
    bottom: int
    right: int
    cell: SheetCell
    hides: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Cells of rows that follow each other, in reading order."""

    anchors: tuple[Anchor, ...]

    @property
    def left(self) -> int:
        """The first column."""
        return min((anchor.column for anchor in self.anchors), default=1)

    @property
    def right(self) -> int:
        """The last column."""
        return max((anchor.right for anchor in self.anchors), default=1)

    def rows(self) -> dict[int, tuple[Anchor, ...]]:
        """The cells that begin in each row and have text; blank rows are left out."""
        rows: dict[int, list[Anchor]] = {}
        for anchor in self.anchors:
            if anchor.cell.text.strip():
                rows.setdefault(anchor.row, []).append(anchor)
        return {row: tuple(anchors) for row, anchors in rows.items()}


def bands_of(sheet: Sheet) -> Iterator[Band]:
    """The bands of a sheet from the top down."""
    anchors = _anchors(sheet)
    texts = [anchor for anchor in anchors if anchor.cell.text.strip()]
    if not texts:
        return
    rows = {row for anchor in texts for row in range(anchor.row, anchor.bottom + 1)}
    drawn = {anchor.row for anchor in anchors if anchor.cell.bordered} - rows
    rows |= {row for run in _runs(drawn) if len(run) <= _BLANK_ROWS for row in run}
    left, right = min(anchor.column for anchor in texts), max(anchor.right for anchor in texts)
    for run in _runs(rows):
        within = [
            anchor
            for anchor in anchors
            if run[0] <= anchor.row <= run[-1] and left <= anchor.column and anchor.right <= right
        ]
        if any(anchor.cell.text.strip() for anchor in within):
            yield from _beside(Band(tuple(within)))


def _beside(band: Band) -> Iterator[Band]:
    """The tables that stand beside each other in a band: an empty column parts them, and each has a title."""
    taken = {column for anchor in band.anchors for column in range(anchor.column, anchor.right + 1)}
    gaps = sorted(set(range(band.left, band.right)) - taken)
    for gap in gaps:
        left = Band(tuple(anchor for anchor in band.anchors if anchor.right < gap))
        right = Band(tuple(anchor for anchor in band.anchors if anchor.column > gap))
        if _is_titled(left) and _is_titled(right):
            yield left
            yield from _beside(right)
            return
    yield band


def _is_titled(band: Band) -> bool:
    """Whether one text stands alone above rows of several."""
    widths = [len(anchors) for _, anchors in sorted(band.rows().items())]
    return len(widths) > 2 and widths[0] == 1 and max(widths) > 1


def _runs(rows: set[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def merged_area(sheet: Sheet) -> int:
    """How many cells the merged ones cover."""
    return sum(max(one.bottom - one.top + 1, 0) * max(one.right - one.left + 1, 0) for one in _merged(sheet))


def _merged(sheet: Sheet) -> list[Range]:
    """The merged cells, cut where the sheet ends."""
    bottom = max((row for row, _ in sheet.cells), default=0)
    right = max((column for _, column in sheet.cells), default=0)
    return [Range(one.top, one.left, min(one.bottom, bottom), min(one.right, right)) for one in sheet.merged]


def _anchors(sheet: Sheet) -> list[Anchor]:
    """All cells but the covered parts of merged ones, which are cut where the sheet ends."""
    covered: dict[Position, Position] = {}
    ranges: dict[Position, Range] = {}
    for clipped in _merged(sheet):
        positions = [
            (row, column)
            for row in range(clipped.top, clipped.bottom + 1)
            for column in range(clipped.left, clipped.right + 1)
        ]
        if len(positions) > 1 and not any(position in covered for position in positions):
            ranges[clipped.top, clipped.left] = clipped
            covered.update(dict.fromkeys(positions, (clipped.top, clipped.left)))
    hidden: dict[Position, list[str]] = {}
    for position, cell in sheet.cells.items():
        origin = covered.get(position)
        if origin is not None and origin != position and cell.text.strip():
            hidden.setdefault(origin, []).append(cell.text.strip())
    empty = SheetCell("")
    positions = sorted({*sheet.cells, *ranges})
    anchors = []
    for position in positions:
        if covered.get(position, position) != position:
            continue
        span = ranges.get(position, Range(*position, *position))
        cell = sheet.cells.get(position, empty)
        hides = " ".join(hidden.get(position, ()))
        anchors.append(Anchor(*position, span.bottom, span.right, cell, hides))
    return anchors
