"""What a notice says of itself is found in its usual forms, and citations are not taken for it."""

import pytest

from pipeline.catalogues.citations import number_parts
from tests.catalogues.known import FORMS, facts, read

TITLE = "关于印发《某市境外职业资格认可目录（3.0版）》的通知"
TABLE = "\n附件\n\n序号\t证书名称\t发证机构\n1\t会士\t学会\n"


@pytest.mark.parametrize(
    "line",
    [
        "京人社事业发〔2023〕24号", "沪人社专[2025]298号", "沪人社专【2025】298号", "琼人社发（2024）15号",
        "苏人社函(2024)7号", "浙人社发 〔2024〕 3 号", "威人社字〔2026〕第4号", "2024年第3号", "〔2024〕12号",
        "成人社办发〔二〇二五〕12号", "云人社〔二〇二五〕十二号",
    ],
)  # fmt: skip
def test_a_number_alone_in_its_line_is_the_notices_own(line: str) -> None:
    found = facts(f"{line}\n\n{TITLE}\n").document_number
    assert found is not None
    assert found.value == line.replace(" ", "")
    assert found.printed == line


def test_a_number_behind_its_label_is_the_notices_own() -> None:
    found = facts(f"发文字号：琼人社发〔2024〕15号\n{TITLE}\n").document_number
    assert found is not None
    assert found.value == "琼人社发〔2024〕15号"


@pytest.mark.parametrize(
    "line", ["根据《意见》（中办发〔2022〕58号）要求：",
     "现就国发〔2021〕24号的落实通知如下：", "联系电话0631-5190962号"]
)  # fmt: skip
def test_a_number_inside_a_sentence_is_a_citation(line: str) -> None:
    assert facts(f"{TITLE}\n{line}\n").document_number is None


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("京人社事业发〔2023〕24号", ("2023", "24")),
        ("沪人社专[2025]298号", ("2025", "298")),
        ("２０２４年第３号", ("2024", "3")),
        ("成人社办发〔二〇二五〕12号", ("2025", "12")),
        ("云人社〔二○二五〕十二号", ("2025", "12")),
        ("无号", None),
    ],
)
def test_year_and_sequence_of_a_number(number: str, parts: tuple[str, str] | None) -> None:
    assert number_parts(number, FORMS) == parts


def title(*lines: str) -> str | None:
    found = facts("\n".join(lines)).title
    return found.value if found else None


def test_a_title_over_several_lines_is_one_with_its_authorities() -> None:
    lines = ["北京市人力资源和社会保障局", "北京市人才工作局", "关于印发《北京市境外职业资格认可目录"]
    assert title(*lines, "(3.0 版)》的通知", "各区：") == (
        "北京市人力资源和社会保障局北京市人才工作局关于印发《北京市境外职业资格认可目录(3.0 版)》的通知"
    )  # fmt: skip


def test_the_letterhead_and_the_number_above_are_no_part_of_the_title() -> None:
    assert title("海南省人力资源和社会保障厅文件", "琼人社发〔2024〕15号", TITLE) == TITLE


def test_a_title_may_end_with_a_trial_in_brackets() -> None:
    assert title("关于推进试点工作的若干措施（试行）", "各市：") == "关于推进试点工作的若干措施（试行）"


@pytest.mark.parametrize(
    "line", ["某市境外职业资格认可清单（2024年版）", "某省境外职业资格认可办法", "某省商务厅公告"]
)
def test_a_list_published_alone_has_its_name_as_title(line: str) -> None:
    assert title(line, "第一条 内容。") == line


def test_a_sentence_is_no_title() -> None:
    assert title("现将目录印发你们，请认真执行本通知。", "附件：目录") is None


@pytest.mark.parametrize(
    ("line", "edition"),
    [
        ("关于印发《清单（3.0版）》的通知", "3.0"),
        ("关于印发《清单(3.0 版)》的通知", "3.0"),
        ("关于印发《目录（2024年版）》的通知", "2024"),
        ("关于印发《目录（2024版）》的通知", "2024"),
        ("关于印发《目录（2024年度版）》的通知", "2024"),
        ("关于印发《目录（第二版）》的通知", "第二"),
        ("关于印发《目录》的通知", None),
    ],
)
def test_the_edition_stands_in_the_title(line: str, edition: str | None) -> None:
    found = facts(line).edition
    assert (found.value if found else None) == edition


