"""Identity of issuing bodies and qualifications, by evidence in their printed names.

What is certain is one; what contradicts itself, or is merely plausible, is kept apart and told, for a person
to decide. Identifiers come from registry/, else from the name that most entries print; once given they stay.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.memory import uncollected
from pipeline.names.apart import doubtful, findings_of, possible, unused
from pipeline.names.clusters import Clusters, Rules, cluster
from pipeline.names.cores import latin_cores
from pipeline.names.decided import decided_pairs
from pipeline.names.decisions import Decisions
from pipeline.names.evidence import Evidence, Kind, Possible
from pipeline.names.evidence_rules import issuer_rules
from pipeline.names.forms import Form
from pipeline.names.given import GivenIdentity
from pipeline.names.identifiers import identifiers
from pipeline.names.identities import (
    Given,
    Identities,
    Identity,
    IdentityConflict,
    MentionIdentity,
    Printed,
    identity,
    listed,
)
from pipeline.names.keys import name_key, slug
from pipeline.names.known_bodies import known_bodies
from pipeline.names.labels import Labels, given_form, labels
from pipeline.names.named_forms import form_given, given_context, issuer_form, qualification_form
from pipeline.names.parts import NameParts
from pipeline.names.qualification_rules import QUALIFICATION_RULES
from pipeline.names.registry import Registry
from pipeline.names.regroup import regroup


@dataclass(frozen=True, slots=True)
class Mention:
    """What one entry names. ``countries`` are the codes printed beside it.

    ``scanned`` are the kinds (issuer, qualification) of names that OCR alone read.
    """

    entry_id: str
    qualification: NameParts | None
    issuers: tuple[NameParts, ...]
    countries: tuple[str, ...] = ()
    scanned: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class _Use:
    """One printed name with its form; ``mention`` counts from 0."""

    mention: int
    form: Form
    printed: Printed
    partner: bool = False


@dataclass(frozen=True, slots=True)
class _Resolved:
    """The identifier of each use, in the order of the uses, and what they were resolved to."""

    ids: tuple[str, ...]
    identities: tuple[Identity, ...]
    conflicts: tuple[IdentityConflict, ...]
    given: tuple[GivenIdentity, ...]
    queue: tuple[Possible, ...]


def identify(mentions: Sequence[Mention], registry: Registry, schemas: Path) -> Identities:
    """Give every body and qualification that the mentions name an identity."""
    with uncollected():
        return _identify(mentions, registry, schemas)


def _identify(mentions: Sequence[Mention], registry: Registry, schemas: Path) -> Identities:
    bodies = _with_grants(
        [
            (_issuer_use(index, mention, name, schemas), mention.qualification)
            for index, mention in enumerate(mentions)
            for name in mention.issuers
            if name.named
        ],
        schemas,
    )
    decisions, ledger = registry.decisions, registry.ledger
    given_bodies = [(form_given(given, (), decisions, schemas), given) for given in registry.issuers]
    known = labels(ledger.of("issuer"), decisions, lambda printed, _: issuer_form(printed, schemas))
    rules = issuer_rules(schemas)
    issuers = _resolve(bodies, given_bodies, known, decisions, "issuer", lambda _: "issuer:", rules, schemas)
    issuer_ids: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for use, identifier in zip(bodies, issuers.ids, strict=True):
        issuer_ids[use.mention] = tuple(dict.fromkeys((*issuer_ids[use.mention], identifier)))
    partner_ids: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for use, identifier in zip(bodies, issuers.ids, strict=True):
        if use.partner:
            partner_ids[use.mention] = tuple(dict.fromkeys((*partner_ids[use.mention], identifier)))
    by_id = {body.id: body for body in issuers.identities}
    named = [
        _qualification_use(index, mention, name, tuple(by_id[one] for one in issuer_ids[index]), schemas)
        for index, mention in enumerate(mentions)
        if (name := mention.qualification) is not None and name.named
    ]
    given_names = [
        (form_given(given, given_context(given, decisions), decisions, schemas), given)
        for given in registry.qualifications
    ]
    known = labels(
        ledger.of("qualification"),
        decisions,
        lambda printed, owners: qualification_form(
            printed, owners, [by_id[one] for one in owners if one in by_id], schemas
        ),
    )
    qualifications = _resolve(
        named,
        given_names,
        known,
        decisions,
        "qualification",
        lambda form: _qualification_prefix(form, schemas),
        QUALIFICATION_RULES,
        schemas,
    )
    qualification_id = {use.mention: one for use, one in zip(named, qualifications.ids, strict=True)}
    return Identities(
        mentions=tuple(
            MentionIdentity(
                mention.entry_id, qualification_id.get(index), issuer_ids[index], partner_ids[index]
            )
            for index, mention in enumerate(mentions)
        ),
        issuers=issuers.identities,
        qualifications=qualifications.identities,
        conflicts=(
            *issuers.conflicts,
            *qualifications.conflicts,
            *unused(decisions, {one.id for one in (*issuers.given, *qualifications.given)}),
        ),
        given=(*issuers.given, *qualifications.given),
        queue=(*issuers.queue, *qualifications.queue),
    )


def _issuer_use(index: int, mention: Mention, name: NameParts, schemas: Path) -> _Use:
    # a country beside several bodies need not be that of each
    countries = mention.countries if len(mention.issuers) == 1 else ()
    printed = _printed(mention, name, countries, "issuer")
    return _Use(index, issuer_form(printed, schemas), printed, name.partner)


def _with_grants(uses: Sequence[tuple[_Use, NameParts | None]], schemas: Path) -> list[_Use]:
    """The uses of bodies with what all the qualifications beside each name tell of it."""
    membership = known_bodies(schemas).membership
    grants: dict[Form, set[str]] = defaultdict(set)
    member_of: dict[Form, set[str]] = defaultdict(set)
    for use, name in uses:
        if name and name.abbreviation:
            grants[use.form].update(name_key(one, schemas) for one in listed(name.abbreviation.text))
        claim = membership.match(name.latin.text.casefold()) if name and name.latin else None
        if claim and name and name.latin:
            cores = latin_cores(name.latin.text[claim.end() :], schemas)
            member_of[use.form].update(core.placed_key for core in cores)
    told = {
        form: replace(form, grants=frozenset(grants[form]), member_of=frozenset(member_of[form]))
        for form in {use.form for use, _ in uses}
    }
    return [replace(use, form=told[use.form]) for use, _ in uses]


def _qualification_use(
    index: int, mention: Mention, name: NameParts, issuers: tuple[Identity, ...], schemas: Path
) -> _Use:
    printed = _printed(mention, name, mention.countries, "qualification")
    form = qualification_form(printed, tuple(body.id for body in issuers), issuers, schemas)
    return _Use(index, form, printed)


def _printed(mention: Mention, name: NameParts, countries: tuple[str, ...], kind: Kind) -> Printed:
    zh, latin, abbreviation = (
        part.text if part else None for part in (name.zh, name.latin, name.abbreviation)
    )
    scope = name.scope.text if name.scope else None
    return Printed(mention.entry_id, zh, latin, abbreviation, countries, scope, kind in mention.scanned)


def _resolve(
    uses: Sequence[_Use],
    given: Sequence[tuple[Form, Given]],
    known: Labels,
    decisions: Decisions,
    kind: Kind,
    prefix: Callable[[Form], str],
    rules: Rules,
    schemas: Path,
) -> _Resolved:
    met = known.met([(use.form, use.printed) for use in uses])
    forms = met.forms
    different = [one for one in decisions.decided if one.kind == kind and not one.same]
    by_evidence = cluster(
        [*forms, *(form for form, _ in given), *met.absent],
        rules,
        lambda all_forms: decided_pairs(all_forms, different, schemas),
    )
    found = regroup(by_evidence, met.label)
    groups = [tuple(found.forms[number] for number in numbers) for numbers in found.clusters]
    home = {form: number for number, group in enumerate(groups) for form in group}
    printed: dict[int, list[Printed]] = defaultdict(list)
    for form, use in zip(forms, uses, strict=True):
        printed[home[form]].append(use.printed)
    own = identifiers(
        groups,
        [prefix(group[0]) for group in groups],
        [printed.get(number, []) for number in range(len(groups))],
        met.label,
        met.inherited,
        schemas,
    )
    own_id = {form: own[number] for form, number in home.items()}
    # what was decided to be one and was given no identifier yet
    found = regroup(found, {form: decisions.survivor(one) for form, one in own_id.items()})
    groups = [tuple(found.forms[number] for number in numbers) for numbers in found.clusters]
    home = {form: number for number, group in enumerate(groups) for form in group}
    ids = [decisions.survivor(own_id[group[0]]) for group in groups]
    printed.clear()
    for form, use in zip(forms, uses, strict=True):
        printed[home[form]].append(use.printed)
    records = {decisions.survivor(one.id): one for _, one in given}
    members: dict[str, list[Printed]] = defaultdict(list)
    issuer_ids: dict[str, tuple[str, ...]] = {}
    former: dict[str, set[str]] = defaultdict(set)
    seen: list[GivenIdentity] = []
    for form, use in zip(forms, uses, strict=True):
        number = home[form]
        issuer_ids.setdefault(ids[number], _issuers_of(form, kind))
        members[ids[number]].append(use.printed)
        before = known.origin(use.form, use.printed) or own_id[form]
        former[ids[number]].add(before)
        seen.append(
            GivenIdentity(
                id=before, issuer_ids=_issuers_of(form, kind), forms=(given_form(use.form, use.printed),)
            )
        )
    why: dict[str, list[Evidence]] = defaultdict(list)
    for number in sorted(printed):
        why[ids[number]] += _evidence(found, number)
    identities = [
        identity(one, kind, issuer_ids[one], members[one], records.get(one), former[one] - {one}, why[one])
        for one in sorted(members)
    ]
    queue = possible(found, ids, members, decisions, kind, schemas)
    slips = (
        slip
        for number in sorted(printed)
        for slip in doubtful(groups[number], printed[number], ids[number], kind)
    )
    return _Resolved(
        ids=tuple(ids[home[form]] for form in forms),
        identities=tuple(identities),
        conflicts=(*findings_of(queue, members), *slips),
        given=tuple(seen),
        queue=queue,
    )


def _evidence(found: Clusters, number: int) -> list[Evidence]:
    return [
        Evidence(link.rule, found.forms[link.left].words, found.forms[link.right].words)
        for link in found.joined[number]
    ]


def _issuers_of(form: Form, kind: Kind) -> tuple[str, ...]:
    return tuple(one for one in form.context if one.startswith("issuer:")) if kind == "qualification" else ()


def _qualification_prefix(form: Form, schemas: Path) -> str:
    bodies = "+".join(one.removeprefix("issuer:") for one in form.context if one.startswith("issuer:"))
    countries = "+".join(one.removeprefix("country:") for one in form.context if one.startswith("country:"))
    return f"qualification:{bodies or countries or slug('-'.join(form.context), schemas)}/"
