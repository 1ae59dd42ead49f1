"""One catalogue row to its entry: printed texts kept, normalised values beside them, lineage for each."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__
from pipeline.catalogues.model import Catalogue, CatalogueRow, Notice, Value
from pipeline.catalogues.report import finding_places
from pipeline.dataset.name_parts import described, name_parts
from pipeline.dataset.records import EntryRecord, FindingRecord, Json, LineageRecord
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import SURE, Step
from pipeline.documents.places import place_json
from pipeline.documents.text import join_lines
from pipeline.names.conditions import Conditions, conditions
from pipeline.names.corrections import Corrected, Corrections
from pipeline.names.evidence import KINDS, Kind
from pipeline.names.fields import fields
from pipeline.names.grades import Grade, grade, grade_in_text
from pipeline.names.identify import Mention
from pipeline.names.odd import odd_name
from pipeline.names.parts import NameParts, join_columns
from pipeline.names.places import Countries, countries
from pipeline.names.split import split_issuers, split_name
from pipeline.names.terms import terms
from pipeline.readers.ocr_names import by_ocr

PRINTED_ROLES = tuple(
    column.removesuffix("_printed")
    for column in EntryRecord.model_fields
    if column.endswith("_printed")
    and column not in ("list_printed", "group_printed", "number_printed", "other_printed")
)
_STATING = ("remarks", "recognition")
"""Roles whose cells state conditions and exemptions."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a row inherits from its notice and document."""

    notice_id: str
    document: str
    sha256: str

    @classmethod
    def of(cls, notice_id: str, notice: Notice, catalogue: Catalogue) -> "Context":
        """That of the rows of a list, which may stand in a file attached to the notice."""
        return cls(notice_id, catalogue.document or notice.document, catalogue.sha256 or notice.sha256)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before identities are given: its columns but the identities', its mention, its lineage."""

    entry_id: str
    columns: dict[str, object]
    mention: Mention
    lineage: tuple[LineageRecord, ...]
    findings: tuple[FindingRecord, ...]
    corrected: tuple[Corrected, ...] = ()


def draft_entry(
    entry_id: str, row: CatalogueRow, context: Context, corrections: Corrections, schemas: Path
) -> Draft:
    """Normalise one row; what a rule does to a value is a step of the value's lineage."""
    corrected = [
        one
        for role, value in row.values.items()
        for one in corrections.of(entry_id, role, value.text, context.sha256)
    ]
    # where a cell was set right, the names in it are those of the right text
    text = {role: value.text for role, value in row.values.items()}
    text |= {one.role: one.right for one in corrected if not one.confirmed}
    steps: dict[str, list[Step]] = {role: [] for role in row.values}
    for one in corrected:
        steps[one.role].append(_correction_step(one))
    findings = list(row.findings)
    name = qualification_in(text, schemas)
    issuers = issuers_in(text, schemas)
    place = countries(text.get("country", ""), schemas)
    found = _grade(text, schemas)
    stated = {role: conditions(text[role], schemas) for role in _STATING if text.get(role)}
    named = [one for one in (name, *issuers) if one is not None]
    stating: list[NameParts | Conditions] = [*named, *stated.values()]
    _note_steps(steps, text, name, issuers, place, found)
    findings.extend(_unrecognised(place, row.values.get("country")))
    findings.extend(
        finding
        for role, value in row.values.items()
        if role.startswith(("qualification", "issuer"))
        for finding in odd_name(value.text, role, value.places)
    )
    columns: dict[str, object] = {
        "number_printed": join_lines(row.number.text) if row.number else None,
        "group_printed": row.group,
        **{f"{role}_printed": _printed(row.values.get(role)) for role in PRINTED_ROLES},
        "other_printed": {r: join_lines(v.text) for r, v in row.values.items() if r not in PRINTED_ROLES},
        "qualification_zh": _text(name, "zh"),
        "qualification_en": _text(name, "latin"),
        "qualification_abbreviation": _text(name, "abbreviation"),
        "qualification_scope": _text(name, "scope"),
        "name_parts": name_parts(text, schemas),
        "countries": list(place.codes),
        "country_status": place.status,
        "fields": list(fields(text.get("field", ""))),
        "title": found.title if found else None,
        "grade": found.grade if found else None,
        "conditions": [part.text for one in stating for part in one.conditions],
        "exemptions": [part.text for one in stating for part in one.exemptions],
        "terms": _terms(text, name, stated, schemas),
        "confidence": min((value.confidence for value in row.values.values()), default=1.0),
        "corrections": [_correction(one) for one in corrected if not one.confirmed],
        "marked": _marked(row, findings, {one.role for one in corrected if one.cause == "misread"}),
    }
    lineage = [_lineage(entry_id, role, value, steps[role], context) for role, value in row.values.items()]
    if row.number:
        lineage.insert(0, _lineage(entry_id, "number", row.number, [], context))
    return Draft(
        entry_id,
        columns,
        Mention(entry_id, name, issuers, place.codes, _scanned(row, {one.role for one in corrected})),
        tuple(lineage),
        tuple(finding_row(finding, context, entry_id) for finding in findings),
        tuple(corrected),
    )


def _scanned(row: CatalogueRow, settled: Set[str]) -> frozenset[Kind]:
    """The kinds of names that OCR alone read, and nobody looked at."""
    scanned = {role for role, value in row.values.items() if by_ocr(value.readings)} - settled
    return frozenset(kind for kind in KINDS if any(role.partition("_")[0] == kind for role in scanned))


