"""The main job, stage by stage: documents → readings → notices → tables → a published version.

Each stage is a function that runs without Prefect; flows/refresh.py wraps them. Heavy packages are imported
by the stages that need them, so that a refresh with nothing new costs next to nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.archive import RawDocument
from pipeline.building import Published, build_and_publish
from pipeline.dataset.versions import is_complete
from pipeline.errors import ConfigurationError, RenkeError, UnreadableDocument
from pipeline.last_good import Key, LastGood, key_of, notices_of
from pipeline.mirror import bring_dataset, mirror_dataset, mirror_raw
from pipeline.plan import Plan, check_writable, plan
from pipeline.sources import Source, load_sources
from pipeline.taken import Outcomes, Taken, take_all

if TYPE_CHECKING:
    from pipeline.pull.looks import Look

Progress = Callable[[str], None]
"""Is told each step."""


def pull_sources(home: Path, sources: Sequence[Source], progress: Progress) -> "dict[str, Look]":
    """Look at the addresses of these sources."""
    from pipeline.pull.pull import pull

    return pull(home, sources, progress)


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages as they are run: the plain functions, or what a workflow engine made of them."""

    pull: "Callable[[Path, Sequence[Source], Progress], dict[str, Look]]" = pull_sources
    take: Callable[[Sequence[RawDocument], Path], Outcomes] = take_all
    publish: Callable[..., Published] = build_and_publish


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: looks at sources by their folders, and what was published if anything was new.

    ``untold`` is what went wrong in telling webhooks and the lineage endpoint of it.
    """

    looks: "dict[str, Look]"
    published: Published | None
    untold: tuple[str, ...] = ()


Looking = Literal["due", "all", "none"]
"""Which sources are asked for what is new."""


def refresh(home: Path, stages: Stages, looking: Looking, progress: Progress) -> Refreshed:
    """Look at sources, then read, build and publish if anything is new."""
    sources = load_sources(home)
    check_writable(home)
    with alone(home, progress):
        try:
            bring_dataset(home / "dataset")
            refreshed = _refresh(home, stages, looking, sources, progress)
            mirror_dataset(home / "dataset")
        except OSError as error:  # a disk that is full, a folder that went away
            raise RenkeError(
                f"{error.filename or home}: {error.strerror or error}; what was published before stands",
                remedy="Make room and see that the folder may be written; the next refresh takes the work up",
            ) from error
        return refreshed


@contextmanager
def alone(home: Path, progress: Progress) -> Iterator[None]:
    """Only one refresh of a home at a time: another one waits, and then finds little left to do."""
    from filelock import FileLock, Timeout

    path = home / "extracted" / ".refresh.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress("another refresh is running; this one waits for it")
            lock.acquire()
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or path} cannot be written: {error.strerror}",
            remedy="Give yourself the right to write there, or choose another --home.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _refresh(
    home: Path, stages: Stages, looking: Looking, given: Sequence[Source], progress: Progress
) -> Refreshed:
    from pipeline.lineage_events import LineageRun
    from pipeline.pull.looks import due, now, read_looks
    from pipeline.webhook import tell

    sources = [source for source in given if source.pulls]
    if looking == "due":
        folders = due([source.watched for source in sources], read_looks(home), now())
        sources = [source for source in sources if source.watch.as_posix() in folders]
    looks = stages.pull(home, sources, progress) if sources and looking != "none" else {}
    mirror_raw(home)
    planned = plan(home)
    if planned.up_to_date and is_complete(home / "dataset"):
        return Refreshed(looks, None)
    traced = LineageRun(home, [raw.record() for raw in planned.documents])
    words = [*traced.start()]
    try:
        published = run(planned, stages, progress)
    except RenkeError as error:
        for word in traced.fail(error.message):
            progress(word)
        raise
    words += [*traced.complete(published.version), *tell(planned.sources, published)]
    return Refreshed(looks, published, tuple(words))


def run(plan: Plan, stages: Stages, progress: Progress = lambda words: None) -> Published:
    """All stages in order; one bad document never stops the rest. ``progress`` is told each step."""
    taken: list[Taken] = []
    failures: list[RenkeError] = []
    unreadable: set[Key] = set()
    progress(f"read {len(plan.documents)} documents")
    with closing(stages.take(plan.documents, plan.extracted)) as outcomes:
        for raw, outcome in zip(plan.documents, outcomes, strict=True):
            try:
                one = outcome()
            except UnreadableDocument as error:
                failures.append(error)
                unreadable.add(key_of(raw))
                continue
            progress(f"{raw.watched.jurisdiction} {raw.name}: read as {one.read_as}")
            taken.append(one)
    watched = [source.watched for source in plan.sources]
    last = LastGood.of(plan.home, plan.extracted, watched, plan.published)
    for outcome in last.missing({key_of(raw) for raw in plan.documents} - unreadable):
        try:
            one = outcome()
        except UnreadableDocument as error:
            failures.append(error)
            continue
        progress(f"{one.raw.watched.jurisdiction} {one.raw.name} (as last read)")
        taken.append(one)
    whole, without = notices_of(taken, last)
    failures += map(_without_catalogue, without)
    if not whole:
        raise RenkeError(
            "no document could be read, so nothing was published"
            + "".join(f"\n  {failure}" for failure in failures),
            remedy="Put the documents of the notices into the folders named in sources/.",
        )
    progress("validate and publish")
    return stages.publish(plan, whole, failures)


def _without_catalogue(taken: Taken) -> RenkeError:
    cited = ", ".join(fact.value for fact in taken.notice.facts.amends)
    amends = f"; it corrects or adds to {cited}, whose rows stay as they are" if cited else ""
    return UnreadableDocument(
        f"no table in it is a catalogue, so it was withheld{amends}",
        document=taken.raw.name,
        remedy="Look at it with 'renke read', or name it under `ignore` in its source file.",
    )
