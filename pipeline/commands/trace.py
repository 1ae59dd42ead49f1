"""``renke trace``: every value of an entry back to its place."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

_ENTRY = (
    "SELECT e.*, n.title AS notice_title, n.document_number, n.status, n.source_address FROM entries e "
    "JOIN notices n USING (notice_id) WHERE entry_id = ?"
)
_NORMALISED = (
    "qualification_id",
    "qualification_zh",
    "qualification_en",
    "qualification_abbreviation",
    "qualification_scope",
    "issuer_ids",
    "domestic_partner_ids",
    "countries",
    "fields",
    "title",
    "grade",
    "conditions",
    "exemptions",
    "valid_from",
    "valid_until",
)
_LINEAGE = "SELECT * FROM lineage WHERE entry_id = ? ORDER BY rowid"
_FINDINGS = "SELECT * FROM findings WHERE entry_id = ?"


@click.command()
@click.argument("entry")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--picture",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the page with the cells framed, and a crop of each, into DIR.",
)
@click.pass_obj
def trace(home: Path, entry: str, as_json: bool, folder: Path | None) -> int:
    """Show where each value of ENTRY (such as CN-SH/2025-298/A/26) comes from, step by step."""
    from pipeline.dataset.browse import opened, rows

    with opened(home) as connection:
        found = rows(connection, _ENTRY, entry)
        if not found:
            raise click.BadParameter(not_found(entry, rows(connection, "SELECT entry_id FROM entries")))
        lineage, findings = rows(connection, _LINEAGE, entry), rows(connection, _FINDINGS, entry)
    if as_json:
        click.echo(
            json.dumps({"entry": found[0], "lineage": lineage, "findings": findings}, ensure_ascii=False)
        )
    else:
        _print(found[0], lineage, findings)
    if folder is not None:
        _draw(home, lineage, folder)
    return 0


def _draw(home: Path, lineage: list[dict[str, object]], folder: Path) -> None:
    """Pictures of the cells; words about what was written, and about values that lie on no page."""
    from pipeline.dataset.versions import read_inputs
    from pipeline.documents.places import PageBox
    from pipeline.framed_cells import draw_cells
    from pipeline.verify.values import raw_paths

    paths = raw_paths(home, read_inputs(home / "dataset") or {})
    documents: dict[str, dict[str, list[PageBox]]] = {}
    for value in lineage:
        places = [
            PageBox(place["page"], tuple(place["box"]), place.get("member"))  # type: ignore[arg-type]
            for place in _dicts(value["places"])
            if {"page", "box"} <= place.keys()
        ]
        documents.setdefault(str(value["document_sha256"]), {})[str(value["role"])] = places
    names = {str(value["document_sha256"]): str(value["document"]) for value in lineage}
    for sha256, cells in documents.items():
        without = [role for role, places in cells.items() if not places]
        if without:
            click.echo(
                f"renke: no picture of {', '.join(without)}: the place is in a document without pages, or an "
                "empty cell without a box; look it up in the document as the place says",
                err=True,
            )
        if len(without) == len(cells):
            continue
        data = _as_published(paths.get(sha256), sha256, names[sha256])
        for path in draw_cells(data, names[sha256], cells, folder):
            click.echo(f"renke: wrote {path}", err=True)


def _as_published(path: Path | None, sha256: str, name: str) -> bytes:
    from pipeline.errors import UnreadableDocument
    from pipeline.readers.content import sha256_of

    data = path.read_bytes() if path is not None and path.is_file() else b""
    if sha256_of(data) != sha256:
        raise UnreadableDocument(
            f"raw/ does not hold the document of this version any more (SHA-256 {sha256})",
            document=name,
            remedy="Put back the file that the version was made of.",
        )
    return data


def not_found(entry: str, entries: list[dict[str, object]]) -> str:
    from rapidfuzz.process import extract

    near = [match[0] for match in extract(entry, [str(row["entry_id"]) for row in entries], limit=3)]
    return f"no entry {entry!r} in the current version; near it: {', '.join(near)}"


def _print(
    entry: dict[str, object], lineage: list[dict[str, object]], findings: list[dict[str, object]]
) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    console.print(
        f"[bold]{escape(str(entry['entry_id']))}[/bold]  {escape(str(entry['list_printed'] or ''))}"
    )
    console.print(
        escape(f"{entry['notice_title']}  {entry['document_number'] or ''}  ({entry['status']})"),
        soft_wrap=True,
    )
    if lineage:
        console.print(
            escape(f"{entry['source_address']}  sha256 {lineage[0]['document_sha256']}"), soft_wrap=True
        )
    for value in lineage:
        table = Table(box=None, show_header=False, padding=(0, 1))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row("published", escape(str(value["value"])))
        table.add_row("raw text", escape(str(value["raw_text"])))
        for place in _dicts(value["places"]) or [{"": "(an empty cell)"}]:
            table.add_row("place", escape(_place(place)))
        for step in _dicts(value["steps"]) or [{"rule": "as printed", "detail": ""}]:
            table.add_row("step", escape(f"{step['rule']}  {step['detail']}"))
        read_by = ", ".join(map(str, _list(value["readings"])))
        table.add_row("read by", escape(f"{read_by}, confidence {value['confidence']}"))
        console.print(f"[bold]{escape(str(value['role']))}[/bold]  {escape(str(value['header']))}")
        console.print(table)
    _print_normalised(console, entry)
    for finding in findings:
        console.print(
            escape(
                f"{finding['severity']}: {finding['code']} ({finding['role'] or 'row'}): {finding['message']}"
            ),
            soft_wrap=True,
        )


def _print_normalised(console: "Console", entry: dict[str, object]) -> None:
    """What the values were normalised to, as other systems read it."""
    from rich.markup import escape

    console.print("[bold]normalised[/bold]")
    for column in _NORMALISED:
        value = entry[column]
        if value:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            console.print(escape(f" {column}  {shown}"), soft_wrap=True)


def _place(place: dict[str, object]) -> str:
    return ", ".join(f"{key} {value}".strip() for key, value in sorted(place.items(), reverse=True))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in _list(value) if isinstance(item, dict)]
