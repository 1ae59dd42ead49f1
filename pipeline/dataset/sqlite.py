"""The tables in one SQLite file, whose bytes depend on the rows alone."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from pipeline.dataset.frames import Laid
from pipeline.dataset.meanings import in_both
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, REFERENCES, Reference, columns
from pipeline.dataset.search import write_index
from pipeline.dataset.views import VIEWS
from pipeline.knowledge import SCHEMAS
from pipeline.names.knowledge import variants_file

# Any three characters in a row, as printed: what Datasette's search box asks.
_PRINTED_WORDS = (
    "CREATE VIRTUAL TABLE search_entries USING fts5(qualification_printed, issuer_printed, field_printed, "
    "title_printed, occupation_printed, remarks_printed, content=\"entries\", tokenize='trigram')",
    "INSERT INTO search_entries (search_entries) VALUES ('rebuild')",
    "INSERT INTO search_entries (search_entries) VALUES ('optimize')",
)
_TYPES = {"integer": "INTEGER", "number": "REAL"}


def write_sqlite(path: Path, tables: Mapping[str, Laid]) -> None:
    """Write a fresh file with keys, references, views, and indexes of references, names and printed words."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA encoding = 'UTF-8'")
        # No journal file beside it: a file that is not finished is thrown away as a whole.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        for table in TABLES:
            connection.execute(create_table(table))
            marks = ", ".join("?" * len(columns(table)))
            connection.executemany(
                f'INSERT INTO "{table}" VALUES ({marks})', zip(*tables[table].flat(), strict=True)
            )
            for name in _indexed(table):
                connection.execute(f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}")')
        for view, (_, query) in VIEWS.items():
            connection.execute(f'CREATE VIEW "{view}" AS {query}')
        write_index(
            connection, {name: one.rows for name, one in tables.items()}, variants_file(SCHEMAS).characters
        )
        for statement in _PRINTED_WORDS:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def create_table(table: str) -> str:
    """The CREATE TABLE statement, each column with its description as a comment."""
    lines = []
    for column in columns(table):
        required = "" if column.nullable else " NOT NULL"
        lines.append((f'"{column.name}" {_TYPES.get(column.kind, "TEXT")}{required}', in_both(table, column)))
    if KEYS[table]:
        lines.append((f"PRIMARY KEY ({', '.join(_quoted(KEYS[table]))})", ""))
    for reference in _scalar_references(table):
        target = f'"{reference.target}" ("{KEYS[reference.target][0]}")'
        lines.append((f'FOREIGN KEY ("{reference.column}") REFERENCES {target}', ""))
    body = "\n".join(
        f"  {text}{',' if number < len(lines) else ''}{f' -- {comment}' if comment else ''}"
        for number, (text, comment) in enumerate(lines, start=1)
    )
    return f'CREATE TABLE "{table}" (\n{body}\n)'


def _scalar_references(table: str) -> list[Reference]:
    """References that SQLite can hold: a list of keys is JSON text there."""
    lists = {column.name for column in columns(table) if column.kind == "strings"}
    return [r for r in REFERENCES if r.table == table and r.column not in lists]


def _indexed(table: str) -> list[str]:
    leading = KEYS[table][:1]
    wanted = [r.column for r in _scalar_references(table)]
    wanted += [c.name for c in columns(table) if c.name == "entry_id"]
    return sorted(set(wanted) - set(leading))


def _quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]
