"""Lines of cells are joined, squeezed and folded as the contract says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold, join_lines, squeeze

JOINED = {
    "nothing between two Chinese characters": ("英国皇家\n化学会", "英国皇家化学会"),
    "one space between Latin words": ("Royal Society\nof Chemistry", "Royal Society of Chemistry"),
    "one space between Chinese and Latin": ("英国皇家化学会\nRoyal Society", "英国皇家化学会 Royal Society"),
    "one space between Latin and Chinese": ("IEEE\n会士", "IEEE 会士"),
    "one space before a digit": ("Level\n3", "Level 3"),
    "nothing before an opening bracket": ("会士\n(Fellow)", "会士(Fellow)"),
    "nothing after an opening bracket": ("会士(\nFellow)", "会士(Fellow)"),
    "nothing after a closing bracket": ("(CIMA)\nplc", "(CIMA)plc"),
    "nothing next to full-width brackets": ("CFA\n（美国）\nInstitute", "CFA（美国）Institute"),
    "nothing before a slash": ("FIA\n/FFA", "FIA/FFA"),
    "nothing after a slash": ("FIA/\nFFA", "FIA/FFA"),
    "nothing after a Chinese comma": ("化学、\nChemistry", "化学、Chemistry"),
    "nothing before a Chinese full stop": ("Chemistry\n。", "Chemistry。"),
    "one space after a Latin comma": ("Inc,\nLtd", "Inc, Ltd"),
    "a cut word keeps its hyphen": ("Industrie-\nund", "Industrie-und"),
    "a blank between Chinese characters goes": ("教 师\u3000资格", "教师资格"),
    "a blank between Latin words stays": ("Royal  Society", "Royal  Society"),
    "blanks around the line break go": ("Royal \n Society", "Royal Society"),
    "an empty line counts for nothing": ("教师\n\n资格", "教师资格"),
    "no text stays no text": ("\n \n", ""),
}


@pytest.mark.parametrize(("printed", "joined"), JOINED.values(), ids=JOINED.keys())
def test_lines_join_by_the_rule(printed: str, joined: str) -> None:
    assert join_lines(printed) == joined


LINES = st.lists(st.text("英国会、。（）()/- aZ9\u3000", max_size=8), max_size=5).map("\n".join)


@given(LINES)
def test_joining_loses_and_adds_white_space_alone(text: str) -> None:
    assert squeeze(join_lines(text)) == squeeze(text)


@given(LINES)
def test_joined_text_is_one_line_and_joins_to_itself(text: str) -> None:
    joined = join_lines(text)
    assert "\n" not in joined
    assert join_lines(joined) == joined.strip()


def test_folding_ignores_width_case_blanks_and_what_has_no_width() -> None:
    assert fold("（ＡＢＣ） 证\u200b书\n") == "(abc)证书"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("26", 26), ("１２", 12), ("01", 1), ("1.12", 12), ("2-3", 3), ("（3）", 3), ("7.", 7), ("7、", 7),
        ("一", 1), ("（十）", 10), ("十二", 12), ("二十", 20), ("三十四", 34), ("一百零五", 105),
        ("一百二十三", 123), ("二〇二三", 2023), ("二○二三", 2023),
        ("", None), ("一、金融类", None), ("A1", None), ("...", None), ("½", None), ("证书", None),
    ],
)  # fmt: skip
def test_numbers_are_read_in_digits_and_in_chinese(printed: str, number: int | None) -> None:
    assert numeral(printed) == number
