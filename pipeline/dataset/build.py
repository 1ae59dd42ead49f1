"""Notices to the tables of the dataset. A pure function: the same notices give the same tables."""

from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from pipeline.catalogues.model import Catalogue
from pipeline.dataset import records
from pipeline.dataset.drafts import Drafter, Drafts, Undrafted, drafted
from pipeline.dataset.entries import Context, Draft, finding_row
from pipeline.dataset.identifiers import list_keys, recognition_ids
from pipeline.dataset.identity_rows import add_identities
from pipeline.dataset.notices import NamedNotice, Sourced, named_notices, notice_record
from pipeline.dataset.proposed import proposed, with_proposals
from pipeline.dataset.provisions import provision_rows
from pipeline.dataset.schema import Tables
from pipeline.documents.findings import Finding, Severity
from pipeline.names.corrections import Corrected, Corrections
from pipeline.names.given import Ledger, extended
from pipeline.names.identify import identify
from pipeline.names.keys import name_key
from pipeline.names.registry import Registry

_Row = tuple[Draft, NamedNotice, Catalogue, dict[str, object]]
"""A draft, where it stands, and what its list and notice say of it."""


def build_tables(
    sourced: Sequence[Sourced], registry: Registry, schemas: Path, drafts_of: Drafter = drafted
) -> tuple[Tables, Ledger]:
    """All tables but changes and quarantine, which validation and publication add; and the ledger after.

    ``drafts_of`` normalises the rows of a notice, or knows what they were normalised to before.
    """
    named = named_notices(sourced, schemas)
    tables: Tables = {name: [] for name in records.TABLES}
    drafts: list[_Row] = []
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
        draft = with_proposals(
            plain, proposal.get(plain.entry_id, ()), Context.of(one.notice_id, one.sourced.notice, catalogue)
        )
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
    add_identities(tables, identities, {cell for cell, one in settled.items() if one.confirmed})
    tables["findings"].extend(_unused(registry.corrections, settled.keys()))
    return tables, extended(registry.ledger, identities.given)


def _notice_rows(one: NamedNotice, tables: Tables, lists: Drafts, schemas: Path) -> list[_Row]:
    notice = one.sourced.notice
    context = Context(one.notice_id, notice.document, notice.sha256)
    tables["notices"].append(notice_record(one))
    tables["provisions"].extend(provision_rows(notice, one.notice_id, schemas))
    tables["findings"].extend(
        finding_row(f, context, None) for f in (*one.sourced.findings, *notice.findings)
    )
    drafts: list[_Row] = []
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
        own = Context.of(one.notice_id, one.sourced.notice, catalogue)
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


def _valid(one: NamedNotice, catalogue: Catalogue) -> dict[str, object]:
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


def _crosswalk(
    entry: records.EntryRecord, one: NamedNotice, catalogue: Catalogue, qualification_id: str
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
            yield finding_row(finding, None, entry_id)