DATES = {
    "2023年8月28日": "2023-08-28",
    "2023 年 8 月 28 日": "2023-08-28",
    "２０２３年１２月２９日": "2023-12-29",
    "二〇二三年八月二十八日": "2023-08-28",
    "二○二四年十月三十一日": "2024-10-31",
    "二零二五年十二月三日": "2025-12-03",
}


@pytest.mark.parametrize(("line", "date"), DATES.items())
def test_the_date_of_the_signature_is_the_issue(line: str, date: str) -> None:
    found = facts(
        f"{TITLE}\n截至2020年1月1日，已有多项。\n某市人力资源和社会保障局\n{line}\n（此件公开发布）{TABLE}"
    ).issued
    assert found is not None
    assert (found.value, found.printed) == (date, line)


def authorities(*lines: str) -> list[str]:
    return [
        fact.value for fact in facts("\n".join([TITLE, "各单位：", "请执行。", *lines]) + TABLE).authorities
    ]


def test_a_day_that_the_calendar_lacks_is_no_date_of_issue_and_is_told() -> None:
    found = facts(f"{TITLE}\n某市人力资源和社会保障局\n2025年2月30日\n{TABLE}")
    assert found.issued is None
    assert [finding.code for finding in found.findings] == ["date-impossible"]
    assert facts(f"{TITLE}\n某市人力资源和社会保障局\n2024年2月29日\n{TABLE}").findings == ()


def test_all_who_sign_are_authorities() -> None:
    assert authorities("某市人力资源和社会保障局", "", "某市人才工作局", "", "2023年8月28日") == [
        "某市人力资源和社会保障局",
        "某市人才工作局",
    ]


def test_authorities_beside_one_another_are_several() -> None:
    lines = ["   市人社局       自贸试验区管委会   ", "市科技局\u3000\u3000市公安局"]
    assert authorities(*lines, "2023年12月29日") == [
        "市人社局", "自贸试验区管委会", "市科技局", "市公安局",
    ]  # fmt: skip


def test_a_name_broken_over_lines_is_one_authority() -> None:
    assert authorities("威海市人力资源", "和社会保障局", "威海市公安局", "2026年4月21日") == [
        "威海市人力资源和社会保障局",
        "威海市公安局",
    ]


def test_an_authority_may_stand_on_the_line_of_the_date() -> None:
    assert authorities("某省商务厅  2024年4月28日") == ["某省商务厅"]


def test_an_authority_may_have_brackets_in_its_name() -> None:
    assert authorities("海南省商务厅", "中国（海南）自由贸易试验区工作委员会办公室", "2024年4月28日") == [
        "海南省商务厅",
        "中国（海南）自由贸易试验区工作委员会办公室",
    ]


def test_lines_of_the_text_above_the_signature_are_no_authorities() -> None:
    assert authorities("附件：某市境外职业资格认可目录", "某市人力资源和社会保障局", "2023年8月28日") == [
        "某市人力资源和社会保障局"
    ]


def test_without_a_date_nobody_signs() -> None:
    found = facts(f"{TITLE}\n某市人力资源和社会保障局\n")
    assert found.authorities == ()
    assert found.issued is None


