"""Printed names come apart into Chinese, foreign name, abbreviation and scope."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.names.parts import NameParts, join_columns, tidy
from pipeline.names.split import split_issuers, split_name
from tests.names.known import SCHEMAS

Texts = tuple[str | None, str | None, str | None, str | None]


def texts(name: NameParts) -> Texts:
    zh, latin, abbreviation, scope = (
        part.text if part else None for part in (name.zh, name.latin, name.abbreviation, name.scope)
    )
    return zh, latin, abbreviation, scope


QUALIFICATIONS: dict[str, Texts] = {
    "会士(FRSC)": ("会士", None, "FRSC", None),
    "特许化学家(Chartered Chemist, CChem)": ("特许化学家", "Chartered Chemist", "CChem", None),
    "特许化学家（Chartered Chemist，CChem）": ("特许化学家", "Chartered Chemist", "CChem", None),
    "特许化学家\nChartered Chemist,\nCChem": ("特许化学家", "Chartered Chemist", "CChem", None),
    "CFA特许金融分析师证书": ("特许金融分析师证书", None, "CFA", None),
    "FIA/FFA 英国正精算师": ("英国正精算师", None, "FIA/FFA", None),
    "ACCA 资深会员证书(FCCA)": ("ACCA 资深会员证书", None, "FCCA", None),
    "ACCA 资深会员证书 (Fcca)": ("ACCA 资深会员证书", None, "Fcca", None),
    "CIPS 证书(4 级及以上)": ("CIPS 证书", None, None, "4 级及以上"),
    "CIP会士 ANZIIF（Fellow）CIP": ("CIP会士", "ANZIIF（Fellow）CIP", None, None),
    "专业工程师((Professional Engineer)": ("专业工程师", "Professional Engineer", None, None),
    "会士 (Fellow/FIMechE)": ("会士", "Fellow", "FIMechE", None),
    "会员 (MIMechE/Member)": ("会员", "Member", "MIMechE", None),
    "特许会员 (MBCS CITP)": ("特许会员", None, "MBCS CITP", None),
    "认证质量工程师(CQE, Certified Quality Engineer)": (
        "认证质量工程师", "Certified Quality Engineer", "CQE", None,
    ),
    "电气工程师(Professional licensee engineering (P.L.Eng.))": (
        "电气工程师", "Professional licensee engineering", "P.L.Eng.", None,
    ),
    "商务智能分析师认证 CBIA(Certified Business Intelligence Analyst)": (
        "商务智能分析师认证", "Certified Business Intelligence Analyst", "CBIA", None,
    ),
    "UFI 认证专业人士(UCP - UFI Certified Professiona)": (
        "UFI 认证专业人士", "UFI Certified Professiona", "UCP", None,
    ),
    "ISTQB高级认证 ISTQB (Advanced Level)": ("ISTQB高级认证", "ISTQB", None, "Advanced Level"),
    "CGMA 会员(战略级)(CGMA(Exam Complete))": ("CGMA 会员", "CGMA(Exam Complete)", None, "战略级"),
    "资深公共会计师 (FIPA) (须持证 2 年以上)": ("资深公共会计师", None, "FIPA", None),
    "资深专业会员及以上(FHKIS)": ("资深专业会员", None, "FHKIS", "资深专业会员及以上"),
    "足球教练员证书 C 级-PRO 级 (Coaching Certificate)": (
        "足球教练员证书", "Coaching Certificate", None, "C 级-PRO 级",
    ),
    "LEED 专业级证书(LEED Accredited Professional)(0+M/ND/Homes)": (
        "LEED 专业级证书", "LEED Accredited Professional", None, "0+M/ND/Homes",
    ),
    "国际薪税师(全科)(ATHE Level 7 Extended Diploma for Payments and Tax Agents)": (
        "国际薪税师(全科)", "ATHE Level 7 Extended Diploma for Payments and Tax Agents", None, None,
    ),
    "药剂师（执业药师）资格": ("药剂师（执业药师）资格", None, None, None),
    "学前教育教 师资格证书": ("学前教育教师资格证书", None, None, None),
    "足球教练员证书 C 级及以上": ("足球教练员证书", None, None, "C 级及以上"),
    "ITILPractice Manager级(实践经理)": ("实践经理", "ITILPractice Manager", None, None),
    "PRINCE2 Master(大师级)": (None, "PRINCE2 Master", None, "大师级"),
    "ITILMaster(大师级)": (None, "ITILMaster", None, "大师级"),
    "Azure 解决方案架构师 专家": ("Azure 解决方案架构师专家", None, None, None),
    "公司金融顾问 CFC": ("公司金融顾问", None, "CFC", None),
    "Chartered Chemist, CChem": (None, "Chartered Chemist", "CChem", None),
    "Fellow of the Royal Society of Chemistry (FRSC)": (
        None, "Fellow of the Royal Society of Chemistry", "FRSC", None,
    ),
    "Royal Society of Chemistry（英国皇家化学会, RSC）": (
        "英国皇家化学会", "Royal Society of Chemistry", "RSC", None,
    ),
    "焊工": ("焊工", None, None, None),
    "": (None, None, None, None),
    "/": (None, None, None, None),
}  # fmt: skip


@pytest.mark.parametrize("printed", QUALIFICATIONS)
def test_a_qualification_comes_apart(printed: str) -> None:
    assert texts(split_name(printed, SCHEMAS)) == QUALIFICATIONS[printed]


ISSUERS: dict[str, list[tuple[str | None, str | None, str | None]]] = {
    "英国皇家化学会 Royal Society of Chemistry, RSC": [
        ("英国皇家化学会", "Royal Society of Chemistry", "RSC")
    ],
    "英国皇家化学会（Royal Society of Chemistry, RSC）": [
        ("英国皇家化学会", "Royal Society of Chemistry", "RSC")
    ],
    "IMA管理会计师协会\nInstitute of Management Accountants": [
        ("管理会计师协会", "Institute of Management Accountants", "IMA")
    ],
    "公共会计师协会(澳大 利亚)(Institute of Public Accountants, IPA)": [
        ("公共会计师协会(澳大利亚)", "Institute of Public Accountants", "IPA")
    ],
    "特许金融分析师协会\nChartered Financial Analyst（CFA）\nInstitute": [
        ("特许金融分析师协会", "Chartered Financial Analyst（CFA）Institute", None)
    ],
    "国际信息系统安全认证协会 "
    "International Information System Security Certification Consortium, ISC <sup>2</sup>": [
        (
            "国际信息系统安全认证协会",
            "International Information System Security Certification Consortium",
            "ISC <sup>2</sup>",
        )
    ],
    "思科系统公司 Cisco Systems, Inc.": [("思科系统公司", "Cisco Systems, Inc.", None)],
    "不列颠哥伦比亚省教育部门 Ministry of Education, British Columbia": [
        ("不列颠哥伦比亚省教育部门", "Ministry of Education, British Columbia", None)
    ],
    "德国工商大会 Deutsche Industrie- und Handelskammer, DIHK": [
        ("德国工商大会", "Deutsche Industrie- und Handelskammer", "DIHK")
    ],
    "法国 UFI 全球展览业协会(The Global Association of the Exhibition Industry, UFI)": [
        ("法国 UFI 全球展览业协会", "The Global Association of the Exhibition Industry", "UFI")
    ],
    "南德意志集团 TUV SUD": [("南德意志集团", "TUV SUD", None)],
    "国际篮球联合会 FIBA": [("国际篮球联合会", None, "FIBA")],
    "塔斯马尼亚州教师\n注册委员会 Teachers Registration Board of Tasmania": [
        ("塔斯马尼亚州教师注册委员会", "Teachers Registration Board of Tasmania", None)
    ],
    "国际商会 The International Chamber of Commerce, ICC 伦敦银行与金融学院 "
    "The London Institute of Banking & Finance, LIFE": [
        ("国际商会", "The International Chamber of Commerce", "ICC"),
        ("伦敦银行与金融学院", "The London Institute of Banking & Finance", "LIFE"),
    ],
    "英国高等教育与培训协会ATHE 中国商业联合会CGCC 中国商业会计学会CCAI": [
        ("英国高等教育与培训协会", None, "ATHE"),
        ("中国商业联合会", None, "CGCC"),
        ("中国商业会计学会", None, "CCAI"),
    ],
    "美国绿色建筑委员会\n绿色事业认证公司\nGreen Business Certification, Inc": [
        ("美国绿色建筑委员会", None, None),
        ("绿色事业认证公司", "Green Business Certification, Inc", None),
    ],
    "英国工程理事会 Engineering Council UK The Institution of Engineering and Technology": [
        ("英国工程理事会", "Engineering Council UK", None),
        (None, "The Institution of Engineering and Technology", None),
    ],
    "国际商会(ICC)、伦敦银行与金融学院(LIBF)": [
        ("国际商会", None, "ICC"),
        ("伦敦银行与金融学院", None, "LIBF"),
    ],
    "国际商会 International Chamber of Commerce\nIMA管理会计师协会 Institute of Management Accountants": [
        ("国际商会", "International Chamber of Commerce", None),
        ("管理会计师协会", "Institute of Management Accountants", "IMA"),
    ],
    "Royal Society of Chemistry": [(None, "Royal Society of Chemistry", None)],
    "": [],
    "/": [],
}


@pytest.mark.parametrize("printed", ISSUERS)
def test_an_issuer_cell_names_its_bodies(printed: str) -> None:
    assert [texts(name)[:3] for name in split_issuers(printed, SCHEMAS)] == ISSUERS[printed]


def test_words_that_go_on_after_the_name_are_kept_apart() -> None:
    (body,) = split_issuers("临床药理学委员会(American Board, ABCP)等100多个国家医师协会", SCHEMAS)
    assert [part.text for part in body.rest] == ["等100多个国家医师协会"]


@pytest.mark.parametrize("bracket", ["须持证 2 年以上", "持证两年以上", "需在本市注册", "满3年"])
def test_a_condition_in_brackets_is_no_scope(bracket: str) -> None:
    name = split_name(f"资深公共会计师(FIPA)({bracket})", SCHEMAS)
    assert texts(name) == ("资深公共会计师", None, "FIPA", None)
    assert [part.text for part in name.conditions] == [bracket]
    alone = split_name(f"资深公共会计师({bracket})", SCHEMAS)
    assert [part.text for part in alone.conditions] == [bracket]


def test_a_scope_in_brackets_is_no_condition() -> None:
    for printed in (
        "证书(二级及以上)",
        "证书(注册及资深注册会计师)",
        "证书(战略级)(FIPA)",
        "需求分析师(高级)",
    ):
        assert split_name(printed, SCHEMAS).conditions == ()


def test_an_exemption_in_brackets_is_told() -> None:
    name = split_name("注册会计师(CPA)(部分科目免试)", SCHEMAS)
    assert [part.text for part in name.exemptions] == ["部分科目免试"]


def test_a_level_said_twice_is_scope_once() -> None:
    name = split_name("成人教学职业资格证书（5级） Certificate in Adult Teaching（Level 5）", SCHEMAS)
    assert texts(name) == ("成人教学职业资格证书", "Certificate in Adult Teaching", None, "5级")
    assert [part.text for part in name.rest] == ["Level 5"]


def test_columns_of_two_languages_make_one_name() -> None:
    name = join_columns(split_name("会士", SCHEMAS), split_name("Fellow (FRSC)", SCHEMAS))
    assert texts(name) == ("会士", "Fellow", "FRSC", None)


PIECES = [
    *(
        "会士",
        "协会",
        "公司",
        "国际",
        "等",
        "级及以上",
        "须",
        "Royal Society",
        "The ",
        "FRSC",
        "CChem",
        "é",
        "İ",
        "ﬀ",
    ),
    *("(", ")", "（", "）", ",", "、", "/", "-", " ", "\n", "5", "<sup>2</sup>"),
]


def assert_conserved(cell: str, names: tuple[NameParts, ...]) -> None:
    covered: set[int] = set()
    for name in names:
        for part in name.parts:
            span = set(range(part.start, part.end))
            assert 0 <= part.start < part.end <= len(cell)
            # the one part that may lie in another is the name in its scope (资深专业会员及以上)
            assert not span & covered or part in (name.zh, name.scope)
            assert part.text == tidy(cell[part.start : part.end])
            assert "".join(part.text.split()) == "".join(cell[part.start : part.end].split())
            covered |= span
    assert [char for index, char in enumerate(cell) if char.isalnum() and index not in covered] == []


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=40)))
def test_a_name_loses_and_invents_no_letter(cell: str) -> None:
    name = split_name(cell, SCHEMAS)
    assert_conserved(cell, (name,))


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=40)))
def test_bodies_of_a_cell_do_not_overlap(cell: str) -> None:
    names = split_issuers(cell, SCHEMAS)
    spans = [(part.start, part.end) for name in names for part in name.parts]
    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(st.lists(st.sampled_from(sorted(k for k in ISSUERS if k and k != "/")), min_size=1, max_size=4))
def test_bodies_of_a_list_lose_no_letter(cells: list[str]) -> None:
    cell = "、".join(cells)
    assert_conserved(cell, split_issuers(cell, SCHEMAS))
