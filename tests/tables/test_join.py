"""Fragments over pages become the tables they were cut from."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.model import Cell, Fragment
from pipeline.tables.join import join_fragments
from tests.tables.known import HEADER, VOCABULARY, body, document, fragment, read_tables

ROWS = [[str(n), f"资格{n}", f"机构{n % 3}", "英国"] for n in range(1, 13)]
CUTS = st.sets(st.integers(1, len(ROWS) - 1)).map(sorted)


def pages(rows: list[list[str]], cuts: list[int]) -> list[list[list[str]]]:
    edges = [0, *cuts, len(rows)]
    return [rows[a:b] for a, b in itertools.pairwise(edges)]


def cut(cuts: list[int], *, repeat: bool) -> list[Fragment]:
    return [
        fragment(([HEADER] if repeat or page == 1 else []) + rows, page)
        for page, rows in enumerate(pages(ROWS, cuts), start=1)
    ]


@given(CUTS, st.booleans())
def test_a_table_cut_at_any_rows_is_joined_again(cuts: list[int], repeat: bool) -> None:
    (table,) = join_fragments(document("目录", *cut(cuts, repeat=repeat)), VOCABULARY)
    assert body(table) == ROWS
    assert table.heading == "目录"
    assert table.boundaries == tuple(row + 1 for row in cuts)
    assert len(table.row_pages) == table.rows


@given(CUTS)
def test_a_text_cut_at_any_rows_is_joined_again(cuts: list[int]) -> None:
    parts = ["\n".join("\t".join(row) for row in [HEADER, *rows]) for rows in pages(ROWS, cuts)]
    (table,) = read_tables("目录\n\n" + "\n\n".join(parts))
    assert body(table) == ROWS


@given(CUTS)
def test_numbers_that_restart_begin_a_new_table(cuts: list[int]) -> None:
    fragments = cut(cuts, repeat=True)
    first, second = join_fragments(document(*fragments, *fragments), VOCABULARY)
    assert body(first) == body(second) == ROWS


@given(CUTS.filter(bool), st.data())
def test_a_heading_between_begins_a_new_table(cuts: list[int], data: st.DataObject) -> None:
    fragments = cut(cuts, repeat=True)
    at = data.draw(st.integers(1, len(fragments) - 1))
    blocks = document("A 类", *fragments[:at], "B 类", *fragments[at:])
    first, second = join_fragments(blocks, VOCABULARY)
    assert (first.heading, second.heading) == ("A 类", "B 类")
    assert body(first) + body(second) == ROWS


def test_a_line_of_continuation_between_is_no_heading() -> None:
    first, second = cut([6], repeat=True)
    (table,) = join_fragments(document("A 类", first, "（续表）", second), VOCABULARY)
    assert body(table) == ROWS


def test_a_repeated_header_with_slipped_cells_is_left_out() -> None:
    text = (
        "目录\n\n序号\t行业领域\t职业资格证书\t发证机构\n1\t数字技术\t会士\t英国计算机学会\n\n"
        "序号\t行业领域 职业资格证书\t\t发证机构\n2\t数字技术\t会员\t英国计算机学会\n"
    )
    (table,) = read_tables(text)
    assert [row[0] for row in body(table)] == ["1", "2"]


def test_another_header_begins_a_new_table() -> None:
    other = fragment([["序号", "服务事项", "责任单位", "国家"], ["13", "申报", "某局", ""]], 2)
    tables = join_fragments(document(*cut([], repeat=True), other), VOCABULARY)
    assert [body(table)[0][0] for table in tables] == ["1", "13"]


def test_a_fragment_of_other_width_begins_a_new_table() -> None:
    other = fragment([["13", "资格"], ["14", "资格"]], 2)
    assert len(join_fragments(document(*cut([], repeat=True), other), VOCABULARY)) == 2


def test_data_that_holds_a_header_word_goes_on_without_header_and_numbers() -> None:
    header = HEADER[1:]
    first = [["教师资格证书", "纽约州教育部门", "美国"], ["特许工程师", "工程理事会", "英国"]]
    second = [["教师资格证书", "密歇根州教育部门", "美国"], ["营养师", "营养师协会", "澳大利亚"]]
    blocks = document("目录", fragment([header, *first]), fragment(second, 2))
    (table,) = join_fragments(blocks, VOCABULARY)
    assert body(table) == first + second


def test_a_repeated_header_of_unknown_words_is_left_out() -> None:
    header = ["甲", "乙"]
    (table,) = join_fragments(
        document(fragment([header, ["丙", "丁"]]), fragment([header, ["戊", "己"]], 2)), VOCABULARY
    )
    assert body(table) == [["丙", "丁"], ["戊", "己"]]


def test_a_line_that_heads_a_group_becomes_a_row_where_no_header_follows() -> None:
    rows = fragment([HEADER, *ROWS[:3]]), fragment(ROWS[3:6], 2)
    (table,) = join_fragments(document("目录", rows[0], "二、工程类", rows[1]), VOCABULARY)
    assert body(table) == [*ROWS[:3], ["二、工程类"] * 4, *ROWS[3:6]]
    (group,) = [cell for cell in table.cells if cell.column_span == 4]
    assert (group.text, group.row) == ("二、工程类", 5)


def test_cells_keep_their_spans_and_shift_with_their_rows() -> None:
    second = Fragment(2, 2, 2, (Cell("3", 1, 1), Cell("4", 2, 1), Cell("机构", 1, 2, row_span=2)))
    first = fragment([["序号", "发证机构"], ["1", "甲"], ["2", "乙"]])
    (table,) = join_fragments(document(first, second), VOCABULARY)
    assert body(table) == [["1", "甲"], ["2", "乙"], ["3", "机构"], ["4", "机构"]]


def heading(*lines: str) -> str | None:
    (table,) = join_fragments(document(*lines, fragment([HEADER, *ROWS])), VOCABULARY)
    return table.heading


def test_the_heading_is_the_nearest_line_whole_as_printed() -> None:
    assert heading("目录", "(一) 急需紧缺境外职业资格清单(7 项)") == "(一) 急需紧缺境外职业资格清单(7 项)"


def test_labels_counts_units_and_dates_are_skipped() -> None:
    assert heading("附件 1", "某市目录", "（共计 122 项）", "单位：项", "更新时间：2025年10月") == "某市目录"
    assert heading("附件 1") is None


def test_an_edition_in_brackets_belongs_to_the_heading_above_it() -> None:
    assert (
        heading("海南自由贸易港境外职业资格认可清单", "（2024年版）")
        == "海南自由贸易港境外职业资格认可清单（2024年版）"
    )


def test_a_sentence_is_no_heading() -> None:
    assert heading("现将目录公布如下：") is None
    assert heading("以上目录自发布之日起施行。") is None


def test_an_outline_with_a_colon_is_a_heading() -> None:
    assert heading("一、职业资格目录：") == "一、职业资格目录："


def test_without_a_line_above_there_is_no_heading() -> None:
    assert heading() is None