def dates(sentence: str) -> tuple[str | None, str | None]:
    found = facts(f"{TITLE}\n{sentence}\n某市人力资源和社会保障局\n2024年4月28日{TABLE}")
    return (found.effective and found.effective.value, found.expires and found.expires.value)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("sentence", "effective", "expires"),
    [
        ("本通知自发布之日起实施。", "2024-04-28", None),
        ("自印发之日起施行。", "2024-04-28", None),
        ("本通知自公布之日施行。", "2024-04-28", None),
        ("自发布之日起30日后施行。", "2024-05-28", None),
        ("本通知自发布之日起一个月后施行。", "2024-05-28", None),
        ("自公布之日起10个工作日后施行。", None, None),
        ("自2024年5月1日起施行，有效期三年。", "2024-05-01", "2027-04-30"),
        ("自2024年5月1日起施行，有效期5年。", "2024-05-01", "2029-04-30"),
        ("以上措施自发布之日起试行，试行期两年。", "2024-04-28", "2026-04-27"),
        ("自发布之日起施行，试行一年半。", "2024-04-28", "2025-10-27"),
        ("本通知自2024年2月29日起实施，有效期为18个月。", "2024-02-29", "2025-08-28"),
        ("本办法有效期自2024年5月1日起五年。", "2024-05-01", "2029-04-30"),
        ("外籍人员可办理有效期5年以内的签证，自2024年5月1日起施行。", "2024-05-01", None),
        ("证书有效期5年。", None, None),
        ("证书有效期至2029年4月30日。", None, None),
        ("《清单》C类自2024年5月1日起施行，试行期两年。", None, None),
        ("自2024年5月1日起施行，有效期至2029年4月30日。", "2024-05-01", "2029-04-30"),
        ("本办法从2024年5月1日起执行，试行期到2026年4月30日止。", "2024-05-01", "2026-04-30"),
        ("于2024年5月1日正式实施。", "2024-05-01", None),
        ("有效期5年，自2024年5月1日起至2029年4月30日。", "2024-05-01", "2029-04-30"),
        ("执行至2029年4月30日止。", None, "2029-04-30"),
        ("截至2023年12月31日，已有多项。", None, None),
        ("2021年1月1日至2023年12月31日取得的证书有效。", None, None),
        ("试行期两年。", None, "2026-04-27"),
        ("自公布之日起10个工作日后施行，有效期三年。", None, None),
        ("本通知自发布之日起施行，有效期至2026年底。", "2024-04-28", "2026-12-31"),
        ("本通知有效期至2026年年末。", None, "2026-12-31"),
        ("自2024年6月1日起实施，有效期至2028年2月底。", "2024-06-01", "2028-02-29"),
        ("自2024年6月1日起施行，有效期至2030年6月。", "2024-06-01", None),
        ("本通知执行至2026年底。", None, "2026-12-31"),
        ("有关项目资助执行至2026年底。", None, None),
        ("自二〇二四年五月一日起施行，有效期至二〇二七年四月三十日。", "2024-05-01", "2027-04-30"),
        ("本通知自2024-05-01起施行，有效期至2027.4.30。", "2024-05-01", "2027-04-30"),
        ("自2024年2月30日起施行。", None, None),
    ],
)
def test_when_a_notice_takes_effect_and_ends(
    sentence: str, effective: str | None, expires: str | None
) -> None:
    assert dates(sentence) == (effective, expires)


def abolished(sentence: str) -> list[str]:
    return [fact.value for fact in facts(f"{TITLE}\n{sentence}\n").supersedes]


def test_numbers_in_a_sentence_that_abolishes_are_superseded() -> None:
    assert abolished("《目录(2.0版)》(京人社事业发〔2022〕19号)同时废止。") == ["京人社事业发〔2022〕19号"]
    assert abolished("《甲》（津人社办发〔2022〕101号）、《乙》（津人社办发〔2021〕7号）同时废止。") == [
        "津人社办发〔2022〕101号",
        "津人社办发〔2021〕7号",
    ]


def test_numbers_in_other_sentences_are_citations() -> None:
    assert abolished("根据国函〔2021〕37号，制定本目录。原目录同时废止。") == []


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("(共计 122 项)", 122), ("共122项", 122), ("（共120个）", 120), ("共收录境外职业资格证书120项", 120),
        ("合计：12", None), ("分为A、B、C、D共4类", None), ("共10个部门", None), ("122项", None),
    ],
)  # fmt: skip
def test_the_number_of_rows_that_the_notice_states(line: str, total: int | None) -> None:
    assert facts(f"{TITLE}\n{line}\n").stated_total == total


def test_a_list_closes_with_its_validity_below_the_table() -> None:
    found = facts(f"{TITLE}{TABLE}\n本目录自2025年1月1日起实施，有效期至2029年12月31日。\n证书有效期5年。")
    assert found.effective is not None
    assert found.expires is not None
    assert (found.effective.value, found.expires.value) == ("2025-01-01", "2029-12-31")


