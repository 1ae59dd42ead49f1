"""The questions that the current version leaves to a person, with the cells that show them."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.dataset.browse import rows

_ABOUT_IDENTITIES = (
    "SELECT * FROM findings WHERE identities <> '[]' AND code <> 'decision-unused' ORDER BY rowid"
)
_MARKED = "SELECT entry_id, marked FROM entries WHERE marked <> '[]' ORDER BY rowid"
_SHOWN = (
    "SELECT l.*, e.notice_id FROM lineage l JOIN entries e USING (entry_id) "
    "WHERE l.entry_id = ? AND (l.role = ? OR l.role LIKE ? || '\\_%' ESCAPE '\\') ORDER BY l.rowid"
)
_MOST_CELLS = 8
"""Cells shown for one name; a body may stand in hundreds."""

Kind = Literal["identities", "source", "cell"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is published."""

    entry_id: str
    role: str
    printed: str
    document: str
    sha256: str
    places: tuple[dict[str, object], ...]
    readings: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Side:
    """One identity in question, with the cells that name it."""

    identity: str
    zh: str | None
    latin: str | None
    abbreviations: tuple[str, ...]
    scope: str | None
    countries: tuple[str, ...]
    entries: int
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked: are two identities one, is a name wrong in the source, is a cell misread."""

    kind: Kind
    key: str
    message: str
    sides: tuple[Side, ...]
    cells: tuple[Shown, ...]

    @property
    def all_cells(self) -> tuple[Shown, ...]:
        """Every cell that shows it."""
        return (*self.cells, *(cell for side in self.sides for cell in side.cells))


def questions(connection: sqlite3.Connection) -> list[Question]:
    """The queue: first names, then cells; each question once."""
    found = {one.key: one for one in (*_on_names(connection), *_on_cells(connection))}
    return list(found.values())


def waiting(connection: sqlite3.Connection) -> int:
    """How many questions wait."""
    asked = {(row["identities"], row["entry_id"]) for row in connection.execute(_ABOUT_IDENTITIES)}
    marked = sum(len(json.loads(row["marked"])) for row in connection.execute(_MARKED))
    return len(asked) + marked


def _on_names(connection: sqlite3.Connection) -> Iterator[Question]:
    for finding in rows(connection, _ABOUT_IDENTITIES):
        ids = finding["identities"]
        assert isinstance(ids, list)
        role, entry_id = str(finding["role"]), finding["entry_id"]
        message = str(finding["message"])
        if len(ids) > 1:
            sides = tuple(_side(connection, one) for one in ids)
            yield Question("identities", " | ".join(ids), message, sides, ())
        elif entry_id:
            cells = tuple(_shown(connection, str(entry_id), role))
            sides = (_side(connection, ids[0]),)
            yield Question("source", f"{entry_id} {role}", message, sides, cells)


def _on_cells(connection: sqlite3.Connection) -> Iterator[Question]:
    for entry in rows(connection, _MARKED):
        entry_id, marked = str(entry["entry_id"]), entry["marked"]
        assert isinstance(marked, list)
        told = rows(connection, "SELECT role, message FROM findings WHERE entry_id = ?", entry_id)
        for role in marked:
            messages = [str(one["message"]) for one in told if (one["role"] or "*") == role]
            cells = tuple(cell for cell in _shown(connection, entry_id, role) if cell.role == role)
            message = "; ".join(messages) or "low confidence"
            yield Question("cell", f"{entry_id} {role}", message, (), cells)


def _side(connection: sqlite3.Connection, identity: str) -> Side:
    kind = identity.partition(":")[0]
    (record,) = rows(connection, f"SELECT * FROM {kind}s WHERE {kind}_id = ?", identity) or [{}]
    named = "qualification_id = ?" if kind == "qualification" else "issuer_ids LIKE ?"
    wanted = identity if kind == "qualification" else f'%"{identity}"%'
    entries = rows(
        connection, f"SELECT * FROM entries WHERE {named} ORDER BY rowid LIMIT {_MOST_CELLS}", wanted
    )
    scopes = {entry["qualification_scope"] for entry in entries} if kind == "qualification" else {None}
    return Side(
        identity,
        _text(record.get("name_zh")),
        _text(record.get("name_en")),
        _texts(record.get("abbreviations")),
        _text(next(iter(scopes))) if len(scopes) == 1 else None,
        _texts(record.get("countries")),
        int(str(record.get("entries") or 0)),
        tuple(cell for entry in entries for cell in _shown(connection, str(entry["entry_id"]), kind)),
    )


def _shown(connection: sqlite3.Connection, entry_id: str, role: str) -> Iterator[Shown]:
    for row in rows(connection, _SHOWN, entry_id, role, role):
        places, readings = row["places"], row["readings"]
        yield Shown(
            entry_id,
            str(row["role"]),
            str(row["value"]),
            str(row["document"]),
            str(row["document_sha256"]),
            tuple(place for place in places if isinstance(place, dict)) if isinstance(places, list) else (),
            _texts(readings),
            float(str(row["confidence"])),
        )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
