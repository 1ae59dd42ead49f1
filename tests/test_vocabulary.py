"""Header words mean roles, and lines around tables are told apart."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.knowledge import SCHEMAS
from pipeline.vocabulary import Vocabulary, load_vocabulary

COLUMNS = "author: a\ndate: 2026-11-21\nreason: r\nroles:\n"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(SCHEMAS)


ROLES: dict[tuple[str, ...], str | None] = {
    ("序号",): "number",
    ("序 号",): "number",
    ("No.",): "number",
    ("职业资格证书\n名称",): "qualification",
    ("国际职业资格证书",): "qualification",
    ("证书名称（中英文）",): "qualification",
    ("证书名称（中文）",): "qualification_zh",
    ("境外职业资格名称（中文）",): "qualification_zh",
    ("证书外文名称",): "qualification_en",
    ("颁证机构",): "issuer",
    ("证书颁发机构\n（国内认证机构）",): "issuer",
    ("发证机构（中英文）",): "issuer",
    ("发证机构名称（英文）",): "issuer_en",
    ("发证国家/地区",): "country",
    ("所在国家或地区",): "country",
    ("颁发机构所在国家",): "country",
    ("国家 （地区）",): "country",
    ("专业领域",): "field",
    ("对应职称层级",): "grade",
    ("比照职称",): "title",
    ("对应专业",): "specialty",
    ("比照认定职业（工种）",): "occupation",
    ("比照认定等级",): "grade",
    ("境外等级",): "level",
    ("互认形式",): "recognition",
    ("备注",): "remarks",
    ("证书代码",): "code",
    ("发证机构网址",): None,
    ("证书有效期",): None,
    ("行业主管部门",): None,
    ("对应国内职业资格",): None,
    ("服务事项",): None,
    ("",): None,
    (): None,
    # several levels: the words of all together, then the lowest
    ("证书名称", "中文"): "qualification_zh",
    ("境外职业资格证书", "英文名称"): "qualification_en",
    ("发证机构", "中文名称"): "issuer_zh",
    ("发证", "机构"): "issuer",
    ("境外职业资格", "等级"): "level",
    ("比照认定职称", "级别"): "grade",
    ("比照认定", "级别"): "grade",
    ("證書名稱",): "qualification",
    ("頒發機構",): "issuer",
    ("國家（地區）",): "country",
    ("對應職稱", "級別"): "grade",
    ("機構網址",): None,
    ("比照认定", "职称层级"): "grade",
    ("比照认定", "职称名称"): "title",
    ("证书信息", "名称"): "qualification",
    ("比照认定职称", "名称"): "title",
    ("对应职称", "专业"): "specialty",
    ("境外职业资格证书信息", "专业领域"): "field",
    ("境外职业资格证书信息", "证书颁发机构"): "issuer",
    ("境外职业资格证书信息", "专业"): "field",
    ("境外职业技能项目", "境外（国家）地区"): "country",
    ("国内职业技能项目", "比照认定职业（工种）"): "occupation",
}  # fmt: skip


@pytest.mark.parametrize(("path", "role"), ROLES.items())
def test_header_words_mean_their_role(
    vocabulary: Vocabulary, path: tuple[str, ...], role: str | None
) -> None:
    assert vocabulary.role(path) == role


@pytest.mark.parametrize(
    "line",
    ["A 类", "(一)急需紧缺境外职业资格清单(7 项)", "一、职业资格目录",
     "附件1：上海市境外职业资格清单", "目录(2024年版)"],
)  # fmt: skip
def test_a_line_of_words_may_be_a_heading(vocabulary: Vocabulary, line: str) -> None:
    assert vocabulary.is_heading(line)


@pytest.mark.parametrize(
    "line",
    ["附件 1", "附件１：", "附表二", "(共计 122 项)", "共计122项", "单位：个", "续表", "（续上表）",
     "2025年10月", "（截至2025年10月30日）", "更新时间：2025年10月", "", " \u3000"],
)  # fmt: skip
def test_labels_counts_units_and_dates_are_no_headings(vocabulary: Vocabulary, line: str) -> None:
    assert not vocabulary.is_heading(line)


@pytest.mark.parametrize("text", ["1", "１２", "3.", "（3）", "1.12", "2-1", "一", "（十二）", "三、"])
def test_numbers_of_rows(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.is_number(text)


@pytest.mark.parametrize("text", ["", "A1", "一、金融类", "...", "/", "3级"])
def test_what_is_no_number_of_a_row(vocabulary: Vocabulary, text: str) -> None:
    assert not vocabulary.is_number(text)


def schemas(folder: Path, columns: str) -> Path:
    (folder / "columns.yaml").write_text(columns, "utf-8")
    (folder / "layout.yaml").write_text((SCHEMAS / "layout.yaml").read_text("utf-8"), "utf-8")
    return folder


def test_a_word_under_two_roles_is_an_error(tmp_path: Path) -> None:
    twice = COLUMNS + "  - {role: issuer, words: [机构]}\n  - {role: country, words: ['机 构']}\n"
    with pytest.raises(ConfigurationError, match=r"columns\.yaml: '机 构' stands under issuer and country"):
        load_vocabulary(schemas(tmp_path, twice))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (COLUMNS + "  - {role: issuer, word: [机构]}\n", "roles.0"),
        ("author: a\ndate: 2026-11-21\nroles: []\n", "reason"),
        (COLUMNS + "  - {role: [\n", "line"),
    ],
)
def test_a_mistake_in_the_vocabulary_is_named(tmp_path: Path, columns: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        load_vocabulary(schemas(tmp_path, columns))
    assert "columns.yaml" in str(caught.value)


def test_a_missing_vocabulary_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"columns\.yaml"):
        load_vocabulary(tmp_path)
