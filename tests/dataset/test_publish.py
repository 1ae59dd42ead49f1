"""The files of a version: exact, typed, described, and the same bytes each time."""

import csv
import hashlib
import io
import json
import sqlite3
import time
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dataset.frames import laid
from pipeline.dataset.publish import write_version
from pipeline.dataset.records import TABLES, FindingRecord
from pipeline.dataset.schema import KEYS, Tables, columns
from pipeline.dataset.versions import version_id
from tests.dataset.rows import dataset, entry, entry_id

INPUTS: dict[str, object] = {"documents": {"b.pdf": "2", "a.pdf": "1"}, "previous": None}


def write(directory: Path, tables: Tables) -> Path:
    directory.mkdir()
    write_version(directory, tables, INPUTS, {"success": True})
    return directory


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("publish") / "v", dataset())


def read_csv(path: Path) -> list[dict[str, object]]:
    text = pa.string()
    table = pc.read_csv(
        path,
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
            column_types={
                column.name: text for column in columns(path.stem) if column.kind in ("string", "date")
            },
        ),
    )
    rows: list[dict[str, object]] = table.to_pylist()
    return rows


def test_a_version_holds_every_table_in_every_form(version: Path) -> None:
    tables = {f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")}
    others = {
        "renke.sqlite",
        "renke.xlsx",
        "datapackage.json",
        "inputs.json",
        "validation.json",
        "SHA256SUMS",
    }
    others |= {"validation.html", "ledger.json"}
    assert {path.name for path in version.iterdir()} == tables | others


def test_the_same_tables_give_the_same_bytes_whenever_and_in_whatever_order(tmp_path: Path) -> None:
    first = write(tmp_path / "one", dataset())
    # Zip members and office properties tell time in steps of two seconds at most.
    time.sleep(2.1)
    second = write(tmp_path / "two", {name: rows[::-1] for name, rows in reversed(dataset().items())})
    assert [p.name for p in first.iterdir() if p.read_bytes() != (second / p.name).read_bytes()] == []


def test_another_value_gives_other_bytes(version: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "v", dataset([entry(1), entry(2, field_printed=None), entry(10)]))
    for name in ("entries.csv", "entries.parquet", "renke.sqlite", "renke.xlsx", "datapackage.json"):
        assert (other / name).read_bytes() != (version / name).read_bytes()


def test_parquet_is_typed_as_the_model_says(version: Path) -> None:
    schema = pq.read_schema(version / "entries.parquet")
    assert schema.field("position").type == pa.int64()
    assert schema.field("confidence").type == pa.float64()
    assert pa.types.is_list(schema.field("countries").type)
    assert not schema.field("entry_id").nullable
    assert schema.field("title_printed").nullable
    assert schema.field("grade").metadata[b"description"].startswith(b"junior")
    first = pq.read_table(version / "entries.parquet").to_pylist()[0]
    assert first["countries"] == ["GB", "FR"]
    assert json.loads(first["other_printed"]) == {"乙": "1", "丙": ""}


def test_rows_are_sorted_by_key(version: Path) -> None:
    assert [row["entry_id"] for row in read_csv(version / "entries.csv")] == [
        entry_id(number) for number in (1, 2, 10)
    ]


def test_csv_keeps_text_exact_and_tells_null_from_empty(version: Path) -> None:
    first = read_csv(version / "entries.csv")[0]
    assert first["qualification_printed"] == "资格1\nSecond line, with a comma"
    assert first["field_printed"] == ""
    assert first["title_printed"] is None
    assert first["conditions"] == '["说\\"是\\""]'
    raw = (version / "entries.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    with (version / "entries.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.DictReader(stream))["countries"] == '["GB", "FR"]'


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text_comes_back_from_csv_as_it_was(text: str) -> None:
    table = laid("entries", [entry(1, qualification_printed=text)]).arrow(flat=True)
    sink = pa.BufferOutputStream()
    pc.write_csv(table, sink, pc.WriteOptions(quoting_style="needed"))
    stream = io.StringIO(sink.getvalue().to_pybytes().decode(), newline="")
    (row,) = csv.DictReader(stream)
    assert row["qualification_printed"] == text


def test_sqlite_holds_the_rows_with_keys_and_references_that_hold(version: Path) -> None:
    with sqlite3.connect(f"file:{version / 'renke.sqlite'}?mode=ro", uri=True) as connection:
        names = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        assert {name for name in names if not name.startswith("search")} == set(TABLES)
        for table in TABLES:
            info = connection.execute(f"PRAGMA table_info({table})").fetchall()
            assert [row[1] for row in info] == [column.name for column in columns(table)]
            keyed = sorted((row[5], row[1]) for row in info if row[5])
            assert [name for _, name in keyed] == list(KEYS[table])
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == len(dataset().get(table, []))
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        targets = {row[2] for row in connection.execute("PRAGMA foreign_key_list(entries)")}
        assert targets == {"notices", "catalogues", "qualifications"}
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM crosswalk WHERE entry_id = 'x'"
        ).fetchone()
        assert "USING INDEX crosswalk_entry_id" in plan[3]


