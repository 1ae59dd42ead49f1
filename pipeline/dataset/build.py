"""Notices to the tables of the dataset. A pure function: the same notices give the same tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Literal

from pipeline.catalogues.citations import number_parts
from pipeline.catalogues.knowledge import load_forms
from pipeline.catalogues.model import Catalogue, Notice
from pipeline.dataset import records
from pipeline.dataset.drafts import Drafter, Drafts, Undrafted, drafted
from pipeline.dataset.editions import Act, linked
from pipeline.dataset.entries import Context, Draft, finding_row
from pipeline.dataset.identifiers import list_keys, notice_key, recognition_ids, series_of
from pipeline.dataset.proposed import proposed, with_proposals
from pipeline.dataset.provisions import provision_rows
from pipeline.dataset.schema import Tables
from pipeline.dataset.validity import last_day
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.text import fold
from pipeline.names.corrections import Corrected, Corrections
from pipeline.names.given import Ledger, extended
from pipeline.names.identify import identify
from pipeline.names.identities import Identities, Identity
from pipeline.names.keys import name_key
from pipeline.names.registry import Registry
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
class _Named:
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


def build_tables(
    sourced: Sequence[Sourced], registry: Registry, schemas: Path, drafts_of: Drafter = drafted
) -> tuple[Tables, Ledger]:
    """All tables but changes and quarantine, which validation and publication add; and the ledger after.

    ``drafts_of`` normalises the rows of a notice, or knows what they were normalised to before.
    """
    named = _linked(_identified(sourced, schemas), schemas)
    tables: Tables = {name: [] for name in records.TABLES}
    drafts: list[tuple[Draft, _Named, Catalogue, dict[str, object]]] = []
    for one in named:
        undrafted = Undrafted(
            one.sourced.notice, one.notice_id, one.sourced.digest, registry.corrections.within(one.notice_id)
        )
        drafts.extend(_notice_rows(one, tables, drafts_of(undrafted, schemas), schemas))
    identities = identify([draft.mention for draft, *_ in drafts], registry, schemas)
    proposal = proposed([draft for draft, *_ in drafts], identities, registry, schemas)
    settled: dict[tuple[str, str], Corrected] = {}
    drafts.reverse()
    for mention in identities.mentions:
        plain, one, catalogue, extra = drafts.pop()  # let go: the entry holds all that is in it
        draft = with_proposals(plain, proposal.get(plain.entry_id, ()), _context(one, catalogue))
        assert mention.entry_id == draft.entry_id
        entry = records.EntryRecord.model_validate(
            {
                **draft.columns,
                **extra,
                "entry_id": draft.entry_id,
                "notice_id": one.notice_id,
                "list_printed": catalogue.heading,
                "qualification_id": mention.qualification_id,
                "issuer_ids": list(mention.issuer_ids),
                "domestic_partner_ids": list(mention.partner_ids),
            }
        )
        tables["entries"].append(entry)
        tables["lineage"].extend(draft.lineage)
        tables["findings"].extend(draft.findings)
        if mention.qualification_id:
            tables["crosswalk"].append(_crosswalk(entry, one, catalogue, mention.qualification_id))
        settled |= {(draft.entry_id, cell.role): cell for cell in draft.corrected}
    _add_identities(tables, identities, {cell for cell, one in settled.items() if one.confirmed})
    tables["findings"].extend(_unused(registry.corrections, settled.keys()))
    return tables, extended(registry.ledger, identities.given)


def _identified(sourced: Sequence[Sourced], schemas: Path) -> list[_Named]:
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
            named.append(_Named(_best(renditions), f"{jurisdiction}/{key}{suffix}"))
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


def _linked(named: Sequence[_Named], schemas: Path) -> list[_Named]:
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


def _act(one: _Named) -> Act:
    source, facts = one.sourced.source, one.sourced.notice.facts
    names = {one.notice_id, fold(facts.document_number.value) if facts.document_number else one.notice_id}
    replaces = [
        number for key, numbers in source.replaces.items() if names & {key, fold(key)} for number in numbers
    ]
    return Act(one.notice_id, source.jurisdiction, facts, tuple(replaces))


def _notice_rows(
    one: _Named, tables: Tables, lists: Drafts, schemas: Path
) -> list[tuple[Draft, _Named, Catalogue, dict[str, object]]]:
    notice = one.sourced.notice
    context = Context(one.notice_id, notice.document, notice.sha256)
    total = sum(len(catalogue.rows) for catalogue in notice.catalogues)
    tables["notices"].append(_notice_record(one, total))
    tables["provisions"].extend(provision_rows(notice, one.notice_id, schemas))
    tables["findings"].extend(
        finding_row(f, context, None) for f in (*one.sourced.findings, *notice.findings)
    )
    drafts: list[tuple[Draft, _Named, Catalogue, dict[str, object]]] = []
    for key, catalogue, rows in zip(list_keys(notice.catalogues), notice.catalogues, lists, strict=True):
        catalogue_id = f"{one.notice_id}/{key}"
        tables["catalogues"].append(
            records.CatalogueRecord(
                catalogue_id=catalogue_id,
                notice_id=one.notice_id,
                list_key=key,
                list_printed=catalogue.heading,
                kind=catalogue.kind,
                rows_found=len(catalogue.rows),
                rows_stated=catalogue.stated,
            )
        )
        own = _context(one, catalogue)
        tables["findings"].extend(finding_row(f, own, None) for f in catalogue.findings)
        recognised = recognition_ids(
            one.sourced.source.jurisdiction, catalogue.kind, [_names(draft, schemas) for draft in rows]
        )
        valid = _valid(one, catalogue)
        for position, (draft, recognition) in enumerate(zip(rows, recognised, strict=True), start=1):
            extra: dict[str, object] = {
                "catalogue_id": catalogue_id,
                "position": position,
                "recognition_id": recognition,
                **valid,
            }
            drafts.append((draft, one, catalogue, extra))
    return drafts


def _context(one: _Named, catalogue: Catalogue) -> Context:
    notice = one.sourced.notice
    return Context(one.notice_id, catalogue.document or notice.document, catalogue.sha256 or notice.sha256)


def _valid(one: _Named, catalogue: Catalogue) -> dict[str, object]:
    """The first and last day of a list's entries: its own, within those of its notice."""
    own = catalogue.expires.value if catalogue.expires else None
    return {
        "valid_from": catalogue.effective.value if catalogue.effective else one.valid_from,
        "valid_until": min((day for day in (own, one.valid_until) if day), default=None),
    }


