"""The published tables as PostgreSQL declares them: types, keys, references, indexes, comments, views."""

import hashlib
from collections.abc import Iterator
from graphlib import TopologicalSorter

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from pipeline.dataset.meanings import in_both
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, REFERENCES, Column, Kind, Reference, columns
from pipeline.dataset.views import VIEWS

VERSION_TABLE = "dataset_version"
_TYPES: dict[Kind, str] = {
    "string": "text",
    "date": "date",
    "integer": "bigint",
    "number": "double precision",
    "strings": "text[]",
    "objects": "jsonb",
    "object": "jsonb",
}


def in_order_of_references() -> list[str]:
    """Tables, each after those that it refers to."""
    needs: dict[str, set[str]] = {table: set() for table in TABLES}
    for reference in REFERENCES:
        needs[reference.table].add(reference.target)
    return list(TopologicalSorter(needs).static_order())


def statements(schema: str) -> Iterator[Composed]:
    """What makes the empty tables and views in ``schema``, which exists."""
    for table in in_order_of_references():
        yield _create(schema, table)
        yield from _indexes(schema, table)
        yield from _comments(schema, table)
    yield SQL(
        "CREATE TABLE {} (version text PRIMARY KEY, previous text, schema_version text NOT NULL)"
    ).format(Identifier(schema, VERSION_TABLE))
    yield _comment("TABLE", Identifier(schema, VERSION_TABLE), "the version that these tables hold")
    # their tables are named without the schema
    yield SQL("SET LOCAL search_path TO {}").format(Identifier(schema))
    for view, (meaning, query) in VIEWS.items():
        yield SQL("CREATE VIEW {} AS {}").format(Identifier(schema, view), SQL(query))
        yield _comment("VIEW", Identifier(schema, view), meaning)


def removals(schema: str) -> Iterator[Composed]:
    """What removes the tables and views again, and nothing that others made of them."""
    for view in VIEWS:
        yield SQL("DROP VIEW IF EXISTS {}").format(Identifier(schema, view))
    for table in (VERSION_TABLE, *reversed(in_order_of_references())):
        yield SQL("DROP TABLE IF EXISTS {}").format(Identifier(schema, table))


def fingerprint() -> str:
    """Changes when the statements do: tables of another one are made anew."""
    text = "\n".join(statement.as_string() for statement in statements("x"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _create(schema: str, table: str) -> Composed:
    lines: list[Composable] = [
        SQL("{} {}{}").format(
            Identifier(column.name),
            SQL(_TYPES[column.kind]),
            SQL("" if column.nullable else " NOT NULL"),
        )
        for column in columns(table)
    ]
    lines += [_check(column) for column in columns(table) if column.choices]
    if KEYS[table]:
        lines.append(SQL("PRIMARY KEY ({})").format(_names(KEYS[table])))
    for reference in _scalar_references(table):
        lines.append(
            SQL("FOREIGN KEY ({}) REFERENCES {} ({})").format(
                Identifier(reference.column),
                Identifier(schema, reference.target),
                _names(KEYS[reference.target]),
            )
        )
    return SQL("CREATE TABLE {} ({})").format(Identifier(schema, table), SQL(", ").join(lines))


def _check(column: Column) -> Composed:
    choices = SQL(", ").join(Literal(choice) for choice in column.choices)
    return SQL("CHECK ({} IN ({}))").format(Identifier(column.name), choices)


def _indexes(schema: str, table: str) -> Iterator[Composed]:
    """One for each reference (rows that are referred to are looked up so), one for the words of lists."""
    lists = {column.name for column in columns(table) if column.kind == "strings"}
    referring = {r.column for r in REFERENCES if r.table == table}
    named = {column.name for column in columns(table)} & {"entry_id", "identity"}
    for name in sorted((referring | named) - set(KEYS[table][:1])):
        how = SQL("USING gin " if name in lists else "")
        yield SQL("CREATE INDEX ON {} {}({})").format(Identifier(schema, table), how, Identifier(name))


def _comments(schema: str, table: str) -> Iterator[Composed]:
    yield _comment("TABLE", Identifier(schema, table), (TABLES[table].__doc__ or "").strip())
    for column in columns(table):
        yield _comment("COLUMN", Identifier(schema, table, column.name), in_both(table, column))


def _comment(kind: str, name: Identifier, text: str) -> Composed:
    return SQL("COMMENT ON {} {} IS {}").format(SQL(kind), name, Literal(text))


def _scalar_references(table: str) -> list[Reference]:
    """References that PostgreSQL can hold: not those of lists."""
    lists = {column.name for column in columns(table) if column.kind == "strings"}
    return [r for r in REFERENCES if r.table == table and r.column not in lists]


def _names(names: tuple[str, ...]) -> Composed:
    return SQL(", ").join(map(Identifier, names))
