"""All values of a version, or of one entry, read again document by document."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from pipeline.documents.places import place_of
from pipeline.errors import RenkeError
from pipeline.manifest import object_path
from pipeline.verify.documents import OpenDocument, opened
from pipeline.verify.layout import Slipped, slipped
from pipeline.verify.model import Replayed, Traced

Progress = Callable[[str], None]
# One document after the other, so that each is opened once.
_LINEAGE = (
    "SELECT l.entry_id, l.role, l.value, l.document, l.document_sha256, l.places, l.steps, l.readings, e.* "
    "FROM lineage l LEFT JOIN entries e ON e.entry_id = l.entry_id"
)
_ORDER = " ORDER BY l.document_sha256, l.rowid"


def replayed(
    connection: sqlite3.Connection,
    home: Path,
    inputs: Mapping[str, object],
    entry: str | None,
    progress: Progress,
) -> Iterator[Replayed]:
    """Each row of lineage read again; of one entry where one is named."""
    query, arguments = (_LINEAGE + _ORDER, ())
    if entry is not None:
        query, arguments = f"{_LINEAGE} WHERE l.entry_id = ?{_ORDER}", (entry,)  # type: ignore[assignment]
    traced = map(_traced, connection.execute(query, arguments))
    paths = raw_paths(home, inputs)
    for (sha256, name), rows in groupby(traced, key=lambda one: (one.sha256, one.document)):
        progress(f"read again: {name}")
        values = list(rows)
        yield from _of_document(paths.get(sha256), name, values, whole=entry is None)


def raw_paths(home: Path, inputs: Mapping[str, object]) -> dict[str, Path]:
    """Where each document that a version is made of lies, by its hash."""
    paths: dict[str, Path] = {}
    for key in ("documents", "notices"):
        recorded = inputs.get(key)
        for one in recorded if isinstance(recorded, list) else []:
            paths.setdefault(str(one.get("sha256", "")), raw_path(home, one))
    return paths


def raw_path(home: Path, record: Mapping[str, str]) -> Path:
    """Where a document of inputs.json lies: as it was put into a folder, or among those that were pulled."""
    folder, name = record.get("folder", ""), record.get("name", "")
    put = home / folder / name
    if record.get("address") == f"{folder}/{name}":
        return put
    return object_path(home, record.get("sha256", ""))


def _of_document(path: Path | None, name: str, rows: Sequence[Traced], *, whole: bool) -> Iterator[Replayed]:
    try:
        if path is None:
            raise FileNotFoundError(2, "inputs.json does not name it")
        data = path.read_bytes()
    except OSError as error:
        yield from (Replayed(one, "", None, equal=False, why=f"{name}: {error.strerror}") for one in rows)
        return
    with opened(data, name) as document:
        elsewhere = _slipped_safely(document, rows) if whole else {}
        for one in rows:
            found = _safely(document, one)
            why = elsewhere.get((one.entry_id, one.role))
            yield replace(found, equal=False, why=why) if found.equal and why else found


def _slipped_safely(document: OpenDocument, rows: Sequence[Traced]) -> Slipped:
    """Of a damaged document no value can be held to its neighbours."""
    try:
        return slipped(rows, document.spans, document.cell_at)
    except Exception as error:  # as below
        why = f"its place among its neighbours could not be looked at ({type(error).__name__}: {error})"
        return {(one.entry_id, one.role): why for one in rows}


def _safely(document: OpenDocument, traced: Traced) -> Replayed:
    """A damaged document makes libraries raise nearly anything; the value then is unreadable."""
    try:
        return document.replayed(traced)
    except RenkeError as error:
        return Replayed(traced, "", None, equal=False, why=error.message)
    except Exception as error:
        why = f"reading failed ({type(error).__name__}: {error})"
        return Replayed(traced, "", None, equal=False, why=why)


def _traced(row: sqlite3.Row) -> Traced:
    role = row["role"]
    return Traced(
        row[0],
        role,
        row["document"],
        row["document_sha256"],
        row["value"],
        _printed(row, role),
        tuple(place_of(place) for place in json.loads(row["places"])),
        frozenset(step["rule"] for step in json.loads(row["steps"])),
        tuple(json.loads(row["readings"])),
    )


def _printed(row: sqlite3.Row, role: str) -> str | None:
    """What the entry says; None where it says nothing, as of a list without such a column."""
    column = f"{role}_printed"
    if column in row.keys():  # noqa: SIM118
        return None if row[column] is None else str(row[column])
    others = json.loads(row["other_printed"] or "{}")
    return None if role not in others else str(others[role])
