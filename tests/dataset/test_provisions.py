"""What sections say is read from their words: kind, what they give, to whom, where, by whom and how."""

from pathlib import Path

import pytest

from pipeline.catalogues.model import Notice
from pipeline.dataset.provisions import provision_rows
from pipeline.dataset.records import ProvisionRecord
from pipeline.knowledge import SCHEMAS
from pipeline.readers.files import read_file
from pipeline.reading import notice_of
from tests.catalogues.known import read
from tests.conftest import ROOT

NOTICES = ROOT.parent / "shared" / "notices"
ROWS = "序号\t证书名称\t发证机构\n1\t会士\t学会\n2\t会员\t学会\n"
TEXT = f"""关于印发《某市境外职业资格认可清单（3.0版）》的通知
现印发《某市境外职业资格认可清单（3.0版）》（以下简称《清单》，见附件1）。
第一条 适用范围
适用于本市自由贸易试验区。
第二条 便利服务
（一）《清单》A类持证人员
1.外籍人员可办理人才签证；
①本人；
②配偶可随同。
2.可凭证书领取专用停车证。
（二）B类：外籍人员符合外国高端人才（A类）条件的，可办理工作许可。
第三条 查询验证流程
1.用人单位登录某市证书查验服务平台（https://example.org/a）；
2.平台核验，由市人力资源社会保障局告知结果。
《清单》外的证书不得执业。
本通知自发布之日起施行，《清单（2.0版）》（甲人社〔2020〕1号）同时废止。
附件：1.某市境外职业资格认可清单（3.0版）
2.证书申报流程
某市人力资源和社会保障局
2024年4月28日

附件1
某市境外职业资格认可清单（3.0版）

A类

{ROWS}
B类

{ROWS}
附件2
证书申报流程
一、提出申请。
二、专家评审。
"""


def rows(notice: Notice) -> list[ProvisionRecord]:
    return provision_rows(notice, "N", SCHEMAS)


@pytest.fixture(scope="module")
def found() -> dict[str, ProvisionRecord]:
    """Sections of the text above by their labels."""
    return {("" if one.annex is None else "附件 ") + " ".join(one.path): one for one in rows(read(TEXT))}


def test_sections_are_a_tree_and_annexes_have_their_own(found: dict[str, ProvisionRecord]) -> None:
    parents = {label: one.parent for label, one in found.items()}
    by_ordinal = {one.ordinal: label for label, one in found.items()}
    assert {label: by_ordinal.get(parent or 0) for label, parent in parents.items()} == {
        "第一条": None, "第二条": None, "第二条 (一)": "第二条", "第二条 (一) 1.": "第二条 (一)",
        "第二条 (一) 1. ①": "第二条 (一) 1.", "第二条 (一) 1. ②": "第二条 (一) 1.",
        "第二条 (一) 2.": "第二条 (一)", "第二条 (二)": "第二条", "第三条": None, "第三条 1.": "第三条",
        "第三条 2.": "第三条", "": None, "附件 一、": None, "附件 二、": None,
    }  # fmt: skip
    assert found["附件 一、"].annex == "证书申报流程"


def test_a_section_has_the_kind_of_its_heading_or_of_the_one_above(found: dict[str, ProvisionRecord]) -> None:
    kinds = {label: found[label].kind for label in ("第一条", "第二条", "第二条 (一) 1.", "第三条", "")}
    assert list(kinds.values()) == ["scope", "benefit", "benefit", "verification", "validity"]


def test_steps_of_a_procedure_are_counted(found: dict[str, ProvisionRecord]) -> None:
    steps = {label: one.step for label, one in found.items() if one.step}
    assert steps == {"第三条 1.": 1, "第三条 2.": 2, "附件 一、": 1, "附件 二、": 2}


def test_what_has_no_kind_stays_in_its_own_words(found: dict[str, ProvisionRecord]) -> None:
    assert found["第二条 (一) 1."].gives == ["visa"]
    assert found["第二条 (一) 2."].gives == ["可凭证书领取专用停车证"]


def test_what_is_forbidden_is_not_given(found: dict[str, ProvisionRecord]) -> None:
    assert "practice" not in found["第三条 2."].gives


def test_a_class_of_talents_is_no_list(found: dict[str, ProvisionRecord]) -> None:
    assert found["第二条 (二)"].lists == ["N/B"]
    assert found["第二条 (二)"].gives == ["work permit"]
    assert found["第二条 (一) 1. ①"].lists == ["N/A"]
    assert found["第三条 2."].lists == ["N/A", "N/B"]
    assert found[""].lists == []


