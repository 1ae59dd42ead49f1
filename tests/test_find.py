"""Qualifications are found by words as people write them, and quickly."""

import json
import random
import sqlite3
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.commands.main import renke
from pipeline.dataset.records import IssuerRecord, NameRecord, QualificationRecord, Record
from pipeline.dataset.search import folding, search, write_index
from tests.conftest import run_renke

FRSC = "qualification:royal-society-of-chemistry/fellow-of-the-royal-society-of-chemistry"


def found(home: Path, *arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(renke, ["--home", str(home), "find", "--json", *arguments])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.parametrize(
    "words",
    [
        "FRSC",
        "ＦＲＳＣ",
        "Fellow of the Royal Society of Chemistry",
        "fellow of royal society of chemstry",
        "皇家化学会 会士",
        "英國皇家化學會 會士",
        "皇家化学学会会士",
    ],
)
def test_one_fellowship_is_found_however_it_is_asked_for(published: Path, words: str) -> None:
    first, *_ = found(published, words)
    assert first["qualification_id"] == FRSC
    issuers, recognised = first["issuers"], first["recognised"]
    assert isinstance(issuers, list)
    assert [one["issuer_id"] for one in issuers] == ["issuer:royal-society-of-chemistry"]
    assert isinstance(recognised, list)
    assert len(recognised) == first["entries"]
    assert {row["jurisdiction"] for row in recognised} >= {"CN-SH", "CN-BJ", "CN-SD-371000"}
    assert all(row["entry_id"] and row["status"] == "in force" for row in recognised)
    assert any(row["grade"] for row in recognised)


def test_words_that_mean_nothing_find_nothing(published: Path) -> None:
    for words in ("zzzzqqqq", "。，", "龘龘龘龘"):
        done = CliRunner().invoke(renke, ["--home", str(published), "find", words])
        assert done.exit_code == 0
        assert "nothing is like" in done.stderr
        assert done.stdout == ""


def test_no_more_is_shown_than_asked_for(published: Path) -> None:
    assert len(found(published, "会计师", "--limit", "3")) == 3


def test_the_answer_for_people_names_grade_and_entry(published: Path) -> None:
    done = run_renke("--home", published, "find", "FRSC", "--limit", "1")
    assert done.returncode == 0, done.stderr
    for words in ("会士", "英国皇家化学会", "CN-SH/2025-298/A/", "in force", "senior"):
        assert words in done.stdout


def test_without_a_version_it_says_what_to_do(tmp_path: Path) -> None:
    done = run_renke("--home", tmp_path, "find", "FRSC")
    assert done.returncode == 2
    assert "renke refresh" in done.stderr


def test_script_width_case_and_accents_are_folded() -> None:
    fold = folding({"県": "县"})
    assert fold("福岡県") == fold("福冈县") == "福冈县"
    assert fold("Ｆédération, (ＩＩＡ)") == "federation iia"
    assert fold("ACCA会员\u200b证书") == "acca 会员 证书"


def synthetic(size: int) -> dict[str, list[Record]]:
    choose = random.Random(5)
    tables: dict[str, list[Record]] = {"names": [], "issuers": [], "qualifications": []}
    syllables = [a + b for a in "bcdfglmnprst" for b in ("al", "en", "ion", "or", "um", "ist", "er")]
    chars = [chr(code) for code in range(0x4E00, 0x5600)]

    def add(kind: str, number: int, issuer_ids: list[str]) -> None:
        identity = f"{kind}:{number}"
        zh = "".join(choose.choices(chars, k=8))
        latin = " ".join("".join(choose.choices(syllables, k=3)) for _ in range(5))
        names = {
            "name_zh": zh,
            "name_en": latin,
            "abbreviations": [],
            "former_names": [],
            "former_ids": [],
            "evidence": [],
        }
        if kind == "issuer":
            tables["issuers"].append(
                IssuerRecord.model_validate({**names, "issuer_id": identity, "countries": [], "entries": 1})
            )
        else:
            tables["qualifications"].append(
                QualificationRecord.model_validate(
                    {**names, "qualification_id": identity, "issuer_ids": issuer_ids, "entries": 1}
                )
            )
        for form, language in ((zh, "zh"), (latin, "latin")):
            tables["names"].append(
                NameRecord.model_validate(
                    {
                        "identity": identity,
                        "identity_kind": kind,
                        "form": form,
                        "language": language,
                        "origin": "printed",
                        "entry_ids": [],
                    }
                )
            )

    for number in range(size // 5):
        add("issuer", number, [])
    for number in range(size):
        add("qualification", number, [f"issuer:{number % (size // 5)}"])
    return tables


def test_a_name_with_a_slip_is_found_among_thousands_at_once() -> None:
    tables = synthetic(5_000)
    with sqlite3.connect(":memory:") as connection:
        write_index(connection, tables, {})
        spent = []
        for row in tables["qualifications"][::500]:
            assert isinstance(row, QualificationRecord)
            assert row.name_zh
            assert row.name_en
            for words in (row.name_zh[:3] + "误" + row.name_zh[4:], row.name_en[:5] + row.name_en[6:]):
                begun = time.process_time()
                hits = search(connection, words)
                spent.append(time.process_time() - begun)
                assert hits[0].qualification_id == row.qualification_id
        assert sorted(spent)[len(spent) // 2] < 0.1


def on_a_day(home: Path, day: str, *command: str) -> dict[str, str]:
    """Status by notice_id."""
    done = CliRunner().invoke(renke, ["--home", str(home), *command, "--json", "--as-of", day])
    assert done.exit_code == 0, done.output
    first = json.loads(done.stdout.splitlines()[0])
    return {row["notice_id"]: row["status"] for row in first.get("notices") or first["recognised"]}


def test_what_was_in_force_on_a_day(published: Path) -> None:
    weihai = "CN-SD-371000/2026-4"
    days = ("2026-04-20", "2026-04-21", "2028-04-20", "2028-04-21")
    assert [on_a_day(published, day, "status")[weihai] for day in days] == [
        "not yet in force", "in force", "in force", "expired",
    ]  # fmt: skip
    then = on_a_day(published, "2024-01-01", "find", "ACCA", "--limit", "1", "--in-force")
    assert set(then.values()) == {"in force"}
    assert "CN-BJ/2023-24" in then
    assert "CN-SH/2025-298" not in then


def test_a_day_that_is_none_is_wrong_use(published: Path) -> None:
    done = CliRunner().invoke(renke, ["--home", str(published), "status", "--as-of", "yesterday"])
    assert done.exit_code == 2
    assert "2025-10-30" in done.output
