"""What two names of qualifications of the same bodies have in common."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.names.clusters import Block, Group, Rules, Verdict
from pipeline.names.forms import Form


def _blocks(forms: Sequence[Form]) -> Iterator[Block]:
    """Blocks within one context: names with their abbreviation, names, abbreviations."""
    for rule in ("names-equal", "zh-and-abbreviation", "latin-and-abbreviation", "latin-equal", "zh-equal"):
        yield from _held(forms, rule)
    yield from _held(forms, "abbreviation")


def _held(forms: Sequence[Form], rule: str) -> Iterator[Block]:
    held: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for number, form in enumerate(forms):
        for key in _keys(form, rule):
            held[key, form.context].append(number)
    for (key, _), numbers in sorted(held.items()):
        if len(numbers) > 1:
            yield Block(rule, key, tuple(numbers))


def _keys(form: Form, rule: str) -> Iterator[str]:
    sets = {
        "names-equal": (form.zh, form.latin),
        "zh-and-abbreviation": (form.zh, form.abbreviations),
        "latin-and-abbreviation": (form.latin, form.abbreviations),
        "latin-equal": (form.latin,),
        "zh-equal": (form.zh,),
        "abbreviation": (form.abbreviations,),
    }[rule]
    return ("|".join(keys) for keys in product(*sets))


def _abbreviation(f: Form, g: Form, a: Group, b: Group) -> Verdict:
    """An equal abbreviation is evidence where one Chinese name holds the other, or one has none."""
    zh = ([key for form in group.forms for key in form.zh] for group in (a, b))
    left, right = zh
    if not left or not right or any(one in other or other in one for one in left for other in right):
        return Verdict.CERTAIN
    return Verdict.NOTHING


def _certain(f: Form, g: Form, a: Group, b: Group) -> Verdict:
    return Verdict.CERTAIN


QUALIFICATION_RULES = Rules(
    blocks=_blocks,
    judge=lambda rule: _abbreviation if rule == "abbreviation" else _certain,
    excused=lambda a, b: False,
)
"""The rules for qualifications: equal names of the same bodies are one, of different scope two."""
