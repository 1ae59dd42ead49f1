"""Whole notices to a published version: built, validated, compared, published."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from pipeline.dataset.versions import current_version, version_folder
from pipeline.errors import RenkeError
from pipeline.freshness import registry_digest
from pipeline.knowledge import SCHEMAS
from pipeline.manifest import chain_of
from pipeline.memory import uncollected
from pipeline.plan import Plan
from pipeline.taken import Taken, forget_older, made

if TYPE_CHECKING:
    from pipeline.dataset.records import ChangeRecord, Record
    from pipeline.dataset.schema import Tables
    from pipeline.webhook import Counts


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
    from pipeline.dataset.build import build_tables
    from pipeline.dataset.changes import changes
    from pipeline.dataset.conserved import check_accounts
    from pipeline.dataset.drafts import keeping
    from pipeline.dataset.drift import drift
    from pipeline.dataset.notices import Sourced
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
            digest=one.whole_digest,
        )
        for one in taken
    ]
    folder = plan.home / "registry"
    registry = load_registry(folder)
    with uncollected():
        tables, ledger = build_tables(sourced, registry, SCHEMAS, keeping(made(plan.extracted)))
    tables["findings"].extend(_failure_row(failure) for failure in failures)
    dataset = plan.home / "dataset"
    previous = current_version(dataset)
    before = version_folder(dataset, previous) if previous else None
    if before is not None:
        bounds = {source.jurisdiction: source.may_fall for source in plan.sources}
        tables["findings"].extend(drift(before, tables, bounds))
    validation = validate(tables, SCHEMAS / "expectations")
    with uncollected():
        published: Tables = {**validation.tables, "changes": [*changes(before, validation.tables)]}
    made_of = [one.raw.record() for whole in taken for one in (whole, *whole.attached)]
    withheld = [str(failure) for failure in failures]
    withheld += [
        f"{row.message}. {row.remedy}"
        for row in validation.tables["findings"]
        if isinstance(row, FindingRecord) and row.code == ROW_WITHHELD
    ]
    inputs = {
        "manifest": chain_of(plan.home),
        **plan.inputs,
        "notices": made_of,
        "previous": previous,
        "withheld": withheld,
    }
    if ledger != registry.ledger:
        # Kept before it is published. With what is kept now the same tables would be made, so that it is
        # the registry that this version was made with.
        keep_ledger(folder, ledger)
        inputs["registry"] = registry_digest(plan.home)
    version = publish(
        dataset, published, inputs, validation.report, [account.record() for account in accounts]
    )
    forget_older(plan.extracted)
    given = len(ledger.identities) - len(registry.ledger.identities)
    rows = {name: len(table) for name, table in published.items()}
    counts = count_changes(cast("list[ChangeRecord]", published["changes"]))
    return Published(version, rows, tuple(withheld), given, previous, counts)
