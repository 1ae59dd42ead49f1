"""The main job end to end, as a user runs it."""

import csv
import filecmp
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.documents.text import squeeze
from tests.conftest import ROOT, copy_home, run_renke
from tests.typeset.facts import NAMES, expected_rows, load_notice

HEAVY = ("prefect", "pandas", "great_expectations", "pyarrow", "pydantic", "pdfplumber", "opencc", "rich")


def _rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "dataset" / "current" / "renke.sqlite") as connection:
        return connection.execute(query).fetchall()


def test_all_499_entries_are_published_under_their_identifiers(published: Path) -> None:
    found = {
        row[0]: row[1] for row in _rows(published, "SELECT catalogue_id, count(*) FROM entries GROUP BY 1")
    }
    assert found == {
        "CN-BJ/2023-24/1": 7,
        "CN-BJ/2023-24/2": 115,
        "CN-GX/2024-10-24/1": 32,
        "CN-SD-371000/2026-4/1": 8,
        "CN-SD-371000/2026-4/2": 94,
        "CN-SH/2025-298/A": 139,
        "CN-SH/2025-298/B": 24,
        "CN-SH/2025-298/C": 41,
        "CN-SH/2025-298/D": 12,
        "CN-TJ/2023-12-29/1": 27,
    }
    ids = {row[0] for row in _rows(published, "SELECT entry_id FROM entries")}
    assert {"CN-SH/2025-298/A/26", "CN-BJ/2023-24/2/115", "CN-SD-371000/2026-4/2/94"} <= ids
    assert {"CN-GX/2024-10-24/1/32", "CN-TJ/2023-12-29/1/27", "CN-BJ/2023-24/1/7"} <= ids


def test_every_published_cell_equals_the_facts(published: Path) -> None:
    with (published / "dataset" / "current" / "entries.csv").open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    by_row = {
        (squeeze(e["list_printed"]), e["number_printed"], e["notice_id"].split("/")[0]): e for e in entries
    }
    for name in NAMES:
        notice = load_notice(name)
        for row in expected_rows(notice):
            entry = by_row[squeeze(row.list_heading), row.number, notice.jurisdiction]
            read = {role: squeeze(entry[f"{role}_printed"]) for role in row.cells}
            assert read == {role: squeeze(text) for role, text in row.cells.items()}


def test_every_value_leads_back_to_its_place(published: Path) -> None:
    lineage = _rows(published, "SELECT entry_id, role, raw_text, value, places, readings FROM lineage")
    assert {row[0] for row in lineage} == {row[0] for row in _rows(published, "SELECT entry_id FROM entries")}
    for entry_id, role, raw_text, value, places, readings in lineage:
        assert squeeze(str(raw_text)) == squeeze(str(value)), (entry_id, role)
        assert json.loads(str(places)), (entry_id, role)
        assert json.loads(str(readings)), (entry_id, role)


def test_the_same_inputs_give_the_same_bytes(published: Path, tmp_path: Path) -> None:
    home = copy_home(tmp_path / "home")
    for _ in ("from clean", "of what is kept"):
        done = run_renke("--home", home, "refresh", "--direct")
        assert done.returncode == 0, done.stderr
        one, other = (folder / "dataset" / "current" for folder in (published, home))
        names = sorted(path.name for path in one.iterdir())
        assert names == sorted(path.name for path in other.iterdir())
        assert filecmp.cmpfiles(one, other, names, shallow=False) == (names, [], [])
        shutil.rmtree(home / "dataset")


def test_with_nothing_new_nothing_is_rewritten_and_nothing_heavy_imported(published: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (published / "dataset").rglob("*")}
    program = (
        "import sys; from pipeline.commands.main import renke; "
        f"renke.main(['--home', {str(published)!r}, 'refresh'], standalone_mode=False); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[0].startswith("up to date: version ")
    assert done.stdout.splitlines()[1] == "[]"
    assert {path: path.stat().st_mtime_ns for path in (published / "dataset").rglob("*")} == before


def test_bad_documents_are_named_and_the_others_published(home: Path) -> None:
    folder = home / "raw" / "CN-SH"
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "cut.pdf").write_bytes((folder / "shanghai-2025-298.pdf").read_bytes()[:2000])
    (folder / "page.pdf").write_text("<!DOCTYPE html><html><body>404</body></html>")
    (folder / "scan.jpg").write_bytes(b"\xff\xd8\xff\xe0 picture")
    (folder / "letter.txt").write_text("一封信，没有表格。\n", encoding="utf-8")
    (folder / "lost.pdf").symlink_to(folder / "nowhere.pdf")
    done = run_renke("--home", home, "refresh", "--direct")
    assert done.returncode == 1
    assert "499 entries of 5 notices" in done.stdout
    for name in ("empty.pdf", "cut.pdf", "page.pdf", "scan.jpg", "letter.txt", "lost.pdf"):
        (line,) = [line for line in done.stderr.splitlines() if line.startswith(f"renke: withheld: {name}:")]
        assert line.endswith("."), "a remedy follows"
    assert "Traceback" not in done.stderr
    again = run_renke("--home", home, "refresh", "--direct")
    assert again.returncode == 1
    assert again.stdout.startswith("up to date")
    assert "empty.pdf" in again.stderr


