"""What pages do to tables: headers again, captions, cut rows, merged cells over the page end."""

from dataclasses import replace

from pipeline.documents.model import Fragment, Paragraph
from tests.tables.pages import HEADER, XS, codes, joined, line, page, pages_of, texts


def rows(first: int, last: int, *, field: str = "金融") -> list[list[str]]:
    return [[str(n), field, f"注册{n}号资格证书", "英国", f"第{n}项"] for n in range(first, last + 1)]


def numbers(*blocks: Fragment | Paragraph) -> list[list[str]]:
    return [[row[0] for row in texts(table)[table.header_rows :]] for table in joined(*blocks)]


def counted(first: int, last: int) -> list[str]:
    return [str(n) for n in range(first, last + 1)]


def test_a_header_that_is_repeated_in_part_is_left_out() -> None:
    nested = [
        ["序号", "行业领域", "境外职业资格", "<", "备注"],
        ["^", "^", "名称", "国家（地区）", "^"],
    ]
    again = [["序号", "行业领域", "境外职业资格", "<", "备注"]]
    (table,) = joined(page(1, [*nested, *rows(1, 3)]), page(2, [*again, *rows(4, 6)]))
    assert (table.header_rows, table.rows) == (2, 8)
    (table,) = joined(
        page(1, [*nested, *rows(1, 3)]),
        page(2, [nested[0], ["^", "^", "名称", "国家（地区）", "^"], *rows(4, 6)]),
    )
    assert table.rows == 8


def test_captions_of_continuation_may_stand_between() -> None:
    for caption in ("续表", "（续）", "续表1", "附件2（续）", "境外职业资格目录（续表）", "接上页"):
        found = numbers(page(1, [HEADER, *rows(1, 3)]), line(2, caption), page(2, [HEADER, *rows(4, 5)]))
        assert found == [counted(1, 5)], caption


def test_a_title_that_each_page_prints_again_does_not_part_a_table() -> None:
    title = "某市境外职业资格目录"
    found = numbers(
        line(1, title), page(1, [HEADER, *rows(1, 3)]), line(2, title), page(2, [HEADER, *rows(4, 5)])
    )
    assert found == [counted(1, 5)]


def test_another_heading_begins_another_table_even_where_numbers_run_on() -> None:
    found = numbers(
        line(1, "一类目录"),
        page(1, [HEADER, *rows(1, 3)]),
        line(2, "二类目录"),
        page(2, [HEADER, *rows(4, 5)]),
    )
    assert found == [counted(1, 3), counted(4, 5)]


def test_a_note_under_a_page_does_not_part_a_table_whose_numbers_run_on() -> None:
    found = numbers(
        page(1, [HEADER, *rows(1, 3)]), line(1, "注：以官网为准。"), page(2, [HEADER, *rows(4, 5)])
    )
    assert found == [counted(1, 5)]


def test_pages_of_text_between_part_tables() -> None:
    found = numbers(
        page(1, [HEADER, *rows(1, 3)]),
        line(2, "以下各条适用于本市行政区域。"),
        line(3, "由市人力资源社会保障局负责解释。"),
        page(4, [HEADER, *rows(1, 2)]),
    )
    assert found == [counted(1, 3), counted(1, 2)]


def test_numbers_that_begin_again_begin_a_table_but_not_under_the_head_of_a_group() -> None:
    group = ["二、工程类", "<", "<", "<", "<"]
    assert numbers(page(1, [HEADER, *rows(1, 3)]), page(2, [HEADER, *rows(1, 2)])) == [
        counted(1, 3),
        counted(1, 2),
    ]
    (one,) = numbers(page(1, [HEADER, *rows(1, 3)]), page(2, [HEADER, group, *rows(1, 2)]))
    assert one == ["1", "2", "3", "二、工程类", "1", "2"]
    (one,) = numbers(page(1, [HEADER, *rows(1, 3), group]), page(2, rows(1, 2)))
    assert one == ["1", "2", "3", "二、工程类", "1", "2"]


def test_two_tables_below_each_other_on_a_page_stay_two() -> None:
    upper = page(1, [HEADER, *rows(1, 3)])
    lower = page(1, [HEADER, *rows(1, 2)], top=300)
    assert numbers(upper, lower) == [counted(1, 3), counted(1, 2)]


