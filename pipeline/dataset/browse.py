"""Questions to the published version, answered from its SQLite file: quick, and without heavy packages."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.dataset.versions import current_version, version_folder
from pipeline.errors import ConfigurationError, RenkeError

_JSON_START = ("[", "{")
_DATABASE = "renke.sqlite"


@contextmanager
def opened(home: Path) -> Iterator[sqlite3.Connection]:
    """The current version's database, read only. Raises ConfigurationError when nothing is published."""
    dataset = home / "dataset"
    version = current_version(dataset)
    if version is None or not (version_folder(dataset, version) / _DATABASE).is_file():
        raise ConfigurationError(f"{dataset} holds no published version", remedy="Run 'renke refresh' first.")
    with opened_version(version_folder(dataset, version)) as connection:
        yield connection


@contextmanager
def opened_version(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of one version, read only. Raises RenkeError when it is damaged."""
    path = folder / _DATABASE
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection
    except sqlite3.DatabaseError as error:
        raise RenkeError(
            f"{path} is damaged ({error})", remedy="Remove that version's folder and run 'renke refresh'"
        ) from error


def rows(connection: sqlite3.Connection, query: str, *arguments: str) -> list[dict[str, object]]:
    """The rows of a query; columns that hold JSON lists or objects are taken apart."""
    return [{key: _value(row[key]) for key in row.keys()} for row in connection.execute(query, arguments)]  # noqa: SIM118


def _value(value: object) -> object:
    if isinstance(value, str) and value.startswith(_JSON_START):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
