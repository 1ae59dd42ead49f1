"""``renke refresh``: the main job."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.refresh import Plan, Published

# No telemetry; the ephemeral server may take long to start on a small machine. A user's own settings win.
_PREFECT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
}


@click.command()
@click.option("--direct", is_flag=True, help="Run the same stages without Prefect.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.pass_obj
def refresh(home: Path, direct: bool, dry_run: bool) -> int:
    """Read what is new in raw/, build the dataset, validate it and publish a version."""
    from pipeline.freshness import unchanged

    published = unchanged(home)
    if published is not None:
        return _up_to_date(home, published)
    from pipeline.refresh import plan

    planned = plan(home)
    if dry_run:
        return _dry_run(planned)
    done = _with_progress(planned, _direct if direct else _flow)
    _say_withheld(done.withheld)
    if done.given:
        click.echo(f"{done.given} new identifiers were given and kept in registry/given.jsonl", err=True)
    rows = done.rows
    click.echo(
        f"published version {done.version}: {rows['entries']} entries of {rows['notices']} notices, "
        f"{rows['issuers']} issuers, {rows['findings']} findings, {rows['changes']} changes"
    )
    return 1 if done.withheld else 0


def _up_to_date(home: Path, published: dict[str, object]) -> int:
    from pipeline.dataset.versions import current_version

    withheld = published.get("withheld")
    _say_withheld(withheld if isinstance(withheld, list) else [])
    click.echo(f"up to date: version {current_version(home / 'dataset')}")
    return 1 if withheld else 0


def _say_withheld(withheld: Sequence[str]) -> None:
    for words in withheld:
        click.echo(f"renke: withheld: {words}", err=True)


def _dry_run(planned: "Plan") -> int:
    from pipeline.extracted import load_extracted

    for raw in planned.documents:
        known = load_extracted(planned.extracted, raw.sha256, raw.name) is not None
        click.echo(f"{'would take the kept reading of' if known else 'would read'} {raw.path}")
    click.echo(f"would build, validate and publish {len(planned.documents)} documents")
    return 0


def _with_progress(
    planned: "Plan", job: Callable[["Plan", Callable[[str], None]], "Published"]
) -> "Published":
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar: AbstractContextManager[Progress] = Progress(*columns, console=console, transient=True)
    with bar as progress:
        step = progress.add_task("start")

        def tell(words: str) -> None:
            progress.update(step, description=words)
            if not console.is_terminal:
                console.print(words, highlight=False, soft_wrap=True)

        return job(planned, tell)


def _direct(planned: "Plan", tell: Callable[[str], None]) -> "Published":
    from pipeline.refresh import Stages, run

    return run(planned, Stages(), tell)


def _flow(planned: "Plan", tell: Callable[[str], None]) -> "Published":
    for name, value in _PREFECT.items():
        os.environ.setdefault(name, value)
    tell("start Prefect")
    from flows.refresh import outcome
    from flows.refresh import refresh as flow
    from pipeline.refresh import Published

    published = outcome(flow(str(planned.home), tell, return_state=True))
    assert isinstance(published, Published)
    return published
