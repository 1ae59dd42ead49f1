"""What clauses say, as data, with the words they were read from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.names.conditions import conditions
from pipeline.names.terms import terms
from tests.names.known import SCHEMAS

SAID: dict[str, list[tuple[str, int | str | None, str | None, str]]] = {
    "须持证10年以上": [("holding", 10, "years", "min")],
    "须持证 2 年以上": [("holding", 2, "years", "min")],
    "取得该证书满三年": [("holding", 3, "years", "min")],
    "需要有两年相关工作经验": [("experience", 2, "years", "min")],
    "需要有两学年相关工作经验": [("experience", 2, "years", "min")],
    "具有十二年以上工作经历": [("experience", 12, "years", "min")],
    "需具备专科及以上学历或学士及以上学位,且从事相关专业技术工作满5年。": [
        ("education", "专科", "education", "min"),
        ("education", "学士", "degree", "min"),
        ("experience", 5, "years", "min"),
    ],
    "需年龄不超过45周岁": [("age", 45, "years of age", "max")],
    "须年满18周岁以上": [("age", 18, "years of age", "min")],
    "注册会计师须在中国会计师协会注册后执业": [("registration", "中国会计师协会", None, "is")],
    "经我市农业农村部门备案，从事动物诊疗": [("registration", "我市农业农村部门", None, "is")],
    "需在中国办理短期行医许可后执业": [("licence", "短期行医许可", None, "is")],
    "须仅限在自贸试验区范围内执业": [("place", "自贸试验区", None, "is")],
    "可免考9门": [("exemption", 9, "papers", "is")],
    "最多可免考 9 科": [("exemption", 9, "papers", "max")],
    "可享受9门免考": [("exemption", 9, "papers", "is")],
    "免考 IPA 评估与考试科目最多 13 门": [("exemption", 13, "papers", "max")],
    "中国注册会计师考试部分科目可免试": [("exemption", "部分科目", None, "is")],
    "项目可不受年龄、工作经验限制": [("waiver", "年龄、工作经验", None, "is")],
    "可对应为中 级职称": [("title grade", "intermediate", "scale of titles", "is")],
    "证书有效期3年": [("validity", 3, "years", "is")],
    "通过《职业道德》科目考试": [("examination", "《职业道德》", None, "is")],
    "从事金融工作。": [],
    "": [],
}  # fmt: skip


def said(text: str) -> list[tuple[str, int | str | None, str | None, str]]:
    found = terms(text, conditions(text, SCHEMAS), SCHEMAS)
    return [(one.kind, one.value, one.unit, one.bound) for one in found]


@pytest.mark.parametrize("text", SAID)
def test_a_clause_is_read_as_data(text: str) -> None:
    assert said(text) == SAID[text]


def test_what_is_not_understood_stays_text() -> None:
    (term,) = terms("须具备良好的品行。", conditions("须具备良好的品行。", SCHEMAS), SCHEMAS)
    assert (term.kind, term.value, term.part.text) == ("unread", None, "须具备良好的品行")


def test_each_term_knows_its_words() -> None:
    text = "从事药剂工作\n(需要有两\n年相关工作经验)。"
    (term,) = terms(text, conditions(text, SCHEMAS), SCHEMAS)
    assert "".join(text[term.part.start : term.part.end].split()) == "两年相关工作经验"


@given(st.lists(st.sampled_from([*SAID, "，", "。", "\n", "（", "）", "十", "年"]), max_size=6).map("".join))
def test_terms_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    found = [one for one in terms(text, conditions(text, SCHEMAS), SCHEMAS) if one.kind != "unread"]
    ends = 0
    for one in found:
        assert ends <= one.part.start < one.part.end <= len(text)
        ends = one.part.end
