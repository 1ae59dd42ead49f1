"""What registry/ holds: names that people give, decisions, corrections, and the identifiers given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from pipeline.documents.text import fold
from pipeline.names.corrections import Corrections, load_corrections
from pipeline.names.decisions import Decisions, load_decisions
from pipeline.names.given import Ledger, load_ledger
from pipeline.names.registry_yaml import Kept, Lines, RegistryError, load_kept

__all__ = ["GivenIssuer", "GivenNames", "GivenQualification", "Registry", "RegistryError", "load_registry"]

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class GivenNames(Kept):
    """Names of one identity; the first of each list is the preferred one."""

    zh: tuple[Text, ...] = ()
    latin: tuple[Text, ...] = ()
    abbreviations: tuple[Text, ...] = ()


class _Given(Kept):
    names: GivenNames
    former: GivenNames = GivenNames()
    countries: tuple[Country, ...] = ()
    author: Text
    date: date
    reason: Text


class GivenIssuer(_Given):
    """An issuing body whose names people give."""

    id: Annotated[str, StringConstraints(pattern=r"^issuer:[a-z0-9][a-z0-9-]*$")]


class GivenQualification(_Given):
    """A qualification of certain issuing bodies whose names people give."""

    id: Annotated[str, StringConstraints(pattern=r"^qualification:[a-z0-9][a-z0-9+/-]*$")]
    issuer_ids: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("",)
    """The scopes, as printed, with which the names are this one; the empty one stands for none."""


class _IssuersFile(Kept):
    identities: tuple[GivenIssuer, ...]


class _QualificationsFile(Kept):
    identities: tuple[GivenQualification, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """Names that people give, what they decided and corrected, and the identifiers that were given."""

    issuers: tuple[GivenIssuer, ...] = ()
    qualifications: tuple[GivenQualification, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    ledger: Ledger = field(default_factory=Ledger)
    corrections: Corrections = field(default_factory=Corrections)


_File = TypeVar("_File", _IssuersFile, _QualificationsFile)


def load_registry(folder: Path) -> Registry:
    """Read the files of registry/; a missing one is empty. Raises RegistryError naming file, line and key."""
    issuers = _load(folder / "issuers.yaml", _IssuersFile)
    qualifications = _load(folder / "qualifications.yaml", _QualificationsFile)
    decisions = load_decisions(folder)
    return Registry(
        issuers.identities if issuers else (),
        qualifications.identities if qualifications else (),
        decisions,
        load_ledger(folder),
        load_corrections(folder, decisions),
    )


def _load(path: Path, model: type[_File]) -> _File | None:
    loaded = load_kept(path, model)
    if loaded is None:
        return None
    file, lines = loaded
    seen: set[str] = set()
    for index, given in enumerate(file.identities):
        if given.id in seen:
            where = ("identities", index, "id")
            raise lines.error(where, "stands twice", given.id, "Keep one record of it.")
        seen.add(given.id)
    _check_former(file.identities, lines)
    return file


_Name = tuple[str, str, tuple[str, ...]]


def _check_former(records: Iterable[GivenIssuer | GivenQualification], lines: Lines) -> None:
    """No name is, over whatever steps, its own former name. Raises RegistryError."""
    leads: dict[_Name, set[_Name]] = {}
    for index, record in enumerate(records):
        now, before = _named(record, record.names), _named(record, record.former)
        for name in now:
            leads.setdefault(name, set()).update(one for one in before if one[0] == name[0])
        for name in sorted(before):
            if name in _reached(name, leads):
                raise lines.error(
                    ("identities", index, "former", name[0]),
                    f"a cycle of former names: {name[1]!r} comes before a name that comes before it",
                    record.id,
                    "Say which of the names is the present one.",
                )


def _named(record: GivenIssuer | GivenQualification, names: GivenNames) -> set[_Name]:
    """Full names, as compared; two bodies may use one abbreviation, so that it leads nowhere."""
    owners = record.issuer_ids if isinstance(record, GivenQualification) else ()
    return {
        (kind, fold(name), owners)
        for kind, of_kind in (("zh", names.zh), ("latin", names.latin))
        for name in of_kind
    }


def _reached(start: _Name, leads: Mapping[_Name, Iterable[_Name]]) -> set[_Name]:
    waiting, seen = list(leads.get(start, ())), set[_Name]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(leads.get(name, ()))
    return seen
