"""How alike the names of two groups are, and what of the one supports the other."""

from collections import Counter
from itertools import product

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_set_ratio

from pipeline.names.clusters import Group
from pipeline.names.cores import Core, initials_fit
from pipeline.names.known_bodies import Known

_STEM = 0.7
"""Share of a word that two of its forms begin with."""
LEAST_SHORT, _LEAST_SLIP = 3, 6
"""Letters of an abbreviation that says something, and of a word in which a slip is seen."""
_FEW = 3
"""Characters that one of two Chinese cores may have more."""
SAMPLE = 8
"""Forms of a group that are looked at; a group of thousands repeats itself."""
UNKNOWN = 101.0
"""Likeness where one of two groups has no name in the language."""


def supported(a: Group, b: Group, known: Known, by: str) -> bool:
    """Whether something else of the groups agrees: ``abbreviation``, ``land``, ``zh`` or ``latin``."""
    kinds = by.split()
    return (
        ("abbreviation" in kinds and bool(a.abbreviations & b.abbreviations or fit(a, b) or fit(b, a)))
        or ("land" in kinds and bool(a.lands & b.lands))
        or ("zh" in kinds and zh_holds(a, b, known))
        or ("latin" in kinds and aligned(a, b, known))
    )


def fit(a: Group, b: Group) -> bool:
    """Whether an abbreviation of one is made of the initials of a name of the other."""
    return any(
        initials_fit(short, words)
        for short in a.abbreviations
        if len(short) >= LEAST_SHORT
        for form in b.forms[:SAMPLE]
        for words in form.spelt
    )


def zh_likeness(a: Group, b: Group, known: Known) -> float:
    """Percent of characters that the closest Chinese cores share, in any order; 101 where one has none."""
    pairs = product(sample(a, "zh_cores"), sample(b, "zh_cores"))
    return max((_alike_zh(x, y, known) for x, y in pairs), default=UNKNOWN)


def zh_holds(a: Group, b: Group, known: Known) -> bool:
    """Whether one Chinese core has all the characters of the other, and few more: 物理 does not hold 病理."""
    for one, other in product(sample(a, "zh_cores"), sample(b, "zh_cores")):
        left, right = (Counter(without_ending(core.words[0], known)) for core in (one, other))
        few = abs(left.total() - right.total()) <= _FEW
        if one.regions == other.regions and few and (left <= right or right <= left):
            return True
    return False


def _alike_zh(one: Core, other: Core, known: Known) -> float:
    if one.regions != other.regions:
        return 0
    return ratio(_bag(one.words[0], known), _bag(other.words[0], known))


def _bag(name: str, known: Known) -> str:
    return "".join(sorted(without_ending(name, known)))


def latin_likeness(a: Group, b: Group) -> float:
    pairs = product(sample(a, "latin_cores"), sample(b, "latin_cores"))
    return max((_alike_latin(x, y) for x, y in pairs), default=UNKNOWN)


def _alike_latin(one: Core, other: Core) -> float:
    if one.regions and other.regions and one.regions != other.regions:
        return 0  # a region that is not known may be a slip (Fkuoka)
    left, right = " ".join(one.words), " ".join(other.words)
    return max(token_set_ratio(left, right), ratio(left, right))


def aligned(a: Group, b: Group, known: Known, *, loose: bool = False) -> bool:
    """Whether two foreign names say the same word for word, but for slips; ``loose``: and for endings."""
    pairs = product(sample(a, "latin_cores"), sample(b, "latin_cores"))
    return any(_same_words(x, y, known, loose=loose) for x, y in pairs)


def _same_words(one: Core, other: Core, known: Known, *, loose: bool) -> bool:
    if one.regions != other.regions or (one.lands and other.lands and not one.lands & other.lands):
        return False
    left, right = list(one.words), list(other.words)
    for word in one.words:
        match = next((w for w in right if _same_word(word, w, known, loose=loose)), None)
        if match is not None:
            left.remove(word)
            right.remove(match)
    if not left and not right:
        return len(one.words) > 1 or one.words == other.words
    # Deutscher Industrieund Handels Kammertag: only the blanks are elsewhere
    squeezed = ratio("".join(one.words), "".join(other.words)) if loose and len(one.words) > 1 else 0
    return squeezed >= known.likeness.squeezed


def _same_word(one: str, other: str, known: Known, *, loose: bool) -> bool:
    """Two forms of one word: a slip of a letter (of two, where the word is known or the rest agrees)."""
    if one == other:
        return True
    if min(len(one), len(other)) < _LEAST_SLIP or one[0] != other[0]:
        return False
    freely = loose or bool({one, other} & known.generic_latin)
    stem = round(_STEM * max(len(one), len(other)))
    return OSA.distance(one, other) <= (2 if freely else 1) or (freely and one[:stem] == other[:stem])


def sample(group: Group, cores: str) -> list[Core]:
    found: dict[tuple[str, ...], Core] = {}
    for form in group.forms[:SAMPLE]:
        for core in getattr(form, cores):
            found.setdefault(core.words, core)
    return list(found.values())


def without_ending(name: str, known: Known) -> str:
    ending = max((one for one in known.endings if name.endswith(one)), key=len, default="")
    rest = name.removesuffix(ending)
    return rest if len(rest) > 1 else name


def elsewhere(one: Core, other: Core) -> bool:
    """Whether two names say different places; an international body is that of no country."""
    if one.regions and other.regions and one.regions != other.regions:
        return True
    return bool(one.lands and other.lands and not one.lands & other.lands)
