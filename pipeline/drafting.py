"""A source description drafted from a notice, for a person to check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.catalogues.model import Fact, Notice
from pipeline.documents.text import squeeze
from pipeline.jurisdictions import Jurisdiction, jurisdiction_of
from pipeline.sources import Source

UNKNOWN = "FILL-IN"
"""Stands where the notice does not say; a source file with it is refused."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted source file called ``name``, or, where a source has the jurisdiction, what to add to it."""

    name: str
    text: str
    existing: Source | None


def draft(notice: Notice, address: str | None, sources: Sequence[Source], schemas: Path) -> Draft:
    """Draft the source of a notice; ``address`` is where it was fetched, None for a local file."""
    authority = notice.facts.authorities[0].value if notice.facts.authorities else UNKNOWN
    existing = next((one for one in sources if squeeze(one.authority) == squeeze(authority)), None)
    about = "".join(f"# {line}\n" for line in _about(notice))
    documents: dict[str, object] = {"documents": [{"address": address}]} if address else {}
    if existing is not None:
        return Draft(existing.jurisdiction, about + (_yaml(documents) if documents else ""), existing)
    place = _jurisdiction(notice, schemas)
    code, zh, en = (place.code, place.zh, place.en) if place else (UNKNOWN, UNKNOWN, UNKNOWN)
    fields: dict[str, object] = {
        "jurisdiction": code,
        "name": {"zh": zh, "en": en},
        "authority": authority,
        "watch": f"raw/{code}",
        **documents,
    }
    return Draft(code, about + _yaml(fields), None)


def _jurisdiction(notice: Notice, schemas: Path) -> Jurisdiction | None:
    """The one of the authorities, else of the title; a city that is not known is to be filled in."""
    bodies = [fact.value for fact in notice.facts.authorities]
    found = jurisdiction_of([*bodies, *(fact.value for fact in (notice.facts.title,) if fact)], schemas)
    if found is None or len(found.code) > len("CN-SD") or not bodies:
        return found
    rest = squeeze(bodies[0]).partition(found.zh)[2]
    below = "市" in rest[1:]  # such as 江苏省昆山市
    return Jurisdiction(code=f"{found.code}-{UNKNOWN}", zh=UNKNOWN, en=UNKNOWN) if below else found


def _about(notice: Notice) -> Iterator[str]:
    """What the notice says of itself, as comments."""
    yield f"Drafted from {notice.document}. Check each line, fill in what is marked {UNKNOWN}."
    facts = notice.facts
    for words, fact in (
        ("title", facts.title),
        ("number", facts.document_number),
        ("issued", facts.issued),
        ("effective", facts.effective),
        ("expires", facts.expires),
        ("edition", facts.edition),
    ):
        yield f"{words}: {_said(fact)}"
    for one in facts.authorities:
        yield f"authority: {_said(one)}"
    for old in facts.supersedes:
        yield f"replaces: {old.value}"
    for changed in facts.amends:
        yield f"corrects or adds to: {changed.value}"
    for annex in notice.annexes:
        yield f"annex: {squeeze(annex)}"
    for table in notice.catalogues:
        stated = f", {table.stated} stated" if table.stated is not None else ""
        within = f", in {table.document}" if table.document not in (None, notice.document) else ""
        yield f"list: {squeeze(table.heading or 'without heading')}, {len(table.rows)} rows{stated}{within}"
    for finding in notice.findings:
        yield f"{finding.code}: {finding.message}"


def _said(fact: Fact | None) -> str:
    return " ".join(fact.value.split()) if fact else "not said"


def _yaml(fields: dict[str, object]) -> str:
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
