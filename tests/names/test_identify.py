"""Names that are one get one identity; what contradicts itself is kept apart and told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.names.identify import Mention, identify
from pipeline.names.identities import Identities
from pipeline.names.registry import Registry, RegistryError, load_registry
from pipeline.names.split import split_issuers, split_name
from tests.names.known import REGISTRY, SCHEMAS


def mention(entry: str, qualification: str, issuer: str, *countries: str) -> Mention:
    return Mention(entry, split_name(qualification, SCHEMAS), split_issuers(issuer, SCHEMAS), countries)


def resolve(*mentions: Mention, registry: Registry | None = None) -> Identities:
    return identify(mentions, registry or Registry(), SCHEMAS)


RSC_EN = "Royal Society of Chemistry, RSC"
CIMA_EN = "The Chartered Institute of Management Accountants"
RICS_ZH, RICS_EN = "英国皇家特许测量师学会", "The Royal Institution of Chartered Surveyors"
FRSC_EN = "Fellow of the Royal Society of Chemistry, FRSC"
SAMPLE = (
    mention("A/1", "会士(FRSC)", f"英国皇家化学会({RSC_EN})"),
    mention("A/2", "特许化学家(Chartered Chemist, CChem)", f"英国皇家化学会({RSC_EN})"),
    mention("B/5", "英国皇家化学会士", "英国皇家化学会 Royal Society of Chemistry", "GB"),
    mention("W/1", "特许化学家 Chartered Chemist, CChem", f"英国皇家化学会 {RSC_EN}", "GB"),
    mention("W/2", f"英国皇家化学会会士 {FRSC_EN}", f"英国皇家化学会 {RSC_EN}", "GB"),
    mention("W/75", "全球特许管理会计师 CGMA", f"特许管理会计师公会 {CIMA_EN}, CIMA"),
    mention("A/87", "CGMA 资深会员(FCMA)", "英国皇家特许管理会计师公会(CIMA)"),
    mention("B/17", "CIMA 管理会计高级文凭", f"英国皇家特许管理会计师公会 {CIMA_EN}"),
    mention("B/6", "澳洲注册会计师资格", "公共会计师协会(Institute of Public Accountants, IPA)"),
    mention("W/37", "IPA证书", "国际认证协会 International Profession Certification Association, IPA"),
    mention("A/57", "资深会员(FRICS)", f"{RICS_ZH}({RICS_EN}, RICS)"),
    mention("D/1", "特许会员(MRICS)", f"{RICS_ZH}({RICS_EN}, RSC)"),
    mention("G/25", "电工", "", "MM"),
    mention("G/29", "电工", "", "VN"),
)  # fmt: skip


def ids(found: Identities) -> dict[str, tuple[tuple[str, ...], str | None]]:
    return {one.entry_id: (one.issuer_ids, one.qualification_id) for one in found.mentions}


def test_one_body_under_several_names_is_one_issuer() -> None:
    found = ids(resolve(*SAMPLE))
    assert {found[e][0] for e in ("A/1", "A/2", "B/5", "W/1", "W/2")} == {
        ("issuer:royal-society-of-chemistry",)
    }
    assert len({found[e][0] for e in ("W/75", "A/87", "B/17")}) == 1


def test_an_abbreviation_alone_merges_nothing() -> None:
    found = ids(resolve(*SAMPLE))
    assert found["B/6"][0] != found["W/37"][0]
    assert found["A/1"][0] != found["D/1"][0]
    alone = ids(resolve(mention("X/1", "一", "IPA"), mention("X/2", "二", "IPA")))
    assert alone["X/1"][0] != alone["X/2"][0]


def test_two_abbreviations_beside_one_name_are_kept_apart_with_a_finding() -> None:
    found = resolve(*SAMPLE, mention("C/23", "资深会员(FRICS)", "英国皇家特许测量师学会(RICS)"))
    assert ids(found)["A/57"][0] != ids(found)["D/1"][0]
    (conflict,) = found.conflicts
    assert conflict.entry_ids == ("D/1",)
    assert conflict.finding.code == "identity-conflict"
    assert conflict.finding.role == "issuer"
    assert conflict.finding.marks


def test_bodies_of_two_countries_are_kept_apart() -> None:
    found = resolve(mention("X/1", "证", "教师委员会", "IE"), mention("X/2", "证", "教师委员会", "NZ"))
    assert len({one.issuer_ids for one in found.mentions}) == 2
    assert len(found.conflicts) == 1


def test_a_word_alone_does_not_join_two_chinese_names() -> None:
    found = resolve(
        mention("X/1", "甲", "机械工程师学会 American"), mention("X/2", "乙", "营运管理协会 American")
    )
    assert len(found.issuers) == 2


def test_a_qualification_is_known_by_its_issuer_and_name() -> None:
    found = ids(resolve(*SAMPLE))
    assert found["A/1"][1] == found["B/5"][1] == found["W/2"][1]
    assert found["A/2"][1] == found["W/1"][1] == "qualification:royal-society-of-chemistry/chartered-chemist"
    assert found["A/1"][1] != found["A/2"][1]


def test_one_name_of_two_issuers_is_two_qualifications() -> None:
    found = ids(
        resolve(mention("X/1", "会士(Fellow)", "光学学会"), mention("X/2", "会士(Fellow)", "计算机学会"))
    )
    assert found["X/1"][1] != found["X/2"][1]


def test_two_names_with_one_abbreviation_of_one_issuer_are_two_qualifications() -> None:
    found = ids(
        resolve(
            mention("X/1", "国际新建筑评估师(BREEAM)", "建筑研究院"),
            mention("X/2", "运营评估师(BREEAM)", "建筑研究院"),
        )
    )
    assert found["X/1"][1] != found["X/2"][1]


def test_without_an_issuer_the_country_tells_skills_apart() -> None:
    found = ids(resolve(*SAMPLE))
    assert found["G/25"][0] == ()
    assert found["G/25"][1] != found["G/29"][1]


def test_without_issuer_and_country_nothing_is_merged() -> None:
    found = ids(resolve(mention("A/17", "会士(Fellow)", ""), mention("A/20", "会士(Fellow)", "")))
    assert found["A/17"][1] != found["A/20"][1]


def test_several_bodies_together_give_several_identities() -> None:
    found = resolve(
        mention(
            "W/82",
            "专家",
            "国际商会 International Chamber of Commerce, ICC 伦敦银行与金融学院 London Institute, LIFE",
            "GB",
        )
    )
    assert found.mentions[0].issuer_ids == (
        "issuer:international-chamber-of-commerce",
        "issuer:london-institute",
    )
    assert all(body.countries == () for body in found.issuers)


@given(st.permutations(range(len(SAMPLE))))
def test_identifiers_do_not_depend_on_the_order(order: list[int]) -> None:
    shuffled = resolve(*(SAMPLE[index] for index in order))
    assert ids(shuffled) == ids(resolve(*SAMPLE))
    assert shuffled.issuers == resolve(*SAMPLE).issuers


def test_identities_list_their_names_and_entries() -> None:
    body = next(one for one in resolve(*SAMPLE).issuers if one.id == "issuer:royal-society-of-chemistry")
    assert (body.name_zh, body.name_latin, body.abbreviations) == (
        "英国皇家化学会",
        "Royal Society of Chemistry",
        ("RSC",),
    )
    assert body.countries == ("GB",)
    assert body.entry_ids == ("A/1", "A/2", "B/5", "W/1", "W/2")
    assert {(name.form, name.language, len(name.entry_ids)) for name in body.names} == {
        ("英国皇家化学会", "zh", 5),
        ("Royal Society of Chemistry", "latin", 5),
        ("RSC", "abbreviation", 4),
    }


GIVEN = """
identities:
  - id: issuer:rics
    names:
      zh: [皇家测量师学会]
      latin: [The Royal Institution of Chartered Surveyors]
      abbreviations: [RICS, RSC]
    author: someone
    date: 2026-11-21
    reason: the second abbreviation is a slip
