"""What two names of bodies have in common, and whether that makes them one body."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_set_ratio

from pipeline.names.clusters import Block, Group, Judge, Rules, Verdict
from pipeline.names.cores import Core, initials_fit
from pipeline.names.forms import Form
from pipeline.names.known_bodies import Known, known_bodies

_RULES = (
    "names-equal",
    "zh-and-abbreviation",
    "latin-and-abbreviation",
    "latin-equal",
    "zh-equal",
    "lone-word",
    "latin-core",
    "zh-core",
    "abbreviation",
    "latin-slip",
    "zh-slip",
    "membership",
    "qualification",
    "zh-longer",
)
"""In order of strength; described in schemas/names/evidence.yaml."""
_PIECE = 5
_LEAST = {"abbreviation": 3, "grant": 4, "slip": 6, "zh": 6, "lone": 5, "generic": 7}
_STEM = 0.7
"""Share of a word that two of its forms begin with."""


def issuer_rules(schemas: Path) -> Rules:
    """The rules for issuing bodies."""
    known = known_bodies(schemas)
    judges: dict[str, Judge] = {
        "names-equal": _certain,
        "zh-and-abbreviation": _certain,
        "latin-and-abbreviation": _certain,
        "latin-equal": lambda f, g, a, b: _equal_latin(f, g, a, b, known),
        "zh-equal": lambda f, g, a, b: _equal_chinese(f, g, a, b, known),
        "lone-word": lambda f, g, a, b: Verdict.NOTHING if f.zh and g.zh else Verdict.CERTAIN,
        "latin-core": lambda f, g, a, b: _core(f.latin_cores, g.latin_cores, a, b, known, chinese=False),
        "zh-core": lambda f, g, a, b: _core(f.zh_cores, g.zh_cores, a, b, known, chinese=True),
        "abbreviation": lambda f, g, a, b: _abbreviation(a, b, known),
        "latin-slip": lambda f, g, a, b: _latin_slip(f, g, a, b, known),
        "zh-slip": lambda f, g, a, b: _zh_slip(a, b, known),
        "membership": lambda f, g, a, b: _membership(f, g, a, b, known),
        "qualification": lambda f, g, a, b: _qualification(a, b, known),
        "zh-longer": lambda f, g, a, b: _longer(f, g, a, b, known),
    }
    return Rules(
        blocks=lambda forms: _blocks(forms, known),
        judge=judges.__getitem__,
        excused=_excused,
    )


def _blocks(forms: Sequence[Form], known: Known) -> Iterator[Block]:
    """Blocks of at least two forms, rule by rule."""
    for rule in _RULES:
        keys = _KEYS[rule]
        held: dict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(forms):
            if not form.sole:
                for key in keys(form, known):
                    held[key].append(number)
        for key in sorted(key for key, numbers in held.items() if len(numbers) > 1):
            yield Block(rule, key, tuple(dict.fromkeys(held[key])))


def _both(form: Form, known: Known) -> Iterable[str]:
    return (f"{zh}|{latin}" for zh, latin in product(form.zh, form.latin | form.weak_latin))


def _with_short(names: str) -> Callable[[Form, Known], Iterable[str]]:
    def keys(form: Form, known: Known) -> Iterable[str]:
        return (f"{name}|{short}" for name, short in product(getattr(form, names), form.abbreviations))

    return keys


def _lone(form: Form, known: Known) -> Iterable[str]:
    words = form.weak_latin or (form.latin if not form.zh else frozenset())
    return (word for word in words if len(word) >= _LEAST["lone"] and word not in known.lone_words)


def _short(form: Form, known: Known) -> Iterable[str]:
    """An abbreviation with something of the name: IPA alone is several bodies."""
    pieces = {core.words[0][at : at + 2] for core in form.zh_cores for at in range(len(core.words[0]) - 1)}
    pieces |= {word[:_PIECE] for core in form.latin_cores for word in core.words}
    shorts = [short for short in form.abbreviations if len(short) >= _LEAST["abbreviation"]]
    return (f"{short}|{piece}" for short in shorts for piece in pieces)


def _without_one_word(form: Form, known: Known) -> Iterable[str]:
    for core in form.latin_cores:
        words = sorted(core.words)
        if len(words) > 2:
            for index in range(len(words)):
                rest = " ".join((*words[:index], *words[index + 1 :], *sorted(core.regions)))
                # the letter of the missing word: a slip hardly ever changes the first
                yield f"{rest}|{words[index][:1]}"


def _without_one_character(form: Form, known: Known) -> Iterable[str]:
    for core in form.zh_cores:
        name, places = core.words[0], " ".join(sorted(core.regions))
        if len(name) >= _LEAST["zh"]:
            yield f"{name}|{places}"
            yield from (f"{name[:at]}{name[at + 1 :]}|{places}" for at in range(len(name)))


def _beginning(form: Form, known: Known) -> Iterable[str]:
    places = sorted(form.regions or form.lands)
    return (f"{place}|{core.words[0][:2]}" for core in form.zh_cores for place in places)


_KEYS: dict[str, Callable[[Form, Known], Iterable[str]]] = {
    "names-equal": _both,
    "zh-and-abbreviation": _with_short("zh"),
    "latin-and-abbreviation": _with_short("latin"),
    "latin-equal": lambda form, known: form.latin,
    "zh-equal": lambda form, known: form.zh,
    "lone-word": _lone,
    "latin-core": lambda form, known: {core.key for core in form.latin_cores},
    "zh-core": lambda form, known: {_bare(core, known) for core in form.zh_cores},
    "abbreviation": _short,
    "latin-slip": _without_one_word,
    "zh-slip": _without_one_character,
    "membership": lambda form, known: {core.placed_key for core in form.latin_cores} | form.member_of,
    "qualification": lambda form, known: {key for key in form.grants if len(key) >= _LEAST["grant"]},
    "zh-longer": _beginning,
}


def _bare(core: Core, known: Known) -> str:
    """The key of a Chinese core without the ending that bodies share: 协会 or 联盟 is weak evidence."""
    return " ".join((_without_ending(core.words[0], known), *sorted(core.regions)))


def _without_ending(name: str, known: Known) -> str:
    ending = max((one for one in known.endings if name.endswith(one)), key=len, default="")
    rest = name.removesuffix(ending)
    return rest if len(rest) > 1 else name


def _certain(f: Form, g: Form, a: Group, b: Group) -> Verdict:
    return Verdict.CERTAIN


def _equal_latin(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """Equal foreign names; those that many bodies could have need the place or the Chinese name too."""
    if _specific(f.latin_cores):
        return Verdict.CERTAIN
    return _shared_by_many(a, b, known, "abbreviation land zh")


def _equal_chinese(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    if _supported(a, b, known, "abbreviation"):
        return Verdict.CERTAIN
    if _latin_likeness(a, b) < known.likeness.apart:
        return Verdict.POSSIBLE
    long = any(len(core.words[0]) >= _LEAST["generic"] for core in f.zh_cores)
    if _specific(f.zh_cores) or (long and not (a.lands and b.lands and not a.lands & b.lands)):
        return Verdict.CERTAIN
    return _shared_by_many(a, b, known, "land latin")


def _specific(cores: Sequence[Core]) -> bool:
    """Whether only one body has such a name: it says the place, or more than what bodies are called."""
    return any(core.lands for core in cores) or not all(core.generic for core in cores)


def _shared_by_many(a: Group, b: Group, known: Known, support: str) -> Verdict:
    if a.lands and b.lands and not a.lands & b.lands:
        return Verdict.NOTHING
    return Verdict.CERTAIN if _supported(a, b, known, support) else Verdict.POSSIBLE


def _core(
    ours: Sequence[Core], theirs: Sequence[Core], a: Group, b: Group, known: Known, *, chinese: bool
) -> Verdict:
    """Names that differ in country, legal form or ending alone."""
    pairs = [
        (one, other)
        for one, other in product(ours, theirs)
        if (_bare(one, known) == _bare(other, known) if chinese else one.key == other.key)
        and not (one.lands and other.lands and not one.lands & other.lands)
    ]
    if not pairs:
        return Verdict.NOTHING
    generic = all(one.generic for one, _ in pairs)
    if generic and a.lands and b.lands and not a.lands & b.lands:
        return Verdict.NOTHING
    # equal but for legal form, or with an abbreviation spelt out (CFA Institute)
    equal = not chinese and any(one.lands == other.lands and not one.generic for one, other in pairs)
    if equal or _supported(a, b, known, "abbreviation latin" if chinese else "abbreviation zh"):
        return Verdict.CERTAIN
    likeness = _latin_likeness(a, b) if chinese else _zh_likeness(a, b, known)
    unlike = likeness < known.likeness.apart
    international = any("international" in one.lands ^ other.lands for one, other in pairs)
    same_ending = not chinese or any(one.words == other.words for one, other in pairs)
    if unlike or not same_ending or international:
        return Verdict.NOTHING if generic else Verdict.POSSIBLE
    if not generic or _supported(a, b, known, "land"):
        return Verdict.CERTAIN
    return Verdict.POSSIBLE


def _abbreviation(a: Group, b: Group, known: Known) -> Verdict:
    """One abbreviation, and names that are alike in a language."""
    zh, latin = _zh_likeness(a, b, known), _latin_likeness(a, b)
    both_zh, both_latin = zh <= 100, latin <= 100
    held = _zh_holds(a, b, known)
    if both_latin and _aligned(a, b, known, loose=held) and (held or not both_zh):
        return Verdict.CERTAIN
    if held and not both_latin:
        return Verdict.CERTAIN
    alike = (both_zh and zh >= known.likeness.zh_possible) or (
        both_latin and latin >= known.likeness.latin_possible
    )
    return Verdict.POSSIBLE if alike else Verdict.NOTHING


def _latin_slip(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """Foreign names that differ in the spelling of one word."""
    slips = [slip for one, other in product(f.latin_cores, g.latin_cores) if (slip := _slip(one, other))]
    near = [
        (left, right)
        for left, right in slips
        if min(len(left), len(right)) >= _LEAST["slip"] and ratio(left, right) >= known.likeness.word
    ]
    if not near:
        return Verdict.NOTHING
    if _zh_holds(a, b, known):
        return Verdict.CERTAIN
    if _zh_likeness(a, b, known) <= 100:
        return Verdict.NOTHING
    # Metrology and Meteorology differ in two letters; Associator is plainly a slip
    slight = any(OSA.distance(*pair) == 1 or set(pair) & known.generic_latin for pair in near)
    return Verdict.CERTAIN if slight else Verdict.POSSIBLE


def _slip(one: Core, other: Core) -> tuple[str, str] | None:
    """The one word in which two names differ, in each."""
    if len(one.words) != len(other.words) or (one.lands and other.lands and not one.lands & other.lands):
        return None
    left, right = list(one.words), list(other.words)
    for word in one.words:
        if word in right:
            left.remove(word)
            right.remove(word)
    return (left[0], right[0]) if len(left) == 1 else None


def _zh_slip(a: Group, b: Group, known: Known) -> Verdict:
    """Chinese names that differ in one character: what it is worth, the foreign name must tell."""
    if _aligned(a, b, known):
        return Verdict.CERTAIN
    unlike = _latin_likeness(a, b) < known.likeness.apart
    return Verdict.NOTHING if unlike or not a.lands & b.lands else Verdict.POSSIBLE


def _membership(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """A body that makes one a fellow of X is X, where place and Chinese name agree."""
    told = ((f.member_of, g.latin_cores), (g.member_of, f.latin_cores))
    if not any(core.placed_key in member_of for member_of, cores in told for core in cores):
        return Verdict.NOTHING
    alike = _zh_likeness(a, b, known) >= known.likeness.zh_possible
    return Verdict.CERTAIN if alike and a.lands & b.lands else Verdict.POSSIBLE


def _qualification(a: Group, b: Group, known: Known) -> Verdict:
    """Bodies that grant a qualification of one abbreviation, and have names that are alike."""
    zh = _zh_likeness(a, b, known)
    if (zh <= 100 and zh >= known.likeness.zh) or _aligned(a, b, known):
        return Verdict.CERTAIN if a.lands & b.lands else Verdict.POSSIBLE
    return Verdict.NOTHING


def _longer(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """Chinese names in one place of which one has a word more: a former name and the present one, perhaps."""
    if _latin_likeness(a, b) < known.likeness.apart:
        return Verdict.NOTHING
    for one, other in product(f.zh_cores, g.zh_cores):
        short, long = sorted((one.words[0], other.words[0]), key=len)
        left = iter(long)
        if (
            not one.generic | other.generic
            and 0 < len(long) - len(short) < 4
            and all(c in left for c in short)
        ):
            return Verdict.POSSIBLE
    return Verdict.NOTHING


def _supported(a: Group, b: Group, known: Known, by: str) -> bool:
    """Whether something else of the groups agrees: ``abbreviation``, ``land``, ``zh`` or ``latin``."""
    kinds = by.split()
    return (
        ("abbreviation" in kinds and bool(a.abbreviations & b.abbreviations or _fit(a, b) or _fit(b, a)))
        or ("land" in kinds and bool(a.lands & b.lands))
        or ("zh" in kinds and _zh_holds(a, b, known))
        or ("latin" in kinds and _aligned(a, b, known))
    )


def _fit(a: Group, b: Group) -> bool:
    """Whether an abbreviation of one is made of the initials of a name of the other."""
    return any(
        initials_fit(short, words)
        for short in a.abbreviations
        if len(short) >= _LEAST["abbreviation"]
        for form in b.forms[:_SAMPLE]
        for words in form.spelt
    )


def _excused(a: Group, b: Group) -> bool:
    """Whether different abbreviations may stand side by side: one is made of a name of the other's.

    LIBF is the London Institute of Banking & Finance, which prints LIFE beside it; the surveyors are RICS
    where RSC stands. The name that it is made of is one that both print, or the only one.
    """
    if not any(f.zh & g.zh for f in a.forms[:_SAMPLE] for g in b.forms[:_SAMPLE]):
        return False
    fits = (_fit(a, a), _fit(b, b))
    if any(f.latin & g.latin for f in a.forms[:_SAMPLE] for g in b.forms[:_SAMPLE]):
        return fits[0] != fits[1]
    return (_fit(a, b) and not fits[1]) or (_fit(b, a) and not fits[0])


_FEW = 3
"""Characters that one of two Chinese cores may have more."""
_SAMPLE = 8
"""Forms of a group that are looked at; a group of thousands repeats itself."""
_UNKNOWN = 101.0
"""Likeness where one of two groups has no name in the language."""


def _zh_likeness(a: Group, b: Group, known: Known) -> float:
    """Percent of characters that the closest Chinese cores share, in any order; 101 where one has none."""
    pairs = product(_sample(a, "zh_cores"), _sample(b, "zh_cores"))
    return max((_alike_zh(x, y, known) for x, y in pairs), default=_UNKNOWN)


def _zh_holds(a: Group, b: Group, known: Known) -> bool:
    """Whether one Chinese core has all the characters of the other, and few more: 物理 does not hold 病理."""
    for one, other in product(_sample(a, "zh_cores"), _sample(b, "zh_cores")):
        left, right = (Counter(_without_ending(core.words[0], known)) for core in (one, other))
        few = abs(left.total() - right.total()) <= _FEW
        if one.regions == other.regions and few and (left <= right or right <= left):
            return True
    return False


def _alike_zh(one: Core, other: Core, known: Known) -> float:
    if one.regions != other.regions:
        return 0
    return ratio(_bag(one.words[0], known), _bag(other.words[0], known))


def _bag(name: str, known: Known) -> str:
    return "".join(sorted(_without_ending(name, known)))


def _latin_likeness(a: Group, b: Group) -> float:
    pairs = product(_sample(a, "latin_cores"), _sample(b, "latin_cores"))
    return max((_alike_latin(x, y) for x, y in pairs), default=_UNKNOWN)


def _alike_latin(one: Core, other: Core) -> float:
    if one.regions and other.regions and one.regions != other.regions:
        return 0  # a region that is not known may be a slip (Fkuoka)
    left, right = " ".join(one.words), " ".join(other.words)
    return max(token_set_ratio(left, right), ratio(left, right))


def _aligned(a: Group, b: Group, known: Known, *, loose: bool = False) -> bool:
    """Whether two foreign names say the same word for word, but for slips; ``loose``: and for endings."""
    pairs = product(_sample(a, "latin_cores"), _sample(b, "latin_cores"))
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
    if min(len(one), len(other)) < _LEAST["slip"] or one[0] != other[0]:
        return False
    freely = loose or bool({one, other} & known.generic_latin)
    stem = round(_STEM * max(len(one), len(other)))
    return OSA.distance(one, other) <= (2 if freely else 1) or (freely and one[:stem] == other[:stem])


def _sample(group: Group, cores: str) -> list[Core]:
    found: dict[tuple[str, ...], Core] = {}
    for form in group.forms[:_SAMPLE]:
        for core in getattr(form, cores):
            found.setdefault(core.words, core)
    return list(found.values())
