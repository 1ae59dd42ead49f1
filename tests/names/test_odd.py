"""Names that are none: bounded in time, told, and out of keys."""

import pytest

from pipeline.names.identify import Mention, identify
from pipeline.names.keys import name_key
from pipeline.names.odd import odd_name
from pipeline.names.registry import Registry
from pipeline.names.split import split_issuers, split_name
from tests.names.known import SCHEMAS
from tests.work import calls_of

CELLS = [
    "国" * 5000,
    "Royal Society " * 357,
    "(" * 5000,
    "英国皇家化学会(" * 625,
    "A、" * 2500,
    "会(A) " * 1000,
]


@pytest.mark.parametrize("cell", CELLS, ids=range(len(CELLS)))
def test_five_thousand_characters_are_taken_in_bounded_work(cell: str) -> None:
    def named() -> None:
        names = split_issuers(cell, SCHEMAS)
        split_name(cell, SCHEMAS)
        identify([Mention("X/1", None, names)], Registry(), SCHEMAS)

    assert calls_of(named) < 600 * len(cell)
    assert any("characters are no name" in finding.message for finding in odd_name(cell, "issuer", ()))


@pytest.mark.parametrize(
    ("cell", "words", "marks"),
    [
        ("12345 ---", "no letter", True),
        ("①②③", "no letter", True),
        ("Roуal Society", "two alphabets", True),
        ("\u202e英国皇家化学会\u202c", "RIGHT-TO-LEFT OVERRIDE", False),
        ("英国\u200b皇家", "ZERO WIDTH SPACE", False),
    ],
)
def test_what_no_name_holds_is_told(cell: str, words: str, marks: bool) -> None:
    (finding,) = odd_name(cell, "issuer", ())
    assert finding.code == "name-odd"
    assert words in finding.message
    assert finding.marks == marks


@pytest.mark.parametrize("cell", ["/", "", "英国皇家化学会 Royal Society", "Dassault Systèmes", "ISC²"])
def test_ordinary_names_are_not_told(cell: str) -> None:
    assert list(odd_name(cell, "issuer", ())) == []


def test_a_cell_without_letters_names_no_body() -> None:
    assert split_issuers("①②③", SCHEMAS) == split_issuers("12345 ---", SCHEMAS) == ()


def test_marks_that_are_not_seen_stay_in_the_text_and_out_of_the_key() -> None:
    printed = "\u202e英国\u200b皇家化学会\u202c"
    (body,) = split_issuers(printed, SCHEMAS)
    assert body.zh is not None
    assert printed[body.zh.start : body.zh.end] == body.zh.text
    assert "\u200b" in body.zh.text
    assert name_key(printed, SCHEMAS) == name_key("英国皇家化学会", SCHEMAS)
