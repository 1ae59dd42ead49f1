"""A refresh that pulls: pages with attachments, two editions, and what goes wrong on the way."""

import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import docx
import pytest

from pipeline.archive import RawDocument, documents_in
from pipeline.manifest import read_manifest
from pipeline.pull.looks import Look
from pipeline.pull.pull import pull
from pipeline.sources import load_sources
from tests.conftest import ROOT, run_renke
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


def looked(home: Path) -> tuple[Look, list[RawDocument]]:
    """The look at the one source, and the documents that there are then."""
    sources = load_sources(home)
    look = pull(home, sources, lambda words: None)["raw/CN-YN"]
    return look, documents_in(home, [source.watched for source in sources])


def test_from_page_to_next_edition(tmp_path: Path, city: City) -> None:
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
    assert rows(home, "SELECT code FROM findings") == []
    assert city.sent == {"/index.html": 1, "/notice-1.html": 1, "/list-1.docx": 1}
    assert "up to date" in refreshed(home)

    before = city.asked.total()
    assert "up to date" in run_renke("--home", home, "refresh", "--direct").stdout
    assert city.asked.total() == before  # no source is due

    city.pages["/list-2.docx"] = list_file(SECOND)
    abolishes = "《云人社〔2024〕1号》同时废止。"
    attached = {"/list-2.docx": "附件"}
    city.pages["/notice-2.html"] = notice_page("云人社〔2025〕9号", "2025年6月1日", attached, abolishes)
    entries = {"/notice-1.html": "境外职业资格认可目录", "/notice-2.html": "境外职业资格认可目录2.0版"}
    city.pages["/index.html"] = index_page(entries)
    assert "perhaps a notice to take: 境外职业资格认可目录2.0版" in refreshed(home)
    assert city.asked["/notice-2.html"] == 0
    del city.pages["/notice-1.html"], city.pages["/list-1.docx"]
    refreshed(home_of(home, city, "/notice-1.html", "/notice-2.html"))
    assert rows(home, "SELECT notice_id, status FROM notices ORDER BY 1") == [
        ("CN-YN/2024-1", "superseded"),
        ("CN-YN/2025-9", "in force"),
    ]
    codes = rows(home, "SELECT DISTINCT code FROM findings ORDER BY 1")
    assert codes == [("address-gone",), ("rows-fallen",)]  # the new edition has half of the rows
    assert city.sent["/list-1.docx"] == city.sent["/notice-1.html"] == city.sent["/list-2.docx"] == 1


