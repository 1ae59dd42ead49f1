"""Tables become rows with roles; what is no catalogue is set aside; numbers are checked."""

import pytest

from pipeline.catalogues.model import CatalogueRow
from pipeline.catalogues.report import row_records
from pipeline.catalogues.row_kinds import Columns, Kind, kinds_of
from pipeline.documents.findings import Severity
from pipeline.documents.model import Cell, Document, Fragment, Table
from pipeline.documents.places import GridPlace
from pipeline.knowledge import SCHEMAS
from pipeline.readers.door import read_document
from pipeline.reading import notice_of
from pipeline.vocabulary import load_vocabulary
from tests.catalogues.known import codes, read, read_tables, rows, texts

HEADER = "序号\t职业资格证书\t发证机构\t国家"


def numbered(*numbers: str, header: str = HEADER) -> str:
    lines = [f"{number}\t资格{at}\t机构{at}\t英国" for at, number in enumerate(numbers, start=1)]
    return "\n".join(["清单", "", header, *lines])


def found(*numbers: str) -> list[list[str]]:
    return [codes(row) for row in rows(numbered(*numbers))]


def test_a_row_has_its_values_by_role() -> None:
    (row,) = rows("清单\n\n序号\t证书名称\t颁证机构\t国别\t所属领域\t备注\n1\t会士\t学会\t英国\t化学\t无\n")
    assert row.number is not None
    assert row.number.text == "1"
    assert texts(row) == {
        "qualification": "会士", "issuer": "学会", "country": "英国", "field": "化学", "remarks": "无",
    }  # fmt: skip


def test_an_empty_cell_is_an_empty_text_and_a_slash_is_kept() -> None:
    (row,) = rows("清单\n\n序号\t职业资格证书\t发证机构\t国家\t境外等级\n1\t会士\t学会\t\t/\n")
    assert texts(row) == {"qualification": "会士", "issuer": "学会", "country": "", "level": "/"}


def test_a_cell_that_the_line_leaves_out_at_its_end_is_an_empty_text() -> None:
    first, second = rows(f"清单\n\n{HEADER}\n1\t会士\t学会\n2\t会员\t学会\t英国\n")
    assert texts(first)["country"] == ""
    assert texts(second)["country"] == "英国"


@pytest.mark.parametrize(
    ("numbers", "at", "code"),
    [
        (("1", "2", "4", "5"), 2, "number-gap"),
        (("2", "3"), 0, "number-gap"),
        (("1", "2", "2", "3"), 2, "number-repeated"),
        (("1", "2", "3", "2"), 3, "number-out-of-order"),
        (("1", "2", "", "3"), 2, "number-missing"),
        (("（一）", "（二）", "（四）"), 2, "number-gap"),
        (("01", "02", "05"), 2, "number-gap"),
    ],
)
def test_numbers_that_do_not_run_on_are_errors_on_the_right_row(
    numbers: tuple[str, ...], at: int, code: str
) -> None:
    read_rows = rows(numbered(*numbers))
    assert code in codes(read_rows[at])
    assert all(not codes(row) for row in read_rows[:at])
    (finding,) = [f for f in read_rows[at].findings if f.code == code]
    assert finding.severity is Severity.ERROR
    assert finding.role is None


@pytest.mark.parametrize(
    "numbers",
    [("1", "2", "3"), ("01", "02"), ("１", "２"), ("（一）", "（二）"), ("一", "二"),
     ("1.", "2."), ("1、", "2、"), ()],
)  # fmt: skip
def test_numbers_that_run_on_give_no_finding(numbers: tuple[str, ...]) -> None:
    assert found(*numbers or ("1",)) == [[]] * (len(numbers) or 1)


def test_a_gap_says_which_numbers_are_missing() -> None:
    last = rows(numbered("1", "2", "6"))[2]
    assert [finding.message for finding in last.findings] == ["number 6 follows 2: 3 to 5 missing"]


def test_a_list_without_numbers_needs_none() -> None:
    first, second = rows("清单\n\n证书名称\t发证机构\n会士\t学会\n会员\t学会\n")
    assert first.number is second.number is None
    assert codes(first) == codes(second) == []


def test_numbers_may_restart_or_run_on_in_groups() -> None:
    lines = ["一、化学类", "1\t会士\t学会\t英国", "2\t会员\t学会\t英国", "二、工程类"]
    for first in ("1", "3"):
        read_rows = rows("\n".join(["清单", "", HEADER, *lines, f"{first}\t技师\t公会\t德国"]))
        assert [row.group for row in read_rows] == ["一、化学类", "一、化学类", "二、工程类"]
        assert [codes(row) for row in read_rows] == [[], [], []]


