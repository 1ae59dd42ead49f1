"""``renke diff``: what changed between two editions, versions or files."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.dataset.differences import Difference


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a difference.")
@click.option("--markdown", is_flag=True, help="A report to send to people.")
@click.pass_obj
def diff(home: Path, old: str, new: str, as_json: bool, markdown: bool) -> int:
    """Show what changed from OLD to NEW: each a file, a version or 'current', or a notice_id."""
    if as_json and markdown:
        raise click.UsageError("--json and --markdown exclude each other")
    from pipeline.dataset.differences import compare
    from pipeline.dataset.sides import compared
    from pipeline.knowledge import SCHEMAS

    before, after = compared(old, new, home)
    found = compare(before, after, SCHEMAS).differences
    if as_json:
        for one in found:
            click.echo(json.dumps(one.record(), ensure_ascii=False))
    elif markdown:
        click.echo(_markdown(old, new, found))
    else:
        _print(found)
    counted = ", ".join(f"{count} {change}" for change, count in sorted(_counts(found).items()))
    click.echo(f"{len(before)} entries against {len(after)}: {counted or 'no difference'}", err=True)
    return 0


def _counts(found: Sequence["Difference"]) -> Counter[str]:
    return Counter(one.change for one in found)


_COLUMNS = ("change", "list", "number", "qualification", "issuer", "values")


def _cells(one: "Difference") -> tuple[str, ...]:
    row = one.new or one.old
    assert row is not None
    values = "\n".join(f"{role}: {old or '–'} → {new or '–'}" for role, (old, new) in one.values.items())
    return (one.change, row.heading or "", row.number or "", row.qualification, row.issuer, values)


def _print(found: Sequence["Difference"]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if not found:
        return
    table = Table(show_lines=True)
    for column in _COLUMNS:
        table.add_column(column, overflow="fold")
    for one in found:
        table.add_row(*(escape(text) for text in _cells(one)))
    Console().print(table)


def _markdown(old: str, new: str, found: Sequence["Difference"]) -> str:
    from jinja2 import Environment, PackageLoader

    pages = Environment(loader=PackageLoader("pipeline"), autoescape=False, trim_blocks=True)
    rows = [[_escaped(text) for text in _cells(one)] for one in found]
    template = pages.get_template("diff.md")
    return template.render(
        old=old, new=new, counts=sorted(_counts(found).items()), columns=_COLUMNS, rows=rows
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", "<br>")