"""


def test_a_given_identity_stays_and_settles_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "issuers.yaml").write_text(GIVEN, "utf-8")
    found = resolve(*SAMPLE, registry=load_registry(tmp_path))
    assert ids(found)["A/57"][0] == ids(found)["D/1"][0] == ("issuer:rics",)
    assert found.conflicts == ()
    body = next(one for one in found.issuers if one.id == "issuer:rics")
    assert body.name_zh == "皇家测量师学会"
    assert ("皇家测量师学会", "supplied") in {(name.form, name.origin) for name in body.names}


def test_given_identities_without_a_mention_are_not_published(tmp_path: Path) -> None:
    (tmp_path / "issuers.yaml").write_text(GIVEN, "utf-8")
    assert (
        resolve(SAMPLE[0], registry=load_registry(tmp_path)).issuers[0].id
        == "issuer:royal-society-of-chemistry"
    )


def test_a_given_qualification_keeps_its_identifier(tmp_path: Path) -> None:
    record = """
identities:
  - id: qualification:frsc
    issuer_ids: [issuer:royal-society-of-chemistry]
    names: {zh: [会士], abbreviations: [FRSC]}
    author: someone
    date: 2026-11-21
    reason: the same fellowship
"""
    (tmp_path / "qualifications.yaml").write_text(record, "utf-8")
    found = ids(resolve(*SAMPLE, registry=load_registry(tmp_path)))
    assert {found[entry][1] for entry in ("A/1", "B/5", "W/2")} == {"qualification:frsc"}


def test_the_shipped_registry_loads_and_a_missing_one_is_empty(tmp_path: Path) -> None:
    assert {"issuer:royal-society-of-chemistry"} <= {given.id for given in load_registry(REGISTRY).issuers}
    assert load_registry(tmp_path) == Registry()


def test_an_identifier_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "issuers.yaml").write_text(GIVEN + GIVEN.partition("identities:\n")[2], "utf-8")
    with pytest.raises(RegistryError, match=r"issuers\.yaml: issuer:rics: stands twice") as caught:
        load_registry(tmp_path)
    assert caught.value.identity == "issuer:rics"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reason:", "raison:"),
        ("issuer:rics", "RICS"),
        ("author: someone", "author: ''"),
        ("identities:", "identity:"),
    ],
)
def test_a_broken_registry_is_refused_with_its_file(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "issuers.yaml").write_text(GIVEN.replace(old, new), "utf-8")
    with pytest.raises(RegistryError, match=r"issuers\.yaml"):
        load_registry(tmp_path)