def test_territory_is_that_of_the_scope_where_a_section_says_none(found: dict[str, ProvisionRecord]) -> None:
    assert found["第二条 (一) 1."].territory == found["第一条"].territory
    assert "free-trade zone" in found["第一条"].territory


def test_bodies_platforms_and_addresses_are_named(found: dict[str, ProvisionRecord]) -> None:
    first, second = found["第三条 1."], found["第三条 2."]
    assert (first.platform, first.addresses) == (["某市证书查验服务平台"], ["https://example.org/a"])
    assert first.covers == ["employers"]
    assert second.authorities == ["市人力资源社会保障局"]


def test_each_value_has_its_words_and_their_place(found: dict[str, ProvisionRecord]) -> None:
    by_ordinal = {one.ordinal: one for one in found.values()}
    lines = TEXT.split("\n")
    for one in found.values():
        assert {str(e["value"]) for e in one.evidence} == {
            value
            for column in ("gives", "lists", "covers", "territory", "authorities", "platform", "addresses")
            for value in getattr(one, column)
        }
        for proof in one.evidence:
            start, end, places = proof["from"], proof["to"], proof["places"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert isinstance(places, list)
            assert by_ordinal[proof["section"]].text[start - 1 : end] == proof["words"]  # type: ignore[index]
            assert str(proof["words"]) in "".join(lines[place["line"] - 1] for place in places)


# What the five published texts say, by section: facts, told apart from their prose.
PUBLISHED: dict[str, dict[tuple[str, ...], dict[str, object]]] = {
    "shanghai-2025-298": {
        ("一、", "(一)"): {"kind": "benefit", "lists": ["N/A"]},
        ("一、", "(一)", "1."): {"gives": ["visa", "residence permit", "work permit"], "lists": ["N/A"]},
        ("一、", "(一)", "3."): {"gives": ["residence card", "points", "title"]},
        ("一、", "(二)", "1."): {"gives": ["work permit", "limits eased"], "lists": ["N/B"]},
        ("一、", "(二)", "2."): {"gives": ["permanent residence", "family"],
                              "authorities": ["国家重点发展区域主管部门"]},
        ("一、", "(二)", "5."): {"gives": ["settlement"], "covers": ["employers"]},
        ("二、",): {"kind": "title recognition", "lists": ["N/C"], "territory": ["whole jurisdiction"]},
        ("二、", "(二)", "3.", "(2)"): {"kind": "requirement", "gives": [], "lists": ["N/C"]},
        ("二、", "(三)", "3."): {"step": 3, "platform": ["上海市职称服务系统"]},
        ("三、",): {"lists": ["N/D"], "gives": ["mutual recognition", "title", "examination exemption"]},
        ("六、",): {"kind": "adjustment", "gives": []},
    },
    "beijing-2023-24": {
        ("一、",): {"kind": "benefit", "lists": ["N/1", "N/2"], "covers": ["holders", "employed here"]},
        ("一、", "1."): {"gives": ["residence card"], "covers": ["Chinese nationals"]},
        ("一、", "3."): {"authorities": ["公安机关口岸签证部门"], "covers": ["foreign nationals"]},
        ("一、", "4."): {"gives": ["work permit", "limits eased"]},
        ("二、", "1."): {"gives": ["title", "appointment"], "lists": ["N/1"]},
        ("二、", "6."): {"gives": ["projects"]},
        ("三、",): {"kind": "practice", "territory": ["whole jurisdiction"]},
        ("四、",): {"kind": "verification", "gives": ["verification", "notarisation relief"]},
    },
    "tianjin-2023": {
        ("一、",): {"kind": "scope", "territory": ["free-trade zone", "special zone"]},
        ("二、", "(二)"): {"territory": ["free-trade zone", "special zone"],
                         "gives": ["work permit", "limits eased", "talent confirmation letter"]},
        ("三、",): {"platform": ["北京市境外职业资格证书查询验证服务平台"], "covers": ["employers"]},
    },
    "weihai-2026-4": {
        ("一、",): {"lists": ["N/1", "N/2"], "territory": ["whole jurisdiction"]},
        ("二、",): {"kind": "verification", "authorities": ["同级人社部门", "市人力资源社会保障局"]},
        ("四、",): {"kind": "benefit"},
        (): {"kind": "validity",
             "authorities": ["威海市人力资源和社会保障局", "威海市公安局", "威海市商务局"]},
    },
    "guangxi-2024": {
        ("一、",): {"gives": ["skill certificate"], "lists": ["N/1"]},
        ("三、", "(二)"): {"step": 2, "platform": ["广西“数智人社”职业技能评价工作平台"]},
        ("三、", "(一)", "5."): {"step": None, "covers": ["students"]},
        ("四、", "(四)"): {"gives": []},
    },
}  # fmt: skip
SECTIONS = {
    "shanghai-2025-298": 54,
    "beijing-2023-24": 22,
    "tianjin-2023": 13,
    "weihai-2026-4": 6,
    "guangxi-2024": 21,
}
STEPS = {"shanghai-2025-298": 5, "beijing-2023-24": 4, "tianjin-2023": 4}


@pytest.fixture(scope="module", params=sorted(PUBLISHED))
def published(request: pytest.FixtureRequest) -> tuple[str, list[ProvisionRecord]]:
    """Each of the five published texts."""
    path = NOTICES / f"{request.param}.txt"
    if not path.is_file():
        pytest.skip("the published texts are not here")
    return str(request.param), rows(notice_of(read_file(path)))


def test_the_published_texts_say_what_they_say(published: tuple[str, list[ProvisionRecord]]) -> None:
    name, records = published
    assert len(records) == SECTIONS[name]
    own = {tuple(one.path): one for one in records if one.annex is None}
    for path, facts in PUBLISHED[name].items():
        assert {column: getattr(own[path], column) for column in facts} == facts, path


def test_a_certificate_is_verified_on_a_platform_in_steps(
    published: tuple[str, list[ProvisionRecord]],
) -> None:
    name, records = published
    steps = [one for one in records if one.annex and one.kind == "verification"]
    assert [one.step for one in steps] == list(range(1, STEPS.get(name, 0) + 1))
    if steps:
        assert len(steps[0].addresses) == 1
        assert steps[0].platform


SAMPLES: dict[str, dict[tuple[str, ...], tuple[list[str], list[str]]]] = {
    "CN-SH/shanghai-2025-298.pdf": {
        ("一、", "(一)"): (["visa", "residence permit", "work permit", "points"], ["N/A"]),
        ("二、",): (["title"], ["N/C"]),
        ("三、",): (["mutual recognition"], ["N/D"]),
    },
    "CN-BJ/beijing-2023-24.pdf": {("一、", "3."): (["visa", "residence permit"], [])},
    "CN-TJ/tianjin-2023.docx": {("二、", "(三)"): (["visa", "residence permit", "entry and exit"], [])},
    "CN-SD-371000/weihai-2026-4.pdf": {("一、",): (["title"], ["N/1", "N/2"])},
    "CN-GX/guangxi-2024.docx": {("三、", "(三)"): ([], [])},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_give_what_their_short_sections_say(name: str) -> None:
    records = rows(notice_of(read_file(Path(ROOT / "raw" / name))))
    own = {tuple(one.path): one for one in records if one.annex is None}
    assert {path: (sorted(own[path].gives), own[path].lists) for path in SAMPLES[name]} == {
        path: (sorted(gives), lists) for path, (gives, lists) in SAMPLES[name].items()
    }


OTHER = f"""关于境外职业资格在某市认可有关事项的通知
一、适用范围
在某市两江新区、自由贸易试验片区工作的外国人。
二、认可方式
（一）甲类目录。持证人员可从事相应专业活动，不再参加国内考试。
（二）乙类目录。境外工作年限可计入专业年限。
三、配套服务
（一）公安出入境管理机构为持证人办理签证。
（二）税收。符合条件的给予个人所得税优惠。
（三）优先推荐申报人才计划，子女可就近入读学校，可申请租房补贴。
四、查验流程
1.登录“某才认证”服务平台注册。
2.由市职业技能鉴定指导中心出具意见。
五、组织保障
市外事办公室、各区人力社保局落实。
附件：1.甲类目录
2.乙类目录
某市人力资源和社会保障局
2026年1月20日
附件1
甲类目录

{ROWS}
附件2
乙类目录

{ROWS}"""


def test_other_words_say_the_same() -> None:
    found = {" ".join(one.path): one for one in rows(read(OTHER))}
    assert (found["一、"].kind, found["五、"].kind) == ("scope", "organisation")
    assert found["一、"].territory == ["free-trade zone", "special zone"]
    assert [found[label].lists for label in ("二、 (一)", "二、 (二)")] == [["N/1"], ["N/2"]]
    gives = {label: sorted(one.gives) for label, one in found.items()}
    assert gives["三、 (一)"] == ["visa"]
    assert gives["三、 (二)"] == ["tax relief"]
    assert gives["三、 (三)"] == ["family", "projects", "subsidy"]
    assert found["四、 1."].platform == ["“某才认证”服务平台"]
    assert (found["四、 2."].step, found["四、 2."].authorities) == (2, ["市职业技能鉴定指导中心"])
    assert found["三、 (一)"].authorities == ["公安出入境管理机构"]
    assert found["五、"].authorities == ["市外事办公室", "区人力社保局"]
