"""The division of a column into merged cells: complete, in order, and never dearer than another."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tables.centring import Column, Habit, Run, divide, goes_on

WORDS = [
    "",
    "",
    "",
    "英国皇家化学会(RSC)",
    "学会(BCS",
    "Institute)",
    "协会",
    "甲",
    "(Royal",
    "the Institute,",
]
HABITS = st.builds(
    Habit,
    st.sampled_from([None, "英"]),
    st.sampled_from([None, ")"]),
    st.sampled_from([frozenset[str](), frozenset({"协会甲"})]),
)


@st.composite
def columns(draw: st.DrawFn) -> Column:
    texts = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
    n = len(texts)
    costs = st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.5]), min_size=n, max_size=n)
    return Column(
        texts=texts,
        lines=[1] * n,
        heights=draw(st.lists(st.integers(1, 3), min_size=n, max_size=n)),
        remnants=draw(st.lists(st.booleans(), min_size=n, max_size=n)),
        closed=[False] * n,
        habit=draw(HABITS),
        carried=draw(st.sampled_from(["", "学会"])),
        empty_cost=draw(st.sampled_from([0.7, 2.5])),
        boundary_cost=draw(costs),
        opening_cost=draw(st.sampled_from([0.0, 0.4])),
        crossing_cost=draw(costs),
    )


def plain(*texts: str, carried: str = "") -> Column:
    n = len(texts)
    return Column(
        texts, [1] * n, [1] * n, [False] * n, [False] * n, Habit(), carried, 2.5, [0.0] * n, 0.0, [0.0] * n
    )


def spans(column: Column) -> list[tuple[int, int]]:
    return [(run.start, run.end) for run in divide(column)[1]]


@given(columns())
def test_every_row_is_in_one_run_in_order_with_its_own_words(column: Column) -> None:
    cost, runs = divide(column)
    rows = [row for run in runs for row in range(run.start, run.end + 1)]
    assert rows == list(range(len(column.texts)))
    words = [word for run in runs for word in run.words]
    assert words == [row for row, text in enumerate(column.texts) if text]
    assert all(run.start <= word <= run.end for run in runs for word in run.words)
    assert all(run.words or run.continued or run.start <= run.end for run in runs)
    assert math.isfinite(cost)
    assert all(run.margin >= -1e-9 for run in runs)


@settings(max_examples=60)
@given(columns(), st.data())
def test_no_division_costs_less_than_the_one_chosen(column: Column, data: st.DataObject) -> None:
    """Forbidding boundaries by a high price leaves a division that is allowed anyway, and is no cheaper."""
    best, _ = divide(column)
    n = len(column.texts)
    forbidden = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    dear = Column(
        column.texts,
        column.lines,
        column.heights,
        column.remnants,
        column.closed,
        column.habit,
        column.carried,
        column.empty_cost,
        [cost + 100.0 * no for cost, no in zip(column.boundary_cost, forbidden, strict=True)],
        column.opening_cost,
        column.crossing_cost,
    )
    cost, runs = divide(dear)
    paid = sum(100.0 for run in runs if run.end + 1 < n and forbidden[run.end])
    assert best <= cost - paid + 1e-9


def test_one_run_over_all_rows_and_single_runs_cost_no_less() -> None:
    column = plain("", "英国皇家化学会(RSC)", "", "", "学会(BCS)", "")
    best, runs = divide(column)
    assert [(run.start, run.end) for run in runs] == [(0, 2), (3, 5)]
    alone = sum(divide(plain(text))[0] for text in column.texts)
    halves = divide(plain(*column.texts[:2]))[0] + divide(plain(*column.texts[2:]))[0]
    assert best < alone
    assert best < halves


def test_words_that_stand_off_the_middle_cost_more() -> None:
    assert divide(plain("", "学会", ""))[0] < divide(plain("学会", "", ""))[0]


def test_lines_of_one_text_stay_together() -> None:
    assert spans(plain("化学会(Royal", "Society, RSC)")) == [(0, 1)]
    assert spans(plain("化学会(RSC)", "学会(BCS)")) == [(0, 0), (1, 1)]


def test_blanks_at_the_top_of_a_page_may_continue_the_page_before() -> None:
    assert divide(plain("", "", "甲(A)", "乙(B)", carried="丙(C)"))[1][0].continued
    assert not any(run.continued for run in divide(plain("", "", "甲(A)", "乙(B)"))[1])


def test_the_margin_is_small_where_a_row_could_belong_to_either() -> None:
    even = divide(plain("甲(A)", "", "乙(B)"))[1]
    clear = divide(plain("", "甲(A)", "", "乙(B)"))[1]
    assert min(run.margin for run in even) < min(run.margin for run in clear)


def test_costs_of_words_told_by_other_lists_count_for_blanks() -> None:
    told = replace(
        plain("甲(A)", "", "乙(B)"), word_cost=lambda row, text: 2.0 if row == 1 and text == "甲(A)" else 0.0
    )
    assert spans(told) == [(0, 0), (1, 2)]


def test_a_run_shifts_with_its_words() -> None:
    assert Run(0, 2, (1,), continued=False).shifted(5) == Run(5, 7, (6,), continued=False)


@pytest.mark.parametrize(
    ("text", "line", "one"),
    [
        ("学会(Royal", "Society)", True),
        ("学会,", "协会", True),
        ("学会", "(RSC)", True),
        ("the Institute of", "chartered", True),
        ("学会(RSC)", "学会", False),
        ("学会(RSC)", "(BCS)", False),
        ("从事研究。", "从事教学", False),
        ("学会", "协会", False),
    ],
)
def test_whether_a_line_goes_on_with_a_text(text: str, line: str, one: bool) -> None:
    assert goes_on(text, line, Habit()) is one


def test_how_a_columns_texts_begin_and_end_tells_whether_a_line_goes_on() -> None:
    assert goes_on("从事建筑", "管理", Habit(first="从"))
    assert not goes_on("从事建筑", "从事管理", Habit(first="从"))
    assert not goes_on("从事工作", "管理", Habit(last="作"))
    assert goes_on("从事建筑", "管理", Habit(known=frozenset({"从事建筑管理"})))


def test_a_row_that_is_certainly_empty_parts_the_runs() -> None:
    column = replace(plain("甲学会", "", "", "乙学会"), closed=[False, True, False, False])
    assert spans(column) == [(0, 0), (1, 1), (2, 3)]
