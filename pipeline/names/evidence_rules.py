"""What two names of bodies have in common, and whether that makes them one body."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from pipeline.names.clusters import Block, Group, Judge, Rules, Verdict
from pipeline.names.cores import Core
from pipeline.names.forms import Form
from pipeline.names.known_bodies import Known, known_bodies
from pipeline.names.likeness import (
    SAMPLE,
    aligned,
    elsewhere,
    fit,
    latin_likeness,
    supported,
    without_ending,
    zh_holds,
    zh_likeness,
)
from pipeline.names.translated import translatable, translated

_RULES = (
    "names-equal",
    "zh-and-abbreviation",
    "latin-and-abbreviation",
    "latin-equal",
    "zh-equal",
    "lone-word",
    "abbreviation-as-name",
    "latin-core",
    "zh-core",
    "latin-order",
    "abbreviation",
    "translation",
    "latin-slip",
    "zh-slip",
    "membership",
    "qualification",
    "zh-longer",
)
"""In order of strength; described in schemas/names/evidence.yaml."""
_PIECE = 5
_LEAST = {"abbreviation": 3, "grant": 4, "slip": 6, "zh": 6, "lone": 5, "generic": 7}


def issuer_rules(schemas: Path) -> Rules:
    """The rules for issuing bodies."""
    known = known_bodies(schemas)
    judges: dict[str, Judge] = {
        "names-equal": _certain,
        "zh-and-abbreviation": _certain,
        "latin-and-abbreviation": _certain,
        "latin-equal": lambda f, g, a, b: _equal_latin(f, g, a, b, known),
        "zh-equal": lambda f, g, a, b: _equal_chinese(f, g, a, b, known),
        "lone-word": lambda f, g, a, b: _lone_word(f, g, a, b, known),
        "abbreviation-as-name": lambda f, g, a, b: _short_as_name(f, g, a, b, known),
        "latin-core": lambda f, g, a, b: _core(f.latin_cores, g.latin_cores, a, b, known, chinese=False),
        "zh-core": lambda f, g, a, b: _core(f.zh_cores, g.zh_cores, a, b, known, chinese=True),
        "latin-order": lambda f, g, a, b: _other_order(f, g, a, b, known),
        "translation": lambda f, g, a, b: translated(a, b, known),
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
    words = set(form.weak_latin or (form.latin if not form.zh else frozenset()))
    named = (
        [word for word in core.words if word not in known.company_words]
        for core in form.latin_cores
        if not core.lands
    )
    words |= {found[0] for found in named if len(found) == 1 and found[0] not in known.generic_latin}
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
    "abbreviation-as-name": lambda form, known: (
        key for key in form.latin | form.weak_latin | form.abbreviations if len(key) >= _LEAST["lone"]
    ),
    "latin-core": lambda form, known: {core.key for core in form.latin_cores},
    "zh-core": lambda form, known: {_bare(core, known) for core in form.zh_cores},
    "latin-order": lambda form, known: {
        " ".join((*sorted(core.words), *sorted(core.regions))) for core in form.latin_cores
    },
    "abbreviation": _short,
    "translation": translatable,
    "latin-slip": _without_one_word,
    "zh-slip": _without_one_character,
    "membership": lambda form, known: {core.placed_key for core in form.latin_cores} | form.member_of,
    "qualification": lambda form, known: {key for key in form.grants if len(key) >= _LEAST["grant"]},
    "zh-longer": _beginning,
}


def _bare(core: Core, known: Known) -> str:
    """The key of a Chinese core without the ending that bodies share: 协会 or 联盟 is weak evidence."""
    return " ".join((without_ending(core.words[0], known), *sorted(core.regions)))


def _certain(f: Form, g: Form, a: Group, b: Group) -> Verdict:
    return Verdict.CERTAIN


def _equal_latin(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """Equal foreign names; those that many bodies could have need the place or the Chinese name too."""
    if _specific(f.latin_cores):
        return Verdict.CERTAIN
    return _shared_by_many(a, b, known, "abbreviation land zh")


def _equal_chinese(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    if supported(a, b, known, "abbreviation"):
        return Verdict.CERTAIN
    if latin_likeness(a, b) < known.likeness.apart:
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
    return Verdict.CERTAIN if supported(a, b, known, support) else Verdict.POSSIBLE


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
    if equal or supported(a, b, known, "abbreviation latin" if chinese else "abbreviation zh"):
        return Verdict.CERTAIN
    likeness = latin_likeness(a, b) if chinese else zh_likeness(a, b, known)
    unlike = likeness < known.likeness.apart
    # a body of all countries, and its member of one
    international = any(
        one.lands != other.lands and "international" in one.lands | other.lands for one, other in pairs
    )
    same_ending = not chinese or any(one.words == other.words for one, other in pairs)
    if unlike or not same_ending or international:
        return Verdict.NOTHING if generic else Verdict.POSSIBLE
    if not generic or supported(a, b, known, "land"):
        return Verdict.CERTAIN
    return Verdict.POSSIBLE


def _lone_word(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """One word names both, a company's most often; two Chinese names must not speak against it."""
    return Verdict.NOTHING if f.zh and g.zh and not zh_holds(a, b, known) else Verdict.CERTAIN


