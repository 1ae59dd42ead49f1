"""The main job, stage by stage: documents → readings → notices → tables → a published version.

Each stage is a function that runs without Prefect; flows/refresh.py wraps them. Heavy packages are imported
by the stages that need them, so that a refresh with nothing new costs next to nothing.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from pipeline.archive import RawDocument, documents_in
from pipeline.dataset.rollback import refreshed_inputs
from pipeline.dataset.versions import current_version, is_complete, read_inputs, version_folder
from pipeline.documents.findings import Finding, Severity
from pipeline.errors import ConfigurationError, RenkeError, UnreadableDocument
from pipeline.extracted import load_extracted
from pipeline.freshness import inputs_of, registry_digest, same_inputs
from pipeline.knowledge import SCHEMAS
from pipeline.mirror import bring_dataset, mirror_dataset, mirror_raw
from pipeline.sources import Source, load_sources
from pipeline.taken import Outcomes, Taken, interpreted, take_all

if TYPE_CHECKING:
    from pipeline.dataset.records import ChangeRecord, Record
    from pipeline.dataset.schema import Tables
    from pipeline.pull.looks import Look
    from pipeline.webhook import Counts

Progress = Callable[[str], None]
"""Is told each step."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a refresh would do: ``inputs`` name the version that it would make."""

    home: Path
    sources: tuple[Source, ...]
    documents: tuple[RawDocument, ...]
    inputs: dict[str, object]
    published: dict[str, object] | None
    """inputs.json of the current version."""
    refreshed: dict[str, object] | None
    """inputs.json of the last version that a refresh made: the current one, but where it was rolled back."""

    @property
    def up_to_date(self) -> bool:
        """Whether the last refresh had the same inputs."""
        return same_inputs(self.refreshed, self.inputs)

    @property
    def extracted(self) -> Path:
        """Where readings are kept."""
        return self.home / "extracted"


@dataclass(frozen=True, slots=True)
class Published:
    """What a refresh did: the version, its tables' sizes, what was withheld and why.

    ``given`` is how many identifiers were added to registry/given.jsonl, ``changed`` the changes against
    the version ``previous`` by jurisdiction, table and kind.
    """

    version: str
    rows: dict[str, int]
    withheld: tuple[str, ...]
    given: int = 0
    previous: str | None = None
    changed: "Counts" = field(default_factory=dict)


def plan(home: Path) -> Plan:
    """Look at sources and documents; reads no document. Raises ConfigurationError."""
    sources = load_sources(home)
    _check_writable(home)
    watched = [source.watched for source in sources]
    documents = documents_in(home, watched)
    inputs = inputs_of(home, watched, documents)
    dataset = home / "dataset"
    return Plan(home, sources, tuple(documents), inputs, read_inputs(dataset), refreshed_inputs(dataset))


def _check_writable(home: Path) -> None:
    for name in ("extracted", "dataset"):
        folder = home / name
        nearest = folder if folder.exists() else home
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise ConfigurationError(
                f"{nearest} is not writable",
                remedy="Give yourself the right to write there, or choose another --home.",
            )


def stand_ins(plan: Plan, unreadable: set[Path]) -> Iterator[Callable[[], Taken]]:
    """The last good readings of documents that the current version holds and that are gone or damaged now.

    Missing is never abolished: what they said stays published until a notice replaces it.
    """
    present = {(raw.watched.folder, raw.name) for raw in plan.documents if raw.path not in unreadable}
    watched = {source.watched.folder: source.watched for source in plan.sources}
    for record in _published_documents(plan):
        folder, name, sha256 = record["folder"], record["name"], record["sha256"]
        if (folder, name) in present or folder not in watched or name in watched[folder].ignore:
            continue
        kept = load_extracted(plan.extracted, sha256, name, any_version=True)
        if kept is not None:
            address = record.get("address", f"{folder}/{name}")
            raw = RawDocument(watched[folder], plan.home / folder / name, sha256, None, name, address)
            yield partial(interpreted, raw, kept, (_stands_in(name),), stands_in=True)


def _published_documents(plan: Plan) -> list[dict[str, str]]:
    """The documents whose notices the current version holds."""
    recorded = (plan.published or {}).get("notices")
    records = recorded if isinstance(recorded, list) else []
    return [{key: str(value) for key, value in record.items()} for record in records]


def _stands_in(name: str) -> Finding:
    return Finding(
        "document-missing",
        Severity.WARNING,
        f"{name} is missing or cannot be read any more; its entries stay as they were last read",
        remedy="Put the document back, or name it under `ignore` in its source file to leave it out.",
    )


