"""What a person set right stands beside what is printed, and names are read from it."""

import json
import sqlite3
from pathlib import Path

import pytest

from pipeline.names.registry import RegistryError, load_registry

SHA = "a" * 64
RECORD = """corrections:
  - document: {sha}
    entry_id: X/1/1
    role: issuer
    read: 光学学 会
    right: 光学学会(OSA)
    author: someone
    date: 2026-11-21
    reason: cut off in the scan
"""


def rows(home: Path, query: str) -> list[tuple[str, ...]]:
    with sqlite3.connect(home / "dataset" / "current" / "renke.sqlite") as connection:
        return connection.execute(query).fetchall()


def test_what_the_source_prints_wrongly_stays_with_the_correction_beside_it(published: Path) -> None:
    ((printed, issuers, corrections),) = rows(
        published,
        "SELECT issuer_printed, issuer_ids, corrections FROM entries WHERE entry_id = 'CN-SH/2025-298/D/1'",
    )
    assert printed.endswith("Surveyors, RSC)")
    assert json.loads(issuers) == ["issuer:royal-institution-of-chartered-surveyors"]
    (correction,) = json.loads(corrections)
    assert correction["corrected"].endswith("Surveyors, RICS)")
    assert (correction["printed"], correction["cause"]) == (printed, "wrong in the source")
    ((value, steps),) = rows(
        published,
        "SELECT value, steps FROM lineage WHERE entry_id = 'CN-SH/2025-298/D/1' AND role = 'issuer'",
    )
    assert value == printed
    assert "corrected" in {step["rule"] for step in json.loads(steps)}


def test_the_projects_own_decisions_leave_no_question_open(published: Path) -> None:
    told = rows(published, "SELECT severity, code, notice_id FROM findings ORDER BY notice_id, code")
    assert told == [
        ("info", "edition-missing", "CN-BJ/2023-24"),
        ("info", "date-counted", "CN-SD-371000/2026-4"),
        ("info", "edition-missing", "CN-SH/2025-298"),
        ("info", "edition-missing", "CN-TJ/2023-12-29"),
    ]


def corrections(folder: Path, text: str) -> list[str]:
    (folder / "corrections.yaml").write_text(RECORD.format(sha=SHA), "utf-8")
    found = load_registry(folder).corrections
    return [one.right for one in found.of("X/1/1", "issuer", text, SHA)]


def test_a_correction_holds_for_the_text_that_was_read_and_no_other(tmp_path: Path) -> None:
    assert corrections(tmp_path, "光学\n学会") == ["光学学会(OSA)"]
    assert corrections(tmp_path, "光学会") == []
    found = load_registry(tmp_path).corrections
    assert not list(found.of("X/1/1", "issuer", "光学学会", "b" * 64))
    assert not list(found.of("X/1/1", "country", "光学学会", SHA))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (SHA, "123", "corrections.0.document"),
        ("reason", "raison", "raison: Extra"),
        (RECORD.partition("\n")[2], RECORD.partition("\n")[2] * 2, "corrected twice"),
    ],
)
def test_broken_corrections_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = RECORD.replace(old, new).format(sha=SHA) if old != SHA else RECORD.format(sha=new)
    (tmp_path / "corrections.yaml").write_text(text, "utf-8")
    with pytest.raises(RegistryError, match=r"corrections\.yaml, line ") as caught:
        load_registry(tmp_path)
    assert words in str(caught.value)
