"""Issuers and qualifications as rows: their names, their evidence, and conflicts between them."""

from collections.abc import Iterator, Set

from pipeline.dataset.entries import finding_row
from pipeline.dataset.records import IssuerRecord, Json, NameRecord, QualificationRecord
from pipeline.dataset.schema import Tables
from pipeline.names.identities import Identities, Identity


def add_identities(tables: Tables, identities: Identities, settled: Set[tuple[str, str]]) -> None:
    """Add the rows of identities, their names and conflicts.

    ``settled`` are cells whose printed text was found to be right.
    """
    for identity in identities.issuers:
        tables["issuers"].append(
            IssuerRecord(
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
            QualificationRecord(
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
        row = finding_row(finding, None, next(iter(conflict.entry_ids), None))
        tables["findings"].append(row.model_copy(update={"identities": list(conflict.ids)}))


def _evidence(identity: Identity) -> list[Json]:
    return [{"rule": one.rule, "left": str(one.left), "right": str(one.right)} for one in identity.evidence]


def _names_of(identities: tuple[Identity, ...]) -> Iterator[NameRecord]:
    for identity in identities:
        for form in identity.names:
            yield NameRecord(
                identity=identity.id,
                identity_kind=identity.kind,
                form=form.form,
                language=form.language,
                origin=form.origin,
                entry_ids=list(form.entry_ids),
            )
