"""``renke find``: where a qualification is recognised, and at what level."""

import json
import sqlite3
import unicodedata
from pathlib import Path

import click

from pipeline.commands.days import IsoDate

_QUALIFICATION = "SELECT * FROM qualifications WHERE qualification_id = ?"
_ISSUER = "SELECT * FROM issuers WHERE issuer_id = ?"
_RECOGNISED = (
    "SELECT c.*, n.document_number, n.expires FROM crosswalk c JOIN notices n USING (notice_id) "
    "WHERE qualification_id = ? ORDER BY c.jurisdiction, c.notice_id, c.rowid"
)
_COLUMNS = ("jurisdiction", "list", "recognised as", "edition", "status", "entry", "conditions")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a qualification.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many at most.")
@click.option("--in-force", is_flag=True, help="Only what is in force.")
@click.option("--as-of", metavar="DATE", type=IsoDate(), help="Whether it was in force on this day.")
@click.pass_obj
def find(
    home: Path, words: tuple[str, ...], as_json: bool, limit: int, in_force: bool, as_of: str | None
) -> int:
    """Find qualifications by WORDS, in Chinese or not, abbreviated or with a slip, and where each counts."""
    from pipeline.dataset.browse import opened
    from pipeline.dataset.search import search

    with opened(home) as connection:
        found: list[dict[str, object]] = []
        for hit in search(connection, " ".join(words)):
            one = _found(connection, hit.qualification_id, in_force, as_of)
            if one["recognised"] or not in_force:
                found.append({**one, "likeness": hit.likeness})
            if len(found) == limit:
                break
    if as_json:
        for one in found:
            click.echo(json.dumps(one, ensure_ascii=False))
    elif found:
        _print(found)
    if not found:
        click.echo(f"renke: nothing is like {' '.join(words)!r}", err=True)
    return 0


def _found(
    connection: sqlite3.Connection, qualification_id: str, in_force: bool, as_of: str | None
) -> dict[str, object]:
    from pipeline.dataset.browse import rows
    from pipeline.dataset.validity import as_on

    (qualification,) = rows(connection, _QUALIFICATION, qualification_id)
    issuer_ids = qualification.pop("issuer_ids")
    assert isinstance(issuer_ids, list)
    recognised = [as_on(row, as_of) for row in rows(connection, _RECOGNISED, qualification_id)]
    for row in recognised:
        del row["qualification_id"], row["issuer_ids"], row["expires"]
    return {
        **qualification,
        "issuers": [row for one in issuer_ids for row in rows(connection, _ISSUER, str(one))],
        "recognised": [row for row in recognised if row["status"] == "in force" or not in_force],
    }


def _print(found: list[dict[str, object]]) -> None:
    """Aligned lines: a library for tables would take longer to import than the answer to find."""
    for one in found:
        click.echo(f"{click.style(_named(one), bold=True)}  {one['qualification_id']}")
        for issuer in _dicts(one["issuers"]):
            click.echo(f"  {_named(issuer)}  {issuer['issuer_id']}")
        shown = [_COLUMNS, *(_shown(row) for row in _dicts(one["recognised"]))]
        widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
        for row in shown:
            padded = (word + " " * (wide - _width(word)) for word, wide in zip(row, widths, strict=True))
            click.echo("    " + "  ".join(padded).rstrip())
        click.echo()


def _shown(row: dict[str, object]) -> tuple[str, ...]:
    as_what = (row["title"], row["occupation"], row["grade"])
    stated = [*_texts(row["conditions"]), *_texts(row["exemptions"])]
    cells = (
        row["jurisdiction"],
        row["list_printed"],
        ", ".join(str(word) for word in as_what if word),
        row["edition"] or row["document_number"],
        row["status"],
        row["entry_id"],
        "; ".join(stated),
    )
    return tuple("" if cell is None else " ".join(str(cell).split()) for cell in cells)


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _named(record: dict[str, object]) -> str:
    names = [record["name_zh"], record["name_en"], *_texts(record["abbreviations"])]
    return " | ".join(str(name) for name in names if name)


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [item if isinstance(item, str) else str(item) for item in value] if isinstance(value, list) else []
