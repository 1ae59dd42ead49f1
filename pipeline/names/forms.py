"""One way in which a thing is named, in comparison keys."""

from dataclasses import dataclass, field

from pipeline.names.cores import Core
from pipeline.names.evidence import Words

Keys = frozenset[str]
_NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class Form:
    """The keys of one printed or given name.

    ``context`` must be equal for two forms to be compared at all (the issuers of a qualification).
    ``given`` is the identifier of a form that the registry gives; its abbreviations and countries may
    stand side by side. ``sole`` keeps a form apart from all that look like it; ``weak_latin`` names
    it, but is no evidence. Two forms with different ``scopes`` (levels, say) are two things; a given form
    lists all that it covers. ``countries`` are those printed beside the name.
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
    zh_cores: tuple[Core, ...] = ()
    latin_cores: tuple[Core, ...] = ()
    grants: Keys = frozenset()
    """Abbreviations of the qualifications beside it."""
    member_of: Keys = frozenset()
    """Keys of the bodies of which the qualifications beside it make one a member."""
    words: Words = _NO_WORDS
    spelt: tuple[tuple[str, ...], ...] = ()
    """The words of its foreign name that an abbreviation may be made of: all, and those that signify."""

    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # a form is a key many times over, and its sets of cores are dear to hash
        own = (self.zh, self.latin, self.abbreviations, self.countries, self.weak_latin, self.scopes)
        more = (self.context, self.given, self.sole, self.grants, self.member_of, self.words)
        object.__setattr__(self, "_hash", hash((own, more)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def order(self) -> tuple[object, ...]:
        """A total order that does not depend on where the form was met."""
        sets = (self.zh, self.latin, self.abbreviations, self.countries, self.weak_latin, self.scopes)
        more = (self.grants, self.member_of)
        keys = (tuple(sorted(one)) for one in (*sets, *more))
        return (*keys, self.context, self.given or "", self.sole, str(self.words))

    @property
    def lands(self) -> Keys:
        """Countries that its names name."""
        named = (core.lands for core in (*self.zh_cores, *self.latin_cores))
        return frozenset().union(*named) - {"international"}

    @property
    def regions(self) -> Keys:
        """Regions within countries that its names name."""
        return frozenset().union(*(core.regions for core in (*self.zh_cores, *self.latin_cores)))