def test_the_package_describes_every_file_with_its_hash_and_keys(version: Path) -> None:
    package = json.loads((version / "datapackage.json").read_text("utf-8"))
    assert package["version"] == version_id(INPUTS)
    described = {resource["path"]: resource for resource in package["resources"]}
    assert described.keys() == {path.name for path in version.iterdir()} - {"datapackage.json", "SHA256SUMS"}
    assert len({resource["name"] for resource in package["resources"]}) == len(described)
    for name, resource in described.items():
        content = (version / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    schema = described["crosswalk.csv"]["schema"]
    assert schema["primaryKey"] == ["qualification_id", "entry_id"]
    assert {"fields": ["entry_id"], "reference": {"resource": "entries", "fields": ["entry_id"]}} in schema[
        "foreignKeys"
    ]
    assert all(
        field["description"] for table in TABLES for field in described[f"{table}.csv"]["schema"]["fields"]
    )


def test_inputs_name_the_version(version: Path) -> None:
    digest = hashlib.sha256((version / "inputs.json").read_bytes()).hexdigest()
    assert digest[:12] == version_id(INPUTS) == version_id(dict(reversed(INPUTS.items())))


def test_the_workbook_has_text_where_a_formula_might_stand(tmp_path: Path) -> None:
    rows = [
        entry(number, issuer_printed=text)
        for number, text in enumerate(
            ["=1+1", "+86", "-5", "@SUM(A1)", "a\x0bb", "_x0041_", "长" * 40_000], 1
        )
    ]
    write(tmp_path / "v", dataset(rows))
    book = openpyxl.load_workbook(tmp_path / "v" / "renke.xlsx")
    assert {title.split(" ")[1] for title in book.sheetnames} == TABLES.keys() - {"lineage"}
    sheet = book["条目 entries"]
    in_chinese, header = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=2))
    assert header == [column.name for column in columns("entries")]
    assert in_chinese[header.index("issuer_printed")] == "颁发机构（原文）"
    assert sheet["A1"].font.bold
    assert sheet["A3"].alignment.wrap_text
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == f"A2:{sheet.cell(2, len(header)).column_letter}{len(rows) + 2}"
    shown = [row[header.index("issuer_printed")] for row in sheet.iter_rows(min_row=3)]
    assert {cell.data_type for cell in shown} == {"s"}
    plain, escaped = shown[:4], shown[4:6]
    assert [cell.value for cell in plain] == ["=1+1", "+86", "-5", "@SUM(A1)"]
    # The form of ECMA-376 for characters that XML can't hold; spreadsheets show what it stands for.
    assert [cell.value for cell in escaped] == ["a_x000B_b", "_x005F_x0041_"]
    assert shown[6].value.endswith("(40000 characters, whole in the CSV file)")
    with zipfile.ZipFile(tmp_path / "v" / "renke.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_the_workbook_has_days_as_days_and_hides_what_is_for_programs(tmp_path: Path) -> None:
    parts: list[object] = [{"role": "issuer", "part": "zh"}]
    first = entry(1, valid_from="2025-10-24", valid_until="1850-01-02", name_parts=parts)
    write(tmp_path / "v", dataset([first]))
    sheet = openpyxl.load_workbook(tmp_path / "v" / "renke.xlsx")["条目 entries"]
    columns_of = {cell.value: cell for cell in sheet[2]}
    shown = {name: sheet.cell(3, cell.column) for name, cell in columns_of.items()}
    hidden = {name for name, cell in columns_of.items() if sheet.column_dimensions[cell.column_letter].hidden}
    assert shown["valid_from"].value == datetime(2025, 10, 24)
    assert shown["valid_from"].number_format == "yyyy-mm-dd"
    assert shown["valid_until"].value == "1850-01-02"  # spreadsheets have no such day
    assert shown["number_printed"].value == "1"
    assert shown["position"].value == 1
    assert (shown["terms"].value, json.loads(shown["name_parts"].value)) == (None, parts)
    assert {"terms", "name_parts", "title_printed"} <= hidden
    assert not {"entry_id", "valid_from", "other_printed", "issuer_printed"} & hidden


def test_the_crosswalk_of_the_workbook_says_the_names_of_the_qualifications(version: Path) -> None:
    sheet = openpyxl.load_workbook(version / "renke.xlsx")["对照 crosswalk"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(max_row=3)]
    assert rows[0][:3] == ["资格标识", "资格中文名称", "资格外文名称"]
    assert rows[1] == ["qualification_id", "qualifications.name_zh", "qualifications.name_en", "issuer_ids"]
    assert rows[2] == ["q1", "资格", None, "i1"]


def test_findings_that_say_the_same_are_both_published(tmp_path: Path) -> None:
    finding = FindingRecord(
        code="text-garbled",
        severity="warning",
        notice_id=None,
        entry_id=None,
        role=None,
        document=None,
        places=[],
        message="twice",
        remedy="",
    )
    directory = write(tmp_path / "v", {**dataset(), "findings": [finding, finding]})
    assert len(read_csv(directory / "findings.csv")) == 2
