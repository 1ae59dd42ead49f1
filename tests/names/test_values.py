"""Places, grades, fields, conditions and keys of printed words."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.names.conditions import conditions
from pipeline.names.fields import fields
from pipeline.names.grades import grade, grade_in_text
from pipeline.names.keys import name_key, slug
from pipeline.names.knowledge import grades_file
from pipeline.names.places import Countries, countries
from tests.names.known import SCHEMAS


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("英国", ("GB",)),
        ("英国 美国", ("GB", "US")),
        ("英国\n美国", ("GB", "US")),
        ("英国、美国", ("GB", "US")),
        ("英国和美国", ("GB", "US")),
        ("新\n西兰", ("NZ",)),
        ("台湾地区", ("TW",)),
        ("中国台湾", ("TW",)),
        ("中国香港", ("HK",)),
        ("中国（澳门）", ("MO",)),
        ("澳洲", ("AU",)),
        ("印度尼西亚", ("ID",)),
        ("Nigeria", ("NG",)),
        ("Taiwan, China", ("TW",)),
    ],
)
def test_countries_are_named(printed: str, codes: tuple[str, ...]) -> None:
    assert countries(printed, SCHEMAS) == Countries(codes, "named")


@pytest.mark.parametrize("printed", ["", " \n", "/", "／", "—"])
def test_a_blank_country_is_unknown(printed: str) -> None:
    assert countries(printed, SCHEMAS) == Countries((), "unknown")


def test_international_is_no_country() -> None:
    assert countries("国际", SCHEMAS) == Countries((), "international")


def test_unknown_words_are_told() -> None:
    assert countries("火星", SCHEMAS) == Countries((), "unknown", ("火星",))
    assert countries("英国、火星", SCHEMAS) == Countries(("GB",), "named", ("火星",))
    assert countries("科技、工程", SCHEMAS).unrecognised == ("科技", "工程")


@given(
    st.lists(st.sampled_from(["英国", "美国", "日本", "新西兰"]), min_size=1, unique=True),
    st.sampled_from(" 、\n"),
)
def test_countries_keep_their_order_whatever_parts_them(names: list[str], mark: str) -> None:
    alone = [countries(name, SCHEMAS).codes[0] for name in names]
    assert countries(mark.join(names), SCHEMAS) == Countries(tuple(alone), "named")


@pytest.mark.parametrize(
    ("printed", "scale", "expected", "title"),
    [
        ("初级", "title", "junior", None),
        ("中级", "title", "intermediate", None),
        ("副 高级", "title", "associate senior", None),
        ("正高级", "title", "senior", None),
        ("工程师", "title", "intermediate", "工程师"),
        ("经济师", "title", "intermediate", "经济师"),
        ("高级工程师", "title", "associate senior", "高级工程师"),
        ("正高级会计师", "title", "senior", "正高级会计师"),
        ("初级工（五级)", "skill", "level 5", None),
        ("高级技师（一级）", "skill", "level 1", None),
        ("技师（二级）", "skill", "level 2", None),
        ("三级/高级工", "skill", "level 3", None),
    ],
)
def test_grades_lie_on_one_scale(printed: str, scale: str, expected: str, title: str | None) -> None:
    found = grade(printed, SCHEMAS)
    assert found is not None
    assert (found.scale, found.grade, found.title) == (scale, expected, title)


@pytest.mark.parametrize("printed", ["", "/", "甲级", "技师（一级）", "高级", "工程技术"])
def test_a_grade_that_is_not_understood_is_none(printed: str) -> None:
    assert grade(printed, SCHEMAS) is None


def test_remarks_give_a_grade() -> None:
    remarks = "从事规划相关工作。可对应为中 级职称。"
    found = grade_in_text(remarks, SCHEMAS)
    assert found is not None
    assert found.grade == "intermediate"
    assert remarks[found.part.start : found.part.end] == "对应为中 级职称"
    other = grade_in_text("对应副高级职称需符合相应职称系列(专业)级别的基本标准条件。", SCHEMAS)
    assert other is not None
    assert other.grade == "associate senior"


@pytest.mark.parametrize(
    "remarks", ["从事金融工作。", "", "可对应为中级职称，也可对应为副高级职称。", "取得高级职称的"]
)
def test_remarks_without_one_grade_give_none(remarks: str) -> None:
    assert grade_in_text(remarks, SCHEMAS) is None


def test_fields_come_apart() -> None:
    assert fields("科技、信息 技术") == ("科技", "信息技术")
    assert fields("科技、工程\n、信息技术") == ("科技", "工程", "信息技术")
    assert fields("生命健康(生物医药、化学、\n医学)") == ("生命健康(生物医药、化学、医学)",)
    assert fields("护理与建筑") == ("护理与建筑",)
    assert fields("/") == fields("") == ()


def words(text: str) -> tuple[list[str], list[str]]:
    found = conditions(text, SCHEMAS)
    return [part.text for part in found.conditions], [part.text for part in found.exemptions]


def test_conditions_are_told_in_the_words_of_the_source() -> None:
    assert words("从事金融工作(需要有两年相关工作经验)。") == (["需要有两年相关工作经验"], [])
    assert words("从事药剂工作；执业药师须在我市药监部门注册(需要有两年相关工作经验)。") == (
        ["执业药师须在我市药监部门注册", "需要有两年相关工作经验"],
        [],
    )
    assert words("需具备专科及以上学历,且从事 相关专业技术工作满5年。") == (
        ["需具备专科及以上学历,且从事相关专业技术工作满5年"],
        [],
    )
    assert words("从事金融工作。") == words("") == ([], [])


def test_an_exemption_takes_whom_it_is_for() -> None:
    assert words("从事会计工作。中国注册会计师持证者，可免考 9 门 ACCA 会计师课程。") == (
        [],
        ["中国注册会计师持证者，可免考 9 门 ACCA 会计师课程"],
    )
    assert words("从事焊接工作(环球影城项目可不受年龄、工作经验限制)。") == (
        [],
        ["环球影城项目可不受年龄、工作经验限制"],
    )
    assert words("从事会计工作，中国注册会计师考试部分科目可免试。") == (
        [],
        ["中国注册会计师考试部分科目可免试"],
    )


CLAUSES = [
    "需要有两年经验",
    "可免考 9 门",
    "从事工作",
    "且满5年",
    "(",
    ")",
    "，",
    "。",
    "；",
    " ",
    "\n",
    "须注册",
]


def test_two_dependent_exemptions_leave_the_condition_before_them_alone() -> None:
    found = conditions("需要有两年经验，可免考 9 门，可免考 8 门", SCHEMAS)
    assert [part.text for part in found.conditions] == ["需要有两年经验"]
    assert [part.text for part in found.exemptions] == ["可免考 9 门，可免考 8 门"]


@given(st.lists(st.sampled_from(CLAUSES), max_size=12).map("".join))
def test_conditions_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    found = conditions(text, SCHEMAS)
    parts = sorted((*found.conditions, *found.exemptions), key=lambda part: part.start)
    assert all(left.end <= right.start for left, right in pairwise(parts))
    assert all("".join(p.text.split()) == "".join(text[p.start : p.end].split()) for p in parts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Chartered Institute of Procurement & Supply", "Chartered Institute of Procurement and Supply"),
        ("ISC <sup>2</sup>", "ISC2"),
        ("福岡県教育委员会", "福冈县教育委员会"),
        ("英國皇家化學會", "英国皇家化学会"),
        ("Green Business CertificationInc", "Green Business Certification, Inc"),
        ("Dassault Systèmes", "DASSAULT SYSTEMES"),
        ("公共会计师协会（澳大利亚）", "公共会计师协会 (澳大 利亚)"),
    ],
)
def test_forms_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one, SCHEMAS) == name_key(other, SCHEMAS)


def test_different_names_have_different_keys() -> None:
    assert name_key("学会", SCHEMAS) != name_key("协会", SCHEMAS)
    assert name_key("The", SCHEMAS) == "the"
    assert name_key("Theatre", SCHEMAS) == "theatre"


def test_a_slug_is_readable() -> None:
    assert slug("The Royal Society of Chemistry", SCHEMAS) == "royal-society-of-chemistry"
    assert slug("Educator's license", SCHEMAS) == "educators-license"
    assert slug("英国皇家化学会", SCHEMAS) == ""


@given(st.text(max_size=30))
def test_a_key_has_no_blank_and_no_capital(text: str) -> None:
    key = name_key(text, SCHEMAS)
    assert key == key.casefold()
    assert not any(char.isspace() for char in key)


def test_broken_knowledge_names_file_and_word(tmp_path: Path) -> None:
    (tmp_path / "names").mkdir()
    text = (SCHEMAS / "names" / "grades.yaml").read_text("utf-8").replace("助教: junior", "助教: juniour")
    (tmp_path / "names" / "grades.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=r"grades\.yaml.*助教"):
        grades_file(tmp_path)
