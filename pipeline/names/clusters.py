"""Forms of names that are one: joined by evidence, never over a contradiction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from operator import attrgetter

Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a thing is named, in comparison keys.

    ``context`` must be equal for two forms to be compared at all (the issuers of a qualification).
    ``given`` is the identifier of a form that the registry gives; its abbreviations and countries may
    stand side by side. ``sole`` keeps a form apart from all that look like it; ``weak_latin`` names
    it, but is no evidence. Two forms with different ``scopes`` (levels, say) are two things; a given form
    lists all that it covers.
    """

    zh: Keys = frozenset()
    latin: Keys = frozenset()
    abbreviations: Keys = frozenset()
    countries: Keys = frozenset()
    context: tuple[str, ...] = ()
    given: str | None = None
    sole: str = ""
    weak_latin: Keys = frozenset()
    scopes: Keys = frozenset({""})

    @property
    def order(self) -> tuple[object, ...]:
        """A total order that does not depend on where the form was met."""
        sets = (self.zh, self.latin, self.abbreviations, self.countries, self.weak_latin, self.scopes)
        return (*(tuple(sorted(keys)) for keys in sets), self.context, self.given or "", self.sole)


class Contradiction(StrEnum):
    """Why two groups of forms that share a name cannot be one."""

    GIVEN = "the registry holds them apart"
    ABBREVIATIONS = "different abbreviations"
    COUNTRIES = "different countries"
    SCOPES = "different scopes"


@dataclass(frozen=True, slots=True)
class Clusters:
    """The forms that are one, and the pairs of clusters that share a name but contradict each other."""

    clusters: tuple[tuple[Form, ...], ...]
    conflicts: tuple[tuple[int, int, Contradiction], ...]


def cluster(forms: Sequence[Form], *, by_abbreviation: bool) -> Clusters:
    """Join forms that the registry gives one identifier, then those with an equal Chinese or foreign key,
    strongest evidence first.

    ``by_abbreviation``: an equal abbreviation is evidence too, where one Chinese name holds the other.
    A join that would put two abbreviations, countries or scopes into one cluster is refused and reported.
    """
    ordered = sorted(set(forms), key=lambda form: form.order)
    home = list(range(len(ordered)))
    members = {index: [index] for index in home}
    first: dict[str, int] = {}
    for index, form in enumerate(ordered):
        if form.given and (one := first.setdefault(form.given, index)) != index:
            home[index] = one
            members[one] += members.pop(index)
    pairs = _pairs(ordered, by_abbreviation=by_abbreviation)
    for left, right in pairs:
        a, b = home[left], home[right]
        if a != b and not _contradiction([ordered[i] for i in members[a]], [ordered[i] for i in members[b]]):
            for index in members[b]:
                home[index] = a
            members[a] += members.pop(b)
    kept = sorted(members.values(), key=min)
    number = {index: n for n, group in enumerate(kept) for index in group}
    grouped = tuple(tuple(ordered[index] for index in sorted(group)) for group in kept)
    apart = sorted({tuple(sorted((number[a], number[b]))) for a, b in pairs if number[a] != number[b]})
    conflicts = [(a, b, _contradiction(grouped[a], grouped[b])) for a, b in apart]
    return Clusters(grouped, tuple((a, b, why) for a, b, why in conflicts if why))


def _pairs(forms: Sequence[Form], *, by_abbreviation: bool) -> list[tuple[int, int]]:
    """Pairs of forms that may be one, in the order in which to join them."""
    blocks: dict[tuple[str, str, tuple[str, ...]], list[int]] = defaultdict(list)
    for index, form in enumerate(forms):
        kinds = [("zh", form.zh), ("latin", form.latin)]
        kinds += [("abbreviation", form.abbreviations)] if by_abbreviation else []
        for kind, keys in kinds:
            for key in keys:
                blocks[(kind, key, form.context)].append(index)
    found = {
        pair
        for (kind, _, _), block in blocks.items()
        for pair in combinations(block, 2)
        if kind != "abbreviation" or _one_holds_other(forms[pair[0]].zh, forms[pair[1]].zh)
    }
    return sorted(found, key=lambda pair: (_weakness(forms[pair[0]], forms[pair[1]]), pair))


def _weakness(left: Form, right: Form) -> tuple[bool, int]:
    shared = (
        left.zh & right.zh,
        left.latin & right.latin,
        left.abbreviations & right.abbreviations,
        left.countries & right.countries,
    )
    return not (left.given or right.given), -sum(bool(keys) for keys in shared)


def _one_holds_other(left: Keys, right: Keys) -> bool:
    return not left or not right or any(a in b or b in a for a in left for b in right)


def _contradiction(left: Sequence[Form], right: Sequence[Form]) -> Contradiction | None:
    """Why two groups cannot be one; None if nothing speaks against it."""
    held: dict[str, list[Form]] = defaultdict(list)
    for form in (*left, *right):
        if form.given:
            held[form.given].append(form)
    for why, keys_of in _CONTRADICTIONS:
        # what the registry holds under one identifier may stand side by side
        known = [frozenset().union(*map(keys_of, forms)) for forms in held.values()]
        if _differ([(keys_of(a), keys_of(b)) for a in left for b in right], known):
            return why
    return Contradiction.GIVEN if len(held) > 1 else None


_CONTRADICTIONS = (
    (Contradiction.ABBREVIATIONS, attrgetter("abbreviations")),
    (Contradiction.COUNTRIES, attrgetter("countries")),
    (Contradiction.SCOPES, attrgetter("scopes")),
)


def _differ(pairs: Iterable[tuple[Keys, Keys]], known: Sequence[Keys]) -> bool:
    """Whether two sets have nothing in common, and the registry does not hold them together."""
    return any(a and b and not a & b and not any(a | b <= one for one in known) for a, b in pairs)
