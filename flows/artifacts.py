"""What a refresh published, as artifacts on the Prefect page."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from pipeline.building import Published
from pipeline.dataset.browse import opened, rows
from pipeline.refresh import Progress

_MOST = 500
"""Findings that are shown; the others are in the table ``findings``."""
_FINDINGS = (
    "SELECT severity, code, coalesce(entry_id, notice_id, document) AS of, message, remedy FROM findings "
    "ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, code, of"
)
_NOTICES = (
    "SELECT jurisdiction, notice_id, title, edition, issued, status, rows_found, rows_stated, "
    "(SELECT count(*) FROM findings WHERE findings.notice_id = notices.notice_id) AS findings "
    "FROM notices ORDER BY notice_id"
)
Row = Mapping[str, object]


def show(home: Path, published: Published, progress: Progress) -> None:
    """A summary of the changes, the findings, and a table for each source that changed.

    A server that does not take them is said, and nothing more: the version is published.
    """
    try:
        with opened(home) as connection:
            findings, notices = rows(connection, _FINDINGS), rows(connection, _NOTICES)
        create_markdown_artifact("\n".join(_summary(published)), "renke-changes", "What changed")
        more = f", the first {_MOST} of {len(findings)}" if len(findings) > _MOST else ""
        create_table_artifact(_table(findings[:_MOST]), "renke-findings", f"Findings{more}")
        for jurisdiction in published.changed:
            own = [row for row in notices if row["jurisdiction"] == jurisdiction]
            create_table_artifact(_table(own), f"renke-{jurisdiction.lower()}", f"Notices of {jurisdiction}")
    except Exception as error:
        progress(f"the Prefect page does not show what was published ({type(error).__name__})")


def _table(found: Sequence[Row]) -> list[dict[str, Any]]:
    return [dict(row) for row in found]


def _summary(published: Published) -> Iterator[str]:
    """The changes by jurisdiction, as Markdown."""
    after = f", after {published.previous}" if published.previous else ""
    yield f"# Version {published.version}{after}\n"
    yield f"{published.rows['entries']} entries of {published.rows['notices']} notices.\n"
    yield "| Jurisdiction | Table | Added | Removed | Changed |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for jurisdiction, tables in published.changed.items():
        for table, counts in tables.items():
            numbers = " | ".join(str(counts.get(kind, 0)) for kind in ("added", "removed", "changed"))
            yield f"| {jurisdiction} | {table} | {numbers} |"
    for words in published.withheld:
        yield f"\nWithheld: {words}"
