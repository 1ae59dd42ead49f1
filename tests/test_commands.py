"""The commands as they are run from outside: output, words and exit statuses."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_renke

SAMPLE = ROOT / "raw" / "CN-SH" / "shanghai-2025-298.pdf"


def test_read_json_prints_one_object_a_row_with_places_and_readings() -> None:
    done = run_renke("read", SAMPLE, "--json")
    assert done.returncode == 0
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == 216
    record = records[25]
    assert set(record) == {
        "document", "sha256", "list", "group", "number", "cells", "headers", "places", "notes", "readings",
        "confidence", "findings",
    }  # fmt: skip
    assert (record["document"], record["list"], record["number"]) == (SAMPLE.name, "A 类", "26")
    assert "number" not in record["cells"]
    assert record["headers"]["qualification"] == "职业资格证书"
    (place,) = record["places"]["qualification"]
    x0, top, x1, bottom = place["box"]
    assert place["page"] == 3
    assert 0 < x0 < x1 < 600
    assert 0 < top < bottom < 842
    assert record["readings"]["qualification"] == ["tablers", "pdfplumber"]


def test_read_csv_has_a_column_a_role() -> None:
    done = run_renke("read", ROOT / "raw" / "CN-GX" / "guangxi-2024.docx", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 32
    assert rows[8]["occupation"] == "中式烹调师"
    assert rows[8]["level"] == "丙级"


def test_read_says_on_standard_error_what_it_set_aside_and_why() -> None:
    done = run_renke("read", ROOT / "raw" / "CN-SD-371000" / "weihai-2026-4.pdf", "--json")
    assert done.stderr.count("set aside as form") == 3
    assert "no column of qualifications" in done.stderr


def test_read_goes_on_after_a_file_that_it_cannot_read(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    done = run_renke(
        "read", bad, tmp_path / "missing.pdf", ROOT / "raw" / "CN-TJ" / "tianjin-2023.docx", "--json"
    )
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 27
    assert "bad.pdf" in done.stderr
    assert "missing.pdf" in done.stderr
    assert "Traceback" not in done.stderr


def test_read_prints_a_table_for_people() -> None:
    done = run_renke("read", ROOT / "raw" / "CN-TJ" / "tianjin-2023.docx")
    assert "注册专业规划师" in done.stdout


@pytest.mark.parametrize(
    "arguments", [("read",), ("read", "x", "--json", "--csv"), ("nonsense",), ("trace",)]
)
def test_wrong_use_has_exit_status_2(arguments: tuple[str, ...]) -> None:
    done = run_renke(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_trace_shows_document_page_box_raw_text_and_steps(published: Path) -> None:
    done = run_renke("--home", published, "trace", "CN-SH/2025-298/A/26", "--json")
    assert done.returncode == 0
    shown = json.loads(done.stdout)
    values = {value["role"]: value for value in shown["lineage"]}
    assert set(values) == {"number", "field", "qualification", "issuer"}
    issuer = values["issuer"]
    assert issuer["document"] == SAMPLE.name
    assert issuer["places"][0]["page"] == 3
    assert {step["rule"] for step in issuer["steps"]} >= {"issuer-split"}
    words = run_renke("--home", published, "trace", "CN-SH/2025-298/A/26").stdout
    assert "page 3" in words
    assert "Information Systems Audit" in words


def test_the_raw_text_of_a_trace_is_what_stands_at_its_place(published: Path) -> None:
    import pdfplumber

    shown = json.loads(run_renke("--home", published, "trace", "CN-SH/2025-298/A/26", "--json").stdout)
    with pdfplumber.open(SAMPLE) as pdf:
        for value in shown["lineage"]:
            (place,) = value["places"]
            page = pdf.pages[place["page"] - 1]
            there = page.crop(tuple(place["box"])).extract_text() or ""
            assert "".join(there.split()) == "".join(value["raw_text"].split())


def test_trace_of_an_unknown_entry_names_near_ones(published: Path) -> None:
    done = run_renke("--home", published, "trace", "CN-SH/2025-298/A/260")
    assert done.returncode == 2
    assert "CN-SH/2025-298/A/26" in done.stderr


def test_status_shows_sources_notices_and_findings(published: Path) -> None:
    report = json.loads(run_renke("--home", published, "status", "--json").stdout)
    assert report["up_to_date"] is True
    assert {notice["notice_id"] for notice in report["notices"]} == {
        "CN-BJ/2023-24", "CN-GX/2024-10-24", "CN-SD-371000/2026-4", "CN-SH/2025-298", "CN-TJ/2023-12-29",
    }  # fmt: skip
    assert sum(notice["rows_found"] for notice in report["notices"]) == 499
    assert "CN-SH/2025-298" in run_renke("--home", published, "status").stdout


def test_commands_on_an_unpublished_home_say_what_to_do(home: Path) -> None:
    for command in (("status",), ("trace", "CN-SH/2025-298/A/26")):
        done = run_renke("--home", home, *command)
        assert done.returncode == 2
        assert "renke refresh" in done.stderr


def test_a_dry_run_says_what_it_would_do_and_does_nothing(home: Path) -> None:
    next((home / "extracted").glob("*.json")).unlink()
    done = run_renke("--home", home, "refresh", "--dry-run")
    assert done.returncode == 0
    assert done.stdout.count("would read") == 1
    assert done.stdout.count("would take the kept reading of") == 4
    assert not (home / "dataset").exists()
