"""The numbers of a scanned table held against 1..n: those that its neighbours ask for are sure, those that
they contradict are doubtful."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.documents.findings import Finding, Severity, without
from pipeline.documents.model import Cell, Fragment, Step
from pipeline.documents.numbers import numeral
from pipeline.readers.scan_text import SURE

# A column is one of numbers where so many pairs of rows count on by one, and so large a part.
PAIRS, MOSTLY = 3, 0.5


def with_numbers_held(fragment: Fragment) -> Fragment:
    """The fragment with a finding on each number that does not fit between those above and below it, and
    without a doubt where it does."""
    for column in range(1, fragment.columns + 1):
        cells = sorted((cell for cell in fragment.cells if cell.column == column), key=lambda cell: cell.row)
        numbers = [numeral(cell.text) if cell.text else None for cell in cells]
        counts = sum(one is not None and other == one + 1 for one, other in pairwise(numbers))
        if counts >= PAIRS and counts >= MOSTLY * (len(cells) - 2):
            held = {id(cell): _held(cell, numbers, at) for at, cell in enumerate(cells)}
            return replace(fragment, cells=tuple(held.get(id(cell), cell) for cell in fragment.cells))
    return fragment


def _held(cell: Cell, numbers: Sequence[int | None], at: int) -> Cell:
    number = numbers[at]
    above = numbers[at - 1] if at else None
    below = numbers[at + 1] if at + 1 < len(numbers) else None
    if above is not None and below == above + 2 and number != above + 1:
        return _doubted(cell, above + 1)
    if number is not None and above in (number - 1, None) and below in (number + 1, None) and above != below:
        return _confirmed(cell, above, below)
    return cell


def _confirmed(cell: Cell, above: int | None, below: int | None) -> Cell:
    if cell.confidence >= SURE:
        return cell
    said = " and ".join(str(number) for number in (above, below) if number is not None)
    return replace(
        cell,
        confidence=SURE,
        findings=without(cell.findings, "low-confidence"),
        steps=(*cell.steps, Step("number-confirmed", f"read beside {said} ({cell.confidence:.2f})")),
    )


def _doubted(cell: Cell, expected: int) -> Cell:
    message = f"the picture is read as “{cell.text}”, and the numbers above and below ask for {expected}"
    finding = Finding(
        "low-confidence",
        Severity.WARNING,
        message,
        places=cell.places,
        remedy="Compare the number with the picture and record a correction if it is wrong",
    )
    return replace(cell, findings=(*without(cell.findings, "low-confidence"), finding))
