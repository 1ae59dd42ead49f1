"""A header read doubtfully under a seal or a stain, and read again where a later page repeats it."""

from dataclasses import replace

from pipeline.documents.findings import without
from pipeline.documents.model import Cell, Step
from pipeline.documents.places import describe
from pipeline.documents.text import fold
from pipeline.tables.joining import Joining, Part, is_doubtful

HEADER_REPEATED = "header-repeated"
"""The step of header cells whose text is that of the header repeated overleaf."""


def settle_header(table: Joining) -> None:
    """Give doubtful cells of the header the text of the last part's repeated header, where that is sure."""
    part = table.parts[-1]
    doubtful = [cell for cell in table.header if is_doubtful(cell)]
    if not doubtful or not part.skip:
        return
    surer = {id(cell): again for cell in doubtful if (again := _again(table, cell, part)) is not None}
    first = table.parts[0]
    cells = tuple(
        _settled(cell, surer[id(cell)]) if id(cell) in surer else cell for cell in first.fragment.cells
    )
    table.parts[0] = replace(first, fragment=replace(first.fragment, cells=cells))
    table.header = tuple(cell for cell in cells if cell.row <= table.header_count)
    for cell in table.header:
        table.words.setdefault(cell.column - 1, set()).add(fold(cell.text))


def _again(table: Joining, cell: Cell, part: Part) -> Cell | None:
    """The cell of the repeated header over the same columns, if it is read surely."""
    first = table.parts[0]
    own = first.lines[cell.column - 1][0], first.lines[cell.column + cell.column_span - 2][1]
    return next(
        (
            other
            for other in part.fragment.cells
            if other.row == cell.row
            and other.row <= part.skip
            and (part.lines[other.column - 1][0], part.lines[other.column + other.column_span - 2][1]) == own
            and other.text
            and not is_doubtful(other)
        ),
        None,
    )


def _settled(cell: Cell, again: Cell) -> Cell:
    step = Step(HEADER_REPEATED, f"read “{cell.text}”; repeated at {'; '.join(map(describe, again.places))}")
    others = without(cell.findings, "low-confidence")
    return replace(
        cell, text=again.text, confidence=again.confidence, steps=(*cell.steps, step), findings=others
    )
