"""Finds the names that people decided on among the forms that are compared."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from pipeline.names.evidence import Decided, Words
from pipeline.names.forms import Form
from pipeline.names.identities import listed
from pipeline.names.keys import name_key


def decided_pairs(
    forms: Sequence[Form], decided: Sequence[Decided], schemas: Path
) -> Iterator[tuple[int, int]]:
    """The numbers of two forms, for each decision and all the forms that it is on."""
    if not decided:
        return
    held: dict[str, list[int]] = defaultdict(list)
    for number, form in enumerate(forms):
        for key in {*form.zh, *form.latin, *form.weak_latin, *form.abbreviations}:
            held[key].append(number)
    for one in decided:
        left, right = ([*_met(words, forms, held, schemas)] for words in (one.left, one.right))
        yield from (
            (a, b) for a, b in product(left, right) if a != b and forms[a].context == forms[b].context
        )


def _met(words: Words, forms: Sequence[Form], held: dict[str, list[int]], schemas: Path) -> Iterator[int]:
    """The numbers of the forms that print these words."""
    wanted = [name_key(word, schemas) for word in (words.zh, words.latin) if word]
    wanted += [name_key(short, schemas) for short in listed(words.abbreviation)]
    found = [set(held.get(key, ())) for key in wanted]
    scope = name_key(words.scope, schemas) if words.scope else None
    for number in sorted(set.intersection(*found)) if found else ():
        if scope is None or scope in forms[number].scopes:
            yield number
