"""The refresh as a Prefect flow: one task a source, a notice and a stage."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from prefect import State, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.states import Failed

from flows.artifacts import show
from flows.progress import tell
from flows.runner import task_runner
from pipeline.archive import RawDocument
from pipeline.building import Published, build_and_publish
from pipeline.errors import RenkeError, UnreadableDocument
from pipeline.pull.looks import Look
from pipeline.readers.limits import worker_seconds
from pipeline.readers.workers import WORKERS
from pipeline.refresh import Looking, Progress, Refreshed, Stages, pull_sources
from pipeline.refresh import refresh as run
from pipeline.sources import Source
from pipeline.taken import Outcomes, Taken, is_read, read_raw, take

_AHEAD = 64
"""Documents that are given to the task runner before the first of them is waited for."""
_HOUR = 3600.0

# Results are kept by content under extracted/ and dataset/, so Prefect's own cache would be a second one.
# What a document or a server did wrong is a state that is returned, and is not tried again: the stages have
# tried already. Retries are for what went wrong around them, as a machine that is gone.


@task(
    cache_policy=NO_CACHE,
    task_run_name="pull {name}",
    tags=["renke-pull"],
    retries=1,
    retry_delay_seconds=5,
    timeout_seconds=4 * _HOUR,
)
def pull_source(home: Path, source: Source, progress: Progress, name: str) -> dict[str, Look] | State[Any]:
    """Look at the addresses of one source."""
    try:
        return pull_sources(home, [source], progress)
    except RenkeError as error:
        return Failed(message=str(error), data=error)


@task(
    cache_policy=NO_CACHE,
    task_run_name="read {name}",
    tags=["renke-read"],
    retries=2,
    retry_delay_seconds=2,
    timeout_seconds=worker_seconds() + 60,
)
def read_notice(raw: RawDocument, extracted: Path, name: str) -> str | State[Any]:
    """Read one document into extracted/; its SHA-256, by which it is found there."""
    try:
        return read_raw(raw, extracted).sha256
    except RenkeError as error:
        return Failed(message=str(error), data=error)


@task(
    cache_policy=NO_CACHE,
    task_run_name="interpret {name}",
    tags=["renke-interpret"],
    retries=2,
    retry_delay_seconds=2,
    timeout_seconds=worker_seconds() + 60,
)
def interpret_notice(raw: RawDocument, extracted: Path, read: Any, name: str) -> Taken | State[Any]:
    """Make the kept reading of one document a notice; ``read`` is what the task before it gave."""
    try:
        return take(raw, extracted)
    except RenkeError as error:
        return Failed(message=str(error), data=error)


@task(cache_policy=NO_CACHE, timeout_seconds=4 * _HOUR)
def publish_dataset(*arguments: Any) -> Published | State[Any]:
    """Build, validate and publish a version."""
    try:
        return build_and_publish(*arguments)
    except RenkeError as error:
        return Failed(message=str(error), data=error)


@flow(name="renke-refresh", validate_parameters=False, task_runner=task_runner())
def refresh(home: str, looking: Looking = "due") -> Refreshed | State[Any]:
    """Refresh the dataset in ``home``."""
    stages = Stages(pull=_pull_all, take=_take_all, publish=lambda *given: _done(publish_dataset, *given))
    try:
        refreshed = run(Path(home), stages, looking, tell)
    except RenkeError as error:
        return Failed(message=str(error), data=error)
    if refreshed.published is not None:
        show(Path(home), refreshed.published, tell)
    return refreshed


def _pull_all(home: Path, sources: Sequence[Source], progress: Progress) -> dict[str, Look]:
    """One after the other: a host is asked one thing at a time."""
    looks: dict[str, Look] = {}
    for source in sources:
        looks |= _done(pull_source, home, source, progress, name=source.jurisdiction)
    return looks


def _take_all(raws: Sequence[RawDocument], extracted: Path) -> Outcomes:
    """All documents, in order, each as a function that waits for its tasks."""
    waiting = _submitted(raws, extracted)
    ahead = deque(islice(waiting, _AHEAD))
    try:
        while ahead:
            yield ahead.popleft()
            ahead.extend(islice(waiting, 1))
    except GeneratorExit:  # the run is being stopped
        WORKERS.stop()
        raise


def _submitted(raws: Sequence[RawDocument], extracted: Path) -> Iterator[Callable[[], Taken]]:
    for raw in raws:
        if is_read(raw, extracted):
            # It is unchanged: a task would cost more than what there is to do.
            yield partial(take, raw, extracted)
        else:
            read = read_notice.submit(raw, extracted, name=raw.name)
            notice = interpret_notice.submit(raw, extracted, read, name=raw.name)
            yield partial(_waited, raw, read, notice)


def _waited(raw: RawDocument, *futures: PrefectFuture[Any]) -> Taken:
    """What the last of a document's tasks gives; the failure of the first that failed is raised."""
    futures[-1].wait()
    try:
        for future in futures:
            future.wait()
            last = outcome(future.state)
    except (RenkeError, OSError):  # no room is no fault of the document
        raise
    except Exception as error:  # a task that crashed, however often it was tried
        raise UnreadableDocument(
            f"its task failed ({type(error).__name__})",
            document=raw.name,
            remedy="Look at the run in Prefect, and refresh again",
        ) from error
    assert isinstance(last, Taken)
    return last


def _done(one: Task[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """A task's result; a failure that it returned is raised here, without a traceback in the log."""
    return outcome(one(*arguments, **keywords, return_state=True))


def outcome(state: State[Any]) -> Any:
    """The result of a run, or the failure it ended with."""
    data = state.result(raise_on_failure=False)
    if isinstance(data, BaseException):
        raise data
    return data
