"""``renke read``: the catalogue rows of any document."""

import csv
import json
import sys
from collections.abc import Iterable
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import UnreadableDocument
from pipeline.readers.engines import BOTH, ENGINES, Engines
from pipeline.readers.ocr_names import OCR_NAMES, RAPIDOCR, SETTING, OcrName, by_ocr

if TYPE_CHECKING:
    from pipeline.catalogues.model import Notice
    from pipeline.documents.findings import Finding
    from pipeline.documents.model import Document

_COLUMNS = ("document", "list", "group", "number")
_TABLE_COLUMNS = ("document", "table", "heading", "kind", "header", "row")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a row, with places.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV with a column a role.")
@click.option("--password", help="Opens encrypted PDF files.")
@click.option("--draw", type=click.Path(path_type=Path, file_okay=False), help="Draw what was read into DIR.")
@click.option(
    "--engines",
    type=click.Choice(ENGINES),
    default=BOTH,
    show_default=True,
    help="For PDF: both engines held against each other, or the fast one alone.",
)
@click.option(
    "--ocr",
    type=click.Choice(OCR_NAMES),
    default=RAPIDOCR,
    envvar=SETTING,
    show_default=True,
    help="Who reads pages that are pictures.",
)
@click.option("--tables", is_flag=True, help="Every row of every table, joined over pages, catalogue or not.")
@click.pass_obj
def read(
    home: Path,
    files: tuple[Path, ...],
    as_json: bool,
    as_csv: bool,
    password: str | None,
    draw: Path | None,
    engines: Engines,
    ocr: OcrName,
    tables: bool,
) -> int:
    """Print the catalogue rows of FILES; what was set aside and why goes to standard error."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    from pipeline.readers.files import at_once, read_file
    from pipeline.readers.options import Options

    options = Options(password, engines, ocr)
    outcomes = at_once(lambda path: read_file(path, options), files)
    # What follows on reading is imported while the first documents are read.
    from pipeline.catalogues.report import row_records
    from pipeline.readers.door import taken_for
    from pipeline.reading import notice_from, table_rows, tables_in

    failed = False
    records: list[dict[str, object]] = []
    with closing(outcomes):
        for path, outcome in zip(files, outcomes, strict=True):
            try:
                document = outcome()
                click.echo(f"{document.name}: read as {taken_for(document)}", err=True)
                joined = tables_in(document)
                notice = _with_proposals(notice_from(document, joined), home)
                if draw is not None:
                    _draw(path, document, notice, draw, password)
            except UnreadableDocument as error:
                click.echo(f"renke: {error}", err=True)
                failed = True
                continue
            for line in remarks(notice):
                click.echo(line, err=True)
            found = list(table_rows(document, joined) if tables else row_records(notice))
            if as_json:
                for record in found:
                    click.echo(json.dumps(record, ensure_ascii=False))
            records.extend(found)
    if as_csv:
        (_write_tables_csv if tables else _write_csv)(records)
    elif not as_json:
        (_print_whole_tables if tables else _print_table)(records)
    return 1 if failed else 0


def _with_proposals(notice: "Notice", home: Path) -> "Notice":
    """The notice; where OCR read any of it, with the known names that are nearly the same."""
    values = (
        value for catalogue in notice.catalogues for row in catalogue.rows for value in row.values.values()
    )
    if not any(by_ocr(value.readings) for value in values):
        return notice
    from pipeline.dataset.proposed import proposed_in
    from pipeline.knowledge import SCHEMAS
    from pipeline.names.registry import load_registry

    return proposed_in(notice, load_registry(home / "registry"), SCHEMAS)


def _draw(path: Path, document: "Document", notice: "Notice", folder: Path, password: str | None) -> None:
    from pipeline.draw import draw_pages
    from pipeline.reading import tables_in

    doubts = [
        finding for catalogue in notice.catalogues for row in catalogue.rows for finding in row.findings
    ]
    pages = draw_pages(path.read_bytes(), document, tables_in(document), doubts, folder, password)
    click.echo(f"{document.name}: {len(pages)} pages drawn in {folder}", err=True)


def remarks(notice: "Notice") -> Iterable[str]:
    """What concerns no one row: lists found, tables set aside, findings on the document."""
    for catalogue in notice.catalogues:
        yield f"{notice.document}: list {catalogue.heading or '(no heading)'}: {len(catalogue.rows)} rows"
        for finding in catalogue.findings:
            yield _said(notice, finding)
    for table in notice.set_aside:
        yield (
            f"{notice.document}: table {table.table} ({table.heading or 'no heading'}, {table.rows} rows) "
            f"set aside as {table.kind}: {table.reason}"
        )
    for finding in notice.findings:
        yield _said(notice, finding)


def _said(notice: "Notice", finding: "Finding") -> str:
    return f"{notice.document}: {finding.severity}: {finding.code}: {finding.message}. {finding.remedy}"


def _cells(record: dict[str, object]) -> dict[str, str]:
    cells = record["cells"]
    assert isinstance(cells, dict)
    return cells


def _roles(records: Iterable[dict[str, object]]) -> list[str]:
    return list(dict.fromkeys(role for record in records for role in _cells(record)))


def _write_csv(records: list[dict[str, object]]) -> None:
    roles = _roles(records)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*_COLUMNS, *roles])
    for record in records:
        cells = _cells(record)
        writer.writerow([*(record[column] for column in _COLUMNS), *(cells.get(role) for role in roles)])


def _texts(record: dict[str, object]) -> list[str]:
    cells = record["cells"]
    assert isinstance(cells, list)
    return cells


def _write_tables_csv(records: list[dict[str, object]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    width = max((len(_texts(record)) for record in records), default=0)
    writer.writerow([*_TABLE_COLUMNS, *range(1, width + 1)])
    for record in records:
        writer.writerow([*(record[column] for column in _TABLE_COLUMNS), *_texts(record)])


def _print_whole_tables(records: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    for (document, number), rows in groupby(
        records, key=lambda record: (record["document"], record["table"])
    ):
        of_table = list(rows)
        title = f"{document}  table {number} ({of_table[0]['kind']})  {of_table[0]['heading'] or ''}"
        table = Table(title=escape(title), title_justify="left", show_lines=True, show_header=False)
        for record in of_table:
            style = "bold" if record["header"] else None
            table.add_row(str(record["row"]), *(escape(text) for text in _texts(record)), style=style)
        console.print(table)


def _print_table(records: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    by_list: dict[tuple[str, str], list[dict[str, object]]] = {}
    for record in records:
        by_list.setdefault((str(record["document"]), str(record["list"] or "")), []).append(record)
    for (document, heading), rows in by_list.items():
        roles = _roles(rows)
        table = Table(title=escape(f"{document}  {heading}"), title_justify="left", show_lines=True)
        for column in ("number", *roles):
            table.add_column(column, overflow="fold")
        for record in rows:
            cells = _cells(record)
            table.add_row(str(record["number"] or ""), *(escape(cells.get(role, "")) for role in roles))
        console.print(table)
