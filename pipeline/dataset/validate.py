"""Validation before publication: rows that fail are withheld, a table that fails stops the version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pipeline.dataset.records import EntryRecord, FindingRecord, LineageRecord, QuarantineRecord, Record
from pipeline.dataset.schema import Tables, key_of
from pipeline.dataset.validate_rows import Reasons, Withheld, untraced, withhold
from pipeline.errors import RenkeError

if TYPE_CHECKING:
    from pipeline.dataset.validate_suites import Outcome

ROW_WITHHELD = "row-withheld"
_ROW_COUNT = "expect_table_row_count_to_be_between"
_ELABORATE = frozenset({"lineage", "crosswalk", "names", "provisions"})
"""Tables whose rows go with what they elaborate: quarantined, but no finding a row."""


class PublicationRefused(RenkeError):
    """A table is not as it must be, so that the version is not published."""

    def __init__(self, message: str, *, table: str, expectation: str, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.table = table
        self.expectation = expectation


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be published: tables without the withheld rows, with their findings and quarantine.

    ``report`` is what the version keeps as validation.json.
    """

    tables: Tables
    report: dict[str, object]
    withheld: tuple[QuarantineRecord, ...]


def validate(tables: Tables, expectations: Path) -> Validation:
    """Check every table against its suite in ``expectations`` and against the tables it refers to.

    Raises PublicationRefused where a whole table fails, ConfigurationError for a suite that cannot run.
    """
    # Great Expectations costs seconds to import; who reads this module's names does not need it.
    from pipeline.dataset.validate_suites import run_suites

    outcomes = run_suites(tables, expectations)
    for outcome in outcomes:
        if outcome.level == "suite" and not outcome.success:
            raise _refused(outcome, f"found {outcome.observed}")
    kept, withheld = withhold(tables, _reasons(tables, outcomes))
    _refuse_emptied(kept, withheld, outcomes)
    quarantine = tuple(_quarantined(row) for row in withheld)
    findings = [_finding(row) for row in withheld if not (row.follows and row.table in _ELABORATE)]
    published = {
        **kept,
        "findings": [*kept.get("findings", []), *findings],
        "quarantine": [*kept.get("quarantine", []), *quarantine],
    }
    return Validation(published, _report(tables, outcomes, withheld), quarantine)


def _reasons(tables: Tables, outcomes: Iterable["Outcome"]) -> Reasons:
    entries = cast("list[EntryRecord]", tables.get("entries", []))
    lineage = cast("list[LineageRecord]", tables.get("lineage", []))
    reasons: Reasons = {"entries": untraced(entries, lineage)}
    for outcome in outcomes:
        for index in outcome.failed if outcome.level == "row" else ():
            row = tables[outcome.table][index]
            reasons.setdefault(outcome.table, {}).setdefault(index, []).append(_words(outcome, row))
    return reasons


def _words(outcome: "Outcome", row: Record) -> str:
    names = outcome.arguments.get("column_list") or [outcome.arguments.get("column")]
    values = ", ".join(f"{name} {getattr(row, str(name))!r}" for name in cast("list[str]", names))
    return f"{values} fails {outcome.expectation} ({outcome.reason})"


def _refused(outcome: "Outcome", what: str) -> PublicationRefused:
    return PublicationRefused(
        f"table {outcome.table} fails {outcome.expectation} ({outcome.reason}): {what}",
        table=outcome.table,
        expectation=outcome.expectation,
        remedy=f"Look at what was read of the notices, or correct schemas/expectations/{outcome.table}.json",
    )


def _refuse_emptied(kept: Tables, withheld: Sequence[Withheld], outcomes: Iterable["Outcome"]) -> None:
    """A count that held before may not hold any more without the rows that are withheld."""
    for outcome in outcomes:
        left = len(kept.get(outcome.table, []))
        least = cast("int", outcome.arguments.get("min_value") or 0)
        if outcome.level == "suite" and outcome.expectation == _ROW_COUNT and left < least:
            first = next(row for row in withheld if row.table == outcome.table)
            raise _refused(outcome, f"{left} rows are left, the first fails because {first.reasons[0]}")


def _quarantined(row: Withheld) -> QuarantineRecord:
    return QuarantineRecord(
        table=row.table, key=row.key, reason="; ".join(row.reasons), row=row.row.model_dump(mode="json")
    )


def _finding(row: Withheld) -> FindingRecord:
    return FindingRecord(
        code=ROW_WITHHELD,
        severity="error",
        notice_id=getattr(row.row, "notice_id", None),
        entry_id=getattr(row.row, "entry_id", None),
        role=getattr(row.row, "role", None),
        document=getattr(row.row, "document", None),
        places=getattr(row.row, "places", []),
        message=f"{row.table} {row.key} was withheld: {'; '.join(row.reasons)}",
        remedy=(
            "Look at the row in quarantine; record a decision in registry/, or correct "
            f"schemas/expectations/{row.table}.json, and refresh"
        ),
    )


def _report(tables: Tables, outcomes: Sequence["Outcome"], withheld: Sequence[Withheld]) -> dict[str, object]:
    return {
        "success": not withheld,
        "tables": {
            table: {
                "rows": len(rows),
                "withheld": [row.key for row in withheld if row.table == table],
                "expectations": [_reported(o, rows) for o in outcomes if o.table == table],
            }
            for table, rows in tables.items()
        },
    }


def _reported(outcome: "Outcome", rows: Sequence[Record]) -> dict[str, object]:
    return {
        "expectation": outcome.expectation,
        "arguments": outcome.arguments,
        "level": outcome.level,
        "reason": outcome.reason,
        "success": outcome.success,
        "failed": [key_of(outcome.table, rows[index]) for index in outcome.failed],
    }