def test_a_year_alone_in_brackets_behind_a_list_is_its_edition() -> None:
    for line, edition in (("某省境外职业资格目录清单（2024）", "2024"), ("关于某省目录（试行）的通知", None)):
        found = facts(line).edition
        assert (found.value if found else None) == edition


def test_what_the_text_does_not_say_is_empty() -> None:
    found = facts("")
    assert (found.title, found.document_number, found.issued, found.effective, found.expires) == (None,) * 5
    assert (found.edition, found.stated_total, found.authorities, found.supersedes) == (None, None, (), ())


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("自发布之日起施行，有效期两年。", "date-counted"),
        ("自公布之日起10个工作日后施行。", "validity-unclear"),
        ("自2024年5月1日起施行，有效期5年，有效期至2026年4月30日。", "validity-unclear"),
        ("本通知有效期另行规定。", "validity-unclear"),
        ("自2024年5月1日起施行，有效期另行规定。", "validity-unclear"),
        ("自2024年5月1日起施行，有效期至2026年4月30日。", None),
        ("本通知自2024年5月1日起施行。", None),
    ],
)
def test_a_day_that_is_counted_or_not_understood_is_told(sentence: str, code: str | None) -> None:
    found = facts(f"{TITLE}\n{sentence}\n某市人力资源和社会保障局\n2024年4月28日{TABLE}").findings
    assert [one.code for one in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("自施行之日起，《甲》（沪人社专〔2024〕365号）停止执行。", ["沪人社专〔2024〕365号"]),
        ("《甲》（沪人社专(2024)365号），同时废止。", ["沪人社专(2024)365号"]),
        ("原沪人社专〔2024〕365号文件同时废止。", ["沪人社专〔2024〕365号"]),
        ("根据沪府〔2020〕1号，《甲》（沪人社专〔2024〕365号）废止。", ["沪人社专〔2024〕365号"]),
        (
            "《甲》（沪人社专〔2024〕365号）继续有效，《乙》（沪人社专〔2023〕1号）废止。",
            ["沪人社专〔2023〕1号"],
        ),
        ("《甲》（沪人社专〔2024〕365）自行失效。", ["沪人社专〔2024〕365"]),
        ("《甲》（沪人社专〔2024〕365号）第三条同时废止。", []),
        ("《甲》（沪人社专〔2024〕365号）的附件同时废止。", []),
    ],
)
def test_what_a_sentence_abolishes(sentence: str, numbers: list[str]) -> None:
    assert abolished(sentence) == numbers


def test_a_sentence_that_a_page_end_cuts_is_whole() -> None:
    assert abolished("《某市境外职业资格证书认可清单的通知》(沪人社专[2024]\n365号)同时废止。") == [
        "沪人社专[2024]365号"
    ]


@pytest.mark.parametrize(
    ("line", "is_amendment"),
    [
        ("关于更正《某市境外职业资格认可目录》的通知", True),
        ("关于某市境外职业资格认可目录的补充通知", True),
        ("关于修订《某市境外职业资格认可目录》部分内容的通知", True),
        ("关于调整境外职业资格认可目录部分证书的通知", True),
        ("关于印发《某市境外职业资格认可目录（2024年修订版）》的通知", None),
        (TITLE, None),
    ],
)
def test_a_notice_that_corrects_or_adds_says_so_in_its_title(line: str, is_amendment: bool | None) -> None:
    found = facts(f"{line}\n《某目录》（甲人社〔2024〕2号）附件有误，现更正如下：\n")
    assert found.is_amendment is is_amendment
    assert [fact.value for fact in found.amends] == (["甲人社〔2024〕2号"] if is_amendment else [])


def test_a_list_may_have_days_of_its_own() -> None:
    text = f"{TITLE}\n自2024年5月1日起施行。\n《清单》B类试行期两年。\n某局\n2024年4月28日\n"
    rows = "序号\t证书名称\t发证机构\n1\t会士\t学会\n2\t会员\t学会\n"
    found = read(f"{text}附件\n\nA类\n\n{rows}\nB类\n\n{rows}\nC类（有效期至2025年12月31日）\n\n{rows}")
    dates = [one.expires.value if one.expires else None for one in found.catalogues]
    assert dates == [None, "2026-04-30", "2025-12-31"]
    assert found.facts.expires is None