def finding_row(finding: Finding, context: Context | None, entry_id: str | None) -> FindingRecord:
    """A finding as published; without a context it is of no one document."""
    return FindingRecord(
        code=finding.code,
        severity=finding.severity.value,
        notice_id=context.notice_id if context else None,
        entry_id=entry_id,
        role=finding.role,
        document=context.document if context else None,
        places=finding_places(finding),
        message=finding.message,
        remedy=finding.remedy,
    )


def _printed(value: Value | None) -> str | None:
    return None if value is None else join_lines(value.text)


def _text(name: NameParts | None, part: str) -> str | None:
    found = getattr(name, part) if name else None
    return found.text if found else None


def qualification_in(text: Mapping[str, str], schemas: Path) -> NameParts | None:
    """The name in the printed texts of a row, by role; of one column or of two."""
    if "qualification" in text:
        return split_name(text["qualification"], schemas)
    if "qualification_zh" in text or "qualification_en" in text:
        return join_columns(
            split_name(text.get("qualification_zh", ""), schemas),
            split_name(text.get("qualification_en", ""), schemas),
        )
    return None


def issuers_in(text: Mapping[str, str], schemas: Path) -> tuple[NameParts, ...]:
    """The bodies in the printed texts of a row, by role; of one column or of two."""
    if "issuer" in text:
        return split_issuers(text["issuer"], schemas)
    chinese = split_issuers(text.get("issuer_zh", ""), schemas)
    foreign = split_issuers(text.get("issuer_en", ""), schemas)
    if len(chinese) == len(foreign):
        return tuple(join_columns(zh, latin) for zh, latin in zip(chinese, foreign, strict=True))
    return chinese or foreign


def _grade(text: Mapping[str, str], schemas: Path) -> Grade | None:
    for role in ("grade", "title"):
        if text.get(role):
            return grade(text[role], schemas)
    return grade_in_text(text.get("remarks", ""), schemas)


def _terms(
    text: Mapping[str, str], name: NameParts | None, stated: Mapping[str, Conditions], schemas: Path
) -> list[Json]:
    """What the clauses of the entry say, as data, with the characters of the cell they were read from."""
    clauses = dict(stated)
    if name and "qualification" in text and (name.conditions or name.exemptions):
        clauses["qualification"] = Conditions(name.conditions, name.exemptions)
    return [
        {
            "kind": term.kind,
            "value": term.value,
            "unit": term.unit,
            "bound": term.bound,
            "text": term.part.text,
            "role": role,
            "from": term.part.start,
            "to": term.part.end,
        }
        for role, found in clauses.items()
        for term in terms(text[role], found, schemas)
    ]


def _note_steps(
    steps: Mapping[str, list[Step]],
    text: Mapping[str, str],
    name: NameParts | None,
    issuers: tuple[NameParts, ...],
    place: Countries,
    found: Grade | None,
) -> None:
    for role, printed in text.items():
        if join_lines(printed) != printed:
            steps[role].append(Step("lines-joined", "one line, no blank between Chinese characters"))
    if "qualification" in steps and name is not None:
        steps["qualification"].append(Step("name-split", described(name)))
    if "issuer" in steps:
        steps["issuer"].extend(Step("issuer-split", described(issuer)) for issuer in issuers)
    if place.codes:
        steps["country"].append(Step("country-codes", ", ".join(place.codes)))
    source = next((role for role in ("grade", "title", "remarks") if text.get(role)), None)
    if found is not None and source is not None:
        steps[source].append(Step("grade-on-scale", f"{found.part.text}: {found.grade}"))


def _unrecognised(place: Countries, value: Value | None) -> list[Finding]:
    return [
        Finding(
            "country-unrecognised",
            Severity.WARNING,
            f"no country or region is known as {word!r}",
            role="country",
            places=value.places if value else (),
            remedy="Add the name to schemas/names/places.yaml.",
        )
        for word in place.unrecognised
    ]


def _correction(one: Corrected) -> Json:
    return {
        "role": one.role,
        "printed": one.printed,
        "corrected": one.right,
        "cause": one.cause,
        "author": one.author,
        "date": one.date.isoformat(),
        "reason": one.reason,
        "picture": one.picture,
    }


def _correction_step(one: Corrected) -> Step:
    signed = f"{one.cause}, {one.author}, {one.date}: {one.reason}"
    if one.confirmed:
        return Step("confirmed", f"as read: {one.author}, {one.date}: {one.reason}")
    return Step("corrected", f"{one.printed} → {one.right}; {signed}")


def _marked(row: CatalogueRow, findings: list[Finding], settled: Set[str]) -> list[str]:
    roles = {finding.role or "*" for finding in findings if finding.marks}
    roles |= {role for role, value in row.values.items() if value.confidence < SURE}
    return sorted(roles - settled)


def _lineage(entry_id: str, role: str, value: Value, steps: list[Step], context: Context) -> LineageRecord:
    return LineageRecord(
        entry_id=entry_id,
        role=role,
        header=value.header,
        raw_text=value.text,
        value=join_lines(value.text),
        document=context.document,
        document_sha256=context.sha256,
        places=[place_json(place) for place in value.places],
        steps=[_step(step) for step in (*value.steps, *steps)],
        readings=list(value.readings),
        confidence=value.confidence,
    )


def _step(step: Step) -> Json:
    return {"rule": step.rule, "version": __version__, "detail": step.detail}
