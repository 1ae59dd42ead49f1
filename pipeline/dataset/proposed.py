"""What is proposed for names that OCR read, as findings of the rows and entries that they stand in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.catalogues.model import CatalogueRow, Notice
from pipeline.dataset.entries import Context, Draft, finding_row
from pipeline.dataset.name_parts import name_parts
from pipeline.documents.findings import Finding
from pipeline.documents.places import place_of
from pipeline.names.identities import Identities
from pipeline.names.keys import name_key
from pipeline.names.proposals import LANGUAGES, Owners, ReadName, proposals
from pipeline.names.registry import Registry
from pipeline.readers.ocr_names import by_ocr

Proposed = Mapping[str, Sequence[Finding]]
"""Findings by entry."""


def proposed(drafts: Sequence[Draft], identities: Identities, registry: Registry, schemas: Path) -> Proposed:
    """What is proposed for the names of entries, with whose they are."""
    if not any(draft.mention.scanned for draft in drafts):
        return {}
    names = [name for draft in drafts for name in _names_of(draft)]
    return _by_entry(proposals(names, registry, schemas, _owners(identities, schemas)))


def with_proposals(draft: Draft, found: Sequence[Finding], context: Context) -> Draft:
    """The draft with these findings, and the marks that they make."""
    if not found:
        return draft
    marked = draft.columns["marked"]
    assert isinstance(marked, list)
    roles = {*marked, *(finding.role for finding in found if finding.marks)}
    rows = (finding_row(finding, context, draft.entry_id) for finding in found)
    columns = {**draft.columns, "marked": sorted(roles)}
    return replace(draft, columns=columns, findings=(*draft.findings, *rows))


def proposed_in(notice: Notice, registry: Registry, schemas: Path) -> Notice:
    """The notice with what is proposed for its names."""
    rows = {
        f"{list_number}/{row_number}": row
        for list_number, catalogue in enumerate(notice.catalogues)
        for row_number, row in enumerate(catalogue.rows)
    }
    names = [name for entry, row in rows.items() for name in _names_in(entry, row, schemas)]
    found = _by_entry(proposals(names, registry, schemas))
    return replace(
        notice,
        catalogues=tuple(
            replace(
                catalogue,
                rows=tuple(
                    replace(row, findings=(*row.findings, *found.get(f"{list_number}/{row_number}", ())))
                    for row_number, row in enumerate(catalogue.rows)
                ),
            )
            for list_number, catalogue in enumerate(notice.catalogues)
        ),
    )


def _by_entry(found: Iterator[tuple[str, Finding]]) -> Proposed:
    by_entry: dict[str, list[Finding]] = defaultdict(list)
    for entry, finding in found:
        if finding not in by_entry[entry]:
            by_entry[entry].append(finding)
    return by_entry


def _names_of(draft: Draft) -> Iterator[ReadName]:
    """The names of an entry; what a person looked at counts as known."""
    settled = {one.role for one in draft.corrected}
    values = {row.role: row for row in draft.lineage}
    parts = draft.columns["name_parts"]
    assert isinstance(parts, list)
    for part in parts:
        if part["part"] in LANGUAGES:
            value = values[part["role"]]
            yield ReadName(
                draft.entry_id,
                part["role"],
                part["part"],
                part["text"],
                tuple(place_of(place) for place in value.places),
                value.confidence,
                scanned=by_ocr(value.readings) and part["role"] not in settled,
            )


def _names_in(entry: str, row: CatalogueRow, schemas: Path) -> Iterator[ReadName]:
    texts = {role: value.text for role, value in row.values.items()}
    for part in name_parts(texts, schemas):
        if part["part"] in LANGUAGES:
            role = str(part["role"])
            value = row.values[role]
            scanned = by_ocr(value.readings)
            yield ReadName(
                entry, role, str(part["part"]), str(part["text"]), value.places, value.confidence, scanned
            )


def _owners(identities: Identities, schemas: Path) -> Owners:
    return {
        (identity.kind, form.language, name_key(form.form, schemas)): identity.id
        for identity in (*identities.issuers, *identities.qualifications)
        for form in identity.names
        if form.language in LANGUAGES
    }
