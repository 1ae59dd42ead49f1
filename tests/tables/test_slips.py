"""Cells that slipped are put back, and a row that is right is never touched."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents.model import Cell
from pipeline.documents.text import join_lines, squeeze
from pipeline.tables.profiles import profile
from pipeline.tables.slips import repair_row
from tests.tables.known import body, read_tables
from tests.typeset.facts import expected_rows, load_notice
from tests.work import calls_of

Rows = list[list[str]]


def facts(name: str, *roles: str) -> Rows:
    return [
        [row.number, *(join_lines(row.cells[role]) for role in roles)]
        for row in expected_rows(load_notice(name))
        if all(role in row.cells for role in roles)
    ]


BEIJING = facts("beijing", "qualification", "issuer", "country", "field", "remarks")
TIANJIN = facts("tianjin", "qualification", "country", "issuer", "field", "remarks")
WEIHAI = facts("weihai", "issuer", "qualification", "country", "field")
COUNTRY, FIELD = 3, 4


def cells(row: Sequence[str], number: int = 1) -> list[Cell]:
    return [Cell(text, number, column, readings=("text",)) for column, text in enumerate(row, start=1)]


def laid(row: Sequence[Cell], columns: int) -> list[str]:
    texts = {cell.column: squeeze(cell.text) for cell in row}
    return [texts.get(column, "") for column in range(1, columns + 1)]


def repaired(shown: Rows, columns: int) -> list[list[Cell]]:
    """Each row after the two rounds of the recovery."""
    made = [cells(row, number) for number, row in enumerate(shown, start=1)]
    for _ in range(2):
        grid = [laid(row, columns) for row in made]
        sure = [all(row) for row in grid]
        profiles = [profile([row[column] for row in grid], sure) for column in range(columns)]
        made = [repair_row(row, columns, profiles) for row in made]
    return made


def wrong(made: list[list[Cell]], truth: Rows, *, marked: bool) -> list[tuple[list[str], list[str]]]:
    """Rows that differ from the truth in a cell that is marked, or in one that is not."""
    found = []
    for row, expected in zip(made, truth, strict=True):
        got = laid(row, len(expected))
        doubted = {cell.column for cell in row if any(finding.marks for finding in cell.findings)}
        differ = {n for n, (a, b) in enumerate(zip(got, expected, strict=True), 1) if a != squeeze(b)}
        if differ and bool(differ - doubted) is not marked:
            found.append((got, expected))
    return found


@st.composite
def samples(draw: st.DrawFn, rows: Rows) -> tuple[Rows, list[int]]:
    """At least forty rows (or all) of a table, and those of them, up to a tenth, that slip."""
    seed = random.Random(draw(st.integers(0, 2**32)))
    count = seed.randint(min(40, len(rows)), len(rows))
    return seed.sample(rows, count), seed.sample(range(count), max(1, count // 10))


@settings(max_examples=40)
@given(samples(BEIJING))
def test_an_empty_country_that_was_dropped_is_put_back_or_doubted(sample: tuple[Rows, list[int]]) -> None:
    truth, slipped = [list(row) for row in sample[0]], sample[1]
    shown = [list(row) for row in truth]
    for row in slipped:
        truth[row][COUNTRY] = ""
        del shown[row][COUNTRY]
    made = repaired(shown, 6)
    assert wrong(made, truth, marked=False) == []
    assert len(wrong(made, truth, marked=True)) <= 1


@settings(max_examples=40)
@given(samples(BEIJING), st.integers(1, 5), st.integers(1, 3))
def test_stray_columns_are_taken_out(sample: tuple[Rows, list[int]], at: int, count: int) -> None:
    truth, slipped = sample
    shown = [list(row) for row in truth]
    for row in slipped:
        shown[row][at:at] = [""] * count
    made = repaired(shown, 6)
    assert wrong(made, truth, marked=False) + wrong(made, truth, marked=True) == []


@settings(max_examples=30)
@given(samples(BEIJING) | samples(TIANJIN) | samples(WEIHAI))
def test_a_table_that_is_right_is_never_touched(sample: tuple[Rows, list[int]]) -> None:
    truth, _ = sample
    made = repaired(truth, len(truth[0]))
    assert [laid(row, len(truth[0])) for row in made] == [[squeeze(text) for text in row] for row in truth]
    assert not [cell for row in made for cell in row if cell.findings or cell.steps]


@settings(max_examples=30)
@given(samples(BEIJING) | samples(TIANJIN))
def test_rows_that_did_not_slip_stay_as_they_are(sample: tuple[Rows, list[int]]) -> None:
    truth, slipped = sample
    shown = [list(row) for row in truth]
    for row in slipped:
        del shown[row][COUNTRY]
    for number, made in enumerate(repaired(shown, 6)):
        if number not in slipped:
            assert laid(made, 6) == [squeeze(text) for text in truth[number]]
            assert not any(cell.findings or cell.steps for cell in made)


def test_a_lost_field_stays_empty_and_says_so() -> None:
    shown = [list(row) for row in BEIJING]
    place = next(n for n, row in enumerate(shown) if row[1].startswith("PMP"))
    lost = shown[place].pop(FIELD)
    row = repaired(shown, 6)[place]
    assert lost
    assert row[FIELD].text == ""
    assert "value-lost" in [finding.code for finding in row[FIELD].findings]
    assert squeeze(row[FIELD + 1].text) == squeeze(BEIJING[place][FIELD + 1])


@pytest.mark.parametrize("seed", range(10))
def test_where_a_value_was_lost_hardly_anything_is_wrong_unmarked(seed: int) -> None:
    chance = random.Random(seed)
    truth = [list(row) for row in BEIJING]
    shown = [list(row) for row in truth]
    for row in chance.sample(range(len(truth)), 6):
        truth[row][FIELD] = ""
        del shown[row][FIELD]
    assert wrong(repaired(shown, 6), truth, marked=False) == []


def test_a_cell_that_was_moved_says_from_where() -> None:
    shown = [list(row) for row in BEIJING]
    place = next(n for n, row in enumerate(shown) if not row[COUNTRY])
    del shown[place][COUNTRY]
    row = repaired(shown, 6)[place]
    assert row[COUNTRY].text == ""
    assert [(step.rule, step.detail) for step in row[FIELD].steps] == [
        ("column-shift-repaired", "column 4 to 5")
    ]
    (finding,) = [f for f in row[FIELD].findings if f.code == "column-shift-repaired"]
    assert not finding.marks


def test_a_row_with_more_cells_than_columns_says_which_are_left_out() -> None:
    shown = [*BEIJING, [*BEIJING[0], "多余一", "", "多余二"]]
    row = repaired(shown, 6)[-1]
    assert [squeeze(cell.text) for cell in row] == [squeeze(text) for text in BEIJING[0]]
    (finding,) = row[0].findings[:1]
    assert finding.code == "row-too-wide"
    assert "多余一" in finding.message
    assert "多余二" in finding.message


def test_a_row_that_ends_early_has_empty_cells() -> None:
    row = repaired([*BEIJING, BEIJING[0][:2]], 6)[-1]
    assert len(row) == 6


def test_the_work_on_rows_with_many_blanks_grows_with_a_power_of_their_columns() -> None:
    def work(columns: int) -> int:
        wide = [[str(n), *[f"值{n}" if at % 2 else "" for at in range(1, columns)]] for n in range(10)]
        return calls_of(lambda: repaired(wide, columns))

    assert work(32) < 2**4 * work(16)


def test_a_slipped_text_is_read_right_from_the_file() -> None:
    header = "序号\t职业资格证书名称\t证书颁发机构\t国家(地区)\t领域\t备注"
    lines = ["\t".join(text for n, text in enumerate(row) if n != COUNTRY or text) for row in BEIJING]
    cuts = [0, 40, 80, len(lines)]
    pages = ["\n".join([header, *lines[a:b]]) for a, b in pairwise(cuts)]
    tables = read_tables("清单\n\n" + "\n\n".join(pages))
    rows = [row for table in tables for row in body(table)]
    assert [[squeeze(text) for text in row] for row in rows] == [
        [squeeze(text) for text in row] for row in BEIJING
    ]