def test_a_document_that_went_bad_keeps_its_last_good_entries(home: Path) -> None:
    assert run_renke("--home", home, "refresh", "--direct").returncode == 0
    (home / "raw" / "CN-BJ" / "beijing-2023-24.pdf").unlink()
    (home / "raw" / "CN-TJ" / "tianjin-2023.docx").write_bytes(b"PK damaged")
    done = run_renke("--home", home, "refresh", "--direct")
    assert done.returncode == 1
    assert "499 entries of 5 notices" in done.stdout
    missing = _rows(home, "SELECT document FROM findings WHERE code = 'document-missing' ORDER BY 1")
    assert missing == [("beijing-2023-24.pdf",), ("tianjin-2023.docx",)]
    # And still after more changes, as long as no notice replaces them.
    for words in ("别的\n", "又是别的\n"):
        (home / "raw" / "CN-GX" / "note.txt").write_text(words, encoding="utf-8")
        again = run_renke("--home", home, "refresh", "--direct")
        assert "499 entries of 5 notices" in again.stdout, again.stderr


def test_a_dropped_rendition_of_a_known_notice_is_not_a_second_notice(home: Path) -> None:
    rows = "\n".join(
        ["序号\t证书名称\t颁发机构\t国家"] + [f"{n}\t资格{n}\t机构{n}\t英国" for n in range(1, 4)]
    )
    text = f"某市关于印发目录的通知\n\n沪人社专[2025]298号\n\nA类\n{rows}\n"
    (home / "raw" / "CN-SH" / "again.txt").write_text(text, encoding="utf-8")
    done = run_renke("--home", home, "refresh", "--direct")
    assert "499 entries of 5 notices" in done.stdout
    assert _rows(home, "SELECT count(*) FROM findings WHERE code = 'second-rendition'") == [(1,)]


def test_a_new_notice_is_added_by_dropping_its_file(home: Path) -> None:
    rows = "\n".join(
        ["序号\t证书名称\t颁发机构\t国家（地区）"]
        + [f"{n}\t资格{n} Licence {n}, L{n}\t机构{n} Body {n}\t英国" for n in (1, 2, 4, 4)]
    )
    text = (
        "北京市人力资源和社会保障局关于印发目录（4.0版）的通知\n\n京人社事业发〔2027〕7号\n\n"
        "本通知自发布之日起实施，原目录（京人社事业发〔2023〕24号）同时废止。\n\n"
        f"北京市人力资源和社会保障局\n\n2027年3月1日\n\n附件1\n\n某市目录（4项）\n{rows}\n"
    )
    (home / "raw" / "CN-BJ" / "new.txt").write_text(text, encoding="utf-8")
    done = run_renke("--home", home, "refresh", "--direct")
    assert done.returncode == 0, done.stderr
    assert "503 entries of 6 notices" in done.stdout
    entries = _rows(home, "SELECT entry_id FROM entries WHERE notice_id = 'CN-BJ/2027-7' ORDER BY position")
    assert entries == [(f"CN-BJ/2027-7/1/{n}",) for n in ("1", "2", "4", "4~2")]
    codes = _rows(
        home, "SELECT code, entry_id FROM findings WHERE notice_id = 'CN-BJ/2027-7' AND severity = 'error'"
    )
    assert ("number-gap", "CN-BJ/2027-7/1/4") in codes
    assert ("number-repeated", "CN-BJ/2027-7/1/4~2") in codes
    status = _rows(home, "SELECT status, superseded_by FROM notices WHERE notice_id = 'CN-BJ/2023-24'")
    assert status == [("superseded", "CN-BJ/2027-7")]


@pytest.mark.parametrize("broken", ["dataset", "extracted"])
def test_a_folder_that_cannot_be_written_is_named(home: Path, broken: str) -> None:
    shutil.rmtree(home / broken, ignore_errors=True)
    (home / broken).write_text("a file in the place of a folder")
    done = run_renke("--home", home, "refresh", "--direct")
    assert done.returncode == 2
    assert str(home / broken) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_without_sources_and_a_broken_source_are_named(tmp_path: Path, home: Path) -> None:
    done = run_renke("--home", tmp_path / "nowhere", "refresh")
    assert done.returncode == 2
    assert "holds no source" in done.stderr
    (home / "sources" / "tianjin.yaml").write_text("jurisdiction: CN-TJ\nwatch: raw/CN-TJ\ncolour: red\n")
    done = run_renke("--home", home, "refresh")
    assert done.returncode == 2
    assert "tianjin.yaml" in done.stderr


def test_a_kill_at_any_moment_leaves_the_last_version_whole(home: Path) -> None:
    assert run_renke("--home", home, "refresh", "--direct").returncode == 0
    sample, copy = home / "raw" / "CN-BJ" / "beijing-2023-24.pdf", home / "raw" / "CN-BJ" / "copy.pdf"
    copy.write_bytes(sample.read_bytes() + b"\n")
    started = time.monotonic()
    assert run_renke("--home", home, "refresh", "--direct").returncode == 0
    whole = time.monotonic() - started
    for moment in (0.5, 0.8, 0.9, 0.97):
        # Other bytes, so that there is a version to make.
        copy.write_bytes(copy.read_bytes() + b"\n")
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "--home", str(home), "refresh", "--direct"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(whole * moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert _rows(home, "SELECT count(*) FROM entries") == [(499,)]
    done = run_renke("--home", home, "refresh", "--direct")
    assert done.returncode == 0, done.stderr
    assert _rows(home, "SELECT count(*) FROM entries") == [(499,)]


def test_two_builds_from_one_folder_copied_elsewhere_name_no_place_of_the_machine(
    published: Path, tmp_path: Path
) -> None:
    folder = copy_home(tmp_path / "elsewhere")
    for path in (published / "dataset" / "current").iterdir():
        if path.suffix in (".csv", ".json"):
            text = path.read_text(encoding="utf-8")
            assert str(published) not in text
            assert str(folder) not in text
