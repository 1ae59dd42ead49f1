"""A document becomes a notice: kinds of lists, headings, and counts held to what the notice states."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogues.model import Catalogue
from pipeline.catalogues.report import row_records
from pipeline.documents.findings import Severity
from pipeline.tables import tables_of
from tests.catalogues.known import VOCABULARY, codes, document, read, rows, texts

HEADER = "序号\t职业资格证书\t发证机构"


def catalogue(heading: str, header: str = HEADER, count: int = 2, above: str = "") -> Catalogue:
    width = header.count("\t")
    lines = [f"{n}" + "\t值" * width for n in range(1, count + 1)]
    (made,) = read("\n".join([above, heading, "", header, *lines])).catalogues
    return made


@pytest.mark.parametrize(
    ("heading", "header", "kind"),
    [
        ("A 类", HEADER, "recognition"),
        ("境外职业资格清单", HEADER, "recognition"),
        ("(一)急需紧缺境外职业资格清单", HEADER, "urgent"),
        ("境外职业资格服务目录", HEADER, "service"),
        ("C 类", HEADER + "\t对应职称层级", "title equivalence"),
        ("境外职业资格与职称比照认定目录", HEADER, "title equivalence"),
        ("D 类", HEADER + "\t互认形式", "mutual recognition"),
        ("境外职业资格互认清单", HEADER, "mutual recognition"),
        ("目录", "序号\t境外职业技能项目\t国家\t比照认定职业（工种）\t比照认定等级", "skill equivalence"),
        ("境外职业技能等级比照认定目录", HEADER, "skill equivalence"),
    ],
)
def test_the_kind_of_a_list(heading: str, header: str, kind: str) -> None:
    assert catalogue(heading, header).kind == kind


def test_a_list_that_holds_what_its_heading_states_gives_no_finding() -> None:
    made = catalogue("(一) 急需紧缺清单(2 项)")
    assert (made.stated, len(made.rows), made.findings) == (2, 2, ())


def test_a_list_of_another_length_than_stated_is_an_error() -> None:
    made = catalogue("清单（共3项）")
    assert made.stated == 3
    assert [(finding.code, finding.severity) for finding in made.findings] == [
        ("count-mismatch", Severity.ERROR)
    ]
    assert "2 rows" in made.findings[0].message


TWO = f"(共计 {{}} 项)\n\n甲类\n\n{HEADER}\n1\t会士\t学会\n\n乙类\n\n{HEADER}\n1\t会士\t学会\n2\t会员\t学会\n"


def test_the_total_of_all_lists_is_held_to_what_the_notice_states() -> None:
    assert read(TWO.format(3)).findings == ()
    (finding,) = read(TWO.format(4)).findings
    assert (finding.code, finding.severity) == ("count-mismatch", Severity.ERROR)
    assert "3 rows" in finding.message


def test_a_total_that_one_list_meets_is_that_lists() -> None:
    assert read(TWO.format(2)).findings == ()


def test_lists_have_their_headings_and_ordinals() -> None:
    assert [(made.ordinal, made.heading) for made in read(TWO.format(3)).catalogues] == [
        (1, "甲类"),
        (2, "乙类"),
    ]


@pytest.mark.parametrize("line", ["附件 1", "附件１：", "(共计 2 项)", "单位：项"])
def test_labels_and_counts_are_never_a_lists_heading(line: str) -> None:
    assert catalogue("某市目录", above="").heading == "某市目录"
    (made,) = read(f"某市目录\n\n{line}\n\n{HEADER}\n1\t会士\t学会\n").catalogues
    assert made.heading == "某市目录"
    (alone,) = read(f"{line}\n\n{HEADER}\n1\t会士\t学会\n").catalogues
    assert alone.heading is None


def test_a_document_without_a_catalogue_says_so() -> None:
    (finding,) = read("关于某事的通知\n").findings
    assert finding.code == "no-catalogue"
    assert finding.remedy


OTHER_PLACES = {
    "Hainan: languages apart, groups, Chinese numerals": (
        "海南自由贸易港境外职业资格认可清单\n（2024年版）\n\n"
        "序 号\t证书名称（中文）\t证书名称（英文）\t发证国家/地区\t颁证机构\t发证机构网址\n"
        "（一）\t特许化学家\tChartered Chemist\t英国\t英国皇家化学会\twww.rsc.org\n"
        "（二）\t会士\tFellow\t英国\t英国皇家化学会\twww.rsc.org\n",
        {
            "qualification_zh": "会士", "qualification_en": "Fellow", "country": "英国",
            "issuer": "英国皇家化学会", "other:发证机构网址": "www.rsc.org",
        },
    ),
    "Suzhou: no numbers, a page end, no repeated header": (
        "一、职业资格目录：\n\n境外职业资格名称\t发证机构名称\t所在国家或地区\t对应职称等级\n"
        "特许工程师\t英国工程理事会\t英国\t副高级\n教师资格证书\t纽约州教育部门\t美国\t中级\n\n"
        "教师资格证书\t密歇根州教育部门\t美国\t中级\n营养师\t澳大利亚营养师协会\t澳大利亚\t中级\n",
        {"qualification": "营养师", "issuer": "澳大利亚营养师协会", "country": "澳大利亚", "grade": "中级"},
    ),
    "Zhejiang: two levels, languages and levels below": (
        "附件1：境外职业资格比照认定目录（共2项）\n\n"
        "序号\t境外职业资格\t\t发证机构\t\t比照认定职称\t\n\t证书名称\t等级\t中文名称\t英文名称\t名称\t级别\n"
        "1\t特许工程师\t/\t英国工程理事会\tEngineering Council\t工程师\t中级\n"
        "2\t会士\t/\t英国皇家化学会\tRSC\t高级工程师\t副高级\n",
        {
            "qualification": "会士", "level": "/", "issuer_zh": "英国皇家化学会", "issuer_en": "RSC",
            "title": "高级工程师", "grade": "副高级",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "last"), OTHER_PLACES.values(), ids=OTHER_PLACES.keys())
def test_notices_of_other_places_are_read(text: str, last: dict[str, str]) -> None:
    read_rows = rows(text)
    assert texts(read_rows[-1]) == last
    assert [codes(row) for row in read_rows] == [[]] * len(read_rows)


CELLS = st.sampled_from(
    ["", "1", "2", "（三）", "序号", "职业资格证书", "发证机构", "国家", "会士(RSC", "RSC)", "英国", "/", "…",
     "一、化学", "(示例)", "备注"]
)  # fmt: skip
LINES = st.one_of(
    st.lists(CELLS, min_size=1, max_size=6).map("\t".join),
    CELLS.map(lambda text: f"\t{text}"),
    st.sampled_from(["", "附件 1", "A 类", "(共3项)", "二、工程类", "2024年4月28日", "某市商务厅"]),
    st.just(TWO.format(3)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_any_text_is_read_and_every_table_is_a_catalogue_or_set_aside(text: str) -> None:
    made = document(text)
    notice = read(text)
    assert len(notice.catalogues) + len(notice.set_aside) == len(tables_of(made, VOCABULARY))
    assert list(row_records(notice)) == list(row_records(read(text)))
