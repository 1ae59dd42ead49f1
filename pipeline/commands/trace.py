"""``renke trace``: every value of an entry back to its place."""

import json
from pathlib import Path

import click

_ENTRY = (
    "SELECT e.*, n.title AS notice_title, n.document_number, n.status, n.source_address FROM entries e "
    "JOIN notices n USING (notice_id) WHERE entry_id = ?"
)
_LINEAGE = "SELECT * FROM lineage WHERE entry_id = ? ORDER BY rowid"
_FINDINGS = "SELECT * FROM findings WHERE entry_id = ?"


@click.command()
@click.argument("entry")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def trace(home: Path, entry: str, as_json: bool) -> int:
    """Show where each value of ENTRY (such as CN-SH/2025-298/A/26) comes from, step by step."""
    from pipeline.dataset.browse import opened, rows

    with opened(home) as connection:
        found = rows(connection, _ENTRY, entry)
        if not found:
            raise click.BadParameter(_not_found(entry, rows(connection, "SELECT entry_id FROM entries")))
        lineage, findings = rows(connection, _LINEAGE, entry), rows(connection, _FINDINGS, entry)
    if as_json:
        click.echo(json.dumps({"entry": found[0], "lineage": lineage, "findings": findings}, ensure_ascii=False))
    else:
        _print(found[0], lineage, findings)
    return 0


def _not_found(entry: str, entries: list[dict[str, object]]) -> str:
    from rapidfuzz.process import extract

    near = [match[0] for match in extract(entry, [str(row["entry_id"]) for row in entries], limit=3)]
    return f"no entry {entry!r} in the current version; near it: {', '.join(near)}"


def _print(entry: dict[str, object], lineage: list[dict[str, object]], findings: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    console.print(f"[bold]{escape(str(entry['entry_id']))}[/bold]  {escape(str(entry['list_printed'] or ''))}")
    console.print(
        escape(f"{entry['notice_title']}  {entry['document_number'] or ''}  ({entry['status']})"), soft_wrap=True
    )
    if lineage:
        console.print(escape(f"{entry['source_address']}  sha256 {lineage[0]['document_sha256']}"), soft_wrap=True)
    table = Table(show_lines=True)
    for column in ("role", "raw text", "published", "place", "steps", "read by", "confidence"):
        table.add_column(column, overflow="fold")
    for value in lineage:
        table.add_row(
            escape(f"{value['role']}\n({value['header']})"),
            escape(str(value["raw_text"])),
            escape(str(value["value"])),
            escape("\n".join(_place(place) for place in _dicts(value["places"])) or "(empty cell)"),
            escape("\n".join(f"{s['rule']}: {s['detail']}" for s in _dicts(value["steps"])) or "as printed"),
            ", ".join(map(str, _list(value["readings"]))),
            f"{value['confidence']}",
        )
    console.print(table)
    for finding in findings:
        console.print(
            escape(f"{finding['severity']}: {finding['code']} ({finding['role'] or 'row'}): {finding['message']}"),
            soft_wrap=True,
        )


def _place(place: dict[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in place.items())


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in _list(value) if isinstance(item, dict)]
