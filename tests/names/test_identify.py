"""Names that are one get one identity; what contradicts itself is kept apart and told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.names.identify import Mention, identify
from pipeline.names.identities import Identities
from pipeline.names.registry import Registry, load_registry
from pipeline.names.split import split_issuers, split_name
from tests.names.known import SCHEMAS


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


def test_an_abbreviation_that_the_name_does_not_make_is_told_as_a_slip() -> None:
    found = resolve(*SAMPLE, mention("C/23", "资深会员(FRICS)", "英国皇家特许测量师学会(RICS)"))
    assert ids(found)["A/57"][0] == ids(found)["D/1"][0] == ids(found)["C/23"][0] != ids(found)["A/1"][0]
    (slip,) = found.conflicts
    assert slip.entry_ids == ("D/1",)
    assert (slip.finding.code, slip.finding.role, slip.finding.marks) == (
        "abbreviation-doubtful",
        "issuer",
        True,
    )


def test_what_contradicts_itself_is_never_joined_silently() -> None:
    for one, other in (
        ("国际反洗钱认证协会(ICA)", "国际反洗钱认证协会(IAC)"),
        ("International Certification Forum (ICF)", "International Certification Forum (IPA)"),
    ):
        found = resolve(mention("X/1", "甲", one), mention("X/2", "乙", other))
        assert len(found.issuers) == 2
        assert [told.finding.code for told in found.conflicts] == ["identity-conflict"]
        assert [pair.against for pair in found.queue] == ["different abbreviations"]
    found = resolve(
        mention("X/1", "证", "反洗钱师委员会", "IE"), mention("X/2", "证", "反洗钱师委员会", "NZ")
    )
    assert [pair.against for pair in found.queue] == ["different countries"]
    assert len(found.issuers) == 2


def test_a_name_that_fits_two_bodies_is_left_to_a_person() -> None:
    found = resolve(
        mention("X/1", "甲", "反洗钱师协会(AMA)", "IE"),
        mention("X/2", "乙", "反洗钱师协会(AMB)", "NZ"),
        mention("X/3", "丙", "反洗钱师协会"),
    )
    assert len(found.issuers) == 3
    assert len(found.queue) == 3


def test_generic_names_of_two_countries_are_two_bodies() -> None:
    found = resolve(mention("X/1", "证", "教师委员会", "IE"), mention("X/2", "证", "教师委员会", "NZ"))
    assert len(found.issuers) == 2
    alone = resolve(mention("X/1", "证", "教师委员会", "IE"), mention("X/2", "证", "教师委员会"))
    assert len(alone.issuers) == 2
    assert len(alone.queue) == 1


MUST_MERGE = [
    ("培思特国际 PeoPleCert International Ltd", "希腊培思特国际认证中心 PeopleCert International"),
    (
        "公认反洗钱师协会(ACAMS)",
        "美国公认反洗钱师协会(Association Of Certified Anti-Money Laundering Speclists, ACAMS)",
    ),
    ("德国工商总会(Deutscher Kammertag, DIHK)", "德国工商大会(Deutsche Kammertag, DIHK)"),
    ("英国培训与高等教育认证(Awarding for Training, ATHE)", "英国高等教育与培训协会(ATHE)"),
    (
        "艾奥瓦州教育考试委员会 Iowa Board of Educational Examiners",
        "爱荷华州教育考试委员会 State Of Iowa Board Of Educational Examiners",
    ),
    ("公共会计师协会(澳大利亚)(Institute of Public Accountants)", "澳大利亚公共会计师协会"),
    ("英國特許公認會計師公會", "英国特许公认会计师公会"),
    ("福岡県教育委员会", "福冈县教育委员会"),
    ("福岡县教育委员会", "福冈县教育委员会"),
    ("The Royal Society of Chemistry", "ROYAL SOCIETY OF CHEMISTRY"),
    ("Ｒｏｙａｌ Society of Chemistry", "Royal  Society\nof Chemistry"),
    (
        "国际财务管理协会 International Financial Management Associator, IFMA",
        "International Financial Management Association, IFMA",
    ),
    ("Chartered Institute of Procurement & Supply", "The Chartered Institute of Procurement and Supply"),
    ("Green Business Certification, Inc", "Green Business CertificationInc"),
    ("国际信息系统安全认证联盟(ISC <sup>2</sup>)", "国际信息系统安全认证协会 (ISC2)"),
    ("英国皇家化学会 Royal Society of Chemistry", "英国皇家化学会"),
    ("英国皇家化学会 Royal Society of Chemistry", "Royal Society of Chemistry"),
    ("皇家化学会", "英国皇家化学会"),
    ("Royal Society of Chemistry (UK)", "Royal Society of Chemistry"),
    (
        "特许管理会计师公会(CIMA)",
        "英国皇家特许管理会计师公会 The Chartered Institute of Management Accountants, CIMA",
    ),
    ("CFA Institute", "Chartered Financial Analyst (CFA) Institute"),
    ("CPA Australia", "Certified Practising Accountant(CPA)Australia"),
    ("特许金融分析师协会 CFA Institute", "美国投资管理与研究协会 CFA Institute"),
    ("微软公司 Microsoft", "Microsoft"),
    ("Royal Society of Chemisty", "Royal Society of Chemistry"),
    ("英国皇家特许测量帅学会", "英国皇家特许测量师学会"),
    ("英国皇家\u200b化学会", "\u202b英国皇家化学会\u202c"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), MUST_MERGE)
def test_one_body_in_two_forms_is_one(one: str, other: str) -> None:
    found = resolve(mention("X/1", "甲", one), mention("X/2", "乙", other))
    assert len({issuers[0] for issuers, _ in ids(found).values()}) == 1
    assert any(body.evidence for body in found.issuers) or len({one, other}) == 1


def test_fellows_of_a_body_name_the_body_that_grants_it() -> None:
    former = "澳洲注册会计师协会 Australia Society Certified Practising Accountants, ASCPA"
    found = resolve(
        mention("X/1", "资深会员 Fellow of CPA Australia", former),
        mention("X/2", "证书", "澳洲会计师公会(CPA Australia)"),
    )
    assert len(found.issuers) == 1
    assert [one.rule for one in found.issuers[0].evidence] == ["membership"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("澳门特别行政区政府土地工务局", "澳门土地工务运输局"),
        ("德国工商大会(DIHK)", "德国工业贸易大会(DIHK)"),
        ("国际焊接技术学会", "焊接技术学会"),
        ("香港云安全学会", "香港云安全协会"),
    ],
)
def test_bodies_that_may_be_one_are_kept_apart_and_told(one: str, other: str) -> None:
    found = resolve(mention("X/1", "甲", one), mention("X/2", "乙", other))
    assert len(found.issuers) == 2
    (told,) = found.conflicts
    assert (told.finding.code, told.finding.marks) == ("identity-possible", False)
    (pair,) = found.queue
    assert {pair.left, pair.right} == {body.id for body in found.issuers}
    assert pair.evidence


MUST_NOT_MERGE = [
    ("公共会计师协会(Institute of Public Accountants, IPA)", "国际认证协会(Profession Association, IPA)"),
    ("国际会计师公会(Association of International Accountants, AIA)", "美国建筑师学会(AIA)"),
    ("英国财务会计师协会(Institute of Financial Accountants, IFA)", "德国展览协会(Fachverband, IFA)"),
    ("数据分析师协会(Certified Data Analyst Institute, CDA)", "中国牙科协会(Dental Association, CDA)"),
    ("美国财产险精算学会(Casualty Actuarial Society, CAS)", "中国科学院(Academy of Sciences, CAS)"),
    ("香港会计师公会", "澳洲会计师公会"),
    ("加拿大工程师协会 Engineers Canada", "澳大利亚工程师协会 Engineers Australia"),
    ("南达科他州教育部门 South Dakota Department", "北达科他州教育部门 North Dakota Department"),
    ("美国电气电子工程师学会(IEEE)", "IEEE 计算机协会 (IEEE Computer Society, IEEE CS)"),
    (
        "美国注册会计师协会(American Institute of Certified Public Accountants, AICPA)",
        "国际注册专业会计师公会 Association of International Certified Professional Accountants",
    ),
    ("Kansas Board of Nursing", "Arkansas Board of Nursing"),
    ("Virginia Department of Education", "West Virginia Department of Education"),
    ("Institute of Chartered Accountants of Austria", "Institute of Chartered Accountants of Australia"),
    ("Institute of Economics and Trade", "Institute of Ergonomics and Trade"),
    ("American Board of Neurology and Care", "American Board of Urology and Care"),
    ("American Sailing Association, ASA", "American Shooting Association, ASA"),
    ("新加坡教育部 Ministry of Education", "马来西亚教育部 Ministry of Education"),
    ("香港工程师学会", "香港建筑师学会"),
    ("英国机械工程师学会", "英国化学工程师学会"),
    ("爱尔兰特许会计师协会", "苏格兰特许会计师协会"),
    ("中国注册会计师协会", "美国注册会计师协会"),
]


@pytest.mark.parametrize(("one", "other"), MUST_NOT_MERGE)
def test_different_bodies_are_not_joined(one: str, other: str) -> None:
    found = resolve(mention("X/1", "甲", one), mention("X/2", "乙", other))
    assert len(found.issuers) == 2
    assert not any(conflict.finding.marks for conflict in found.conflicts)


@pytest.mark.parametrize(("one", "other"), MUST_NOT_MERGE[:12])
def test_plainly_different_bodies_are_not_even_told(one: str, other: str) -> None:
    assert resolve(mention("X/1", "甲", one), mention("X/2", "乙", other)).conflicts == ()


def test_names_of_different_scope_are_different_qualifications() -> None:
    plain = mention("D/3", "CGMA 会员(CGMA)", "公会(CIMA)", "GB")
    scoped = mention("A/88", "CGMA 会员(战略级)(CGMA(Exam Complete))", "公会(CIMA)", "GB")
    again = mention("B/9", "CGMA 会员(战略级)", "公会(CIMA)", "GB")
    found = resolve(plain, scoped, again)
    assert ids(found)["A/88"][1] == ids(found)["B/9"][1] != ids(found)["D/3"][1]
    (told,) = found.conflicts
    assert (told.finding.code, told.finding.role) == ("identity-possible", "qualification")
    levels = resolve(mention("X/1", "证书(二级)", "公会", "GB"), mention("X/2", "证书(一级)", "公会", "GB"))
    assert ids(levels)["X/1"][1] != ids(levels)["X/2"][1]
    assert levels.conflicts == ()


def test_a_condition_makes_no_other_qualification() -> None:
    found = ids(
        resolve(
            mention("X/1", "资深公共会计师(FIPA)", "公会"),
            mention("X/2", "资深公共会计师(FIPA)(须持证2年以上)", "公会"),
        )
    )
    assert found["X/1"][1] == found["X/2"][1]


def test_an_identifier_comes_from_the_most_printed_name_not_from_an_odd_cell() -> None:
    odd = mention("X/3", "丙", "卫生管理局 Health Agency—Pharmacy Board")
    often = [mention(f"X/{n}", "甲", "卫生管理局 Health Agency") for n in (1, 2)]
    assert resolve(odd, *often).issuers[0].id == "issuer:health-agency"
    assert resolve(odd, often[0]).issuers[0].id == "issuer:health-agency"


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


def test_a_given_qualification_may_cover_scopes(tmp_path: Path) -> None:
    record = """
identities:
  - id: qualification:cpa
    issuer_ids: [ISSUER]
    names: {zh: [会计师资格]}
    scopes: ["", 注册及资深会计师]
    author: someone
    date: 2026-11-21
    reason: one qualification, named with and without its grades
"""
    printed = ("会计师资格", "会计师资格(注册及资深会计师)", "会计师资格(二级)")
    mentions = [mention(f"X/{n}", name, "协会 CPA Australia") for n, name in enumerate(printed)]
    text = record.replace("ISSUER", resolve(mentions[0]).issuers[0].id)
    (tmp_path / "qualifications.yaml").write_text(text, "utf-8")
    found = ids(resolve(*mentions, registry=load_registry(tmp_path)))
    assert found["X/0"][1] == found["X/1"][1] == "qualification:cpa" != found["X/2"][1]
