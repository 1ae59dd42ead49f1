"""The refresh as a Prefect flow: one task a notice and stage."""

from pathlib import Path
from typing import Any

from prefect import State, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Failed

from pipeline.archive import RawDocument
from pipeline.catalogues.model import Notice
from pipeline.errors import RenkeError
from pipeline.refresh import (
    Published,
    Reading,
    Stages,
    build_and_publish,
    interpret_reading,
    plan,
    read_raw,
    run,
)


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


@flow(name="renke-refresh", validate_parameters=False)
def refresh(home: str, progress: Any = None) -> Published | State[Any]:
    """Refresh the dataset in ``home``; ``progress`` is a function that is told each step."""
    stages = Stages(
        read=lambda raw, extracted: _done(read_notice, raw, extracted, name=raw.name),
        interpret=lambda reading: _done(interpret_notice, reading, name=reading.raw.name),
        publish=lambda *arguments: _done(publish_dataset, *arguments),
    )
    try:
        return run(plan(Path(home)), stages, progress or (lambda words: None))
    except RenkeError as error:
        return Failed(message=str(error), data=error)


def _done(one: Task[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """A task's result; a failure that it returned is raised here, without a traceback in the log."""
    return outcome(one(*arguments, **keywords, return_state=True))


def outcome(state: State[Any]) -> Any:
    """The result of a run, or the failure it ended with."""
    data = state.result(raise_on_failure=False)
    if isinstance(data, BaseException):
        raise data
    return data