def test_a_gap_inside_a_group_is_found() -> None:
    lines = ["一、化学类", "1\t会士\t学会\t英国", "二、工程类", "1\t技师\t公会\t德国", "3\t技工\t公会\t德国"]
    assert codes(rows("\n".join(["清单", "", HEADER, *lines]))[2]) == ["number-gap"]


def grid(*lines: tuple[str, ...], spans: dict[tuple[int, int], tuple[int, int]]) -> tuple[CatalogueRow, ...]:
    """Rows of a table whose spans are known: (row, column) → (rows, columns)."""
    cells = [
        Cell(text, row, column, *spans.get((row, column), (1, 1)), readings=("test",))
        for row, line in enumerate(lines, start=1)
        for column, text in enumerate(line, start=1)
        if text != "^"
    ]
    table = Table(1, "清单", len(lines), len(lines[0]), 1, tuple(cells))
    (catalogue,) = read_tables(Document("a.pdf", "0", "application/pdf", 1, ()), [table]).catalogues
    return catalogue.rows


COLUMNS = ("序号", "职业资格证书", "发证机构")


def test_a_cell_over_the_whole_width_heads_a_group() -> None:
    read_rows = grid(COLUMNS, ("化学", "^", "^"), ("1", "会士", "学会"), spans={(2, 1): (1, 3)})
    assert [(row.group, row.number and row.number.text) for row in read_rows] == [("化学", "1")]


def test_words_alone_in_the_column_of_numbers_head_a_group() -> None:
    read_rows = grid(COLUMNS, ("化学", "", ""), ("1", "会士", "学会"), spans={})
    assert [row.group for row in read_rows] == ["化学"]


def test_a_merged_cell_stands_in_every_row_that_it_spans() -> None:
    read_rows = grid(COLUMNS, ("1", "会士", "学会"), ("2", "会员", "^"), spans={(2, 3): (2, 1)})
    assert [texts(row)["issuer"] for row in read_rows] == ["学会", "学会"]


def test_a_second_column_of_a_role_is_numbered() -> None:
    (row,) = rows("清单\n\n序号\t职业资格证书\t发证机构\t颁证机构\t备注\t备注\n1\t会士\t甲\t乙\t丙\t丁\n")
    assert texts(row) == {
        "qualification": "会士", "issuer": "甲", "issuer:2": "乙", "remarks": "丙", "remarks:2": "丁",
    }  # fmt: skip


def test_an_unknown_column_keeps_its_header_and_is_a_finding() -> None:
    (catalogue,) = read("清单\n\n序号\t职业资格证书\t发证机构\t证书有效期\n1\t会士\t学会\t三年\n").catalogues
    assert texts(catalogue.rows[0])["other:证书有效期"] == "三年"
    assert catalogue.rows[0].values["other:证书有效期"].header == "证书有效期"
    assert [(finding.code, finding.role) for finding in catalogue.findings] == [
        ("column-unknown", "other:证书有效期")
    ]


def test_headers_of_several_levels_are_joined() -> None:
    text = "清单\n\n序号\t境外职业资格\t\t发证机构\n\t证书名称\t等级\t\n1\t会士\t/\t学会\n"
    (row,) = rows(text)
    assert row.values["level"].header == "境外职业资格 / 等级"
    assert row.values["issuer"].header == "发证机构"


def test_a_row_with_too_many_cells_is_an_error_that_names_them() -> None:
    (row,) = rows(f"清单\n\n{HEADER}\n1\t会士\t学会\t英国\t多余\n")
    assert codes(row) == ["row-too-wide"]
    assert "多余" in row.findings[0].message
    assert row.findings[0].severity is Severity.ERROR


def test_a_repeated_header_whose_cells_slipped_is_no_row() -> None:
    slipped = "序号\t\t职业资格证书 发证机构\t国家"
    text = f"清单\n\n{HEADER}\n1\t会士\t学会\t英国\n\n{slipped}\n2\t会员\t学会\t英国\n"
    assert [texts(row)["qualification"] for row in rows(text)] == ["会士", "会员"]


ASIDE = {
    "blank rows": (f"登记表\n\n{HEADER}\n1\t\t\t\n2\t\t\t\n...\t\t\t\n", "form"),
    "an example row": (f"登记表\n\n{HEADER}\n(示例)\t会士\t学会\t英国\n1\t\t\t\n", "form"),
    "placeholders": (f"登记表\n\n{HEADER}\n1\t/\t/\t/\n2\t……\t\t\n", "form"),
    "a table of services": (
        "清单\n\n序号\t服务事项\t服务内容\t责任单位\n1\t申报\t职称\t某局\n2\t签证\t证件\t某局\n",
        "other",
    ),
    "qualifications alone": ("清单\n\n序号\t职业资格证书\t备注\n1\t会士\t无\n2\t会员\t无\n", "other"),
    "no header": ("清单\n\n1\t会士\t学会\n2\t会员\t学会\n", "other"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), ASIDE.values(), ids=ASIDE.keys())
