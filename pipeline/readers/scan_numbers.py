"""The numbers of a scanned table held against 1..n: a number that its neighbours contradict is doubtful."""

from dataclasses import replace
from itertools import pairwise

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Fragment
from pipeline.documents.numbers import numeral

# A column is one of numbers where so many pairs of rows count on by one, and so large a part.
PAIRS, MOSTLY = 3, 0.5


def with_numbers_doubted(fragment: Fragment) -> Fragment:
    """The fragment with a finding on each number that does not fit between those above and below it."""
    for column in range(1, fragment.columns + 1):
        cells = sorted((cell for cell in fragment.cells if cell.column == column), key=lambda cell: cell.row)
        numbers = [numeral(cell.text) if cell.text else None for cell in cells]
        counts = sum(one is not None and other == one + 1 for one, other in pairwise(numbers))
        if counts >= PAIRS and counts >= MOSTLY * (len(cells) - 2):
            doubted = {id(cell): expected for cell, expected in _misfits(cells, numbers)}
            return replace(
                fragment,
                cells=tuple(
                    _doubted(cell, doubted[id(cell)]) if id(cell) in doubted else cell
                    for cell in fragment.cells
                ),
            )
    return fragment


def _misfits(cells: list[Cell], numbers: list[int | None]) -> list[tuple[Cell, int]]:
    """Cells with the number that both neighbours ask for and they have not."""
    found = []
    for at in range(1, len(cells) - 1):
        above, below = numbers[at - 1], numbers[at + 1]
        if above is not None and below == above + 2 and numbers[at] != above + 1:
            found.append((cells[at], above + 1))
    return found


def _doubted(cell: Cell, expected: int) -> Cell:
    message = f"the picture is read as “{cell.text}”, and the numbers above and below ask for {expected}"
    finding = Finding(
        "low-confidence",
        Severity.WARNING,
        message,
        places=cell.places,
        remedy="Compare the number with the picture and record a correction if it is wrong",
    )
    others = tuple(finding for finding in cell.findings if finding.code != "low-confidence")
    return replace(cell, findings=(*others, finding))
