"""Groups, halves, notes and sums of a catalogue, as PDF and Word tables show them."""

from pipeline.catalogues.interpret import interpret
from pipeline.catalogues.model import Catalogue, CatalogueRow
from pipeline.documents.model import Fragment, Paragraph
from pipeline.knowledge import SCHEMAS
from pipeline.tables import tables_of
from tests.tables.pages import VOCABULARY, document, line, page

HEADER = ["序号", "职业资格证书", "发证机构", "国家（地区）"]
XS = [50.0, 90.0, 250.0, 420.0, 520.0]
WIDE = [50.0, 70.0, 140.0, 210.0, 260.0, 280.0, 350.0, 420.0, 470.0]


def catalogue(*blocks: Fragment | Paragraph) -> Catalogue:
    read = document(*blocks)
    (one,) = interpret(read, tables_of(read, VOCABULARY), VOCABULARY, SCHEMAS).catalogues
    return one


def entry(number: str, name: str = "会计师", issuer: str = "协会") -> list[str]:
    return [number, f"{name}{number}", issuer, "英国"]


def shown(rows: tuple[CatalogueRow, ...]) -> list[tuple[str | None, str | None]]:
    return [(row.group, row.number.text if row.number else None) for row in rows]


def found(one: Catalogue) -> list[str]:
    return [finding.code for row in one.rows for finding in row.findings]


def test_a_row_over_the_whole_width_heads_the_rows_below() -> None:
    groups = [["一、金融类", "<", "<", "<"], ["二、工程类", "<", "<", "<"]]
    one = catalogue(page(1, [HEADER, groups[0], entry("1"), entry("2"), groups[1], entry("1")], xs=XS))
    assert shown(one.rows) == [("一、金融类", "1"), ("一、金融类", "2"), ("二、工程类", "1")]
    assert found(one) == []


def test_a_group_may_leave_the_column_of_numbers_to_its_own_number_or_to_nothing() -> None:
    first, second = ["一", "金融类", "<", "<"], ["", "二、工程类", "<", "<"]
    one = catalogue(page(1, [HEADER, first, entry("1"), entry("2"), second, entry("3")], xs=XS))
    assert shown(one.rows) == [("金融类", "1"), ("金融类", "2"), ("二、工程类", "3")]
    assert found(one) == []


def test_a_group_that_goes_on_overleaf_keeps_its_words() -> None:
    group = ["一、金融类", "<", "<", "<"]
    again = ["一、金融类（续）", "<", "<", "<"]
    one = catalogue(page(1, [HEADER, group, entry("1")], xs=XS), page(2, [HEADER, again, entry("2")], xs=XS))
    assert shown(one.rows) == [("一、金融类", "1"), ("一、金融类", "2")]


def test_a_row_that_says_that_the_table_goes_on_heads_no_group() -> None:
    on = ["（续表）", "<", "<", "<"]
    one = catalogue(page(1, [HEADER, entry("1"), on, HEADER, entry("2")], xs=XS))
    assert shown(one.rows) == [(None, "1"), (None, "2")]


def test_a_column_that_only_widens_a_header_word_is_none() -> None:
    header = ["序号", "证书名称", "<", "发证机构", "<", "<"]
    rows = [["1", "会士", "", "学会", "<", ""], ["2", "会员", "<", "协会", "总会", "<"]]
    (first, second) = catalogue(page(1, [header, *rows], xs=[50, 90, 250, 300, 350, 400, 520])).rows
    assert {role: value.text for role, value in first.values.items()} == {
        "qualification": "会士", "issuer": "学会", "issuer:2": "学会",
    }  # fmt: skip
    assert {role: value.text for role, value in second.values.items()} == {
        "qualification": "会员", "issuer": "协会", "issuer:2": "总会",
    }  # fmt: skip


def test_numbers_of_chapters_and_in_chinese_run_on() -> None:
    for numbers in (("1.1", "1.2", "2.1", "2.2"), ("（一）", "（二）", "（三）")):
        assert found(catalogue(page(1, [HEADER, *map(entry, numbers)], xs=XS))) == []


def test_a_gap_in_a_chapter_is_told() -> None:
    assert found(catalogue(page(1, [HEADER, *map(entry, ("1.1", "1.3"))], xs=XS))) == ["number-gap"]


def test_a_table_without_numbers_is_a_catalogue() -> None:
    rows = [entry("")[1:], ["测量师", "学会", "美国"]]
    one = catalogue(page(1, [HEADER[1:], *rows], xs=XS[:4]))
    assert [row.number for row in one.rows] == [None, None]
    assert found(one) == []


