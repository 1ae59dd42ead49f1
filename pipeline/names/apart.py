"""Names that may be one and were kept apart: the queue of a person, and the findings."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import product
from pathlib import Path

from rapidfuzz.fuzz import ratio

from pipeline.documents.findings import Finding, Severity
from pipeline.names.clusters import Apart, Clusters, Contradiction
from pipeline.names.cores import initials_fit
from pipeline.names.decisions import Decisions
from pipeline.names.evidence import Evidence, Kind, Possible, Words
from pipeline.names.forms import Form
from pipeline.names.identities import IdentityConflict, Printed
from pipeline.names.known_bodies import known_bodies


def possible(
    found: Clusters,
    ids: Sequence[str],
    members: Mapping[str, Sequence[Printed]],
    decisions: Decisions,
    kind: Kind,
    schemas: Path,
) -> tuple[Possible, ...]:
    """The pairs of identities that entries print and nobody decided on, what speaks for them and against.

    ``ids`` are those of the clusters, ``members`` the printed names of each identity.
    """
    pairs: dict[frozenset[str], Possible] = {}
    decided = decisions.apart
    for one in found.apart:
        both = frozenset((ids[one.left], ids[one.right]))
        scoped = one.against is Contradiction.SCOPES and not _scopes_may_be_one(found, one, schemas)
        if len(both) > 1 and both <= members.keys() and both not in decided and not scoped:
            pairs.setdefault(both, _possible(found, one, ids, members, kind))
    return tuple(pairs.values())


def _possible(
    found: Clusters, one: Apart, ids: Sequence[str], members: Mapping[str, Sequence[Printed]], kind: Kind
) -> Possible:
    home = {number: cluster for cluster in (one.left, one.right) for number in found.clusters[cluster]}
    evidence = []
    for link in one.links:
        pair = (link.left, link.right) if home[link.left] == one.left else (link.right, link.left)
        evidence.append(Evidence(link.rule, *(found.forms[number].words for number in pair)))
    left, right = ids[one.left], ids[one.right]
    return Possible(
        kind=kind,
        left=left,
        right=right,
        left_words=_words(members[left]),
        right_words=_words(members[right]),
        left_entries=_entries(members[left]),
        right_entries=_entries(members[right]),
        evidence=tuple(dict.fromkeys(evidence)),
        against=str(one.against) if one.against else "",
    )


def _words(printed: Sequence[Printed]) -> Words:
    """The words that say most of those that are printed."""
    return min((one.words for one in printed), key=lambda words: (-len(str(words).split(" | ")), str(words)))


def _entries(printed: Sequence[Printed]) -> tuple[str, ...]:
    return tuple(sorted({one.entry_id for one in printed}))


def _scopes_may_be_one(found: Clusters, one: Apart, schemas: Path) -> bool:
    """Where one name says no scope, or nearly the same (``0+M``, ``O+M``); two levels are two things."""
    scopes = [
        {scope for number in found.clusters[cluster] for scope in found.forms[number].scopes}
        for cluster in (one.left, one.right)
    ]
    least = known_bodies(schemas).likeness.scope
    return any(not a or not b or ratio(a, b) >= least for a, b in product(*scopes))


def findings_of(
    queue: Sequence[Possible], printed: Mapping[str, Sequence[Printed]]
) -> Iterator[IdentityConflict]:
    """A finding for each pair, on the entries of the one that fewer entries name.

    What contradicts itself is a warning; what differs in scope, or is merely similar, is for information.
    """
    for pair in queue:
        names = " / ".join(
            sorted({_name(one) for side in (pair.left, pair.right) for one in printed.get(side, ())})
        )
        rules = ", ".join(dict.fromkeys(evidence.rule for evidence in pair.evidence))
        why = f"but {pair.against}" if pair.against else "not certain"
        message = f"{names}: alike ({rules}), {why}; kept apart as {pair.left} and {pair.right}"
        remedy = "Decide with 'renke review' whether they are one."
        if pair.against in ("", Contradiction.SCOPES):
            finding = Finding("identity-possible", Severity.INFO, message, role=pair.kind, remedy=remedy)
        else:
            finding = Finding("identity-conflict", Severity.WARNING, message, role=pair.kind, remedy=remedy)
        entries = min((pair.left_entries, pair.right_entries), key=lambda ids: (len(ids), ids))
        yield IdentityConflict(entries, finding, (pair.left, pair.right))


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


def doubtful(
    forms: Sequence[Form], printed: Sequence[Printed], identifier: str, kind: Kind
) -> Iterator[IdentityConflict]:
    """Abbreviations that are not made of the body's name, beside one that is: slips of the source."""
    shorts = {short for form in forms for short in form.abbreviations}
    if kind != "issuer" or len(shorts) < 2:
        return
    names = {words for form in forms for words in form.spelt}
    fitting = {short for short in shorts if any(initials_fit(short, words) for words in names)}
    known = {short for form in forms if form.given for short in form.abbreviations}
    slips = {
        form.words for form in forms if form.abbreviations and not form.abbreviations & (fitting | known)
    }
    for one in printed if fitting else ():
        if one.words in slips:
            right = " or ".join(sorted(fitting)).upper()
            message = f"{_name(one)}: the body is one whose name makes {right}, not {one.abbreviation}"
            remedy = "If it is wrong in the source, record in registry/ what is meant; it stays as printed."
            finding = Finding("abbreviation-doubtful", Severity.WARNING, message, role=kind, remedy=remedy)
            yield IdentityConflict((one.entry_id,), finding, (identifier,))


def _name(printed: Printed) -> str:
    name = printed.zh or printed.latin or ""
    short = f" ({printed.abbreviation})" if printed.abbreviation and name else ""
    scope = f" [{printed.scope}]" if printed.scope else ""
    return (f"{name}{short}" or printed.abbreviation or "") + scope
