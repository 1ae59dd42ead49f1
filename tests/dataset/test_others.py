"""What others' tools make of a version: frictionless, sha256sum, Datasette, Arrow."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from pipeline.dataset.publish import write_version
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import columns
from pipeline.dataset.views import VIEWS
from tests.dataset.rows import dataset, entry_id


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("others")
    write_version(folder, dataset(), {"documents": []}, {"success": True})
    return folder


def test_the_package_is_valid_by_frictionless_and_a_damaged_file_is_not(
    version: Path, tmp_path: Path
) -> None:
    from frictionless import Package

    report = Package(str(version / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "fieldName", "note"])
    assert {task.name for task in report.tasks} >= {*TABLES, "renke-sqlite", "entries-parquet"}
    damaged = Path(shutil.copytree(version, tmp_path / "damaged"))
    text = (damaged / "notices.csv").read_text("utf-8")
    (damaged / "notices.csv").write_text(text.replace("2025-10-24", "2025-24-10"), "utf-8")
    found = {error[0] for error in Package(str(damaged / "datapackage.json")).validate().flatten(["type"])}
    assert {"hash-count", "type-error"} <= found


def test_the_package_is_that_of_its_profile(version: Path) -> None:
    package = json.loads((version / "datapackage.json").read_text("utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    fields = next(one for one in package["resources"] if one["name"] == "entries")["schema"]["fields"]
    described = next(field for field in fields if field["name"] == "valid_from")
    assert (described["type"], described["title_zh"]) == ("date", "生效日期")


def test_the_checksums_are_read_by_sha256sum(version: Path, tmp_path: Path) -> None:
    check = ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"]
    assert subprocess.run(check, cwd=version, check=False).returncode == 0
    damaged = Path(shutil.copytree(version, tmp_path / "damaged"))
    with (damaged / "inputs.json").open("a") as file:
        file.write(" ")
    done = subprocess.run(check, cwd=damaged, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (1, "inputs.json: FAILED")
    assert len((version / "SHA256SUMS").read_text().splitlines()) == len(list(version.iterdir())) - 1


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_parquet_hold_the_same(table: str, version: Path) -> None:
    typed = pq.read_table(version / f"{table}.parquet")
    flat = pc.read_csv(
        version / f"{table}.csv",
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types={
                field.name: "string" if str(field.type).startswith("list") else field.type
                for field in typed.schema
            },
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    ).to_pylist()
    lists = {column.name for column in columns(table) if column.kind == "strings"}
    assert [
        {k: json.loads(v) if k in lists else v for k, v in row.items()} for row in flat
    ] == typed.to_pylist()


def test_views_and_the_index_of_printed_words_answer(version: Path) -> None:
    with sqlite3.connect(f"file:{version / 'renke.sqlite'}?mode=ro", uri=True) as connection:
        counts = {view: connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0] for view in VIEWS}
        assert counts == {
            "entries_in_force": 3,
            "recognised_in_force": 3,
            "entry_lineage": 9,
            "doubtful_values": 0,
        }
        found = connection.execute(
            "SELECT entry_id FROM search_entries s JOIN entries e ON e.rowid = s.rowid "
            "WHERE search_entries MATCH '\"资格10\"'"
        ).fetchall()
        assert found == [(entry_id(10),)]


def test_datasette_shows_the_file_and_links_an_entry_to_its_lineage(version: Path) -> None:
    pages = asyncio.run(_pages(version / "renke.sqlite"))
    assert f'href="/renke/lineage?entry_id={entry_id(10)}"' in pages["entry"]
    assert f'href="/renke/crosswalk?entry_id={entry_id(10)}"' in pages["entry"]
    assert all(f'href="/renke/{name}"' in pages["tables"] for name in (*TABLES, *VIEWS))
    assert {row["role"] for row in json.loads(pages["lineage"])} == {"number", "qualification", "issuer"}
    # its own search box, by the index that the file brings
    assert [row["entry_id"] for row in json.loads(pages["search"])] == [entry_id(10)]


async def _pages(database: Path) -> dict[str, str]:
    from datasette.app import Datasette
    from datasette.utils import tilde_encode

    datasette = Datasette([str(database)])
    await datasette.invoke_startup()
    addresses = {
        "tables": "/renke",
        "entry": f"/renke/entries/{tilde_encode(entry_id(10))}",
        "lineage": f"/renke/lineage.json?_shape=array&entry_id={entry_id(10)}",
        "search": "/renke/entries.json?_shape=array&_search=资格10",
    }
    pages = {}
    for name, address in addresses.items():
        answer = await datasette.client.get(address)
        assert answer.status_code == 200, address
        pages[name] = answer.text
    return pages
