"""The text of a notice as a tree of sections."""

from pipeline.catalogues.sections import sections_of
from tests.catalogues.known import FORMS, document

TEXT = """关于某事的通知
各单位：
一、总体要求
坚持开放，加强管理。
（一）原则
1.公开。
2.公平，
公正。
(1) 人人可申请。
(2) 免费。
（二）目标
二、支持政策
享受便利。
本通知自发布之日起施行。
附件：1.目录
2.程序

附件1
目录

序号\t证书名称\t发证机构
1\t会士\t学会
三、不在正文里
"""


def sections(text: str) -> list[tuple[tuple[str, ...], str]]:
    return [(section.path, section.text) for section in sections_of(document(text), FORMS)]


def test_labels_make_paths() -> None:
    assert [path for path, _ in sections(TEXT)] == [
        ("一、",),
        ("一、", "(一)"),
        ("一、", "(一)", "1."),
        ("一、", "(一)", "2."),
        ("一、", "(一)", "2.", "(1)"),
        ("一、", "(一)", "2.", "(2)"),
        ("一、", "(二)"),
        ("二、",),
        (),
    ]


def test_a_paragraph_without_label_belongs_to_the_section_above() -> None:
    found = dict(sections(TEXT))
    assert found["一、",] == "一、总体要求\n坚持开放，加强管理。"
    assert found["二、",] == "二、支持政策\n享受便利。"


def test_what_closes_the_text_is_no_part_of_the_last_section() -> None:
    assert dict(sections(TEXT))[()] == "本通知自发布之日起施行。"


def test_a_sentence_cut_by_a_page_end_is_one() -> None:
    assert dict(sections(TEXT))["一、", "(一)", "2."] == "2.公平，公正。"


def test_attachments_and_tables_end_the_text() -> None:
    assert not [text for _, text in sections(TEXT) if "目录" in text or "不在正文里" in text]


def test_each_section_says_where_its_paragraphs_stand() -> None:
    first = sections_of(document(TEXT), FORMS)[0]
    assert [place.line for place in first.places] == [3, 4]  # type: ignore[union-attr]


def test_markup_of_lists_and_headings_is_no_label() -> None:
    assert sections("#### 一、总则\n\n- 1. 甲；\n  - 2. 乙。\n") == [
        (("一、",), "一、总则"),
        (("一、", "1."), "1. 甲；"),
        (("一、", "2."), "2. 乙。"),
    ]


def test_a_text_without_labels_has_no_sections() -> None:
    assert sections("关于某事的通知\n各单位：\n请执行。\n") == []