def _short_as_name(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """What one prints as its abbreviation is all of the other's name: ``TÜV SÜD``, ``CPA Canada``."""
    names = (f.latin | f.weak_latin, g.latin | g.weak_latin)
    if not (f.abbreviations & names[1] or g.abbreviations & names[0]):
        return Verdict.NOTHING
    return Verdict.POSSIBLE if f.zh and g.zh and not zh_holds(a, b, known) else Verdict.CERTAIN


def _other_order(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """The same words in another order: ``State Education Department``, ``State Department of Education``."""
    pairs = product(f.latin_cores, g.latin_cores)
    elsewhere_known = a.lands and b.lands and not a.lands & b.lands
    if elsewhere_known or not any(
        sorted(x.words) == sorted(y.words) and not elsewhere(x, y) for x, y in pairs
    ):
        return Verdict.NOTHING
    if a.regions & b.regions or supported(a, b, known, "abbreviation zh"):
        return Verdict.CERTAIN
    return Verdict.POSSIBLE if a.lands & b.lands else Verdict.NOTHING


def _abbreviation(a: Group, b: Group, known: Known) -> Verdict:
    """One abbreviation, and names that are alike in a language."""
    zh, latin = zh_likeness(a, b, known), latin_likeness(a, b)
    both_zh, both_latin = zh <= 100, latin <= 100
    held = zh_holds(a, b, known)
    if both_latin and aligned(a, b, known, loose=held) and (held or not both_zh):
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
    if zh_holds(a, b, known):
        return Verdict.CERTAIN
    if zh_likeness(a, b, known) <= 100:
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
    if aligned(a, b, known):
        return Verdict.CERTAIN
    unlike = latin_likeness(a, b) < known.likeness.apart
    return Verdict.NOTHING if unlike or not a.lands & b.lands else Verdict.POSSIBLE


def _membership(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """A body that makes one a fellow of X is X, where place and Chinese name agree."""
    told = ((f.member_of, g.latin_cores), (g.member_of, f.latin_cores))
    if not any(core.placed_key in member_of for member_of, cores in told for core in cores):
        return Verdict.NOTHING
    alike = zh_likeness(a, b, known) >= known.likeness.zh_possible
    return Verdict.CERTAIN if alike and a.lands & b.lands else Verdict.POSSIBLE


def _qualification(a: Group, b: Group, known: Known) -> Verdict:
    """Bodies that grant a qualification of one abbreviation, and have names that are alike."""
    zh = zh_likeness(a, b, known)
    if (zh <= 100 and zh >= known.likeness.zh) or aligned(a, b, known):
        return Verdict.CERTAIN if a.lands & b.lands else Verdict.POSSIBLE
    return Verdict.NOTHING


def _longer(f: Form, g: Form, a: Group, b: Group, known: Known) -> Verdict:
    """Chinese names in one place of which one has a word more: a former name and the present one, perhaps."""
    if latin_likeness(a, b) < known.likeness.apart:
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


def _excused(a: Group, b: Group) -> bool:
    """Whether different abbreviations may stand side by side: one is made of a name of the other's.

    LIBF is the London Institute of Banking & Finance, which prints LIFE beside it; the surveyors are RICS
    where RSC stands. The name that it is made of is one that both print, or the only one.
    """
    if not any(f.zh & g.zh for f in a.forms[:SAMPLE] for g in b.forms[:SAMPLE]):
        return False
    fits = (fit(a, a), fit(b, b))
    if any(f.latin & g.latin for f in a.forms[:SAMPLE] for g in b.forms[:SAMPLE]):
        return fits[0] != fits[1]
    return (fit(a, b) and not fits[1]) or (fit(b, a) and not fits[0])
