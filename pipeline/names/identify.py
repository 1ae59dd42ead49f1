"""Simple identity of issuing bodies and qualifications, by evidence in their printed names.

Equal Chinese or equal foreign names are one where nothing speaks against it; for bodies an abbreviation
alone is no evidence. What contradicts itself, or is merely similar, is kept apart with a finding. Identifiers
come from registry/, else from the name that most entries print.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.names.apart import kept_apart
from pipeline.names.clusters import Form, Keys, cluster
from pipeline.names.identifiers import identifiers
from pipeline.names.identities import (
    Given,
    Identities,
    Identity,
    IdentityConflict,
    Kind,
    MentionIdentity,
    Printed,
    identity,
    listed,
)
from pipeline.names.keys import name_key, slug
from pipeline.names.knowledge import name_words, variants_file
from pipeline.names.parts import NameParts
from pipeline.names.registry import GivenQualification, Registry


@dataclass(frozen=True, slots=True)
class Mention:
    """What one entry names. ``countries`` are the codes printed beside it."""

    entry_id: str
    qualification: NameParts | None
    issuers: tuple[NameParts, ...]
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Use:
    """One printed name with its form; ``mention`` counts from 0."""

    mention: int
    form: Form
    printed: Printed


@dataclass(frozen=True, slots=True)
class _Resolved:
    """The identifier of each use, in the order of the uses, and what they were resolved to."""

    ids: tuple[str, ...]
    identities: tuple[Identity, ...]
    conflicts: tuple[IdentityConflict, ...]


def identify(mentions: Sequence[Mention], registry: Registry, schemas: Path) -> Identities:
    """Give every body and qualification that the mentions name an identity."""
    bodies = [
        _issuer_use(index, mention, name, schemas)
        for index, mention in enumerate(mentions)
        for name in mention.issuers
        if name.named
    ]
    given_bodies = [(_given_form(given, (), schemas), given) for given in registry.issuers]
    issuers = _resolve(bodies, given_bodies, "issuer", lambda _: "issuer:", schemas)
    issuer_ids: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for use, identifier in zip(bodies, issuers.ids, strict=True):
        issuer_ids[use.mention] = tuple(dict.fromkeys((*issuer_ids[use.mention], identifier)))
    by_id = {body.id: body for body in issuers.identities}
    named = [
        _qualification_use(index, mention, name, tuple(by_id[one] for one in issuer_ids[index]), schemas)
        for index, mention in enumerate(mentions)
        if (name := mention.qualification) is not None and name.named
    ]
    given_names = [
        (_given_form(given, _context(tuple(given.issuer_ids), given.countries, given.id), schemas), given)
        for given in registry.qualifications
    ]
    qualifications = _resolve(
        named, given_names, "qualification", lambda form: _qualification_prefix(form, schemas), schemas
    )
    qualification_id = {use.mention: one for use, one in zip(named, qualifications.ids, strict=True)}
    return Identities(
        mentions=tuple(
            MentionIdentity(mention.entry_id, qualification_id.get(index), issuer_ids[index])
            for index, mention in enumerate(mentions)
        ),
        issuers=issuers.identities,
        qualifications=qualifications.identities,
        conflicts=(*issuers.conflicts, *qualifications.conflicts),
    )


def _issuer_use(index: int, mention: Mention, name: NameParts, schemas: Path) -> _Use:
    # a country beside several bodies need not be that of each
    countries = mention.countries if len(mention.issuers) == 1 else ()
    printed = _printed(mention, name, countries)
    zh, latin, abbreviations = _keys(printed, schemas)
    weak: Keys = frozenset()
    if zh and _is_weak(printed.latin or "", schemas):
        latin, weak = weak, latin
    form = Form(zh, latin, abbreviations, frozenset(countries), weak_latin=weak)
    if not (form.zh or form.latin or countries):
        # an abbreviation alone says nothing: IPA is two bodies
        form = Form(abbreviations=form.abbreviations, sole=mention.entry_id)
    return _Use(index, form, printed)


def _is_weak(latin: str, schemas: Path) -> bool:
    """One word, or a name cut short (``The Institute of``), is no evidence beside a Chinese name."""
    words = [word for word in latin.split() if word.casefold() not in variants_file(schemas).articles]
    return len(words) == 1 or (bool(words) and words[-1].casefold() in name_words(schemas).foreign_connectors)


def _qualification_use(
    index: int, mention: Mention, name: NameParts, issuers: tuple[Identity, ...], schemas: Path
) -> _Use:
    printed = _printed(mention, name, mention.countries)
    zh, latin, abbreviations = _keys(printed, schemas)
    context = _context(tuple(body.id for body in issuers), mention.countries, f"entry:{mention.entry_id}")
    zh |= {short for key in zh for short in _without_issuer(key, issuers, schemas)}
    scopes = frozenset({name_key(printed.scope or "", schemas)})
    return _Use(index, Form(zh, latin, abbreviations, context=context, scopes=scopes), printed)


def _context(issuer_ids: tuple[str, ...], countries: tuple[str, ...], otherwise: str) -> tuple[str, ...]:
    """What names of one qualification share: its bodies; without any the country, else the entry."""
    return (
        tuple(sorted(issuer_ids))
        or tuple(f"country:{code.lower()}" for code in sorted(countries))
        or (otherwise,)
    )


def _without_issuer(key: str, issuers: tuple[Identity, ...], schemas: Path) -> set[str]:
    """``英国皇家化学会会士`` and ``英国皇家化学会士`` of the 英国皇家化学会 are its ``会士``."""
    short: set[str] = set()
    for body in issuers:
        for form in body.names:
            own = name_key(form.form, schemas) if form.language != "latin" else ""
            for prefix in (own, own[:-1]) if form.language == "zh" else (own,):
                rest = key.removeprefix(prefix) if prefix else key
                if rest != key and len(rest) > 1:
                    short.add(rest)
    return short


def _printed(mention: Mention, name: NameParts, countries: tuple[str, ...]) -> Printed:
    zh, latin, abbreviation = (
        part.text if part else None for part in (name.zh, name.latin, name.abbreviation)
    )
    scope = name.scope.text if name.scope else None
    return Printed(mention.entry_id, zh, latin, abbreviation, countries, scope)


def _keys(printed: Printed, schemas: Path) -> tuple[Keys, Keys, Keys]:
    texts = ((printed.zh,), (printed.latin,), listed(printed.abbreviation))
    zh, latin, abbreviations = (
        frozenset(filter(None, (name_key(text, schemas) for text in group if text))) for group in texts
    )
    return zh, latin, abbreviations


def _given_form(given: Given, context: tuple[str, ...], schemas: Path) -> Form:
    names = given.names
    zh, latin, abbreviations = (
        frozenset(name_key(text, schemas) for text in group)
        for group in (names.zh, names.latin, names.abbreviations)
    )
    printed = given.scopes if isinstance(given, GivenQualification) else ("",)
    scopes = frozenset(name_key(scope, schemas) for scope in printed)
    return Form(zh, latin, abbreviations, frozenset(given.countries), context, given.id, scopes=scopes)


def _resolve(
    uses: Sequence[_Use],
    given: Sequence[tuple[Form, Given]],
    kind: Kind,
    prefix: Callable[[Form], str],
    schemas: Path,
) -> _Resolved:
    found = cluster(
        [*(use.form for use in uses), *(form for form, _ in given)], by_abbreviation=kind == "qualification"
    )
    home = {form: number for number, forms in enumerate(found.clusters) for form in forms}
    members: dict[int, list[Printed]] = defaultdict(list)
    for use in uses:
        members[home[use.form]].append(use.printed)
    ids = identifiers(
        found.clusters,
        [prefix(forms[0]) for forms in found.clusters],
        [members.get(number, []) for number in range(len(found.clusters))],
        schemas,
    )
    records = {one.id: one for _, one in given}
    identities = [
        identity(
            ids[number],
            kind,
            _issuers_of(found.clusters[number][0], kind),
            members[number],
            records.get(ids[number]),
        )
        for number in sorted(members)
    ]
    identities.sort(key=lambda one: one.id)
    return _Resolved(
        ids=tuple(ids[home[use.form]] for use in uses),
        identities=tuple(identities),
        conflicts=kept_apart(found, ids, members, identities, kind, schemas),
    )


def _issuers_of(form: Form, kind: Kind) -> tuple[str, ...]:
    return tuple(one for one in form.context if one.startswith("issuer:")) if kind == "qualification" else ()


def _qualification_prefix(form: Form, schemas: Path) -> str:
    bodies = "+".join(one.removeprefix("issuer:") for one in form.context if one.startswith("issuer:"))
    countries = "+".join(one.removeprefix("country:") for one in form.context if one.startswith("country:"))
    return f"qualification:{bodies or countries or slug('-'.join(form.context), schemas)}/"
