"""A source description drafted from a notice, for a person to check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from pipeline.catalogues.model import Fact, Notice
from pipeline.documents.text import squeeze
from pipeline.sources import Source
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml

UNKNOWN = "FILL-IN"
"""Stands where the notice does not say; a source file with it is refused."""


class _Province(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    zh: str
    en: str


class _Provinces(Knowledge):
    provinces: list[_Province]


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted source file called ``name``, or, where a source has the jurisdiction, what to add to it."""

    name: str
    text: str
    existing: Source | None


def draft(notice: Notice, address: str | None, sources: Sequence[Source], schemas: Path) -> Draft:
    """Draft the source of a notice; ``address`` is where it was fetched, None for a local file."""
    authority = notice.facts.authorities[0].value if notice.facts.authorities else UNKNOWN
    province = _province(notice, schemas)
    existing = next((one for one in sources if squeeze(one.authority) == squeeze(authority)), None)
    about = "".join(f"# {line}\n" for line in _about(notice))
    documents: dict[str, object] = {"documents": [{"address": address}]} if address else {}
    if existing is not None:
        return Draft(existing.jurisdiction, about + (_yaml(documents) if documents else ""), existing)
    whole = province is not None and province.zh in squeeze(authority)[: len(province.zh)]
    below = whole and _is_city_below(squeeze(authority), province)
    code = UNKNOWN if province is None else f"{province.code}-{UNKNOWN}" if below else province.code
    fields: dict[str, object] = {
        "jurisdiction": code,
        "name": {"zh": province.zh if province and not below else UNKNOWN,
                 "en": province.en if province and not below else UNKNOWN},
        "authority": authority,
        "watch": f"raw/{code}",
        **documents,
    }  # fmt: skip
    return Draft(code, about + _yaml(fields), None)


def _is_city_below(authority: str, province: _Province | None) -> bool:
    """Whether an authority that begins with a province is that of a city in it (山东省威海市…)."""
    rest = authority[len(province.zh) :] if province else ""
    return "市" in rest[1:]


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
    for old in facts.supersedes:
        yield f"replaces: {old.value}"
    for one in notice.catalogues:
        stated = f", {one.stated} stated" if one.stated is not None else ""
        yield f"list: {squeeze(one.heading or 'without heading')}, {len(one.rows)} rows{stated}"
    for finding in notice.findings:
        yield f"{finding.code}: {finding.message}"


def _said(fact: Fact | None) -> str:
    return " ".join(fact.value.split()) if fact else "not said"


def _province(notice: Notice, schemas: Path) -> _Province | None:
    """The province that the authorities, the number's line or the title begin with or name."""
    facts = notice.facts
    said = [fact.value for fact in (*facts.authorities, facts.title) if fact]
    known = _provinces(schemas)
    for text in map(squeeze, said):
        found = [(text.index(one.zh), one) for one in known if one.zh in text]
        if found:
            return min(found, key=lambda pair: pair[0])[1]
    return None


@lru_cache(maxsize=1)
def _provinces(schemas: Path) -> tuple[_Province, ...]:
    return tuple(load_yaml(schemas / "names" / "provinces.yaml", _Provinces).provinces)


def _yaml(fields: dict[str, object]) -> str:
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
