"""Whether a jurisdiction has lost more rows in force since the version before than its source allows."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from pipeline.dataset.browse import opened_version, rows
from pipeline.dataset.records import FindingRecord, NoticeRecord
from pipeline.dataset.schema import Tables

_ROWS = "SELECT jurisdiction, sum(rows_found) AS found FROM notices WHERE status = 'in force' GROUP BY 1"


def drift(previous: Path, tables: Tables, may_fall: Mapping[str, float]) -> list[FindingRecord]:
    """An error for each jurisdiction whose rows in force fell by more than its share of ``may_fall``.

    ``previous`` is the folder of the version before; shares run from 0 to 1.
    """
    with opened_version(previous) as connection:
        before = {str(row["jurisdiction"]): cast("int", row["found"]) for row in rows(connection, _ROWS)}
    now: Counter[str] = Counter()
    for notice in cast("list[NoticeRecord]", tables["notices"]):
        now[notice.jurisdiction] += notice.rows_found if notice.status == "in force" else 0
    return [
        _fallen(jurisdiction, found, now[jurisdiction])
        for jurisdiction, found in sorted(before.items())
        if now[jurisdiction] < found * (1 - may_fall.get(jurisdiction, 1.0))
    ]


def _fallen(jurisdiction: str, before: int, now: int) -> FindingRecord:
    return FindingRecord(
        code="rows-fallen",
        severity="error",
        notice_id=None,
        entry_id=None,
        role=None,
        document=None,
        places=[],
        message=f"{jurisdiction} has {now} rows in force, {before} in the version before",
        remedy="See with 'renke diff' what went; if it is right, raise may_fall in the source file",
    )
