"""The files of one version. Costs the import of pyarrow, pandas and openpyxl: import it late."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.csv as pc
import pyarrow.parquet as pq

from pipeline.dataset.datapackage import checksums, datapackage
from pipeline.dataset.frames import all_laid
from pipeline.dataset.publish_workbook import write_workbook
from pipeline.dataset.schema import Tables
from pipeline.dataset.sqlite import write_sqlite
from pipeline.dataset.validation_page import validation_page
from pipeline.dataset.versions import CHECKSUMS, inputs_text, version_id


def write_version(
    directory: Path,
    tables: Tables,
    inputs: Mapping[str, object],
    report: Mapping[str, object],
    ledger: Sequence[Mapping[str, object]] = (),
) -> None:
    """Write every file of a version into ``directory``; the same arguments give the same bytes.

    A table that is not given is written empty. ``report`` becomes validation.json and, for people,
    validation.html; ``ledger`` ledger.json, an account for each document.
    """
    laid = all_laid(tables)
    for table, one in laid.items():
        pq.write_table(one.arrow(), directory / f"{table}.parquet", compression="zstd")
        # Text in quotes, null without: an empty cell and a column that the list lacks stay apart.
        pc.write_csv(
            one.arrow(flat=True), directory / f"{table}.csv", pc.WriteOptions(quoting_style="needed")
        )
    write_sqlite(directory / "renke.sqlite", laid)
    write_workbook(directory / "renke.xlsx", laid)
    (directory / "inputs.json").write_text(inputs_text(inputs), encoding="utf-8", newline="\n")
    _write_json(directory / "validation.json", report)
    page = validation_page(version_id(inputs), report)
    (directory / "validation.html").write_text(page, encoding="utf-8", newline="\n")
    _write_json(directory / "ledger.json", {"documents": list(ledger)})
    text = descriptor_text(directory, version_id(inputs))
    (directory / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
    (directory / CHECKSUMS).write_text(checksums(directory), encoding="utf-8", newline="\n")


def descriptor_text(directory: Path, version: str) -> str:
    """datapackage.json as written, for the files that are in the directory."""
    return _json_text(datapackage(directory, version))


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(_json_text(content), encoding="utf-8", newline="\n")


def _json_text(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
