"""Signs of damage in a cell's text, and none in sound texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tables.garble import balance, is_scrap, signs
from tests.typeset.facts import NAMES, expected_rows, load_notice


@pytest.mark.parametrize(
    ("text", "unopened", "unclosed"),
    [
        ("会士(Fellow)", 0, 0), ("会士（Fellow)", 0, 0), ("会士(Fellow", 0, 1), ("Fellow)", 1, 0),
        (")会士(", 1, 1), ("((a)", 0, 1), ("", 0, 0), ("【一】《二》", 0, 0),
    ],
)  # fmt: skip
def test_brackets_are_counted_whatever_their_width(text: str, unopened: int, unclosed: int) -> None:
    assert balance(text) == (unopened, unclosed)


@pytest.mark.parametrize(
    "text",
    ["专业工程师((Professional Engineer)", ",从事建筑设计", "·相关工作", "数字技·术 · ·", "会士(、)",
     "技术 - 创新", "工程 -"],
)  # fmt: skip
def test_damage_shows(text: str) -> None:
    assert signs(text)


@pytest.mark.parametrize("name", NAMES)
def test_printed_texts_show_no_damage(name: str) -> None:
    shown = {
        (row.number, role, text)
        for row in expected_rows(load_notice(name))
        for role, text in row.cells.items()
        if text and signs(text)
    }
    # Shanghai prints one bracket too many, in A 70
    assert {text for _, _, text in shown} <= {"专业工程师((Professional Engineer)"}


@pytest.mark.parametrize("line", ["1", ",,,,", "Scr", "节", "<b>节</b>", "+ .II. III 57", ""])
def test_a_line_without_a_word_is_a_scrap(line: str) -> None:
    assert is_scrap(line)


@pytest.mark.parametrize("line", ["学会", "BRE) Establishment", "Fellow", "从事"])
def test_a_line_with_a_word_is_none(line: str) -> None:
    assert not is_scrap(line)


@given(st.text("ab会（）()[]", max_size=20))
def test_a_text_and_its_brackets_turned_round_balance_alike(text: str) -> None:
    turned = text[::-1].translate(str.maketrans("（）()[]", "）（)(]["))
    assert balance(text) == balance(turned)[::-1]