def test_halves_side_by_side_are_read_page_by_page_left_before_right() -> None:
    def half(left: int, right: int | None) -> list[str]:
        return [*entry(str(left)), *(entry(str(right)) if right else [""] * 4)]

    first = page(1, [[*HEADER, *HEADER], *(half(n, n + 3) for n in (1, 2, 3))], xs=WIDE)
    second = page(2, [[*HEADER, *HEADER], half(7, 9), half(8, None)], xs=WIDE)
    one = catalogue(first, second)
    assert [row.number.text for row in one.rows if row.number] == [str(n) for n in range(1, 10)]
    assert found(one) == []
    assert set(one.rows[0].values) == {"qualification", "issuer", "country"}


def test_halves_that_are_numbered_row_by_row_are_read_so() -> None:
    rows = [[*entry(str(n)), *entry(str(n + 1))] for n in (1, 3, 5)]
    one = catalogue(page(1, [[*HEADER, *HEADER], *rows], xs=WIDE))
    assert [row.number.text for row in one.rows if row.number] == list("123456")


def test_halves_that_are_two_grids_are_one_table() -> None:
    left = page(1, [HEADER, entry("1"), entry("2")], xs=[x / 2 for x in XS])
    right = page(1, [HEADER, entry("3"), entry("4")], xs=[300 + x / 2 for x in XS])
    assert [row.number.text for row in catalogue(left, right).rows if row.number] == list("1234")


def test_two_columns_of_one_role_are_no_halves() -> None:
    header = ["序号", "职业资格证书", "发证机构", "发证机构"]
    one = catalogue(page(1, [header, entry("1"), entry("2")], xs=XS))
    assert "issuer:2" in one.rows[0].values


def test_marks_lead_to_the_notes_under_the_table() -> None:
    one = catalogue(
        page(1, [HEADER, entry("1", "会计师*"), entry("2", "测量师①"), entry("3")], xs=XS),
        line(1, "注：带*的为急需紧缺职业资格。"),
        line(1, "①须在有效期内。"),
    )
    notes = [[(note.role, note.mark, note.text) for note in row.notes] for row in one.rows]
    assert notes == [
        [("qualification", "*", "注：带*的为急需紧缺职业资格。")],
        [("qualification", "①", "①须在有效期内。")],
        [],
    ]
    assert one.rows[0].values["qualification"].text == "会计师*1"


def test_a_note_in_the_last_row_of_the_table_is_no_group_and_no_entry() -> None:
    last = ["注1：仅限本市。", "<", "<", "<"]
    one = catalogue(page(1, [HEADER, entry("1", "会计师", "协会注1"), entry("2"), last], xs=XS))
    assert [row.group for row in one.rows] == [None, None]
    assert [note.mark for note in one.rows[0].notes] == ["注1"]
    assert [finding.code for finding in one.findings] == ["row-set-aside"]


def test_a_number_with_a_mark_counts_on() -> None:
    one = catalogue(page(1, [HEADER, entry("1"), entry("2*"), entry("3")], xs=XS), line(1, "*本市特有。"))
    assert found(one) == []
    assert [(note.role, note.mark) for note in one.rows[1].notes] == [("number", "*"), ("qualification", "*")]


def test_a_mark_without_a_note_is_left_alone() -> None:
    one = catalogue(page(1, [HEADER, entry("1", "C#程序员"), entry("2")], xs=XS))
    assert one.rows[0].notes == ()


def test_a_sum_is_no_entry() -> None:
    total = ["合计", "2项", "", ""]
    one = catalogue(page(1, [HEADER, entry("1"), entry("2"), total], xs=XS))
    assert len(one.rows) == 2


def test_a_header_that_comes_again_under_a_group_is_no_entry() -> None:
    group = ["二、工程类", "<", "<", "<"]
    one = catalogue(page(1, [HEADER, entry("1"), group, HEADER, entry("2")], xs=XS))
    assert shown(one.rows) == [(None, "1"), ("二、工程类", "2")]


def test_the_role_comes_from_the_whole_path_of_three_levels() -> None:
    header = [
        ["序号", "境外职业资格", "<", "<", "对应职称", "<"],
        ["^", "证书", "<", "国家（地区）", "系列", "层级"],
        ["^", "中文名称", "英文名称", "^", "^", "^"],
    ]
    rows = [
        ["1", "会计师", "Accountant", "英国", "会计", "中级"],
        ["2", "测量师", "Surveyor", "英国", "工程", "副高级"],
    ]
    one = catalogue(page(1, [*header, *rows], xs=[50, 80, 160, 240, 300, 360, 420]))
    assert list(one.rows[0].values) == ["qualification_zh", "qualification_en", "country", "title", "grade"]
    assert one.rows[0].values["qualification_zh"].header == "境外职业资格 / 证书 / 中文名称"
    assert len(one.rows) == 2


def test_a_title_inside_the_table_is_its_heading() -> None:
    title = ["某市境外职业资格目录", "<", "<", "<"]
    one = catalogue(page(1, [title, HEADER, entry("1"), entry("2")], xs=XS))
    assert one.heading == "某市境外职业资格目录"
    assert one.rows[0].values["issuer"].header == "发证机构"
