"""Header rows are told by their words, and each column gets the words above it."""

import pytest

from pipeline.documents.model import Cell, Fragment, Table
from pipeline.tables.header import header_paths, header_rows, recover_header_spans
from tests.tables.known import HEADER, VOCABULARY, body, fragment, read_tables


def test_a_row_of_column_words_is_header() -> None:
    assert header_rows(fragment([HEADER, ["1", "会士", "英国皇家化学会", "英国"]]), VOCABULARY) == 1


def test_a_row_of_data_is_no_header() -> None:
    rows = [["1", "会士", "英国皇家化学会", "英国"], ["2", "会员", "英国皇家化学会", "英国"]]
    assert header_rows(fragment(rows), VOCABULARY) == 0


def test_unknown_words_are_header_where_no_number_begins_the_row() -> None:
    assert header_rows(fragment([["甲", "乙"], ["丙", "丁"]]), VOCABULARY) == 1
    assert header_rows(fragment([["1", "乙"], ["2", "丁"]]), VOCABULARY) == 0


def test_a_row_alone_of_unknown_words_is_no_header() -> None:
    assert header_rows(fragment([["甲", "乙"]]), VOCABULARY) == 0


def test_rows_that_header_cells_span_are_header() -> None:
    cells = (
        Cell("序号", 1, 1, row_span=3),
        Cell("境外职业资格证书", 1, 2, column_span=2),
        Cell("名称", 2, 2, row_span=2),
        Cell("等级", 2, 3, row_span=2),
        Cell("1", 4, 1),
        Cell("会士", 4, 2),
        Cell("/", 4, 3),
    )
    assert header_rows(Fragment(1, 4, 3, cells), VOCABULARY) == 3


def test_an_example_row_is_no_header() -> None:
    rows = [HEADER, ["(示例)", "职业资格证书名称", "发证机构", "国家"], ["1", "", "", ""]]
    assert header_rows(fragment(rows), VOCABULARY) == 1


def table(cells: list[Cell], columns: int, header: int) -> Table:
    rows = max(cell.row for cell in cells)
    return Table(1, None, rows, columns, header, tuple(cells), spans_known=False)


def test_the_words_of_two_levels_stand_above_each_column_and_a_merged_word_once() -> None:
    cells = [
        Cell("序号", 1, 1, row_span=2),
        Cell("境外\n职业资格", 1, 2, column_span=2),
        Cell("证书名称", 2, 2),
        Cell("等级", 2, 3),
    ]
    paths = header_paths(table(cells, 3, 2), VOCABULARY)
    assert paths == [("序号",), ("境外职业资格", "证书名称"), ("境外职业资格", "等级")]


def texts(rows: list[list[str]]) -> list[Cell]:
    return [Cell(text, r, c) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1)]


def paths_of(rows: list[list[str]]) -> list[tuple[str, ...]]:
    lost = table(texts(rows), max(map(len, rows)), len(rows))
    return header_paths(
        Table(1, None, lost.rows, lost.columns, lost.rows, recover_header_spans(lost, VOCABULARY)), VOCABULARY
    )


def test_blanks_beside_a_word_of_the_upper_level_belong_to_it() -> None:
    rows = [
        ["序号", "境外职业资格", "", "发证机构", "", "备注"],
        ["", "证书名称", "等级", "中文名称", "英文名称", ""],
    ]
    assert paths_of(rows) == [
        ("序号",),
        ("境外职业资格", "证书名称"),
        ("境外职业资格", "等级"),
        ("发证机构", "中文名称"),
        ("发证机构", "英文名称"),
        ("备注",),
    ]


def test_an_upper_level_without_blanks_is_laid_over_the_words_it_resembles() -> None:
    rows = [
        ["序号", "境外职业技能项目", "国内职业技能项目"],
        ["", "境外（国家）地区", "境外职业技能项目", "境外等级", "比照认定职业（工种）", "比照认定等级"],
    ]
    assert [path[0] for path in paths_of(rows)] == [
        "序号",
        *["境外职业技能项目"] * 3,
        *["国内职业技能项目"] * 2,
    ]


def test_more_upper_words_than_columns_stay_where_they_are() -> None:
    assert [path[-1] for path in paths_of([["序号", "证书", "机构"], ["", "名称", "", ""]])][1] == "名称"
    upper = ["甲", *[f"组{n}" for n in range(14)]]
    lower = ["", *[f"组{n // 3}列{n}" for n in range(42)]]
    assert [path[0] for path in paths_of([upper, lower])[1:]] == [f"组{n // 3}" for n in range(42)]


def test_a_header_of_one_level_stays_as_it_is() -> None:
    assert paths_of([["序号", "证书名称", ""]]) == [("序号",), ("证书名称",), ()]


@pytest.mark.parametrize("blank", ["", " "])
def test_a_two_level_header_of_one_cell_a_line_is_read(blank: str) -> None:
    upper = ["序号", "境外职业资格", blank, "发证机构"]
    lower = [blank, "证书名称", "等级", blank]
    first = ["1", "会士", "/", "英国皇家化学会\nRoyal Society of Chemistry"]
    lines = ["\n".join(f"\t{text}" for text in row) for row in (upper, lower, first)]
    (read,) = read_tables("目录\n" + "\n\n".join(lines) + "\n")
    assert read.header_rows == 2
    assert [path[-1] for path in header_paths(read, VOCABULARY)] == ["序号", "证书名称", "等级", "发证机构"]
    assert body(read) == [["1", "会士", "/", "英国皇家化学会 Royal Society of Chemistry"]]


def test_rows_of_data_that_hold_header_words_are_no_second_level() -> None:
    rows = [
        ["证书名称", "发证机构", "国家"],
        ["教师资格证书", "国家教师认证机构", "英国"],
        ["会计职业资格", "国家会计发证机关", "美国"],
    ]
    assert header_rows(fragment(rows), VOCABULARY) == 1
