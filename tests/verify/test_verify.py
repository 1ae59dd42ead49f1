"""`renke verify` finds and names what was changed by hand, in each kind of file."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline.commands.verify import verify
from tests.conftest import run_renke

ENTRY = "CN-TJ/2023-12-29/1/27"
Line = dict[str, object]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the two smallest notices, published once; tests copy it."""
    from tests.conftest import ROOT

    folder = tmp_path_factory.mktemp("small") / "home"
    shutil.copytree(ROOT / "registry", folder / "registry")
    for name, place in (("tianjin", "CN-TJ"), ("guangxi", "CN-GX")):
        (folder / "sources").mkdir(exist_ok=True)
        shutil.copy(ROOT / "sources" / f"{name}.yaml", folder / "sources")
        shutil.copytree(ROOT / "raw" / place, folder / "raw" / place)
    done = run_renke("--home", folder, "refresh", "--direct")
    assert done.returncode in (0, 1), done.stderr
    return folder


@pytest.fixture
def home(small: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(small, tmp_path / "home", symlinks=True))


def verified(home: Path, *arguments: str) -> tuple[int, list[Line], Line]:
    """Exit status, failures and counts."""
    done = CliRunner().invoke(verify, [*arguments, "--json"], obj=home, standalone_mode=False)
    assert done.exception is None, done.exception
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return int(done.return_value or 0), lines[:-1], lines[-1]


def version(home: Path) -> Path:
    return (home / "dataset" / "current").resolve()


def files_named(failures: list[Line]) -> set[str]:
    return {str(one["file"]) for one in failures if "file" in one}


def test_an_untouched_version_passes_and_every_value_is_counted(small: Path) -> None:
    status, failures, counts = verified(small, "--all")
    with closing(sqlite3.connect(version(small) / "renke.sqlite")) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM lineage").fetchone()
    assert (status, failures) == (0, [])
    assert counts == {"values": rows, "equal": rows, "different": 0, "unreadable": 0}


def test_one_entry_is_verified_alone(small: Path) -> None:
    status, failures, counts = verified(small, ENTRY)
    assert (status, failures) == (0, [])
    assert counts["values"] == counts["equal"] == 6


def test_a_byte_of_a_raw_document_is_found(home: Path) -> None:
    document = home / "raw" / "CN-TJ" / "tianjin-2023.docx"
    data = bytearray(document.read_bytes())
    data[-1] ^= 1
    document.write_bytes(data)
    status, failures, _ = verified(home)
    assert status == 1
    assert "raw/CN-TJ/tianjin-2023.docx" in files_named(failures)


def test_a_document_that_is_gone_leaves_its_values_unreadable(home: Path) -> None:
    (home / "raw" / "CN-TJ" / "tianjin-2023.docx").unlink()
    status, failures, counts = verified(home)
    assert status == 1
    assert counts["unreadable"] == sum("entry_id" in one for one in failures) > 0
    assert "raw/CN-TJ/tianjin-2023.docx" in files_named(failures)


def test_a_word_changed_in_the_document_is_read_as_changed(home: Path) -> None:
    document = home / "raw" / "CN-TJ" / "tianjin-2023.docx"
    with zipfile.ZipFile(document) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    xml = parts["word/document.xml"].decode()
    with closing(sqlite3.connect(version(home) / "renke.sqlite")) as connection:
        query = "SELECT value FROM lineage WHERE entry_id = ? AND role = 'issuer'"
        (value,) = connection.execute(query, (ENTRY,)).fetchone()
    word = next(part for part in value.split() if part in xml)
    parts["word/document.xml"] = xml.replace(word, word[:-1] + "X").encode()
    with zipfile.ZipFile(document, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    status, failures, counts = verified(home)
    (failure,) = [one for one in failures if one.get("entry_id") == ENTRY]
    assert status == 1
    assert counts["different"]
    assert failure["role"] == "issuer"
    assert "X" in str(failure["read"])
    assert failure["published"] == value


@pytest.mark.parametrize("table", ["entries", "lineage", "issuers", "names", "findings"])
def test_a_value_changed_in_csv_is_found(home: Path, table: str) -> None:
    path = version(home) / f"{table}.csv"
    text = path.read_text("utf-8")
    at = text.rindex('"', 0, -1) - 1
    path.write_text(text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :], "utf-8")
    status, failures, _ = verified(home)
    assert status == 1
    assert f"{table}.csv" in files_named(failures)


