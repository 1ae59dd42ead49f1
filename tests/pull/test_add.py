"""A source is drafted from its notice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, run_renke
from tests.pull.city import City, list_file, notice_page, served

ROWS = (("特许会计师（ACCA）", "英国特许公认会计师公会", "中级"),)


@pytest.fixture
def city() -> Iterator[City]:
    with served() as city:
        yield city


def test_a_notice_at_an_address_gives_a_draft_that_can_be_used(tmp_path: Path, city: City) -> None:
    city.pages["/list.docx"] = list_file(ROWS)
    page = notice_page("云人社〔2024〕1号", "2024年5月6日", {"/list.docx": "附件"})
    city.pages["/notice.html"] = page.replace("云州市人力".encode(), "云南省人力".encode())
    done = run_renke("--home", tmp_path, "add", city.at("/notice.html"))
    assert done.returncode == 0, done.stderr
    assert "# number: 云人社〔2024〕1号" in done.stdout
    assert "list: 境外职业资格认可目录, 1 rows" in done.stdout
    draft = tmp_path / "sources" / "drafts" / "CN-YN.yaml"
    assert yaml.safe_load(draft.read_text("utf-8")) == {
        "jurisdiction": "CN-YN",
        "name": {"zh": "云南", "en": "Yunnan"},
        "authority": "云南省人力资源和社会保障局",
        "watch": "raw/CN-YN",
        "documents": [{"address": city.at("/notice.html")}],
    }
    draft.rename(tmp_path / "sources" / "yunnan.yaml")
    refreshed = run_renke("--home", tmp_path, "refresh", "--direct")
    assert refreshed.returncode == 0, refreshed.stderr
    assert "1 entries of 1 notices" in refreshed.stdout


def test_what_the_notice_does_not_say_is_to_be_filled_in(tmp_path: Path) -> None:
    notice = tmp_path / "notice.html"  # of a city that there is not
    notice.write_bytes(notice_page("云人社〔2024〕1号", "2024年5月6日", {}))
    done = run_renke("--home", tmp_path, "add", notice)
    assert "jurisdiction: FILL-IN" in done.stdout
    draft = next((tmp_path / "sources" / "drafts").iterdir())
    draft.rename(tmp_path / "sources" / "unfinished.yaml")
    refused = run_renke("--home", tmp_path, "refresh", "--direct")
    assert refused.returncode == 2
    assert "jurisdiction" in refused.stderr


def test_of_a_known_authority_only_what_is_new_is_said(home: Path) -> None:
    (notice,) = (ROOT / "raw" / "CN-SH").iterdir()
    done = run_renke("--home", home, "add", notice)
    assert "put the file into raw/CN-SH/" in done.stderr
    assert not (home / "sources" / "drafts").exists()


def test_a_saved_page_with_its_attachment_beside_it_gives_a_draft_that_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "list.docx").write_bytes(list_file(ROWS))
    page = notice_page(
        "云人社〔二〇二四〕1号", "2024年5月6日", {"https://example.org/files/list.docx": "附件"}
    )
    (tmp_path / "page.html").write_bytes(page.replace("云州市人力".encode(), "曲靖市人力".encode()))
    done = run_renke("--home", tmp_path, "add", tmp_path / "page.html")
    assert "list: 境外职业资格认可目录, 1 rows, in list.docx" in done.stdout
    assert "put the file and those that it links to into raw/CN-YN-530300/" in done.stderr
    draft = tmp_path / "sources" / "drafts" / "CN-YN-530300.yaml"
    draft.rename(tmp_path / "sources" / "qujing.yaml")
    (tmp_path / "raw" / "CN-YN-530300").mkdir(parents=True)
    for name in ("list.docx", "page.html"):
        (tmp_path / name).rename(tmp_path / "raw" / "CN-YN-530300" / name)
    refreshed = run_renke("--home", tmp_path, "refresh", "--direct")
    assert refreshed.returncode == 0, refreshed.stderr
    assert "1 entries of 1 notices" in refreshed.stdout
    notices = (tmp_path / "dataset" / "current" / "notices.csv").read_text("utf-8")
    assert '"CN-YN-530300/2024-1"' in notices