def test_tables_side_by_side_each_go_on_overleaf() -> None:
    left, right = [x / 2 for x in XS], [300 + x / 2 for x in XS]
    one, two = ([HEADER, *rows(1, 3)], [HEADER, *rows(1, 2)])
    blocks = (
        page(1, one, xs=left),
        page(1, two, xs=right),
        page(2, rows(4, 6), xs=left),
        page(2, rows(3, 4), xs=right),
    )
    assert numbers(*blocks) == [counted(1, 6), counted(1, 4)]


def test_the_second_page_may_be_moved_a_little_narrower_or_lack_an_empty_column() -> None:
    first = page(1, [HEADER, *rows(1, 3)])
    moved = page(2, rows(4, 6), xs=[x + 9 for x in XS])
    narrower = page(2, rows(4, 6), xs=[XS[0] + (x - XS[0]) * 0.95 for x in XS])
    assert numbers(first, moved) == numbers(first, narrower) == [counted(1, 6)]
    (table,) = joined(first, page(2, [row[:4] for row in rows(4, 6)], xs=XS[:5]))
    assert table.columns == 5
    assert texts(table)[-1] == ["6", "金融", "注册6号资格证书", "英国", ""]


def test_a_column_that_a_later_page_divides_is_a_span_before() -> None:
    first = page(
        1,
        [["序号", "职业资格证书", "国家（地区）"], ["1", "会计师", "英国"], ["2", "测量师", "英国"]],
        xs=[50, 80, 300, 400],
    )
    second = page(
        2, [["3", "精算师", "甲", "美国"], ["4", "税务师", "乙", "美国"]], xs=[50, 80, 200, 300, 400]
    )
    (table,) = joined(first, second)
    assert texts(table)[1] == ["1", "会计师", "会计师", "英国"]
    assert texts(table)[-1] == ["4", "税务师", "乙", "美国"]


def cut_row(upper: list[str], lower: list[str], *, header: bool = False) -> tuple[Fragment, Fragment]:
    top = [HEADER] if header else []
    return page(1, [HEADER, *rows(1, 3), upper]), page(2, [*top, lower, *rows(5, 7)])


def test_a_cut_row_is_one_row_with_a_place_on_each_page() -> None:
    for header in (True, False):
        (table,) = joined(
            *cut_row(
                ["4", "金融", "国际注册专业\n会计师（公共", "英国", "一"],
                ["", "", "会计）证书", "", ""],
                header=header,
            )
        )
        assert texts(table)[4] == ["4", "金融", "国际注册专业会计师（公共会计）证书", "英国", "一"]
        assert all(pages_of(table, 5, column) == [1, 2] for column in range(1, 6))
        assert codes(table) == []


def test_several_columns_may_go_on_at_once_and_an_empty_cell_stays_empty() -> None:
    (table,) = joined(
        *cut_row(
            ["4", "金融", "国际注册专业\n会计师证书及\n相关的各种专", "英国及\n北爱尔", ""],
            ["", "", "业资格", "兰", ""],
        )
    )
    assert texts(table)[4] == [
        "4",
        "金融",
        "国际注册专业会计师证书及相关的各种专业资格",
        "英国及北爱尔兰",
        "",
    ]
    assert texts(table)[5][0] == "5"


def test_a_row_may_be_cut_twice() -> None:
    (table,) = joined(
        page(1, [HEADER, *rows(1, 3), ["4", "金融", "甲乙丙丁戊己\n庚辛壬癸子丑", "英国", "一"]]),
        page(2, [["", "", "寅卯辰巳午未\n申酉戌亥甲乙", "", ""]]),
        page(3, [["", "", "丙丁", "", ""], *rows(5, 7)]),
    )
    assert texts(table)[4][2] == "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥甲乙丙丁"
    assert pages_of(table, 5, 3) == [1, 2, 3]


def test_a_row_without_number_that_is_whole_is_not_swallowed() -> None:
    (table,) = joined(
        *cut_row(["4", "金融", "会计师证书", "英国", "一"], ["", "工程", "建造师证书", "美国", "二"])
    )
    assert texts(table)[5] == ["", "工程", "建造师证书", "美国", "二"]


