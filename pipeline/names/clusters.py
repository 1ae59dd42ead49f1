"""Forms of names that are one: joined by evidence, strongest first, never over a contradiction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, pairwise, product

from pipeline.names.forms import Form, Keys

_MANY = 60
"""Groups in one block beyond which only neighbours are compared: their common key says too little."""


class Contradiction(StrEnum):
    """Why two groups of forms that share a name cannot be one."""

    GIVEN = "the registry holds them apart"
    ABBREVIATIONS = "different abbreviations"
    COUNTRIES = "different countries"
    SCOPES = "different scopes"
    AMBIGUOUS = "the name fits several that contradict each other"


class Verdict(StrEnum):
    """What a rule says of two groups that share its key."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NOTHING = "nothing"


_Stated = tuple[str | None, Keys, Keys, Keys, Keys]


@dataclass(slots=True)
class Group:
    """Forms that were found to be one, and what they hold together. ``lands`` includes places in names."""

    members: list[int]
    forms: list[Form]
    abbreviations: set[str] = field(default_factory=set)
    lands: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    given: str | None = None
    apart: set[int] = field(default_factory=set)

    @property
    def first(self) -> int:
        return self.members[0]

    @property
    def stated(self) -> _Stated:
        """All that another group may contradict."""
        sets = (self.abbreviations, self.lands, self.regions, self.scopes)
        abbreviations, lands, regions, scopes = map(frozenset, sets)
        return self.given, abbreviations, lands, regions, scopes

    def take(self, other: "Group") -> None:
        """Add all that another group holds."""
        self.members = sorted((*self.members, *other.members))
        self.forms += other.forms
        self.abbreviations |= other.abbreviations
        self.lands |= other.lands
        self.regions |= other.regions
        self.scopes |= other.scopes
        self.apart |= other.apart
        self.given = self.given or other.given


Judge = Callable[[Form, Form, Group, Group], Verdict]
"""Judges two forms that share a key, and the groups that they are in."""


