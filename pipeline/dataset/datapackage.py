"""datapackage.json: what is in a version, in the terms of Data Package v2 and Table Schema."""

import hashlib
from pathlib import Path

from pipeline.dataset.compatibility import schema_version
from pipeline.dataset.meanings import chinese, dictionary
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, REFERENCES, Column, columns
from pipeline.dataset.versions import CHECKSUMS

_TYPES = {
    "string": "string",
    "date": "date",
    "integer": "integer",
    "number": "number",
    "strings": "array",
    "objects": "array",
    "object": "object",
}
_OTHER_FILES = {
    "renke.sqlite": ("sqlite", "application/vnd.sqlite3", "All tables in one SQLite file"),
    "renke.xlsx": (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "All tables but lineage, for people",
    ),
    "inputs.json": ("json", "application/json", "What this version was made of"),
    "validation.json": ("json", "application/json", "What was expected of the tables, and what was found"),
    "validation.html": ("html", "text/html", "The same as a page for people"),
    "ledger.json": ("json", "application/json", "What became of each cell of each document, in sums"),
}
_NULLS = "In CSV an empty field without quotes is null, one with quotes is the empty text."


def datapackage(directory: Path, version: str) -> dict[str, object]:
    """The descriptor of the files in ``directory``; ``version`` is the identifier of the version."""
    resources = [form(directory, table) for table in TABLES for form in (_csv, _parquet)]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "renke",
        "title": "Recognised overseas professional qualifications",
        "description": f"Lists published by Chinese authorities, read into tables. {_NULLS}",
        "version": version,
        "schema_version": schema_version(),
        "resources": resources + [_file(directory, name) for name in _OTHER_FILES],
    }


def _csv(directory: Path, table: str) -> dict[str, object]:
    return {
        "name": table,
        "type": "table",
        **_words(table),
        **_bytes(directory / f"{table}.csv"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\n", "doubleQuote": True},
        "schema": _schema(table),
    }


def _parquet(directory: Path, table: str) -> dict[str, object]:
    """A file that brings its own schema, with lists and nulls that Table Schema has no types for."""
    return {
        "name": f"{table}-parquet",
        "type": "file",
        **_words(table),
        **_bytes(directory / f"{table}.parquet"),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    }


def _words(table: str) -> dict[str, object]:
    words = dictionary().tables[table]
    return {
        "title_zh": words.name,
        "description": (TABLES[table].__doc__ or "").strip(),
        "description_zh": words.meaning,
    }


def _schema(table: str) -> dict[str, object]:
    schema: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(table, column) for column in columns(table)],
    }
    if KEYS[table]:
        schema["primaryKey"] = list(KEYS[table])
    scalar = {column.name for column in columns(table) if column.kind == "string"}
    references = [r for r in REFERENCES if r.table == table and r.column in scalar]
    if references:
        schema["foreignKeys"] = [
            {
                "fields": [r.column],
                "reference": {"resource": r.target, "fields": list(KEYS[r.target])},
            }
            for r in references
        ]
    return schema


def _field(table: str, column: Column) -> dict[str, object]:
    # Whether "" is null can't be said for one spelling of it only, so a text that must be there may be "".
    constraints: dict[str, object] = {} if column.nullable or column.kind == "string" else {"required": True}
    if column.choices:
        constraints = {"required": not column.nullable, "enum": list(column.choices)}
    own = chinese(table, column.name)
    field: dict[str, object] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title_zh": own.name,
        "description": column.description,
        "description_zh": own.meaning,
    }
    return {**field, "constraints": constraints} if constraints else field


def _file(directory: Path, name: str) -> dict[str, object]:
    form, mediatype, description = _OTHER_FILES[name]
    return {
        "name": name.replace(".", "-"),
        "type": "file",
        "description": description,
        **_bytes(directory / name),
        "format": form,
        "mediatype": mediatype,
    }


def checksums(directory: Path) -> str:
    """A line for each file in ``directory``, as ``sha256sum`` writes and checks them."""
    files = sorted(path for path in directory.iterdir() if path.name != CHECKSUMS)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def _bytes(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"path": path.name, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
