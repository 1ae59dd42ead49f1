"""``renke review``: what waits for a person."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import RenkeError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.review.answers import Answer
    from pipeline.review.queue import Question

_SKIP, _QUIT = "skip", "quit"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="List the queue: JSON Lines, one object a question.")
@click.option("--export", "to", type=click.Path(path_type=Path, dir_okay=False), help="Write a workbook.")
@click.option(
    "--import",
    "taken",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Take the answers of a workbook.",
)
@click.option("--author", help="Who decides; default: git's user.name, else the user of the system.")
@click.pass_obj
def review(home: Path, as_json: bool, to: Path | None, taken: Path | None, author: str | None) -> int:
    """Ask what waits for a person, one question after the other, and record the answers in registry/."""
    if sum((as_json, to is not None, taken is not None)) > 1:
        raise click.UsageError("--json, --export and --import exclude each other")
    from pipeline.dataset.browse import opened
    from pipeline.review.queue import questions

    with opened(home) as connection:
        queue = questions(connection)
    if as_json:
        for question in queue:
            click.echo(json.dumps(asdict(question), ensure_ascii=False))
    elif to is not None:
        from pipeline.review.workbook import export

        export(to, queue)
        click.echo(f"{len(queue)} questions written to {to}", err=True)
    elif taken is not None:
        from pipeline.review.workbook import answers

        _record(home, answers(taken, queue))
    elif not queue:
        click.echo("nothing waits", err=True)
    else:
        _walk(home, queue, author or _author())
    return 0


def _walk(home: Path, queue: Sequence["Question"], author: str) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"{len(queue)} questions wait, and there is no terminal to ask them on: use --json, or --export "
            "and --import"
        )
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"{len(queue)} questions; answers are recorded as {author}'s")
    for number, question in enumerate(queue, start=1):
        show(console, question, number, len(queue))
        answer = _asked(question, author)
        if answer == _QUIT:
            return
        if not isinstance(answer, str):
            _record(home, [answer])


def _asked(question: "Question", author: str) -> "Answer | str":
    """The answer to one question, asked again until it can be recorded; or skip, or quit."""
    from pipeline.names.decisions import WRONG
    from pipeline.review.answers import MISREAD, RIGHT, VERDICTS, Answer, BadAnswer, checked

    while True:
        choices = (*VERDICTS[question.kind], _SKIP, _QUIT)
        chosen = click.prompt("  ".join(f"{n} {one}" for n, one in enumerate(choices, start=1)), type=str)
        verdict = (
            choices[int(chosen) - 1] if chosen.isdecimal() and 0 < int(chosen) <= len(choices) else chosen
        )
        if verdict in (_SKIP, _QUIT):
            return str(verdict)
        printed = click.prompt("printed words") if verdict == WRONG else ""
        right = click.prompt("right words") if verdict in (WRONG, MISREAD) else ""
        reason = click.prompt("reason") if verdict in (*VERDICTS[question.kind], RIGHT) else ""
        try:
            return checked(Answer(question, verdict, author, reason, printed, right))
        except BadAnswer as error:
            click.echo(f"renke: {error}", err=True)


def _record(home: Path, answers: Sequence["Answer"]) -> None:
    from pipeline.names.decisions import WRONG
    from pipeline.plan import plan
    from pipeline.review.answers import record
    from pipeline.review.pictures import FOLDER, keep_picture

    registry = home / "registry"
    pictures: dict[str, str] = {}
    cells = [one.question for one in answers if one.question.kind == "cell" and one.verdict != WRONG]
    documents = plan(home).documents if cells else ()
    before = {path.name for path in (registry / FOLDER).glob("*")}
    for question in cells:
        picture = keep_picture(registry, question, documents)
        if picture is not None:
            pictures[question.key] = picture
    try:
        record(registry, answers, date.today(), pictures)
    except RenkeError:
        for picture in pictures.values():
            if Path(picture).name not in before:
                (registry / picture).unlink()
        raise
    click.echo(f"{len(answers)} recorded in {registry}; 'renke refresh' applies them", err=True)


def _author() -> str:
    try:
        told = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, timeout=5, check=False
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        told = ""
    author = told or os.environ.get("USER", "")
    if not author:
        raise click.UsageError("nobody knows who decides: give --author")
    return author


def show(console: "Console", question: "Question", number: int, of: int) -> None:
    """A question with its evidence, the names side by side."""
    from rich.markup import escape
    from rich.table import Table

    from pipeline.review.workbook import lines_of, place_of

    console.rule(f"{number} of {of}")
    console.print(escape(question.message), soft_wrap=True)
    if question.sides:
        names = Table(show_header=False, expand=True)
        for _ in question.sides:
            names.add_column(overflow="fold")
        names.add_row(*(escape("\n".join(lines_of(side))) for side in question.sides))
        console.print(names)
    cells = Table("entry", "role", "printed", "document", "place", "read by", "confidence")
    for cell in question.all_cells:
        shown = (
            cell.entry_id,
            cell.role,
            cell.printed,
            cell.document,
            place_of(cell),
            ", ".join(cell.readings),
            f"{cell.confidence:.2f}",
        )
        cells.add_row(*map(escape, shown))
    console.print(cells)
