"""The number column of a scan is held against 1..n: confirmed or doubted, and never corrected."""

from dataclasses import replace

from pipeline.documents.model import Cell, Fragment
from pipeline.readers.scan_doubts import with_doubts
from pipeline.readers.scan_numbers import with_numbers_held


def table(numbers: list[str]) -> Fragment:
    cells = [Cell("序号", 1, 1), Cell("证书", 1, 2)]
    for row, number in enumerate(numbers, start=2):
        cells += [Cell(number, row, 1, readings=("rapidocr",)), Cell("工程师", row, 2)]
    return Fragment(1, len(numbers) + 1, 2, tuple(cells))


def doubted(numbers: list[str]) -> dict[str, str]:
    found = with_numbers_held(table(numbers))
    assert [cell.text for cell in found.cells] == [cell.text for cell in table(numbers).cells]
    return {cell.text: cell.findings[0].message for cell in found.cells if cell.findings}


def test_a_number_that_its_neighbours_contradict_is_marked_with_the_one_they_ask_for() -> None:
    said = doubted(["9", "10", "ll", "12", "13", "14", "18", "16", "17"])
    assert set(said) == {"ll", "18"}
    assert "ask for 11" in said["ll"]
    assert "ask for 15" in said["18"]


def test_numbers_that_count_on_or_leave_a_gap_are_not_marked() -> None:
    assert not doubted(["1", "2", "3", "4", "5"])
    assert not doubted(["1", "2", "3", "7", "8", "9"])


def test_a_column_of_other_figures_is_not_marked() -> None:
    assert not doubted(["3", "7", "5", "2", "4", "9"])


def test_a_number_that_its_neighbours_ask_for_is_sure_however_it_was_read() -> None:
    plain = table(["1", "2", "3", "ll", "5", "6"])
    unsure = replace(plain, cells=tuple(replace(cell, confidence=0.7) for cell in plain.cells))
    marked = {cell.text for cell in with_doubts(unsure).cells if cell.findings}
    assert marked == {"序号", "证书", "工程师", "ll"}
    ((step,),) = {cell.steps for cell in with_doubts(unsure).cells if cell.text == "2"}
    assert (step.rule, step.detail) == ("number-confirmed", "read beside 1 and 3 (0.70)")
