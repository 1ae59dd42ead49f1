"""Which notice replaces which: certain links are made, all others are findings."""

import pytest

from pipeline.catalogues.model import Fact, NoticeFacts
from pipeline.dataset.editions import Act, Links, linked
from pipeline.dataset.validity import last_day, state_on
from tests.catalogues.known import FORMS


def fact(value: str | None) -> Fact | None:
    return Fact(value, value) if value else None


def facts(values: list[str]) -> tuple[Fact, ...]:
    return tuple(Fact(value, value) for value in values)


def act(
    name: str,
    number: str | None = None,
    *,
    day: str | None = "2024-01-01",
    title: str | None = None,
    edition: str | None = None,
    ends: list[str] | None = None,
    parts: list[str] | None = None,
    amends: list[str] | None = None,
    replaces: tuple[str, ...] = (),
    where: str = "CN-SH",
) -> Act:
    said = NoticeFacts(
        title=fact(title),
        document_number=fact(number),
        issued=fact(day),
        edition=fact(edition),
        supersedes=facts(ends or []),
        partly=facts(parts or []),
        amends=facts(amends or []),
        is_amendment=True if amends is not None else None,
    )
    return Act(f"{where}/{name}", where, said, replaces)


def links(*acts: Act) -> Links:
    return linked(acts, FORMS)


def codes(found: Links) -> dict[str, list[str]]:
    return {
        notice.split("/")[1]: [one.code for one in told] for notice, told in found.findings.items() if told
    }


def replaced(found: Links) -> dict[str, str]:
    return {old.split("/")[1]: new.split("/")[1] for old, new in found.superseded_by.items()}


@pytest.mark.parametrize(
    "cited",
    ["沪人社专[2024]365号", "沪人社专〔2024〕365号", "沪人社专（２０２４）365号", "沪人社专【2024】第365号",
     "沪人社专〔2024〕365", "原沪人社专〔2024〕365号", "人社专〔2024〕0365号"],
)  # fmt: skip
def test_a_number_is_the_same_in_every_way_of_writing_it(cited: str) -> None:
    found = links(act("old", "沪人社专[2024]365号"), act("new", "沪人社专[2025]298号", ends=[cited]))
    assert replaced(found) == {"old": "new"}
    assert codes(found) == {}


@pytest.mark.parametrize("cited", ["沪商〔2024〕365号", "〔2024〕365号"])
def test_another_series_with_the_same_year_and_sequence_is_in_doubt(cited: str) -> None:
    found = links(act("old", "沪人社专[2024]365号"), act("new", "沪人社专[2025]298号", ends=[cited]))
    assert replaced(found) == {}
    assert codes(found) == {"new": ["edition-unclear"]}


def test_a_chain_has_a_link_for_each_step() -> None:
    acts = [act("a", "甲〔2020〕1号"), act("b", "甲〔2022〕2号", ends=["甲〔2020〕1号"]),
            act("c", "甲〔2024〕3号", ends=["甲〔2022〕2号"])]  # fmt: skip
    assert replaced(links(*acts)) == replaced(links(*reversed(acts))) == {"a": "b", "b": "c"}


def test_a_notice_that_is_not_in_the_archive_is_told() -> None:
    found = links(act("new", "甲〔2024〕3号", ends=["甲〔2022〕2号"]))
    assert replaced(found) == {}
    assert codes(found) == {"new": ["edition-missing"]}


def test_another_citys_notice_of_the_same_number_is_left_alone() -> None:
    found = links(act("a", "甲〔2022〕2号", where="CN-BJ"), act("b", "甲〔2024〕3号", ends=["甲〔2022〕2号"]))
    assert replaced(found) == {}


def test_notices_that_replace_one_another_in_a_circle_replace_nothing() -> None:
    found = links(
        act("a", "甲〔2020〕1号", ends=["甲〔2024〕3号"]),
        act("b", "甲〔2022〕2号", ends=["甲〔2020〕1号"]),
        act("c", "甲〔2024〕3号", ends=["甲〔2022〕2号"]),
        act("d", "甲〔2019〕4号"),
        act("e", "甲〔2021〕5号", ends=["甲〔2019〕4号"]),
    )
    assert replaced(found) == {"d": "e"}
    assert all("edition-cycle" in codes(found)[name] for name in "abc")