def whole_notices(taken: Sequence[Taken]) -> tuple[list[Taken], list[RenkeError]]:
    """Pages with what is attached to them as one notice; what holds no catalogue then is a failure."""
    from pipeline.annexes import whole_notice

    pages = {one.raw.address for one in taken}
    attached: dict[str, list[Taken]] = {}
    for one in taken:
        if one.raw.part_of in pages:
            attached.setdefault(str(one.raw.part_of), []).append(one)
    kept: list[Taken] = []
    failures: list[RenkeError] = []
    for one in taken:
        if one.raw.part_of in pages:
            continue
        parts = attached.get(one.raw.address, [])
        notice = whole_notice(one.notice, [part.notice for part in parts]) if parts else one.notice
        if notice.catalogues:
            kept.append(replace(one, notice=notice, attached=tuple(parts)))
        else:
            failures.append(_without_catalogue(one.raw))
    return kept, failures


def _without_catalogue(raw: RawDocument) -> RenkeError:
    return UnreadableDocument(
        "no table in it is a catalogue, so it was withheld",
        document=raw.name,
        remedy="Look at it with 'renke read', or name it under `ignore` in its source file.",
    )


def _failure_row(failure: RenkeError) -> "Record":
    from pipeline.dataset.records import FindingRecord

    return FindingRecord(
        code="document-withheld",
        severity="error",
        notice_id=None,
        entry_id=None,
        role=None,
        document=getattr(failure, "document", None),
        places=[],
        message=failure.message,
        remedy=failure.remedy,
    )


def build_and_publish(plan: Plan, taken: Sequence[Taken], failures: Sequence[RenkeError]) -> Published:
    """Build, validate and publish a version of these notices. Raises when it may not be published."""
    from pipeline.dataset.build import Sourced, build_tables
    from pipeline.dataset.changes import changes
    from pipeline.dataset.conserved import check_accounts
    from pipeline.dataset.drift import drift
    from pipeline.dataset.records import FindingRecord
    from pipeline.dataset.validate import ROW_WITHHELD, validate
    from pipeline.dataset.versions import publish
    from pipeline.names.given import keep_ledger
    from pipeline.names.registry import load_registry
    from pipeline.webhook import count_changes

    accounts = [account for one in taken for account in one.notice.accounts]
    check_accounts(accounts)
    sources = {source.watched.folder: source for source in plan.sources}
    sourced = [
        Sourced(
            sources[one.raw.watched.folder],
            one.notice,
            one.raw.address,
            (*one.findings, *(finding for part in one.attached for finding in part.findings)),
            stands_in=one.stands_in,
        )
        for one in taken
    ]
    folder = plan.home / "registry"
    registry = load_registry(folder)
    tables, ledger = build_tables(sourced, registry, SCHEMAS)
    tables["findings"].extend(_failure_row(failure) for failure in failures)
    dataset = plan.home / "dataset"
    previous = current_version(dataset)
    before = version_folder(dataset, previous) if previous else None
    if before is not None:
        bounds = {source.jurisdiction: source.may_fall for source in plan.sources}
        tables["findings"].extend(drift(before, tables, bounds))
    validation = validate(tables, SCHEMAS / "expectations")
    published: Tables = {**validation.tables, "changes": [*changes(before, validation.tables)]}
    made_of = [one.raw.record() for whole in taken for one in (whole, *whole.attached)]
    withheld = [str(failure) for failure in failures]
    withheld += [
        f"{row.message}. {row.remedy}"
        for row in validation.tables["findings"]
        if isinstance(row, FindingRecord) and row.code == ROW_WITHHELD
    ]
    inputs = {**plan.inputs, "notices": made_of, "previous": previous, "withheld": withheld}
    if ledger != registry.ledger:
        # Kept before it is published. With what is kept now the same tables would be made, so that it is
        # the registry that this version was made with.
        keep_ledger(folder, ledger)
        inputs["registry"] = registry_digest(plan.home)
    version = publish(
        dataset, published, inputs, validation.report, [account.record() for account in accounts]
    )
    given = len(ledger.identities) - len(registry.ledger.identities)
    rows = {name: len(table) for name, table in published.items()}
    counts = count_changes(cast("list[ChangeRecord]", published["changes"]))
    return Published(version, rows, tuple(withheld), given, previous, counts)


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
    _check_writable(home)
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
    unreadable: set[Path] = set()
    progress(f"read {len(plan.documents)} documents")
    with closing(stages.take(plan.documents, plan.extracted)) as outcomes:
        for raw, outcome in zip(plan.documents, outcomes, strict=True):
            try:
                one = outcome()
            except UnreadableDocument as error:
                failures.append(error)
                unreadable.add(raw.path)
                continue
            progress(f"{raw.watched.jurisdiction} {raw.name}: read as {one.read_as}")
            taken.append(one)
    for outcome in stand_ins(plan, unreadable):
        try:
            one = outcome()
        except UnreadableDocument as error:
            failures.append(error)
            continue
        progress(f"{one.raw.watched.jurisdiction} {one.raw.name} (as last read)")
        taken.append(one)
    whole, without = whole_notices(taken)
    failures += without
    if not whole:
        raise RenkeError(
            "no document could be read, so nothing was published"
            + "".join(f"\n  {failure}" for failure in failures),
            remedy="Put the documents of the notices into the folders named in sources/.",
        )
    progress("validate and publish")
    return stages.publish(plan, whole, failures)