def merged(*lower: list[str], header: bool = False) -> tuple[Fragment, Fragment]:
    upper = [HEADER, *rows(1, 2), ["3", "医疗", "护士", "英国", "一"], ["4", "^", "医师", "英国", "一"]]
    upper += [["5", "数字技术", "程序员", "美国", "一"], ["6", "^", "架构师", "美国", "一"]]
    return page(1, upper), page(2, [*([HEADER] if header else []), *lower])


def test_a_merged_cell_that_goes_on_blank_holds_for_the_rows_overleaf() -> None:
    for header in (True, False):
        (table,) = joined(
            *merged(
                ["7", "", "测试员", "美国", "一"],
                ["8", "^", "分析师", "美国", "一"],
                ["9", "康复", "治疗师", "美国", "一"],
                header=header,
            )
        )
        assert [row[1] for row in texts(table)[5:]] == ["数字技术"] * 4 + ["康复"]
        assert pages_of(table, 8, 2) == [1, 2]
        assert codes(table) == []


def test_a_merged_cell_whose_words_stand_overleaf_holds_for_the_rows_before() -> None:
    upper = [HEADER, *rows(1, 1), ["2", "医疗", "护士", "英国", "一"], ["3", "^", "医师", "英国", "一"]]
    upper += [["4", "", "程序员", "美国", "一"], ["5", "^", "架构师", "美国", "一"]]
    lower = [
        ["6", "数字技术", "测试员", "美国", "一"],
        ["7", "^", "分析师", "美国", "一"],
        ["8", "康复", "治", "美国", "一"],
    ]
    (table,) = joined(page(1, upper), page(2, lower))
    assert [row[1] for row in texts(table)[4:]] == ["数字技术"] * 4 + ["康复"]


def test_a_merged_cell_may_cover_a_whole_page() -> None:
    middle = page(2, [[str(n), "^" if n > 7 else "", f"{n}级", "美国", "一"] for n in range(7, 12)])
    first, _ = merged(["7", "", "测试员", "美国", "一"])
    last = page(3, [["12", "", "测试员", "美国", "一"], ["13", "康复", "治疗师", "美国", "一"]])
    (table,) = joined(first, middle, last)
    assert [row[1] for row in texts(table)[5:]] == ["数字技术"] * 8 + ["康复"]


def test_lines_of_a_merged_cell_that_the_page_end_parts_are_one_text() -> None:
    (table,) = joined(*merged(["7", "（软件）", "测试员", "美国", "一"], ["8", "^", "分析师", "美国", "一"]))
    assert [row[1] for row in texts(table)[-2:]] == ["（软件）"] * 2
    upper, _ = merged(["7", "", "测试员", "美国", "一"])
    cells = tuple(
        replace(cell, text="数字技术\n（集成") if cell.text == "数字技术" else cell for cell in upper.cells
    )
    first = Fragment(1, upper.rows, upper.columns, cells, upper.places)
    (table,) = joined(
        first, page(2, [["7", "电路）", "测试员", "美国", "一"], ["8", "^", "分析师", "美国", "一"]])
    )
    assert [row[1] for row in texts(table)[-4:]] == ["数字技术（集成电路）"] * 4


def test_an_empty_cell_of_a_column_that_never_merges_stays_empty() -> None:
    lower = [["4", "金融", "师", "", "一"], *rows(5, 7)]
    (table,) = joined(page(1, [HEADER, *rows(1, 3)]), page(2, lower))
    assert texts(table)[4][3] == ""


def test_where_blanks_are_usual_a_blank_overleaf_stays_blank() -> None:
    (table,) = joined(
        page(
            1,
            [
                HEADER,
                ["1", "金融", "甲", "英国", "a"],
                ["2", "^", "乙", "英国", "b"],
                ["3", "", "丙", "英国", ""],
                ["4", "工程", "丁", "英国", "c"],
            ],
        ),
        page(2, [["5", "", "戊", "英国", "d"], ["6", "康复", "己", "英国", "e"]]),
    )
    assert texts(table)[5][1] == ""


def test_five_hundred_pages_are_one_table() -> None:
    pages = [page(n + 1, [HEADER, *rows(n * 10 + 1, n * 10 + 10)]) for n in range(500)]
    (table,) = joined(*pages)
    assert (table.rows, len(table.boundaries)) == (5001, 499)


