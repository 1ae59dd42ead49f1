"""``renke status``: sources, editions, findings."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from pipeline.commands.days import IsoDate

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.plan import Plan

_NOTICES = "SELECT * FROM notices ORDER BY notice_id"
_FINDINGS = (
    "SELECT severity, code, count(*) AS count FROM findings GROUP BY severity, code ORDER BY severity, code"
)
_BY_SEVERITY = (
    "SELECT substr(coalesce(notice_id, entry_id), 1, instr(coalesce(notice_id, entry_id), '/') - 1) AS at, "
    "severity, count(*) AS count FROM findings WHERE coalesce(notice_id, entry_id) IS NOT NULL "
    "GROUP BY at, severity ORDER BY at, severity"
)
_MARKED = "SELECT count(*) AS count FROM entries WHERE marked <> '[]'"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--as-of", metavar="DATE", type=IsoDate(), help="What was in force on this day (2025-10-30).")
@click.option("--ledger", is_flag=True, help="What became of every page, table and cell, in sums.")
@click.pass_obj
def status(home: Path, as_json: bool, as_of: str | None, ledger: bool) -> int:
    """Show what is published: sources, notices, editions, rows, findings, and whether anything is new."""
    if ledger:
        return _ledger(home, as_json=as_json)
    from pipeline.dataset.browse import opened, rows
    from pipeline.dataset.rollback import held
    from pipeline.dataset.validity import as_on
    from pipeline.dataset.versions import current_version
    from pipeline.plan import plan
    from pipeline.review.queue import waiting

    planned = plan(home)
    with opened(home) as connection:
        notices = [as_on(row, as_of) for row in rows(connection, _NOTICES)]
        report: dict[str, object] = {
            "version": current_version(home / "dataset"),
            "up_to_date": planned.up_to_date,
            "withheld": (planned.published or {}).get("withheld", []),
            "held": hold.set_aside if (hold := held(home / "dataset")) else None,
            "sources": [*_sources(planned, notices, rows(connection, _BY_SEVERITY))],
            "as_of": as_of,
            "notices": notices,
            "findings": rows(connection, _FINDINGS),
            "waiting": waiting(connection),
            "marked_entries": rows(connection, _MARKED)[0]["count"],
        }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    return 0


def _ledger(home: Path, *, as_json: bool) -> int:
    from rich.console import Console

    from pipeline.dataset.browse import opened
    from pipeline.dataset.ledger_sums import ledger_of, sums_of

    with opened(home):  # or it says that nothing is published
        accounts = ledger_of(home / "dataset" / "current")
    sums = sums_of(accounts)
    if as_json:
        click.echo(json.dumps({"documents": accounts, **sums}, ensure_ascii=False))
        return 0
    console = Console(highlight=False)
    for kind, counts in sums.items():
        console.print(f"[bold]{sum(counts.values())} {kind}[/bold] of {len(accounts)} documents")
        _table(console, [{"count": n, "of": what} for what, n in counts.items()], ("count", "of"))
    return 0


def _sources(
    planned: "Plan", notices: list[dict[str, object]], findings: list[dict[str, object]]
) -> Iterator[dict[str, object]]:
    """Each source: when it was looked at, what of it is published, and what a person should see to."""
    from pipeline.pull.looks import due, now, read_looks

    looks = read_looks(planned.home)
    waiting = due([source.watched for source in planned.sources], looks, now())
    documents = Counter(raw.watched.folder for raw in planned.documents)
    for source in planned.sources:
        folder = source.watched.folder
        look = looks.get(folder)
        own = [notice for notice in notices if notice["jurisdiction"] == source.jurisdiction]
        yield {
            "jurisdiction": source.jurisdiction,
            "name": source.name.en,
            "authority": source.authority,
            "documents": documents[folder],
            "looked": look.time if look else None,
            "changed": look.changed if look else None,
            "due": folder in waiting,
            "editions": [
                {key: notice[key] for key in ("notice_id", "edition", "status", "rows_found")}
                for notice in own
            ],
            "rows": sum(cast("int", notice["rows_found"]) for notice in own),
            "findings": {
                str(one["severity"]): one["count"] for one in findings if one["at"] == source.jurisdiction
            },
            "offered": [{"address": address, "words": words} for address, words in look.offered]
            if look
            else [],
            "failures": list(look.failures) if look else [],
            "remarks": list(look.remarks) if look else [],
        }


def _print(report: dict[str, object]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    news = "up to date" if report["up_to_date"] else "there is something new: run 'renke refresh'"
    held_back = f"held by 'renke rollback', {report['held']} is set aside, " if report["held"] else ""
    console.print(f"version {report['version']}, {held_back}{news}")
    sources = cast("list[dict[str, Any]]", report["sources"])
    _table(console, [_in_words(source) for source in sources], _SOURCE_COLUMNS)
    for source in sources:
        for kind in ("failures", "remarks"):
            for words in source[kind]:
                console.print(escape(f"{source['jurisdiction']}: {words}"), soft_wrap=True)
        for one in source["offered"]:
            said = f"{source['jurisdiction']}: perhaps a notice to take: {one['words']} {one['address']}"
            console.print(escape(said), soft_wrap=True)
    if report["as_of"]:
        console.print(f"notices as of {report['as_of']}")
    shown = ("notice_id", "document_number", "edition", "valid_from", "valid_until", "status", "rows_found")
    _table(console, report["notices"], shown)
    _table(console, report["findings"], ("severity", "code", "count"))
    console.print(f"{report['marked_entries']} entries have a value that is marked as doubtful")
    console.print(f"{report['waiting']} questions wait for a person: 'renke review'")
    withheld = report["withheld"]
    assert isinstance(withheld, list)
    for words in withheld:
        console.print(escape(f"withheld: {words}"), soft_wrap=True)


_SOURCE_COLUMNS = (
    "jurisdiction", "looked", "changed", "due", "documents", "editions", "rows", "findings"
)  # fmt: skip


def _in_words(source: dict[str, Any]) -> dict[str, object]:
    """A source as a row of the table for people."""
    keys = [
        str(one["notice_id"]).partition("/")[2]
        + ("" if one["status"] == "in force" else f" ({one['status']})")
        for one in source["editions"]
    ]
    return {
        **source,
        "due": "now" if source["due"] else "",
        "editions": ", ".join(keys),
        "findings": ", ".join(f"{count} {severity}" for severity, count in source["findings"].items()),
    }


def _table(console: "Console", rows: object, columns: tuple[str, ...]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    assert isinstance(rows, list)
    for row in rows:
        table.add_row(*(escape("" if row[column] is None else str(row[column])) for column in columns))
    console.print(table)
