"""A version in PostgreSQL: loaded in one transaction, so that readers see the old one or the new.

Where the tables are there already their rows are deleted, not truncated: a reader whose transaction has
begun would see truncated tables empty, and rights and views that others made stay.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pyarrow.parquet as pq
from psycopg.sql import SQL, Identifier, Literal

from pipeline.dataset.compatibility import schema_version
from pipeline.dataset.postgres_schema import (
    VERSION_TABLE,
    fingerprint,
    in_order_of_references,
    removals,
    statements,
)
from pipeline.dataset.schema import columns
from pipeline.errors import ConfigurationError, RenkeError

if TYPE_CHECKING:
    from psycopg import Cursor

SCHEMES = ("postgresql", "postgres")
_MARK = "Renke dataset"
_BATCH = 5_000
_SECONDS_TO_CONNECT = 10


def publish_to(url: str, schema: str, folder: Path, previous: str | None) -> dict[str, int]:
    """Load the version in ``folder`` into ``schema``; the rows of each table.

    Raises ConfigurationError for an address that is none, RenkeError where the server refuses.
    """
    _check(url)
    where = _without_password(url)
    with (
        _named_failures(where, schema),
        psycopg.connect(url, connect_timeout=_SECONDS_TO_CONNECT) as connection,
    ):
        cursor = connection.cursor()
        # Two publications wait for each other; the lock goes with the transaction.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"renke {schema}",))
        _prepare(cursor, schema)
        rows = {table: _load(cursor, schema, folder, table) for table in in_order_of_references()}
        cursor.execute(
            SQL("INSERT INTO {} VALUES (%s, %s, %s)").format(Identifier(schema, VERSION_TABLE)),
            (folder.name, previous, schema_version()),
        )
        _estimate(cursor, schema)
    return rows


def _check(url: str) -> None:
    if urlsplit(url).scheme not in SCHEMES:
        raise ConfigurationError(
            f"{_without_password(url)} is no address of a PostgreSQL database",
            remedy="Write postgresql://user@host/database; SQLite and Parquet files lie in dataset/current.",
        )


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = parts.username
    return f"{parts.scheme}://{f'{user}@' if user else ''}{host}{parts.path}"


@contextmanager
def _named_failures(where: str, schema: str) -> Iterator[None]:
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise RenkeError(
            f"{where}: no right to write schema {schema}: {_words(error)}",
            remedy="Ask its owner for CREATE on the database, or for the schema itself.",
        ) from error
    except psycopg.errors.DependentObjectsStillExist as error:
        raise RenkeError(
            f"{where}: the tables of schema {schema} have other columns now, and something hangs on the old "
            f"ones: {_words(error)}",
            remedy="Remove it (a view, mostly), publish, and make it again; or choose another --schema.",
        ) from error
    except psycopg.OperationalError as error:
        raise RenkeError(
            f"{where}: no connection, or it broke: {_words(error)}",
            remedy="Check the address, that the server runs, and the password (PGPASSWORD, ~/.pgpass).",
        ) from error
    except psycopg.Error as error:
        raise RenkeError(
            f"{where}: the server did not take the version: {_words(error)}",
            remedy="Nothing was changed there. Look at the value that is named, or run 'renke refresh'.",
        ) from error


def _words(error: psycopg.Error) -> str:
    detail = error.diag.message_detail
    context = error.diag.context
    lines = [str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__]
    return "; ".join([*lines, *(part.splitlines()[0] for part in (detail, context) if part)])


def _prepare(cursor: "Cursor[tuple[object, ...]]", schema: str) -> None:
    """Empty tables of the columns that the models have now."""
    mark = f"{_MARK}, tables {fingerprint()}"
    cursor.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (schema,)
    )
    found = cursor.fetchone()
    comment = str(found[0] or "") if found else None
    if comment == mark:
        for table in (VERSION_TABLE, *reversed(in_order_of_references())):
            cursor.execute(SQL("DELETE FROM {}").format(Identifier(schema, table)))
        return
    if comment is None:
        cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
    elif comment.startswith(_MARK):
        for statement in removals(schema):
            cursor.execute(statement)
    else:
        _refuse_foreign(cursor, schema)
    for statement in statements(schema):
        cursor.execute(statement)
    cursor.execute(SQL("COMMENT ON SCHEMA {} IS {}").format(Identifier(schema), Literal(mark)))


def _refuse_foreign(cursor: "Cursor[tuple[object, ...]]", schema: str) -> None:
    """A schema that was made for Renke may be empty; one that holds others' tables is not touched."""
    cursor.execute(
        "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = %s LIMIT 1",
        (schema,),
    )
    if found := cursor.fetchone():
        raise RenkeError(
            f"schema {schema} holds {found[0]}, which Renke did not make",
            remedy="Name a schema of its own with --schema.",
        )


def _load(cursor: "Cursor[tuple[object, ...]]", schema: str, folder: Path, table: str) -> int:
    names = SQL(", ").join(Identifier(column.name) for column in columns(table))
    loaded = 0
    with (
        pq.ParquetFile(folder / f"{table}.parquet") as file,
        cursor.copy(SQL("COPY {} ({}) FROM STDIN").format(Identifier(schema, table), names)) as copy,
    ):
        for batch in file.iter_batches(batch_size=_BATCH, columns=[c.name for c in columns(table)]):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                copy.write_row(row)
            loaded += batch.num_rows
    return loaded


def _estimate(cursor: "Cursor[tuple[object, ...]]", schema: str) -> None:
    """Statistics for the planner, which else works with those of empty tables for a while."""
    for table in in_order_of_references():
        cursor.execute(SQL("ANALYZE {}").format(Identifier(schema, table)))
