"""OpenLineage events: what a refresh read and wrote, column by column, in a file and to an endpoint."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pipeline.column_lineage import TEXT
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import columns
from pipeline.dataset.versions import publish
from pipeline.lineage_events import LOG, LineageRun
from tests.dataset.rows import SHA256, dataset

RECORDS = [
    {"folder": "raw/CN-SH", "name": "shanghai.pdf", "sha256": SHA256, "address": "raw/CN-SH/shanghai.pdf"},
    {"folder": "raw/CN-BJ", "name": "a.html", "sha256": "cd" * 32, "address": "https://gov.cn/n/a.html"},
]


class Endpoint(BaseHTTPRequestHandler):
    """Keeps what it is sent; answers with ``status``."""

    received: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    status: ClassVar[int] = 201

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, json.loads(body)))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Stay silent."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Endpoint]]:
    Endpoint.received, Endpoint.status = [], 201
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENLINEAGE_URL", f"http://127.0.0.1:{server.server_port}")
    yield Endpoint
    server.shutdown()
    server.server_close()


def logged(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "dataset" / LOG).read_text("utf-8").splitlines()]


def refreshed(home: Path) -> tuple[str, list[str]]:
    run = LineageRun(home, RECORDS)
    words = [*run.start()]
    version = publish(home / "dataset", dataset(), {"documents": RECORDS}, {"success": True})
    return version, [*words, *run.complete(version)]


def test_a_run_starts_and_completes_with_its_documents_and_tables(tmp_path: Path) -> None:
    version, words = refreshed(tmp_path)
    assert words == []
    start, complete = logged(tmp_path)
    assert (start["eventType"], complete["eventType"]) == ("START", "COMPLETE")
    assert start["run"]["runId"] == complete["run"]["runId"]
    assert start["eventTime"] < complete["eventTime"]
    assert [(one["namespace"], one["name"]) for one in complete["inputs"]] == [
        ("file", f"{tmp_path}/raw/CN-SH/shanghai.pdf"),
        ("https://gov.cn", "n/a.html"),
    ]
    assert complete["inputs"][0]["facets"]["version"]["datasetVersion"] == SHA256
    outputs = {Path(one["name"]).stem: one for one in complete["outputs"]}
    assert outputs.keys() == TABLES.keys()
    assert outputs["lineage"]["outputFacets"]["outputStatistics"]["rowCount"] == 9
    assert outputs["entries"]["facets"]["version"]["datasetVersion"] == version
    described = outputs["entries"]["facets"]["schema"]["fields"][0]
    assert (described["name"], described["ordinal_position"]) == ("entry_id", 1)


def test_each_column_of_the_entries_names_the_columns_it_was_read_from(tmp_path: Path) -> None:
    refreshed(tmp_path)
    (entries,) = (one for one in logged(tmp_path)[1]["outputs"] if one["name"].endswith("entries.parquet"))
    fields = entries["facets"]["columnLineage"]["fields"]

    def read_from(column: str) -> list[tuple[str, str, str]]:
        return [
            (Path(one["name"]).name, one["field"], one["transformations"][0]["subtype"])
            for one in fields[column]["inputFields"]
        ]

    assert read_from("issuer_printed") == [("shanghai.pdf", "issuer", "IDENTITY")]
    assert read_from("issuer_ids") == [("shanghai.pdf", "issuer", "TRANSFORMATION")]
    assert [one[1] for one in read_from("qualification_id")] == ["qualification", "issuer"]
    assert "country_printed" not in fields  # the list has no such column


def test_every_table_names_the_columns_that_its_columns_were_made_of(tmp_path: Path) -> None:
    version, _ = refreshed(tmp_path)
    complete = logged(tmp_path)[1]
    outputs = {Path(one["name"]).stem: one for one in complete["outputs"]}
    documents = {one["name"] for one in complete["inputs"]}
    published = {one["name"]: table for table, one in outputs.items()}
    for table, output in outputs.items():
        own = {column.name for column in columns(table)}
        fields = output["facets"]["columnLineage"]["fields"]
        assert fields.keys() <= own
        assert fields
        for one in (one for field in fields.values() for one in field["inputFields"]):
            if one["name"] not in documents:
                assert one["field"] in {column.name for column in columns(published[one["name"]])}
    grade = outputs["crosswalk"]["facets"]["columnLineage"]["fields"]["grade"]["inputFields"]
    assert [(published[one["name"]], one["field"]) for one in grade] == [("entries", "grade")]
    assert grade[0]["name"].endswith(f"versions/{version}/entries.parquet")
    title = outputs["notices"]["facets"]["columnLineage"]["fields"]["title"]["inputFields"]
    assert {one["field"] for one in title} == {TEXT}


def test_an_endpoint_is_sent_each_event(tmp_path: Path, endpoint: type[Endpoint]) -> None:
    _, words = refreshed(tmp_path)
    assert words == []
    assert [path for path, _ in endpoint.received] == ["/api/v1/lineage"] * 2
    assert [event for _, event in endpoint.received] == logged(tmp_path)


def test_an_endpoint_that_fails_is_a_word_and_the_file_has_the_events(
    tmp_path: Path, endpoint: type[Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.status = 500
    _, words = refreshed(tmp_path)
    assert [word.split(" (")[0] for word in words] == ["lineage event not sent to 127.0.0.1"] * 2
    monkeypatch.setenv("OPENLINEAGE_URL", "http://user:secret@127.0.0.1:1")
    _, words = refreshed(tmp_path)
    assert len(words) == 2
    assert "secret" not in " ".join(words)
    assert len(logged(tmp_path)) == 4


def test_a_refresh_that_publishes_nothing_has_failed(tmp_path: Path) -> None:
    assert [*LineageRun(tmp_path, RECORDS).fail("no document could be read")] == []
    (event,) = logged(tmp_path)
    assert event["eventType"] == "FAIL"
    assert event["run"]["facets"]["errorMessage"]["message"] == "no document could be read"


def test_versions_hold_nothing_of_the_run(tmp_path: Path) -> None:
    version, _ = refreshed(tmp_path)
    before = (tmp_path / "dataset" / "versions" / version / "SHA256SUMS").read_text()
    assert refreshed(tmp_path)[0] == version
    assert (tmp_path / "dataset" / "versions" / version / "SHA256SUMS").read_text() == before
    assert len({event["run"]["runId"] for event in logged(tmp_path)}) == 2
