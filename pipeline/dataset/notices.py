"""The notices that a version is made of: one an identifier, with what replaces each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Literal

from pipeline.catalogues.citations import number_parts
from pipeline.catalogues.knowledge import load_forms
from pipeline.catalogues.model import Notice
from pipeline.dataset.editions import Act, linked
from pipeline.dataset.identifiers import notice_key, series_of
from pipeline.dataset.records import NoticeRecord
from pipeline.dataset.validity import last_day
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.text import fold
from pipeline.sources import Source


@dataclass(frozen=True, slots=True)
class Sourced:
    """A notice and the source it comes from; ``address`` is where, ``findings`` what happened on the way."""

    source: Source
    notice: Notice
    address: str
    findings: tuple[Finding, ...] = ()
    stands_in: bool = False
    """Whether the document itself is missing, and this is its last reading."""
    digest: str = ""
    """Of all that was read of it: what equals in it equals in the notice."""


@dataclass(frozen=True, slots=True)
class NamedNotice:
    """A notice with its identifier; ``superseded_by`` is another notice's, ``valid_until`` its last day."""

    sourced: Sourced
    notice_id: str
    superseded_by: str | None = None
    valid_until: str | None = None
    status: Literal["in force", "superseded", "expired"] = "in force"

    @property
    def valid_from(self) -> str | None:
        """The day from which it holds: of effect, else of issue."""
        begun = self.sourced.notice.facts.effective or self.sourced.notice.facts.issued
        return begun.value if begun else None


def named_notices(sourced: Sequence[Sourced], schemas: Path) -> list[NamedNotice]:
    """The notices by identifier, linked to those that replace them."""
    return _linked(_identified(sourced, schemas), schemas)


def notice_record(one: NamedNotice) -> NoticeRecord:
    """The row of a notice."""
    notice, facts, source = one.sourced.notice, one.sourced.notice.facts, one.sourced.source
    stated = [catalogue.stated for catalogue in notice.catalogues]
    return NoticeRecord(
        notice_id=one.notice_id,
        jurisdiction=source.jurisdiction,
        authorities=[fact.value for fact in facts.authorities],
        document_number=facts.document_number.value if facts.document_number else None,
        title=facts.title.value if facts.title else None,
        edition=facts.edition.value if facts.edition else None,
        issued=facts.issued.value if facts.issued else None,
        effective=facts.effective.value if facts.effective else None,
        expires=facts.expires.value if facts.expires else None,
        validity_printed=list(
            dict.fromkeys(fact.printed for fact in (facts.effective, facts.expires) if fact)
        ),
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        supersedes=list(dict.fromkeys((*_act(one).replaces, *(fact.value for fact in facts.supersedes)))),
        amends=[fact.value for fact in facts.amends],
        superseded_by=one.superseded_by,
        status=one.status,
        source_address=one.sourced.address,
        licence_note=source.licence_note,
        document=notice.document,
        document_sha256=notice.sha256,
        rows_found=sum(len(catalogue.rows) for catalogue in notice.catalogues),
        rows_stated=facts.stated_total or (sum(n or 0 for n in stated) if stated and all(stated) else None),
    )


def _identified(sourced: Sequence[Sourced], schemas: Path) -> list[NamedNotice]:
    """One notice an identifier: of several documents with the same content, the one read most surely."""
    forms = load_forms(schemas)
    found: dict[tuple[str, str], dict[str, list[Sourced]]] = defaultdict(lambda: defaultdict(list))
    for given in sourced:
        number = given.notice.facts.document_number
        key = notice_key(given.notice, number_parts(number.value, forms) if number else None)
        one = given if key else _with(given, _unnamed(given))
        key = key or given.notice.sha256[:12]
        series = series_of(number.value) if number else ""
        found[one.source.jurisdiction, key][series].append(one)
    named = []
    for (jurisdiction, key), by_series in sorted(found.items()):
        for series, renditions in sorted(by_series.items()):
            suffix = f"-{series}" if len(by_series) > 1 and series else ""
            named.append(NamedNotice(_best(renditions), f"{jurisdiction}/{key}{suffix}"))
    return named


def _best(renditions: Sequence[Sourced]) -> Sourced:
    """The rendition that is there, with most rows, fewest marks, the first by name; it names the others."""

    def merit(one: Sourced) -> tuple[bool, int, int, str]:
        rows = [row for catalogue in one.notice.catalogues for row in catalogue.rows]
        marks = sum(finding.marks for row in rows for finding in row.findings)
        return one.stands_in, -len(rows), marks, one.notice.document

    best, *others = sorted(renditions, key=merit)
    finding = Finding(
        "second-rendition",
        Severity.INFO,
        f"{best.notice.document} was taken; of the same notice are also: "
        + ", ".join(sorted(other.notice.document for other in others)),
        remedy="Nothing, if they are the same notice; else check their document numbers and dates.",
    )
    return _with(best, finding) if others else best


def _with(sourced: Sourced, finding: Finding) -> Sourced:
    return replace(sourced, findings=(*sourced.findings, finding))


def _unnamed(sourced: Sourced) -> Finding:
    return Finding(
        "notice-unnamed",
        Severity.WARNING,
        "neither a document number nor a date of issue was found; the notice is named by its document's hash",
        remedy=f"Look at the first and last lines of the text of {sourced.notice.document}.",
    )


def _linked(named: Sequence[NamedNotice], schemas: Path) -> list[NamedNotice]:
    """The notices with what replaces each, its last day, and what is to be known of that."""
    forms = load_forms(schemas)
    links = linked([_act(one) for one in named], forms)
    begins = {one.notice_id: one.valid_from for one in named}
    newest = max((fact.value for one in named if (fact := one.sourced.notice.facts.issued)), default="")
    found = []
    for one in named:
        successor = links.superseded_by.get(one.notice_id)
        expires = one.sourced.notice.facts.expires
        ended = expires is not None and expires.value < newest
        found.append(
            replace(
                one,
                sourced=reduce(_with, links.findings.get(one.notice_id, ()), one.sourced),
                superseded_by=successor,
                valid_until=last_day(
                    expires.value if expires else None, begins[successor] if successor else None
                ),
                status="superseded" if successor else "expired" if ended else "in force",
            )
        )
    return found


def _act(one: NamedNotice) -> Act:
    source, facts = one.sourced.source, one.sourced.notice.facts
    names = {one.notice_id, fold(facts.document_number.value) if facts.document_number else one.notice_id}
    replaces = [
        number for key, numbers in source.replaces.items() if names & {key, fold(key)} for number in numbers
    ]
    return Act(one.notice_id, source.jurisdiction, facts, tuple(replaces))
