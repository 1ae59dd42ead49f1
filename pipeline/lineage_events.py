"""OpenLineage events of a refresh: which documents and columns each published table was made of.

Every event is added to dataset/openlineage.jsonl, outside the versions, whose bytes no clock may touch; with
OPENLINEAGE_URL it is sent there too. An endpoint that fails never fails a refresh.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline import __version__
from pipeline.dataset.versions import version_folder

if TYPE_CHECKING:
    from openlineage.client.event_v2 import InputDataset, OutputDataset, RunEvent

LOG = "openlineage.jsonl"
_PRODUCER = f"urn:renke:{__version__}"
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Source:
    """A document as OpenLineage names a dataset."""

    namespace: str
    name: str
    sha256: str


def source_of(home: Path, record: Mapping[str, str]) -> Source:
    """The dataset that a document of inputs.json is."""
    address = record.get("address") or f"{record['folder']}/{record['name']}"
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        return Source(f"{parts.scheme}://{parts.netloc}", parts.path.lstrip("/") or "/", record["sha256"])
    return Source("file", (home / address).resolve().as_posix(), record["sha256"])


class LineageRun:
    """One refresh as OpenLineage sees it: it starts, then completes or fails."""

    def __init__(self, home: Path, records: Sequence[Mapping[str, str]]) -> None:
        from openlineage.client.uuid import generate_new_uuid

        self._home = home
        self._sources = [source_of(home, record) for record in records]
        self._id = str(generate_new_uuid())

    def start(self) -> Iterator[str]:
        """Say that the run starts; words about an endpoint that failed."""
        return self._emit("START", [], None)

    def complete(self, version: str) -> Iterator[str]:
        """Say what was published, and of which columns each column was made."""
        folder = version_folder(self._home / "dataset", version)
        return self._emit("COMPLETE", _outputs(folder, self._sources), None)

    def fail(self, message: str) -> Iterator[str]:
        """Say that nothing was published, and why."""
        return self._emit("FAIL", [], message)

    def _emit(self, kind: str, outputs: "list[OutputDataset]", message: str | None) -> Iterator[str]:
        from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
        from openlineage.client.facet_v2 import error_message_run, processing_engine_run
        from openlineage.client.serde import Serde

        facets: dict[str, object] = {
            "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
                __version__, "renke", producer=_PRODUCER
            )
        }
        if message is not None:
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
                message, "python", producer=_PRODUCER
            )
        event = RunEvent(
            eventTime=datetime.now(UTC).isoformat(),
            producer=_PRODUCER,
            run=Run(self._id, facets),  # type: ignore[arg-type]
            job=Job("renke", "refresh"),
            eventType=RunState[kind],
            inputs=[_input(source) for source in self._sources],
            outputs=outputs,
        )
        log = self._home / "dataset" / LOG
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(Serde.to_json(event) + "\n")
        yield from _send(event)


def _send(event: "RunEvent") -> Iterator[str]:
    """Send to the endpoint that OPENLINEAGE_URL names; what went wrong, in words without secrets."""
    url = os.environ.get("OPENLINEAGE_URL")
    if not url:
        return
    from openlineage.client.transport.http import ApiKeyTokenProvider, HttpConfig, HttpTransport

    config = HttpConfig(url, timeout=_SECONDS, retry={"total": 0})
    if key := os.environ.get("OPENLINEAGE_API_KEY"):
        config.auth = ApiKeyTokenProvider({"api_key": key})
    try:
        HttpTransport(config).emit(event)
    except Exception as error:  # the client hands on what any of its libraries raises
        host = urlsplit(url).hostname or "OPENLINEAGE_URL"
        yield f"lineage event not sent to {host} ({type(error).__name__}); it is in dataset/{LOG}"


def _input(source: Source) -> "InputDataset":
    from openlineage.client.event_v2 import InputDataset
    from openlineage.client.facet_v2 import dataset_version_dataset

    version = dataset_version_dataset.DatasetVersionDatasetFacet(source.sha256, producer=_PRODUCER)
    return InputDataset(source.namespace, source.name, facets={"version": version})


def _outputs(folder: Path, sources: Sequence[Source]) -> "list[OutputDataset]":
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.facet_v2 import (
        dataset_version_dataset,
        output_statistics_output_dataset,
        schema_dataset,
    )

    from pipeline.column_lineage import ColumnLineage
    from pipeline.dataset.records import TABLES
    from pipeline.dataset.schema import columns

    outputs = []
    with closing(sqlite3.connect(f"{(folder / 'renke.sqlite').resolve().as_uri()}?mode=ro", uri=True)) as one:
        lineage = ColumnLineage(one, sources, folder)
        for table in TABLES:
            (rows,) = one.execute(f'SELECT count(*) FROM "{table}"').fetchone()
            fields = [
                schema_dataset.SchemaDatasetFacetFields(column.name, column.kind, column.description, place)
                for place, column in enumerate(columns(table), start=1)
            ]
            path = folder / f"{table}.parquet"
            facets: dict[str, object] = {
                "schema": schema_dataset.SchemaDatasetFacet(fields, producer=_PRODUCER),
                "version": dataset_version_dataset.DatasetVersionDatasetFacet(
                    folder.name, producer=_PRODUCER
                ),
                "columnLineage": lineage.facet(table, _PRODUCER),
            }
            counted = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                rows, path.stat().st_size, 1, producer=_PRODUCER
            )
            outputs.append(
                OutputDataset(
                    "file",
                    path.resolve().as_posix(),
                    {"outputStatistics": counted},
                    facets=facets,  # type: ignore[arg-type]
                )
            )
    return outputs
