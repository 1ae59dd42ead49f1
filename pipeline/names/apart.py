"""Findings on names that are alike and were kept apart."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rapidfuzz.fuzz import ratio

from pipeline.documents.findings import Finding, Severity
from pipeline.names.alike import alike
from pipeline.names.clusters import Clusters, Contradiction, Form
from pipeline.names.decisions import Decisions
from pipeline.names.identities import Identity, IdentityConflict, Kind, Printed
from pipeline.names.knowledge import alike_file


@dataclass(frozen=True, slots=True)
class _Pair:
    left: str
    right: str
    why: str
    possible: bool


def kept_apart(
    found: Clusters,
    ids: Sequence[str],
    members: Mapping[str, Sequence[Printed]],
    identities: Sequence[Identity],
    decisions: Decisions,
    kind: Kind,
    schemas: Path,
) -> tuple[IdentityConflict, ...]:
    """A finding for each pair that nobody decided on, on the entries of that which fewer entries name.

    ``ids`` are those of the clusters, ``members`` the printed names of each identity. What contradicts itself
    is a warning; what differs in scope, or is merely similar, is for information.
    """
    pairs = [
        _Pair(ids[a], ids[b], f"but {why}", possible=why == Contradiction.SCOPES)
        for a, b, why in found.conflicts
        if why != Contradiction.SCOPES or _scopes_may_be_one(found.clusters[a], found.clusters[b], schemas)
    ]
    if kind == "issuer":
        told = {frozenset((pair.left, pair.right)) for pair in pairs}
        pairs += [
            _Pair(identities[a].id, identities[b].id, why, possible=True)
            for a, b, why in alike(identities, schemas)
            if {identities[a].id, identities[b].id} not in told
        ]
    open_pairs: dict[frozenset[str], _Pair] = {}
    for pair in pairs:
        both = frozenset((pair.left, pair.right))
        if len(both) > 1 and both not in decisions.apart and both & members.keys():
            open_pairs.setdefault(both, pair)
    return tuple(_conflict(pair, members, kind) for pair in open_pairs.values())


def _scopes_may_be_one(left: Sequence[Form], right: Sequence[Form], schemas: Path) -> bool:
    """Where one name says no scope, or nearly the same (``0+M``, ``O+M``); two levels are two things."""
    pairs = product({s for form in left for s in form.scopes}, {s for form in right for s in form.scopes})
    least = alike_file(schemas).scope_likeness
    return any(not a or not b or ratio(a, b) >= least for a, b in pairs)


def _conflict(pair: _Pair, printed: Mapping[str, Sequence[Printed]], kind: Kind) -> IdentityConflict:
    sides = (pair.left, pair.right)
    entries = [tuple(sorted({one.entry_id for one in printed[side]})) for side in sides if side in printed]
    names = " / ".join(sorted({_name(one) for side in sides for one in printed.get(side, ())}))
    message = f"{names}: alike, {pair.why}; kept apart as {pair.left} and {pair.right}"
    remedy = "Decide with 'renke review' whether they are one."
    if pair.possible:
        finding = Finding("identity-possible", Severity.INFO, message, role=kind, remedy=remedy)
    else:
        finding = Finding("identity-conflict", Severity.WARNING, message, role=kind, remedy=remedy)
    return IdentityConflict(min(entries, key=lambda ids: (len(ids), ids)), finding, sides)


def unused(decisions: Decisions, seen: Set[str]) -> tuple[IdentityConflict, ...]:
    """A finding for each decision on identities of which no entry names one any more."""
    return tuple(
        IdentityConflict(
            (),
            Finding(
                "decision-unused",
                Severity.INFO,
                f"no entry names {' and '.join(gone)}, which {one.author} decided on {one.date} to be "
                f"{one.decision} ({' and '.join(one.identities)})",
                remedy="Look whether a name is printed otherwise now, or remove it from decisions.yaml.",
            ),
            one.identities,
        )
        for one in decisions.all
        if (gone := [identity for identity in one.identities if identity not in seen])
    )


def _name(printed: Printed) -> str:
    name = printed.zh or printed.latin or ""
    short = f" ({printed.abbreviation})" if printed.abbreviation and name else ""
    scope = f" [{printed.scope}]" if printed.scope else ""
    return (f"{name}{short}" or printed.abbreviation or "") + scope