def test_a_value_changed_in_sqlite_is_found_and_its_cell_named(home: Path) -> None:
    with closing(sqlite3.connect(version(home) / "renke.sqlite")) as connection:
        connection.execute("UPDATE entries SET issuer_printed = 'X' WHERE entry_id = ?", (ENTRY,))
        connection.commit()
    status, failures, counts = verified(home)
    cells = [one for one in failures if one.get("key") == ENTRY]
    assert status == 1
    assert [(one["file"], one["column"], one["found"]) for one in cells] == [
        ("renke.sqlite", "issuer_printed", "X")
    ]
    assert counts["different"] == 1
    (value,) = [one for one in failures if "entry_id" in one]
    assert (value["entry_id"], value["role"], value["published"]) == (ENTRY, "issuer", "X")
    assert set(value) == {"entry_id", "role", "document", "place", "published", "read"}


def test_a_value_changed_in_parquet_is_found_and_its_cell_named(home: Path) -> None:
    path = version(home) / "entries.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[0]["grade"] = "none such"
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), path)
    status, failures, _ = verified(home)
    assert status == 1
    assert ("entries.parquet", rows[0]["entry_id"], "grade", "none such") in {
        (one.get("file"), one.get("key"), one.get("column"), str(one.get("found"))) for one in failures
    }


def test_a_cell_changed_in_the_workbook_is_found_and_named(home: Path) -> None:
    import openpyxl

    path = version(home) / "renke.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["条目 entries"]
    header = [cell.value for cell in sheet[2]]
    sheet.cell(3, header.index("issuer_printed") + 1).value = "X"
    entry = sheet.cell(3, 1).value
    book.save(path)
    status, failures, _ = verified(home)
    named = {(one.get("file"), one.get("key"), one.get("column")) for one in failures}
    assert status == 1
    assert ("renke.xlsx", entry, "issuer_printed") in named


def test_a_row_removed_from_sqlite_is_named(home: Path) -> None:
    with closing(sqlite3.connect(version(home) / "renke.sqlite")) as connection:
        connection.execute("DELETE FROM crosswalk WHERE entry_id = ?", (ENTRY,))
        connection.commit()
    _, failures, _ = verified(home)
    lost = [one for one in failures if one.get("table") == "crosswalk"]
    assert [(one["file"], one["expected"], one["found"]) for one in lost] == [("renke.sqlite", "a row", None)]


@pytest.mark.parametrize("name", ["inputs.json", "datapackage.json", "validation.json"])
def test_a_character_changed_in_a_file_beside_the_tables_is_found(home: Path, name: str) -> None:
    path = version(home) / name
    text = path.read_text("utf-8")
    at = text.index("e", len(text) // 2)
    path.write_text(text[:at] + "a" + text[at + 1 :], "utf-8")
    status, failures, _ = verified(home)
    assert status == 1
    assert name in files_named(failures)


def test_a_file_that_nobody_published_is_named(home: Path) -> None:
    (version(home) / "more.csv").write_text("x")
    assert "more.csv" in files_named(verified(home)[1])


def test_a_value_and_every_file_and_hash_forged_together_is_still_read_otherwise(home: Path) -> None:
    """Who changes all forms alike and mends the hashes is found by the raw document."""
    with closing(sqlite3.connect(version(home) / "renke.sqlite")) as connection:
        connection.execute("UPDATE lineage SET value = 'X' WHERE entry_id = ? AND role = 'issuer'", (ENTRY,))
        connection.execute("UPDATE entries SET issuer_printed = 'X' WHERE entry_id = ?", (ENTRY,))
        connection.commit()
    status, failures, counts = verified(home, ENTRY)
    assert (status, counts["different"]) == (1, 1)
    assert failures[0]["published"] == "X"


def test_an_entry_that_is_not_there_is_wrong_use(small: Path) -> None:
    done = run_renke("--home", small, "verify", "CN-TJ/2023-12-29/1/2700")
    assert done.returncode == 2
    assert ENTRY.rsplit("/", 1)[0] in done.stderr


def test_of_an_altered_version_the_rebuilt_files_differ_in_what_was_altered_alone(home: Path) -> None:
    path = version(home) / "validation.json"
    path.write_text(path.read_text("utf-8").replace('"success": true', '"success": false', 1), "utf-8")
    status, failures, counts = verified(home, "--rebuild")
    assert (status, counts["different"]) == (1, 0)
    assert [(one["file"], str(one["expected"])[:5]) for one in failures] == [
        ("validation.json", "sha25"),
        ("validation.json", "line "),
    ]
