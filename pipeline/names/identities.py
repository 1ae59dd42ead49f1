"""Identities as they are published: preferred names, all forms seen and where."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.documents.findings import Finding
from pipeline.documents.text import fold
from pipeline.names.registry import GivenIssuer, GivenNames, GivenQualification

Kind = Literal["issuer", "qualification"]
Language = Literal["zh", "latin", "abbreviation"]
_LISTED = re.compile(r"\s*(?:(?<!<)/|[／、])\s*")


@dataclass(frozen=True, slots=True)
class NameForm:
    """One form of a name; ``supplied`` ones stand in registry/ only, and in no entry."""

    form: str
    language: Language
    origin: Literal["printed", "supplied"]
    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """An issuing body, or a qualification of the bodies ``issuer_ids``, and the entries that name it."""

    id: str
    kind: Kind
    name_zh: str | None
    name_latin: str | None
    abbreviations: tuple[str, ...]
    countries: tuple[str, ...]
    issuer_ids: tuple[str, ...]
    entry_ids: tuple[str, ...]
    names: tuple[NameForm, ...]


@dataclass(frozen=True, slots=True)
class MentionIdentity:
    """What one entry names; ``issuer_ids`` in the order printed."""

    entry_id: str
    qualification_id: str | None
    issuer_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdentityConflict:
    """Names that are alike and were kept apart, and the entries in doubt."""

    entry_ids: tuple[str, ...]
    finding: Finding


@dataclass(frozen=True, slots=True)
class Identities:
    """All identities; ``mentions`` in the order of the mentions given."""

    mentions: tuple[MentionIdentity, ...]
    issuers: tuple[Identity, ...]
    qualifications: tuple[Identity, ...]
    conflicts: tuple[IdentityConflict, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The printed words of one mention."""

    entry_id: str
    zh: str | None
    latin: str | None
    abbreviation: str | None
    countries: tuple[str, ...]
    scope: str | None = None


Given = GivenIssuer | GivenQualification


def listed(abbreviation: str | None) -> tuple[str, ...]:
    """The abbreviations of a printed list of them (``FIA/FFA``)."""
    return tuple(piece for piece in _LISTED.split(abbreviation or "") if piece)


def identity(
    identifier: str,
    kind: Kind,
    issuer_ids: tuple[str, ...],
    printed: Sequence[Printed],
    given: Given | None,
) -> Identity:
    """The identity of one cluster; the registry's first name is preferred, else what most entries print."""
    supplied = given.names if given else GivenNames()
    countries = {code for one in printed for code in one.countries} | set(given.countries if given else ())
    forms = (
        *_forms("zh", ((one.zh, one.entry_id) for one in printed), supplied.zh),
        *_forms("latin", ((one.latin, one.entry_id) for one in printed), supplied.latin),
        *_forms(
            "abbreviation",
            ((piece, one.entry_id) for one in printed for piece in listed(one.abbreviation)),
            supplied.abbreviations,
        ),
    )
    return Identity(
        id=identifier,
        kind=kind,
        name_zh=_preferred(forms, "zh", supplied.zh),
        name_latin=_preferred(forms, "latin", supplied.latin),
        abbreviations=_different(form.form for form in forms if form.language == "abbreviation"),
        countries=tuple(sorted(countries)),
        issuer_ids=issuer_ids,
        entry_ids=tuple(sorted({one.entry_id for one in printed})),
        names=forms,
    )


def _forms(
    language: Language, uses: Iterable[tuple[str | None, str]], supplied: Sequence[str]
) -> tuple[NameForm, ...]:
    entries: dict[str, set[str]] = defaultdict(set)
    for form, entry_id in uses:
        if form:
            entries[form].add(entry_id)
    ranked = sorted(entries, key=lambda form: (-len(entries[form]), form))
    printed = [NameForm(form, language, "printed", tuple(sorted(entries[form]))) for form in ranked]
    return (*printed, *(NameForm(form, language, "supplied", ()) for form in supplied if form not in entries))


def _different(abbreviations: Iterable[str]) -> tuple[str, ...]:
    """Without those that differ in case or width alone (``Fcca``); the first stays."""
    kept: dict[str, str] = {}
    for form in abbreviations:
        kept.setdefault(fold(form), form)
    return tuple(kept.values())


def _preferred(forms: Sequence[NameForm], language: Language, supplied: Sequence[str]) -> str | None:
    printed = [form.form for form in forms if form.language == language]
    return next(iter((*supplied, *printed)), None)