def _names(draft: Draft, schemas: Path) -> tuple[str, str]:
    """Comparison keys of what a row recognises."""

    def key(*columns: str) -> str:
        return "/".join(name_key(str(draft.columns[column] or ""), schemas) for column in columns)

    return (
        key("qualification_printed", "qualification_zh_printed", "qualification_en_printed", "level_printed"),
        key("issuer_printed", "issuer_zh_printed", "issuer_en_printed", "country_printed"),
    )


def _notice_record(one: _Named, total: int) -> records.NoticeRecord:
    notice, facts, source = one.sourced.notice, one.sourced.notice.facts, one.sourced.source
    stated = [catalogue.stated for catalogue in notice.catalogues]
    return records.NoticeRecord(
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
        rows_found=total,
        rows_stated=facts.stated_total or (sum(n or 0 for n in stated) if stated and all(stated) else None),
    )


def _crosswalk(
    entry: records.EntryRecord, one: _Named, catalogue: Catalogue, qualification_id: str
) -> records.CrosswalkRecord:
    edition = one.sourced.notice.facts.edition
    return records.CrosswalkRecord(
        qualification_id=qualification_id,
        issuer_ids=entry.issuer_ids,
        jurisdiction=one.sourced.source.jurisdiction,
        notice_id=one.notice_id,
        catalogue_id=entry.catalogue_id,
        list_printed=entry.list_printed,
        kind=catalogue.kind,
        edition=edition.value if edition else None,
        status=one.status,
        grade=entry.grade,
        title=entry.title,
        occupation=entry.occupation_printed,
        conditions=entry.conditions,
        exemptions=entry.exemptions,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        entry_id=entry.entry_id,
    )


def _unused(corrections: Corrections, applied: Set[tuple[str, str]]) -> Iterator[records.FindingRecord]:
    """A finding for each cell that a person spoke of, and that is not there with that text."""
    for entry_id, role, author, printed in corrections.cells():
        if (entry_id, role) not in applied:
            finding = Finding(
                "decision-unused",
                Severity.INFO,
                f"no cell {entry_id} {role} has the text {printed!r}, of which {author} said what is right",
                role=role,
                remedy="Look whether it is read otherwise now, or remove it from registry/.",
            )
            record = finding_row(finding, Context("", "", ""), entry_id)
            yield record.model_copy(update={"notice_id": None, "document": None})


def _add_identities(tables: Tables, identities: Identities, settled: Set[tuple[str, str]]) -> None:
    """``settled`` are cells whose printed text was found to be right."""
    for identity in identities.issuers:
        tables["issuers"].append(
            records.IssuerRecord(
                issuer_id=identity.id,
                name_zh=identity.name_zh,
                name_en=identity.name_latin,
                abbreviations=list(identity.abbreviations),
                countries=list(identity.countries),
                former_names=list(identity.former_names),
                former_ids=list(identity.former_ids),
                entries=len(identity.entry_ids),
                evidence=_evidence(identity),
            )
        )
    for identity in identities.qualifications:
        tables["qualifications"].append(
            records.QualificationRecord(
                qualification_id=identity.id,
                issuer_ids=list(identity.issuer_ids),
                name_zh=identity.name_zh,
                name_en=identity.name_latin,
                abbreviations=list(identity.abbreviations),
                former_names=list(identity.former_names),
                former_ids=list(identity.former_ids),
                entries=len(identity.entry_ids),
                evidence=_evidence(identity),
            )
        )
    tables["names"].extend(_names_of((*identities.issuers, *identities.qualifications)))
    for conflict in identities.conflicts:
        finding = conflict.finding
        if finding.code == "abbreviation-doubtful" and (conflict.entry_ids[0], finding.role) in settled:
            continue
        tables["findings"].append(
            finding_row(finding, Context("", "", ""), None).model_copy(
                update={
                    "notice_id": None,
                    "document": None,
                    "entry_id": next(iter(conflict.entry_ids), None),
                    "identities": list(conflict.ids),
                }
            )
        )


def _evidence(identity: Identity) -> list[records.Json]:
    return [{"rule": one.rule, "left": str(one.left), "right": str(one.right)} for one in identity.evidence]


def _names_of(identities: Iterable[Identity]) -> Iterable[records.NameRecord]:
    for identity in identities:
        for form in identity.names:
            yield records.NameRecord(
                identity=identity.id,
                identity_kind=identity.kind,
                form=form.form,
                language=form.language,
                origin=form.origin,
                entry_ids=list(form.entry_ids),
            )