def test_a_number_that_a_page_end_cuts_joins_its_row_and_the_pages() -> None:
    upper = [["三十九", "金融", "甲资格证书", "英国", ""], ["四十", "金融", "乙资格证书", "英国", "/"]]
    cut = ["四十", "金融", "丙资格证书 Registered", "英国", ""]
    rest = ["一", "", "Planner", "", ""]
    lower = [["四十\n二", "金融", "丁资格证书", "英国", ""], ["四十\n三", "金融", "戊资格证书", "英国", ""]]
    (table,) = joined(page(1, [HEADER, *upper, cut]), page(2, [HEADER, rest, *lower]))
    assert [row[0] for row in texts(table)[1:]] == ["三十九", "四十", "四十一", "四十二", "四十三"]
    assert codes(table) == []


def test_numbers_that_begin_again_at_a_page_end_are_no_parts_of_one_number() -> None:
    upper = [[str(n), "金融", f"注册{n}号资格证书", "英国", f"第{n}项"] for n in (10, 11)]
    group = [["二、工程类", "<", "<", "<", "<"]]
    (table,) = joined(page(1, [HEADER, *upper, *group, *rows(1, 1)]), page(2, rows(2, 4)))
    assert [row[0] for row in texts(table)[1:]] == ["10", "11", "二、工程类", "1", "2", "3", "4"]


def test_numbers_that_begin_again_under_each_merged_cell_of_the_next_page_run_on() -> None:
    def under(field: str, count: int) -> list[list[str]]:
        return [[str(n), "^" if n > 1 else field, f"{field}{n}号", "英国", ""] for n in range(1, count + 1)]

    upper = [HEADER, *under("金融", 3)]
    found = numbers(page(1, upper), page(2, [*under("医疗", 2), *under("法律", 2)]))
    assert found == [["1", "2", "3", "1", "2", "1", "2"]]
    assert len(numbers(page(1, upper), page(2, rows(1, 4)))) == 2


def test_a_blank_at_a_page_end_in_a_column_that_merges_and_is_else_filled_is_marked() -> None:
    first = [
        ["1", "金融", "甲资格证书", "英国", ""],
        ["2", "^", "乙资格证书", "英国", ""],
        ["3", "医疗", "丙资格证书", "法国", ""],
        ["4", "", "丁资格证书", "法国", ""],
    ]
    second = [["5", "", "戊资格证书", "英国", "/"], ["6", "工程", "己资格证书", "英国", ""]]
    (table,) = joined(page(1, [HEADER, *first]), page(2, second))
    doubted = {(cell.row, cell.column) for cell in table.cells if cell.findings}
    assert (5, 2) in doubted
    assert not any(column == 5 for _, column in doubted)  # remarks may be empty
    (table,) = joined(page(1, [HEADER, *first]))
    assert codes(table) == []


def test_a_doubt_about_a_row_names_only_the_cells_that_it_may_change() -> None:
    whole = [[str(n), "金融", f"注册{n}号资格证书", "英国", "/" if n % 2 else ""] for n in range(1, 8)]
    upper = ["8", "金融", "注册8号证书", "英国", ""]
    rest = ["", "金融", "持证人员", "英国", ""]
    (table,) = joined(page(1, [HEADER, *whole, upper]), page(2, [HEADER, rest, *rows(9, 12)]))
    assert set(codes(table)) == {"row-join-uncertain"}
    doubted = {(cell.row, cell.column) for cell in table.cells if cell.findings}
    assert {column for row, column in doubted if row == 9} == {2, 3, 4}  # neither its number nor its remarks
    assert {row for row, _ in doubted} == {9, 10}


def test_a_column_that_a_page_lacks_is_marked_where_it_is_else_filled() -> None:
    first = [[str(n), "金融", f"注册{n}号资格证书", "英国", "" if n % 2 else "/"] for n in range(1, 5)]
    second = [[str(n), "金融", f"注册{n}号资格证书"] for n in range(5, 8)]
    (table,) = joined(page(1, [HEADER, *first]), page(2, second, xs=XS[:4]))
    assert {cell.column for cell in table.cells if cell.row > 5 and cell.findings} == {4}
    assert texts(table)[6][3:] == ["", ""]
