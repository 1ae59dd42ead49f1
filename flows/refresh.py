"""The refresh as a Prefect flow: one task a notice and stage."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from prefect import State, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.states import Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline.archive import RawDocument
from pipeline.catalogues.model import Notice
from pipeline.errors import RenkeError
from pipeline.pull.looks import Look
from pipeline.readers.workers import WORKERS
from pipeline.refresh import (
    Looking,
    Outcomes,
    Progress,
    Published,
    Reading,
    Refreshed,
    Stages,
    build_and_publish,
    interpret_reading,
    pull_sources,
    read_raw,
)
from pipeline.refresh import refresh as run
from pipeline.sources import Source


@task(cache_policy=NO_CACHE, task_run_name="pull {name}")
def pull_source(home: Path, source: Source, progress: Progress, name: str) -> dict[str, Look] | State[Any]:
    """Look at the addresses of one source."""
    try:
        return pull_sources(home, [source], progress)
    except RenkeError as error:
        return Failed(message=str(error), data=error)


@task(cache_policy=NO_CACHE, task_run_name="read {name}")
def read_notice(raw: RawDocument, extracted: Path, name: str) -> Reading | State[Any]:
    """Read one document, or take its kept reading."""
    try:
        return read_raw(raw, extracted)
    except RenkeError as error:
        return Failed(message=str(error), data=error)


@task(cache_policy=NO_CACHE, task_run_name="interpret {name}")
def interpret_notice(reading: Reading, name: str) -> Notice | State[Any]:
    """Make the reading of one document a notice."""
    try:
        return interpret_reading(reading)
    except RenkeError as error:
        return Failed(message=str(error), data=error)


@task(cache_policy=NO_CACHE)
def publish_dataset(*arguments: Any) -> Published | State[Any]:
    """Build, validate and publish a version."""
    try:
        return build_and_publish(*arguments)
    except RenkeError as error:
        return Failed(message=str(error), data=error)


_THREADS = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=WORKERS.most + 1))


@flow(
    name="renke-refresh",
    validate_parameters=False,
    task_runner=_THREADS,
)
def refresh(home: str, looking: Looking = "due", progress: Any = None) -> Refreshed | State[Any]:
    """Refresh the dataset in ``home``; ``progress`` is a function that is told each step."""
    stages = Stages(
        pull=_pull_all,
        read=_read_all,
        interpret=lambda reading: _done(interpret_notice, reading, name=reading.raw.name),
        publish=lambda *arguments: _done(publish_dataset, *arguments),
    )
    try:
        return run(Path(home), stages, looking, progress or (lambda words: None))
    except RenkeError as error:
        return Failed(message=str(error), data=error)


def _pull_all(home: Path, sources: Sequence[Source], progress: Progress) -> dict[str, Look]:
    """One after the other: a host is asked one thing at a time."""
    looks: dict[str, Look] = {}
    for source in sources:
        looks |= _done(pull_source, home, source, progress, name=source.jurisdiction)
    return looks


def _read_all(raws: Sequence[RawDocument], extracted: Path) -> Outcomes:
    """The readings of all documents, each as a function that waits for its task."""
    futures = [read_notice.submit(raw, extracted, name=raw.name) for raw in raws]
    try:
        for future in futures:
            yield partial(_waited, future)
    except GeneratorExit:  # the run is being stopped
        WORKERS.stop()
        raise


def _waited(future: PrefectFuture[Any]) -> Any:
    future.wait()
    return outcome(future.state)


def _done(one: Task[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """A task's result; a failure that it returned is raised here, without a traceback in the log."""
    return outcome(one(*arguments, **keywords, return_state=True))


def outcome(state: State[Any]) -> Any:
    """The result of a run, or the failure it ended with."""
    data = state.result(raise_on_failure=False)
    if isinstance(data, BaseException):
        raise data
    return data
