"""Identifiers that are readable, and the same for the same names in whatever order they are met."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.names.forms import Form
from pipeline.names.identities import Printed
from pipeline.names.keys import name_key, slug


def identifiers(
    clusters: Sequence[tuple[Form, ...]],
    prefixes: Sequence[str],
    printed: Sequence[Sequence[Printed]],
    label: Mapping[Form, str],
    inherited: Mapping[Form, str],
    schemas: Path,
) -> list[str]:
    """An identifier for each cluster: the one given, or that a form inherits, else prefix and best name.

    ``printed`` holds the words of each cluster, as the entries print them. Where two would be the same, the
    abbreviation or country is added to the later one, else a hash of all its names.
    """
    given = [
        next((form.given for form in forms if form.given), None)
        or min((label[form] for form in forms if form in label), default=None)
        or min((inherited[form] for form in forms if form in inherited), default=None)
        for forms in clusters
    ]
    wanted = [
        name or prefix + _stem(forms, uses, schemas)
        for name, prefix, forms, uses in zip(given, prefixes, clusters, printed, strict=True)
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


def _stem(forms: tuple[Form, ...], printed: Sequence[Printed], schemas: Path) -> str:
    """The foreign name that most entries print, the shortest of several; else a hash of the longest Chinese
    name; else the abbreviation. A scope belongs to it, whether or not the name is met without.
    """
    latin = [use.latin for use in printed if use.latin]
    scope = "-".join(sorted({key for form in forms for key in form.scopes}))
    keys = Counter(name_key(text, schemas) for text in latin)
    strong = {key for form in forms for key in form.latin}
    best = min(keys, key=lambda key: (key not in strong, -keys[key], len(key), key), default=None)
    if best is not None:
        readable = min(slug(text, schemas) for text in latin if name_key(text, schemas) == best)
        return (readable or f"x-{_hash(best)}") + _scope(scope, printed, schemas)
    chinese = _longest(key for form in forms for key in form.zh)
    if chinese is not None:
        return f"zh-{_hash(f'{chinese} {scope}' if scope else chinese)}"
    short = "-".join(sorted({key for form in forms for key in form.abbreviations}))
    return (f"abbr-{short}" if short.isascii() else f"x-{_hash(short)}") + _scope(scope, printed, schemas)


def _scope(scope: str, printed: Sequence[Printed], schemas: Path) -> str:
    if not scope.isascii():
        return f"-{_hash(scope)}"
    readable = min((slug(use.scope, schemas) for use in printed if use.scope), default="")
    return f"-{readable}" if readable else ""


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
