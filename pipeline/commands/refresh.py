"""``renke refresh``: the main job."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.dataset.rollback import held
from pipeline.dataset.versions import current_version, is_complete, read_inputs
from pipeline.mirror import mirrored_dataset
from pipeline.readers.ocr_names import OCR_NAMES, SETTING, OcrName

if TYPE_CHECKING:
    from pipeline.building import Published
    from pipeline.pull.looks import Look
    from pipeline.refresh import Looking, Progress, Refreshed

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
@click.option("--offline", is_flag=True, help="Ask no address; take what raw/ holds.")
@click.option("--look-now", is_flag=True, help="Ask the addresses of all sources, due or not.")
@click.option(
    "--ocr",
    type=click.Choice(OCR_NAMES),
    envvar=SETTING,
    help="Who reads pages that are pictures.  [default: rapidocr]",
)
@click.pass_obj
def refresh(
    home: Path, direct: bool, dry_run: bool, offline: bool, look_now: bool, ocr: OcrName | None
) -> int:
    """Pull and read what is new, build the dataset, validate it and publish a version."""
    if offline and look_now:
        raise click.UsageError("--offline and --look-now exclude each other")
    if ocr is not None:
        os.environ[SETTING] = ocr  # what was read is kept by the engine that reads
    from pipeline.freshness import nothing_due, unchanged

    published = unchanged(home) if mirrored_dataset(home / "dataset") else None
    if published is not None and not look_now and (offline or nothing_due(home, published)):
        return _up_to_date(home)
    if dry_run:
        return _dry_run(home, offline=offline, look_now=look_now)
    looking: Looking = "none" if offline else "all" if look_now else "due"
    done = _with_progress(lambda tell: (_direct if direct else _flow)(home, looking, tell))
    missed = _say_looks(done.looks)
    for words in done.untold:
        click.echo(f"renke: {words}", err=True)
    if done.published is None:
        return max(_up_to_date(home), missed)
    return max(_say_published(done.published), missed)


def _say_looks(looks: "Mapping[str, Look]") -> int:
    for folder, look in looks.items():
        for words in look.failures:
            click.echo(f"renke: not pulled: {words}", err=True)
        for words in look.remarks:
            click.echo(f"renke: {words}", err=True)
        for address, words in look.offered:
            click.echo(f"renke: {folder}: perhaps a notice to take: {words} {address}", err=True)
    return 1 if any(look.failures for look in looks.values()) else 0


def _say_published(done: "Published") -> int:
    _say_withheld(done.withheld)
    if done.given:
        click.echo(f"{done.given} new identifiers were given and kept in registry/given.jsonl", err=True)
    rows = done.rows
    click.echo(
        f"published version {done.version}: {rows['entries']} entries of {rows['notices']} notices, "
        f"{rows['issuers']} issuers, {rows['findings']} findings, {rows['changes']} changes"
    )
    return 1 if done.withheld else 0


def _up_to_date(home: Path) -> int:
    dataset = home / "dataset"
    withheld = (read_inputs(dataset) or {}).get("withheld")
    _say_withheld(withheld if isinstance(withheld, list) else [])
    hold = held(dataset)
    if hold is None:
        click.echo(f"up to date: version {current_version(dataset)}")
    else:
        click.echo(
            f"held at version {hold.version} by 'renke rollback', nothing is new since {hold.set_aside}, "
            f"which was set aside; 'renke rollback {hold.set_aside}' returns to it"
        )
    return 1 if withheld else 0


def _say_withheld(withheld: Sequence[str]) -> None:
    for words in withheld:
        click.echo(f"renke: withheld: {words}", err=True)


def _dry_run(home: Path, *, offline: bool, look_now: bool) -> int:
    from pipeline.extracted import load_extracted
    from pipeline.plan import plan
    from pipeline.pull.looks import due, now, read_looks

    planned = plan(home)
    pulling = [source.watched for source in planned.sources if source.pulls]
    folders = due(pulling, {} if look_now else read_looks(home), now())
    for folder in [] if offline else folders:
        click.echo(f"would look at the addresses of {folder}")
    if planned.up_to_date and is_complete(home / "dataset"):
        click.echo("would publish nothing, unless an address gives something new")
        if not mirrored_dataset(home / "dataset"):
            click.echo("would copy the current version to the address in RENKE_DATASET")
        return 0
    for raw in planned.documents:
        known = load_extracted(planned.extracted, raw.sha256, raw.name) is not None
        click.echo(f"{'would take the kept reading of' if known else 'would read'} {raw.path}")
    click.echo(f"would build, validate and publish {len(planned.documents)} documents")
    return 0


def _with_progress(job: "Callable[[Progress], Refreshed]") -> "Refreshed":
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

        return job(tell)


def _direct(home: Path, looking: "Looking", tell: "Progress") -> "Refreshed":
    from pipeline.refresh import Stages
    from pipeline.refresh import refresh as run

    return run(home, Stages(), looking, tell)


def _flow(home: Path, looking: "Looking", tell: "Progress") -> "Refreshed":
    for name, value in _PREFECT.items():
        os.environ.setdefault(name, value)
    tell("start Prefect")
    from flows.progress import tell_to
    from flows.refresh import outcome
    from flows.refresh import refresh as flow
    from flows.server import ServerOfRun
    from pipeline.refresh import Refreshed

    tell_to(tell)
    ServerOfRun()
    refreshed = outcome(flow(str(home), looking, return_state=True))
    assert isinstance(refreshed, Refreshed)
    return refreshed
