"""A refresh that pulls: pages with attachments, two editions, and what goes wrong on the way."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.manifest import read_manifest
from tests.conftest import run_renke
from tests.pull.city import City, answer, index_page, list_file, notice_page, served

FIRST = (("特许会计师（ACCA）", "英国特许公认会计师公会", "中级"), ("执业园林师", "云国园林学会", "初级"))
SECOND = (("特许会计师（ACCA）", "英国特许公认会计师公会", "高级"),)
SOURCE = """jurisdiction: CN-YN
name: {{zh: 云州, en: Yunzhou}}
authority: 云州市人力资源和社会保障局
watch: raw/CN-YN
pause: 0
contact: data@example.org
documents:
{documents}
index:
  - address: {index}
    notice: 境外职业资格
"""


@pytest.fixture
def city() -> Iterator[City]:
    with served() as city:
        city.pages["/list-1.docx"] = list_file(FIRST)
        city.pages["/notice-1.html"] = notice_page(
            "云人社〔2024〕1号", "2024年5月6日", {"/list-1.docx": "附件：认可目录"}
        )
        city.pages["/index.html"] = index_page(
            {"/notice-1.html": "关于境外职业资格认可目录的通知", "/x": "其他"}
        )
        yield city


def home_of(folder: Path, city: City, *paths: str) -> Path:
    (folder / "sources").mkdir(exist_ok=True)
    documents = "\n".join(f"  - address: {city.at(path)}" for path in paths)
    text = SOURCE.format(documents=documents, index=city.at("/index.html"))
    (folder / "sources" / "yunzhou.yaml").write_text(text, "utf-8")
    return folder


def refreshed(home: Path, *options: str, status: int = 0) -> str:
    done = run_renke("--home", home, "refresh", "--direct", "--look-now", *options)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "dataset" / "current" / "renke.sqlite") as connection:
        return connection.execute(query).fetchall()


def test_a_page_and_its_attachment_are_one_notice(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    assert rows(home, "SELECT notice_id, document_number, issued FROM notices") == [
        ("CN-YN/2024-1", "云人社〔2024〕1号", "2024-05-06")
    ]
    assert rows(home, "SELECT entry_id, grade_printed FROM entries ORDER BY 1") == [
        ("CN-YN/2024-1/1/1", "中级"),
        ("CN-YN/2024-1/1/2", "初级"),
    ]
    assert rows(home, "SELECT DISTINCT document FROM lineage") == [("list-1.docx",)]
    assert city.sent == {"/index.html": 1, "/notice-1.html": 1, "/list-1.docx": 1}
    assert "up to date" in refreshed(home)
    assert city.sent["/list-1.docx"] == 1
    assert city.sent["/notice-1.html"] == 1


def test_a_new_edition_is_offered_and_when_it_is_taken_replaces_the_one_before(
    tmp_path: Path, city: City
) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    city.pages["/list-2.docx"] = list_file(SECOND)
    city.pages["/notice-2.html"] = notice_page(
        "云人社〔2025〕9号", "2025年6月1日", {"/list-2.docx": "附件"}, "《云人社〔2024〕1号》同时废止。"
    )
    words = {
        "/notice-1.html": "关于境外职业资格认可目录的通知",
        "/notice-2.html": "关于印发境外职业资格目录2.0版的通知",
    }
    city.pages["/index.html"] = index_page(words)
    said = refreshed(home)
    assert "perhaps a notice to take: 关于印发境外职业资格目录2.0版的通知" in said
    assert city.asked["/notice-2.html"] == 0
    refreshed(home_of(home, city, "/notice-1.html", "/notice-2.html"))
    assert rows(home, "SELECT notice_id, status FROM notices ORDER BY 1") == [
        ("CN-YN/2024-1", "superseded"),
        ("CN-YN/2025-9", "in force"),
    ]
    assert city.sent["/list-1.docx"] == 1


def test_a_changed_document_is_a_new_version_and_the_old_one_stays(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    city.pages["/list-1.docx"] = list_file(SECOND)
    refreshed(home)
    stored = [line.sha256 for line in read_manifest(home) if line.name == "list-1.docx"]
    assert len(set(stored)) == 2
    assert all((home / "raw" / "objects" / str(sha)[:2] / str(sha)).is_file() for sha in stored)
    assert rows(home, "SELECT grade_printed FROM entries") == [("高级",)]
    assert ("document-changed",) in rows(home, "SELECT code FROM findings")


def test_an_address_that_is_gone_removes_nothing(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    del city.pages["/notice-1.html"], city.pages["/list-1.docx"]
    said = refreshed(home)
    assert "404" in said
    assert rows(home, "SELECT count(*) FROM entries") == [(2,)]
    assert ("address-gone",) in rows(home, "SELECT code FROM findings")


def test_an_error_page_under_a_files_address_is_not_taken(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    city.pages["/list-1.docx"] = b"<html><body>System busy</body></html>"
    said = refreshed(home, status=1)
    assert "a web page where a file was expected" in said
    assert rows(home, "SELECT count(*) FROM entries") == [(2,)]


def test_a_server_that_fails_leaves_what_was_published(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    city.pages["/notice-1.html"] = lambda handler: answer(handler, 500, b"", retry_after="999")
    city.pages["/index.html"] = index_page({})
    said = refreshed(home, status=1)
    assert "answers 500" in said
    assert "no entry looks like a notice any more" in said
    assert rows(home, "SELECT count(*) FROM entries") == [(2,)]


def test_without_a_due_source_no_address_is_asked(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    before = city.asked.total()
    done = run_renke("--home", home, "refresh", "--direct")
    assert done.returncode == 0
    assert "up to date" in done.stdout
    assert city.asked.total() == before


def test_a_line_that_a_killed_run_left_unfinished_is_passed_over(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    manifest = home / "raw" / "manifest.jsonl"
    whole = manifest.read_text("utf-8")
    manifest.write_text(whole + '{"address": "http', "utf-8")
    city.pages["/list-1.docx"] = list_file(SECOND)
    refreshed(home)
    lines = manifest.read_text("utf-8")
    assert lines.startswith(whole)
    assert all(json.loads(line) for line in lines.splitlines())
