"""Identities as they are published: preferred names, all forms seen and where."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from pipeline.documents.findings import Finding
from pipeline.documents.text import fold
from pipeline.names.evidence import Evidence, Kind, Possible, Words
from pipeline.names.given import GivenIdentity
from pipeline.names.registry import GivenIssuer, GivenNames, GivenQualification

Language = Literal["zh", "latin", "abbreviation"]
_BRANCH = re.compile(r"(?<=\w)\s*[(（][^()（）]*[)）]\s*$")
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
    former_names: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    """Why its names are one, in the order in which they were joined."""


@dataclass(frozen=True, slots=True)
class MentionIdentity:
    """What one entry names; ``issuer_ids`` in the order printed, those of domestic partners in both."""

    entry_id: str
    qualification_id: str | None
    issuer_ids: tuple[str, ...]
    partner_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityConflict:
    """Names that are alike and were kept apart: the identities, and the entries in doubt."""

    entry_ids: tuple[str, ...]
    finding: Finding
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identities:
    """All identities; ``mentions`` in the order of the mentions given.

    ``given`` is what the ledger must hold of them: each identifier with a printed form it was given to.
    ``queue`` waits for a person.
    """

    mentions: tuple[MentionIdentity, ...]
    issuers: tuple[Identity, ...]
    qualifications: tuple[Identity, ...]
    conflicts: tuple[IdentityConflict, ...]
    given: tuple[GivenIdentity, ...]
    queue: tuple[Possible, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """The printed words of one mention; ``scanned`` tells that OCR alone read them."""

    entry_id: str
    zh: str | None
    latin: str | None
    abbreviation: str | None
    countries: tuple[str, ...]
    scope: str | None = None
    scanned: bool = False

    @property
    def words(self) -> Words:
        """Its words alone."""
        return Words(self.zh, self.latin, self.abbreviation, self.scope)


Given = GivenIssuer | GivenQualification


def listed(abbreviation: str | None) -> tuple[str, ...]:
    """The abbreviations of a printed list of them (``FIA/FFA``)."""
    return tuple(piece for piece in _LISTED.split(abbreviation or "") if piece)


def of_body(abbreviation: str) -> str:
    """An abbreviation without the branch that it names: ``CILT`` of ``CILT(UK)``."""
    return _BRANCH.sub("", abbreviation)


def identity(
    identifier: str,
    kind: Kind,
    issuer_ids: tuple[str, ...],
    printed: Sequence[Printed],
    given: Given | None,
    former_ids: Set[str],
    evidence: Sequence[Evidence],
) -> Identity:
    """The identity of one cluster; the registry's first name is preferred, else what most entries print."""
    supplied, former = (given.names, given.former) if given else (GivenNames(), GivenNames())
    countries = {code for one in printed for code in one.countries} | set(given.countries if given else ())
    forms = (
        *_forms("zh", ((one.zh, one.entry_id) for one in printed), (*supplied.zh, *former.zh)),
        *_forms("latin", ((one.latin, one.entry_id) for one in printed), (*supplied.latin, *former.latin)),
        *_forms(
            "abbreviation",
            ((piece, one.entry_id) for one in printed for piece in listed(one.abbreviation)),
            (*supplied.abbreviations, *former.abbreviations),
        ),
    )
    return Identity(
        id=identifier,
        kind=kind,
        name_zh=_preferred(forms, "zh", supplied.zh, former.zh),
        name_latin=_preferred(forms, "latin", supplied.latin, former.latin),
        abbreviations=_different(form.form for form in forms if form.language == "abbreviation"),
        countries=tuple(sorted(countries)),
        issuer_ids=issuer_ids,
        entry_ids=tuple(sorted({one.entry_id for one in printed})),
        names=forms,
        former_names=(*former.zh, *former.latin, *former.abbreviations),
        former_ids=tuple(sorted(former_ids)),
        evidence=tuple(evidence),
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


def _preferred(
    forms: Sequence[NameForm], language: Language, supplied: Sequence[str], former: Sequence[str]
) -> str | None:
    """The first name that is not a former one; a former one where there is no other."""
    printed = [form.form for form in forms if form.language == language and form.origin == "printed"]
    present = (name for name in printed if name not in former)
    return next(iter((*supplied, *present, *printed, *former)), None)
