"""Whether a Chinese and a foreign name say the same, word for word: evidence, never for publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.names.cores import Core
from pipeline.names.glossary import BEGINNING, Glossary, Words


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares from 0 to 1 of what two names say that the other says too.

    ``zh`` and ``latin`` are those of the words that say what a body is about; ``manners``: how it is called
    (chartered, public) is said by both too; ``whole``: nothing at all of either is without its counterpart;
    ``other``: all words of the Chinese name are known, and the foreign one does not say what it is about.
    """

    zh: float
    latin: float
    manners: bool
    whole: bool
    other: bool


def subjects_of_chinese(core: Core, glossary: Glossary) -> frozenset[Words]:
    """What a Chinese name is about, as it may be called in a foreign one."""
    words = _segments(core.words[0], glossary)
    found = (glossary.meanings[word] for word in words if word in glossary.meanings)
    return frozenset(group for meaning in found if meaning.sort == "subject" for group in meaning.groups)


def subjects_of_foreign(core: Core, glossary: Glossary) -> frozenset[Words]:
    """What a foreign name is about, in the words of the glossary."""
    near = (group for word in core.words for group in glossary.beginnings.get(word[:BEGINNING], ()))
    return frozenset(group for group in near if _found(group, core.words))


def agreement(chinese: Core, foreign: Core, glossary: Glossary) -> Agreement:
    """Compare the words of a Chinese name with those of a foreign one; places are left to their codes."""
    about = said = 0
    whole = manners = known = True
    used: set[str] = set()
    subject_words: set[str] = set()
    for word in _segments(chinese.words[0], glossary):
        meaning = glossary.meanings.get(word)
        known = known and meaning is not None
        if meaning is None or meaning.sort == "subject":
            about += len(word)
        groups = meaning.groups if meaning else ()
        matched = next((words for group in groups if (words := _found(group, foreign.words))), None)
        if matched is None:
            whole = False
            manners = manners and not (meaning and meaning.sort == "manner")
            continue
        used |= matched
        if meaning and meaning.sort == "subject":
            said += len(word)
            subject_words |= matched
    left = {word for word in foreign.words if word not in used and not word.startswith(glossary.common)}
    theirs = subject_words | left
    return Agreement(
        said / about if about else 0.0,
        len(subject_words) / len(theirs) if theirs else 0.0,
        manners and all(word in used for word in foreign.words if word.startswith(glossary.manners)),
        whole and set(foreign.words) <= used,
        known and said < about,
    )


def proper_name(chinese: Core, endings: Iterable[str], glossary: Glossary) -> str | None:
    """The foreign name of a company; None for a name that is not known as one."""
    name = chinese.words[0]
    return next(
        (known for end in ("", *endings) if (known := glossary.proper.get(name.removesuffix(end)))), None
    )


def _found(group: Words, words: Words) -> set[str]:
    """The words that begin so; none unless there is one for each."""
    matched = [next((word for word in words if word.startswith(start)), "") for start in group]
    return set(matched) if all(matched) else set()


@lru_cache(maxsize=1 << 16)
def _segments(name: str, glossary: Glossary) -> tuple[str, ...]:
    """The name cut into known words, the longest first; what is unknown stands together."""
    found: list[str] = []
    unknown = ""
    index = 0
    while index < len(name):
        lengths = range(min(glossary.longest, len(name) - index), 0, -1)
        size = next((n for n in lengths if name[index : index + n] in glossary.meanings), 0)
        if size or name[index] in glossary.particles:
            found += [unknown] if unknown else []
            found += [name[index : index + size]] if size else []
            unknown = ""
            index += size or 1
        else:
            unknown += name[index]
            index += 1
    return (*found, unknown) if unknown else tuple(found)
