"""What fails is withheld row by row with a finding, or the version is not published."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.dataset.records import TABLES, CatalogueRecord, FindingRecord, LineageRecord, NameRecord
from pipeline.dataset.schema import KEYS, Tables, key_of
from pipeline.dataset.validate import PublicationRefused, Validation, validate
from pipeline.errors import ConfigurationError
from tests.dataset.rows import CATALOGUE, NOTICE, dataset, entry, entry_id, lineage, notice

SUITES = Path(__file__).parents[2] / "schemas" / "expectations"


def keys(validation: Validation, table: str) -> list[str]:
    return [key_of(table, row) for row in validation.tables[table]]


def findings(validation: Validation) -> list[FindingRecord]:
    return [row for row in validation.tables["findings"] if isinstance(row, FindingRecord)]


def test_a_consistent_dataset_passes_whole() -> None:
    tables = dataset()
    validation = validate(tables, SUITES)
    assert {name: validation.tables[name] for name in tables} == tables
    assert validation.withheld == ()
    assert validation.report["success"] is True


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"grade": "chief"}, "grade"),
        ({"countries": ["England"]}, "countries"),
        ({"confidence": 1.5}, "confidence"),
        ({"position": 0}, "position"),
        ({"valid_from": "24 October"}, "valid_from"),
        ({"entry_id": "2025/3"}, "entry_id"),
        ({"country_status": "international"}, "countries"),
        ({"qualification_zh": "Chartered Accountant (CA)"}, "qualification_zh"),
        ({"qualification_en": "Chartered 会计师"}, "qualification_en"),
    ],
)
def test_a_row_that_fails_is_withheld_with_a_finding_and_all_that_refers_to_it(
    values: dict[str, object], column: str
) -> None:
    bad = entry(3, **values)
    validation = validate(dataset([entry(1), bad]), SUITES)
    assert keys(validation, "entries") == [entry_id(1)]
    assert {row.entry_id for row in validation.tables["lineage"] if isinstance(row, LineageRecord)} == {
        entry_id(1)
    }
    assert keys(validation, "crosswalk") == [f"q1 | {entry_id(1)}"]
    (name,) = validation.tables["names"]
    assert isinstance(name, NameRecord)
    assert name.entry_ids == [entry_id(1)]
    (finding,) = findings(validation)
    assert (finding.code, finding.severity, finding.entry_id) == ("row-withheld", "error", bad.entry_id)
    assert column in finding.message
    assert finding.remedy
    withheld = {(row.table, row.key) for row in validation.withheld}
    assert ("entries", bad.entry_id) in withheld
    assert sum(table == "lineage" for table, _ in withheld) == len(lineage(bad))
    assert tuple(validation.tables["quarantine"]) == validation.withheld


def test_rows_that_share_a_key_are_all_withheld() -> None:
    validation = validate(dataset([entry(1), entry(2), entry(2, issuer_printed="another")]), SUITES)
    assert keys(validation, "entries") == [entry_id(1)]


def test_a_row_that_refers_to_nothing_is_withheld() -> None:
    bad = entry(3, issuer_ids=["i1", "i9"])
    validation = validate(dataset([entry(1), bad]), SUITES)
    assert keys(validation, "entries") == [entry_id(1)]
    assert "issuer_ids refers to issuers i9, which does not exist" in findings(validation)[0].message


def test_a_withheld_list_takes_its_entries_along_and_each_is_reported() -> None:
    tables = dataset()
    other = f"{NOTICE}/B"
    good = tables["catalogues"][0]
    assert isinstance(good, CatalogueRecord)
    tables["catalogues"].append(good.model_copy(update={"catalogue_id": other, "kind": "unheard of"}))
    lost = entry(4, entry_id=f"{other}/4", catalogue_id=other)
    tables["entries"].append(lost)
    tables["lineage"] += lineage(lost)
    validation = validate(tables, SUITES)
    assert keys(validation, "catalogues") == [CATALOGUE]
    assert keys(validation, "entries") == [entry_id(10), entry_id(1), entry_id(2)]
    assert [finding.message.split(" was")[0] for finding in findings(validation)] == [
        f"catalogues {other}",
        f"entries {other}/4",
    ]


@pytest.mark.parametrize("damage", ["missing", "other value", "no place", "off the page", "confidence"])
def test_an_entry_whose_value_cannot_be_traced_is_withheld(damage: str) -> None:
    tables = dataset()
    first, *rest = tables["lineage"]
    assert isinstance(first, LineageRecord)
    changed = {
        "missing": [],
        "other value": [first.model_copy(update={"value": "another"})],
        "no place": [first.model_copy(update={"places": []})],
        "off the page": [first.model_copy(update={"places": [{"page": 1, "box": [-60.5, 20, 30, 40]}]})],
        "confidence": [first.model_copy(update={"confidence": 2.0})],
    }
    tables["lineage"] = [*changed[damage], *rest]
    validation = validate(tables, SUITES)
    assert keys(validation, "entries") == [entry_id(1), entry_id(2)]
    assert any(finding.entry_id == entry_id(10) for finding in findings(validation))


def test_a_table_without_rows_stops_the_version() -> None:
    tables: Tables = {**dataset([]), "lineage": []}
    with pytest.raises(PublicationRefused, match="table entries") as refused:
        validate(tables, SUITES)
    assert (refused.value.table, refused.value.expectation) == (
        "entries",
        "expect_table_row_count_to_be_between",
    )
    assert refused.value.remedy


def test_a_version_of_which_no_row_is_left_is_stopped() -> None:
    tables = dataset()
    tables["notices"] = [notice().model_copy(update={"status": "forgotten"})]
    with pytest.raises(PublicationRefused, match="forgotten"):
        validate(tables, SUITES)


def test_the_report_is_json_and_says_the_same_in_every_run() -> None:
    tables = dataset([entry(1), entry(3, grade="chief")])
    first, second = (json.dumps(validate(tables, SUITES).report, ensure_ascii=False) for _ in range(2))
    assert first == second
    expectations = json.loads(first)["tables"]["entries"]["expectations"]
    assert [e["failed"] for e in expectations if not e["success"]] == [[entry_id(3)]]


@pytest.mark.parametrize("table", TABLES)
def test_each_table_has_a_suite_that_checks_its_columns_and_key(table: str) -> None:
    suite = json.loads((SUITES / f"{table}.json").read_text("utf-8"))
    kinds = [(e["type"], e["kwargs"]) for e in suite["expectations"]]
    listed = {"column_list": list(TABLES[table].model_fields)}
    assert ("expect_table_columns_to_match_ordered_list", listed) in kinds
    for column in KEYS[table]:
        assert ("expect_column_values_to_not_be_null", {"column": column}) in kinds
    unique = [
        kwargs.get("column_list", [kwargs.get("column")])
        for kind, kwargs in kinds
        if kind.endswith("_unique")
    ]
    assert unique == ([list(KEYS[table])] if KEYS[table] else [])


@pytest.mark.parametrize(
    "expectation",
    [
        {"type": "expect_miracles", "kwargs": {}, "meta": {"level": "row"}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"colum": "x"}, "meta": {"level": "row"}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "x"}, "meta": {"level": "row"}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "code"}, "meta": {"level": "?"}},
    ],
)
def test_a_suite_that_is_not_understood_is_an_error_not_left_out(
    tmp_path: Path, expectation: dict[str, object]
) -> None:
    shutil.copytree(SUITES, tmp_path / "suites")
    path = tmp_path / "suites" / "findings.json"
    suite = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**suite, "expectations": [*suite["expectations"], expectation]}), "utf-8")
    with pytest.raises(ConfigurationError, match=r"findings\.json"):
        validate(dataset(), tmp_path / "suites")


def test_validating_prints_nothing_and_writes_nothing_at_home(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from tests.dataset.rows import dataset;"
        "from pipeline.dataset.validate import validate; validate(dataset(), Path('schemas/expectations'))"
    )
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=SUITES.parents[1],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr, list(home.iterdir())) == ("", "", [])