def test_a_changed_document_is_a_new_version_and_the_old_one_stays(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    looked(home)
    city.pages["/list-1.docx"] = list_file(SECOND)
    _, documents = looked(home)
    stored = [line.sha256 for line in read_manifest(home) if line.name == "list-1.docx"]
    assert len(set(stored)) == 2
    assert all((home / "raw" / "objects" / str(sha)[:2] / str(sha)).is_file() for sha in stored)
    (changed,) = (document for document in documents if document.name == "list-1.docx")
    assert (changed.sha256, [finding.code for finding in changed.findings]) == (
        stored[-1],
        ["document-changed"],
    )


def test_an_attachment_that_loses_its_list_keeps_its_entries(tmp_path: Path, city: City) -> None:
    def emptied(path: str) -> None:
        document = docx.Document()
        document.add_paragraph("系统维护")
        file = io.BytesIO()
        document.save(file)
        city.pages[path] = file.getvalue()

    other = (("注册营养师", "云国营养学会", "中级"),)
    city.pages |= {"/get?id=1": list_file(FIRST), "/get?id=2": list_file(other)}
    attached = {"/get?id=1": "附件1", "/get?id=2": "附件2"}  # which gives them one name
    city.pages["/notice-1.html"] = notice_page("云人社〔2024〕1号", "2024年5月6日", attached)
    home = home_of(tmp_path, city, "/notice-1.html")
    refreshed(home)
    entries = rows(home, "SELECT entry_id, qualification_printed FROM entries ORDER BY 1")
    assert len(entries) == 3
    emptied("/get?id=2")
    assert "no table in it is a catalogue" in refreshed(home, status=1)
    assert rows(home, "SELECT entry_id, qualification_printed FROM entries ORDER BY 1") == entries
    codes = rows(home, "SELECT DISTINCT code FROM findings ORDER BY 1")
    assert {("document-missing",), ("document-withheld",)} <= set(codes)


def test_files_that_share_a_name_keep_their_order_whatever_they_hold(tmp_path: Path, city: City) -> None:
    attached = {f"/get?id={number}": f"附件{number}" for number in (1, 2, 3)}
    city.pages["/notice-1.html"] = notice_page("云人社〔2024〕1号", "2024年5月6日", attached)
    home = home_of(tmp_path, city, "/notice-1.html")
    for words in ("一版", "二版", "三版", "四版"):
        city.pages |= {path: f"{path} {words}".encode() for path in attached}
        _, documents = looked(home)
        assert [one.address for one in documents if one.part_of] == [city.at(path) for path in attached]


def test_an_address_that_is_gone_removes_nothing(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    _, before = looked(home)
    del city.pages["/notice-1.html"], city.pages["/list-1.docx"]
    look, after = looked(home)
    assert [document.sha256 for document in after] == [document.sha256 for document in before]
    assert {finding.code for document in after for finding in document.findings} == {"address-gone"}
    assert any("404" in words for words in look.remarks)


def test_an_error_page_under_a_files_address_is_not_taken(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    _, before = looked(home)
    city.pages["/list-1.docx"] = b"<html><body>System busy</body></html>"
    look, after = looked(home)
    assert after == before
    assert "a web page where a file was expected" in look.failures[0]


def test_an_error_in_text_or_without_the_attachments_is_not_taken(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    _, before = looked(home)
    city.pages |= {"/list-1.docx": b'{"code": 500}', "/notice-1.html": "<html>系统繁忙</html>".encode()}
    look, after = looked(home)
    assert after == before
    assert "without the files attached to it" in look.failures[0]
    assert "a text where a file was expected" in look.failures[1]


def test_what_was_never_there_is_not_unchanged(tmp_path: Path, city: City) -> None:
    city.pages["/list-1.docx"] = lambda handler: answer(handler, 304, b"")
    look, _ = looked(home_of(tmp_path, city, "/notice-1.html"))
    assert "answers 304" in look.failures[0]


def test_a_server_that_fails_leaves_what_was_there(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    _, before = looked(home)
    city.pages["/notice-1.html"] = lambda handler: answer(handler, 500, b"", retry_after="999")
    city.pages["/index.html"] = index_page({})
    look, after = looked(home)
    assert after == before
    assert "answers 500" in look.failures[0]
    assert "no entry looks like a notice any more" in look.remarks[0]


def test_the_same_bytes_are_stored_once(tmp_path: Path, city: City) -> None:
    city.pages["/copy.docx"] = city.pages["/list-1.docx"]
    home = home_of(tmp_path, city, "/list-1.docx", "/copy.docx")
    _, documents = looked(home)
    assert len(documents) == 1
    assert sum(path.is_file() for path in (home / "raw" / "objects").rglob("*")) == 1


def test_a_line_that_a_killed_run_left_unfinished_is_passed_over(tmp_path: Path, city: City) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    looked(home)
    manifest = home / "raw" / "manifest.jsonl"
    whole = manifest.read_text("utf-8")
    manifest.write_text(whole + '{"address": "http', "utf-8")
    city.pages["/list-1.docx"] = list_file(SECOND)
    looked(home)
    lines = manifest.read_text("utf-8")
    assert lines.startswith(whole)
    assert all(json.loads(line) for line in lines.splitlines())


@pytest.mark.parametrize("moment", ["/notice-1.html", "/list-1.docx", "/index.html"])
def test_a_pull_that_is_killed_leaves_nothing_half_and_the_next_finishes(
    tmp_path: Path, city: City, moment: str
) -> None:
    home = home_of(tmp_path, city, "/notice-1.html")
    whole, reached = city.pages[moment], threading.Event()
    assert isinstance(whole, bytes)

    def stuck(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", str(len(whole)))
        handler.end_headers()
        handler.wfile.write(whole[: len(whole) // 2])
        handler.wfile.flush()
        reached.set()
        time.sleep(5)

    city.pages[moment] = stuck
    program = (
        "from pathlib import Path; from pipeline.pull.pull import pull; "
        "from pipeline.sources import load_sources; "
        f"home = Path({str(home)!r}); pull(home, load_sources(home), lambda words: None)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    assert reached.wait(60)
    process.kill()
    process.wait()
    city.pages[moment] = whole
    before = read_manifest(home)
    look, documents = looked(home)
    assert look.failures == ()
    assert read_manifest(home)[: len(before)] == before
    assert {one.name for one in documents} == {"notice-1.html", "list-1.docx"}
    for one in documents:
        assert hashlib.sha256(one.path.read_bytes()).hexdigest() == one.sha256
