"""Identifiers that are readable, and the same for the same names in whatever order they are met."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.names.clusters import Form
from pipeline.names.keys import slug


def identifiers(
    clusters: Sequence[tuple[Form, ...]],
    prefixes: Sequence[str],
    spellings: Mapping[str, set[str]],
    schemas: Path,
) -> list[str]:
    """An identifier for each cluster: the one given, else prefix and best name.

    ``spellings`` holds the printed forms of each key of a foreign name. Where two would be the same, the
    abbreviation or country is added to the later one, else a hash of all its names.
    """
    given = [next((form.given for form in forms if form.given), None) for forms in clusters]
    wanted = [
        name or prefix + _stem(forms, spellings, schemas)
        for name, prefix, forms in zip(given, prefixes, clusters, strict=True)
    ]
    uses = Counter(wanted)
    taken = {name for name in given if name}
    result: list[str] = []
    for name, base, forms in zip(given, wanted, clusters, strict=True):
        identifier = name or base
        if name is None and identifier in taken:
            identifier = next(
                one for one in _distinguished(base, forms) if one not in taken and one not in uses
            )
        taken.add(identifier)
        result.append(identifier)
    return result


def _stem(forms: tuple[Form, ...], spellings: Mapping[str, set[str]], schemas: Path) -> str:
    """The longest foreign name as words; else a hash of the longest Chinese name; else the abbreviation."""
    latin = _longest(key for form in forms for key in form.latin) or _longest(
        key for form in forms for key in form.weak_latin
    )
    if latin is not None:
        readable = min((slug(text, schemas) for text in spellings.get(latin, ())), default="")
        return readable or f"x-{_hash(latin)}"
    chinese = _longest(key for form in forms for key in form.zh)
    if chinese is not None:
        return f"zh-{_hash(chinese)}"
    short = "-".join(sorted({key for form in forms for key in form.abbreviations}))
    return f"abbr-{short}" if short.isascii() else f"x-{_hash(short)}"


def _distinguished(base: str, forms: tuple[Form, ...]) -> Iterator[str]:
    for sets in ([form.abbreviations for form in forms], [form.countries for form in forms]):
        words = "-".join(sorted({key.lower() for keys in sets for key in keys}))
        if words and words.isascii():
            yield f"{base}-{words}"
    yield f"{base}-{_hash(repr([form.order for form in forms]))}"


def _longest(keys: Iterable[str]) -> str | None:
    return min(keys, key=lambda key: (-len(key), key), default=None)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