@dataclass(frozen=True, slots=True)
class Block:
    """Forms, by their number, that share one key under one rule."""

    rule: str
    key: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two forms, by their number, and the rule that joined them or might have."""

    rule: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Apart:
    """Two clusters, by their number, that something speaks for joining; ``against`` where they may not."""

    left: int
    right: int
    links: tuple[Link, ...]
    against: Contradiction | None


@dataclass(frozen=True, slots=True)
class Clusters:
    """``clusters`` holds numbers of ``forms``; ``joined`` the evidence of each, in the order of joining."""

    forms: tuple[Form, ...]
    clusters: tuple[tuple[int, ...], ...]
    joined: tuple[tuple[Link, ...], ...]
    apart: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """How blocks are made and judged, in order of strength, and what excuses different abbreviations."""

    blocks: Callable[[Sequence[Form]], Iterable[Block]]
    judge: Callable[[str], Judge]
    excused: Callable[[Group, Group], bool]


GIVEN = "given"
"""The rule under which forms of one identifier of the registry are joined."""


def cluster(
    forms: Iterable[Form],
    rules: Rules,
    different: Callable[[Sequence[Form]], Iterable[tuple[int, int]]] = lambda _: (),
) -> Clusters:
    """Join forms that the registry gives one identifier, then block by block.

    ``different`` gives pairs that people decided to be two.
    """
    ordered = tuple(sorted(set(forms), key=lambda form: form.order))
    work = _Work(ordered, rules)
    first: dict[str, int] = {}
    for number, form in enumerate(ordered):
        if form.given and (one := first.setdefault(form.given, number)) != number:
            work.join(Link(GIVEN, one, number))
    for left, right in different(ordered):
        work.hold_apart(left, right)
    for block in rules.blocks(ordered):
        work.settle(block)
    return work.result()


class _Work:
    """The groups while they grow: ``home`` gives the group of each form."""

    def __init__(self, forms: tuple[Form, ...], rules: Rules) -> None:
        self.forms = forms
        self.rules = rules
        self.home = [_group(number, form) for number, form in enumerate(forms)]
        self.links: list[Link] = []
        self.refused: list[tuple[Link, Contradiction | None]] = []

    def hold_apart(self, left: int, right: int) -> None:
        self.home[left].apart.add(right)
        self.home[right].apart.add(left)

    def join(self, link: Link) -> None:
        """Make the groups of two forms one."""
        one, other = self.home[link.left], self.home[link.right]
        if one is other:
            return
        if len(one.members) < len(other.members):
            one, other = other, one
        for number in other.members:
            self.home[number] = one
        one.take(other)
        self.links.append(link)

    def settle(self, block: Block) -> None:
        """Join the groups of a block that its rule is certain of, where nothing contradicts."""
        found: dict[int, int] = {}
        for number in block.members:
            found.setdefault(id(self.home[number]), number)
        if len(found) < 2:
            return
        shown = list(found.values())
        pairs = combinations(shown, 2) if len(shown) <= _MANY else pairwise(shown)
        judge = self.rules.judge(block.rule)
        wanted: list[Link] = []
        for left, right in pairs:
            a, b = self.home[left], self.home[right]
            verdict = judge(self.forms[left], self.forms[right], a, b)
            if verdict is Verdict.NOTHING:
                continue
            against = self._contradiction(a, b)
            link = Link(block.rule, left, right)
            if verdict is Verdict.CERTAIN and against is None:
                wanted.append(link)
            elif verdict is Verdict.CERTAIN or against is None:
                self.refused.append((link, against))
        self._join_all(wanted)

    def _join_all(self, wanted: list[Link]) -> None:
        """Join what was found, given names first; not a group that fits two which contradict each other."""
        given = [link for link in wanted if self.home[link.left].given or self.home[link.right].given]
        for links in (given, wanted):
            near: dict[int, list[Link]] = defaultdict(list)
            for link in links:
                near[id(self.home[link.left])].append(link)
                near[id(self.home[link.right])].append(link)
            torn = {group for group, found in near.items() if self._is_torn(group, found)}
            for link in links:
                self._join_one(link, torn)

    def _join_one(self, link: Link, torn: set[int]) -> None:
        a, b = self.home[link.left], self.home[link.right]
        if a is b:
            return
        against = self._contradiction(a, b)
        if against is None and not {id(a), id(b)} & torn:
            self.join(link)
        else:
            self.refused.append((link, against or Contradiction.AMBIGUOUS))

    def _is_torn(self, group: int, links: list[Link]) -> bool:
        homes = {id(home): home for link in links for home in (self.home[link.left], self.home[link.right])}
        if len(homes) < 3 or homes.pop(group).given:
            return False
        others = list(homes.values())[:_MANY]
        if any(one.apart for one in others):
            return any(self._contradiction(a, b) for a, b in combinations(others, 2))
        alike: dict[_Stated, list[Group]] = defaultdict(list)
        for one in others:
            alike[one.stated].append(one)
        # groups that state the same cannot contradict each other: hundreds of spellings of one name do not
        return any(
            self._contradiction(a, b)
            for (stated, ours), (other, theirs) in combinations(alike.items(), 2)
            if _may_contradict(stated, other)
            for a, b in product(ours, theirs)
        )

    def _contradiction(self, a: Group, b: Group) -> Contradiction | None:
        """Why two groups cannot be one; None if nothing speaks against it."""
        given = [form for form in (*a.forms, *b.forms) if form.given] if a.given or b.given else []
        if (a.given and b.given and a.given != b.given) or a.apart & set(b.members):
            return Contradiction.GIVEN
        if _differ(a.regions, b.regions, given, "regions") or _differ(a.lands, b.lands, given, "countries"):
            return Contradiction.COUNTRIES
        if _differ(a.abbreviations, b.abbreviations, given, "abbreviations") and not self.rules.excused(a, b):
            return Contradiction.ABBREVIATIONS
        if _differ(a.scopes, b.scopes, given, "scopes"):
            return Contradiction.SCOPES
        return None

    def result(self) -> Clusters:
        groups = sorted({id(group): group for group in self.home}.values(), key=lambda group: group.first)
        number = {id(group): n for n, group in enumerate(groups)}
        joined: dict[int, list[Link]] = defaultdict(list)
        for link in self.links:
            joined[number[id(self.home[link.left])]].append(link)
        apart: dict[tuple[int, int], list[tuple[Link, Contradiction | None]]] = defaultdict(list)
        for link, against in self.refused:
            a, b = sorted((number[id(self.home[link.left])], number[id(self.home[link.right])]))
            if a != b and not (self.home[link.left].apart & set(self.home[link.right].members)):
                apart[a, b].append((link, against))
        return Clusters(
            forms=self.forms,
            clusters=tuple(tuple(group.members) for group in groups),
            joined=tuple(tuple(joined[n]) for n in range(len(groups))),
            apart=tuple(
                Apart(
                    *pair,
                    tuple(dict.fromkeys(link for link, _ in told)),
                    self._contradiction(groups[pair[0]], groups[pair[1]])
                    or next((against for _, against in told if against is Contradiction.AMBIGUOUS), None),
                )
                for pair, told in sorted(apart.items())
            ),
        )


def _may_contradict(one: _Stated, other: _Stated) -> bool:
    if one[0] and other[0] and one[0] != other[0]:
        return True
    return any(a and b and not a & b for a, b in zip(one[1:], other[1:], strict=True))


def _group(number: int, form: Form) -> Group:
    return Group(
        [number],
        [form],
        set(form.abbreviations),
        {*form.countries, *form.lands},
        set(form.regions),
        set(form.scopes),
        form.given,
    )


def _differ(one: set[str], other: set[str], given: Sequence[Form], what: str) -> bool:
    """Whether two sets have nothing in common, and the registry does not hold them together."""
    if not one or not other or one & other:
        return False
    known: Keys = frozenset().union(*(getattr(form, what) for form in given))
    return not one | other <= known
