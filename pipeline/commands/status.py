"""``renke status``: sources, editions, findings."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

_NOTICES = "SELECT * FROM notices ORDER BY notice_id"
_FINDINGS = (
    "SELECT severity, code, count(*) AS count FROM findings GROUP BY severity, code ORDER BY severity, code"
)
_MARKED = "SELECT count(*) AS count FROM entries WHERE marked <> '[]'"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(home: Path, as_json: bool) -> int:
    """Show what is published: sources, notices, editions, rows, findings, and whether anything is new."""
    from pipeline.dataset.browse import opened, rows
    from pipeline.dataset.versions import current_version
    from pipeline.refresh import plan
    from pipeline.review.queue import waiting

    planned = plan(home)
    with opened(home) as connection:
        report: dict[str, object] = {
            "version": current_version(home / "dataset"),
            "up_to_date": planned.up_to_date,
            "withheld": (planned.published or {}).get("withheld", []),
            "sources": [
                {
                    "jurisdiction": source.jurisdiction,
                    "name": source.name.en,
                    "authority": source.authority,
                    "documents": sum(raw.watched == source.watched for raw in planned.documents),
                }
                for source in planned.sources
            ],
            "notices": rows(connection, _NOTICES),
            "findings": rows(connection, _FINDINGS),
            "waiting": waiting(connection),
            "marked_entries": rows(connection, _MARKED)[0]["count"],
        }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    return 0


def _print(report: dict[str, object]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    news = "up to date" if report["up_to_date"] else "there is something new: run 'renke refresh'"
    console.print(f"version {report['version']}, {news}")
    _table(console, report["sources"], ("jurisdiction", "name", "authority", "documents"))
    shown = ("notice_id", "document_number", "edition", "issued", "status", "rows_found", "rows_stated")
    _table(console, report["notices"], shown)
    _table(console, report["findings"], ("severity", "code", "count"))
    console.print(f"{report['marked_entries']} entries have a value that is marked as doubtful")
    console.print(f"{report['waiting']} questions wait for a person: 'renke review'")
    withheld = report["withheld"]
    assert isinstance(withheld, list)
    for words in withheld:
        console.print(escape(f"withheld: {words}"), soft_wrap=True)


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