def test_what_is_no_catalogue_is_set_aside_with_a_reason(text: str, kind: str) -> None:
    notice = read(text)
    assert notice.catalogues == ()
    (aside,) = notice.set_aside
    assert aside.kind == kind
    assert aside.reason
    assert aside.heading in ("清单", "登记表")
    assert [finding.code for finding in notice.findings] == ["no-catalogue"]


def test_a_header_alone_is_set_aside() -> None:
    assert read(f"登记表\n\n{HEADER}\n").catalogues == ()


def test_an_example_row_of_a_catalogue_is_no_entry() -> None:
    text = f"清单\n\n{HEADER}\n(示例)\t会士\t学会\t英国\n1\t技师\t公会\t德国\n2\t技工\t公会\t德国\n"
    assert [texts(row)["qualification"] for row in rows(text)] == ["技师", "技工"]


def test_a_published_row_joins_its_lines_and_gives_its_places() -> None:
    text = "清单\n\t序号\n\t职业资格证书\n\t发证机构\n\n\t1\n\t特许\n化学家\n\t学会\nSociety\n"
    (record,) = row_records(read(text))
    assert record["cells"] == {"qualification": "特许化学家", "issuer": "学会 Society"}
    assert record["places"]["qualification"] == [  # type: ignore[index]
        {"line": 7, "from": 2, "to": 3},
        {"line": 8, "from": 1, "to": 3},
    ]
    assert (record["list"], record["group"], record["number"]) == ("清单", None, "1")


def test_a_rule_that_ends_in_a_row_makes_no_second_row_of_it() -> None:
    columns = Columns({1: "number", 2: "qualification", 3: "country"}, {})
    number, name = Cell("1", 1, 1, row_span=2), Cell("会士", 1, 2, row_span=2)
    above = {1: number, 2: name, 3: Cell("英国", 1, 3)}
    blank = {1: number, 2: name, 3: Cell("", 2, 3)}
    other = {1: number, 2: name, 3: Cell("法国", 2, 3)}
    vocabulary = load_vocabulary(SCHEMAS)
    assert [kind.kind for kind in kinds_of([above, blank], columns, 3, vocabulary)] == [Kind.ENTRY, Kind.REST]
    assert [kind.kind for kind in kinds_of([above, other], columns, 3, vocabulary)] == [Kind.ENTRY] * 2


def test_a_header_merged_with_entries_below_takes_none_of_them_and_they_are_marked() -> None:
    texts_in = (
        ("序号", "证书名称", "领域", "发证机构"),
        ("1", "会士", "", "甲"),
        ("2", "会员", "化学", "乙"),
    )
    cells = [
        Cell(text, row, column, row_span=2 if text == "领域" else 1, places=(GridPlace(1, row, column),))
        for row, line in enumerate(texts_in, start=1)
        for column, text in enumerate(line, start=1)
        if text
    ]
    fragment = Fragment(1, 3, 4, tuple(cells))
    (catalogue,) = notice_of(Document("n", "0" * 64, "text/html", 1, (fragment,))).catalogues
    first, second = catalogue.rows
    assert texts(first) == {"qualification": "会士", "field": "", "issuer": "甲"}
    assert codes(first) == ["span-uncertain"]
    assert texts(second)["field"] == "化学"
    assert not codes(second)


def test_a_row_that_counts_the_columns_is_no_entry() -> None:
    first, second = rows(f"清单\n\n{HEADER}\n1\t2\t3\t4\n1\t会士\t学会\t英国\n2\t会员\t学会\t法国\n")
    assert (texts(first)["qualification"], texts(second)["qualification"]) == ("会士", "会员")
    assert not codes(first)


def test_a_column_without_a_header_is_not_lost() -> None:
    page = (
        "<html><table><tr><td><td>证书名称<td>发证机构<td><td>"
        "<tr><td>1<td>会士<td>学会<td>略<td><tr><td>2<td>会员<td>学会<td><td></table>"
    )
    (catalogue,) = notice_of(read_document(page.encode(), "a.html")).catalogues
    assert [row.number.text for row in catalogue.rows if row.number] == ["1", "2"]
    assert texts(catalogue.rows[0]) == {"qualification": "会士", "issuer": "学会", "other:": "略"}