def test_a_notice_cannot_abolish_itself() -> None:
    found = links(act("a", "甲〔2020〕1号", ends=["甲〔2020〕1号"]))
    assert replaced(found) == {}
    assert codes(found) == {"a": ["edition-unclear"]}


def test_a_part_that_ends_replaces_nothing() -> None:
    found = links(act("a", "甲〔2020〕1号"), act("b", "甲〔2022〕2号", parts=["甲〔2020〕1号"]))
    assert replaced(found) == {}
    assert codes(found) == {"b": ["edition-unclear"]}


def test_the_source_file_says_what_no_text_says() -> None:
    found = links(act("2022-01-01", None), act("new", "甲〔2024〕3号", replaces=("CN-SH/2022-01-01",)))
    assert replaced(found) == {"2022-01-01": "new"}


def title(edition: str, lead: str = "某市人社局关于印发") -> str:
    return f"{lead}《某市境外职业资格认可目录（{edition}）》的通知"


@pytest.mark.parametrize(
    ("old", "new"), [(("2.0版", "2.0"), ("3.0版", "3.0")), (("2022年版", "2022"), ("2023年版", "2023")),
                     (("第二版", "第二"), ("第三版", "第三")), (("9.0版", "9.0"), ("10.0版", "10.0"))]
)  # fmt: skip
def test_a_later_edition_of_the_same_title_replaces_the_earlier(
    old: tuple[str, str], new: tuple[str, str]
) -> None:
    found = links(
        act("old", day="2022-01-01", title=title(old[0]), edition=old[1]),
        act("new", day="2023-01-01", title=title(new[0], "某市人社局等七部门关于印发"), edition=new[1]),
    )
    assert replaced(found) == {"old": "new"}
    assert codes(found) == {"old": ["edition-inferred"]}


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        (("3.0版", "3.0"), ("2.0版", "2.0"), "2023-01-01"),
        (("2.0版", "2.0"), ("2023年版", "2023"), "2023-01-01"),
        (("2.0版", "2.0"), ("2.0版", "2.0"), "2023-01-01"),
        (("2.0版", "2.0"), ("3.0版", "3.0"), "2022-01-01"),
        (("2.0版", None), ("3.0版", "3.0"), "2023-01-01"),
    ],
)
def test_editions_that_do_not_tell_their_order_are_in_doubt(
    old: tuple[str, str | None], new: tuple[str, str | None], day: str
) -> None:
    found = links(
        act("a", day="2022-01-01", title=title(old[0]), edition=old[1]),
        act("b", day=day, title=title(new[0]), edition=new[1]),
    )
    assert replaced(found) == {}
    assert codes(found) == {"a": ["edition-unclear"]}


def test_another_title_is_another_list() -> None:
    other = "关于印发《某市境外职业技能目录（3.0版）》的通知"
    found = links(
        act("a", day="2022-01-01", title=title("2.0版"), edition="2.0"),
        act("b", day="2023-01-01", title=other, edition="3.0"),
    )
    assert (replaced(found), codes(found)) == ({}, {})


def test_a_correction_stands_beside_what_it_corrects() -> None:
    found = links(
        act("a", "甲〔2022〕2号", day="2022-01-01", title=title("2.0版"), edition="2.0"),
        act("b", day="2023-01-01", title=title("2.0版") + "更正", amends=["甲〔2022〕2号"], edition="2.0"),
    )
    assert replaced(found) == {}
    assert codes(found) == {"b": ["notice-amends"]}


@pytest.mark.parametrize(
    ("begun", "expires", "successor", "status", "states"),
    [
        ("2024-01-01", None, None, "in force", ["not yet in force", "in force", "in force"]),
        ("2024-01-01", "2024-06-30", None, "expired", ["not yet in force", "in force", "expired"]),
        ("2024-01-01", None, "2024-07-01", "superseded", ["not yet in force", "in force", "superseded"]),
        ("2024-01-01", "2024-06-30", "2025-01-01", "superseded", ["not yet in force", "in force", "expired"]),
        (None, None, None, "in force", ["unknown"] * 3),
    ],
)
def test_what_holds_on_a_day_follows_from_the_dates(
    begun: str | None, expires: str | None, successor: str | None, status: str, states: list[str]
) -> None:
    row = {"valid_from": begun, "valid_until": last_day(expires, successor), "expires": expires}
    days = ("2023-12-31", "2024-06-30", "2024-07-01")
    assert [state_on({**row, "status": status}, day) for day in days] == states
