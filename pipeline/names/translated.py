"""A name given in Chinese alone and one given in another language: one body where they say the same."""

from collections.abc import Iterator
from itertools import product

from pipeline.names.clusters import Group, Verdict
from pipeline.names.forms import Form
from pipeline.names.known_bodies import Known
from pipeline.names.likeness import LEAST_SHORT, elsewhere, latin_likeness, sample, supported
from pipeline.names.translation import (
    Agreement,
    agreement,
    proper_name,
    subjects_of_chinese,
    subjects_of_foreign,
)

_HALF = 0.5
_LONG = 4
"""Letters of an abbreviation that hardly two bodies of one country share."""


def translatable(form: Form, known: Known) -> Iterator[str]:
    """Keys under which names in two languages meet: an abbreviation, a region with a subject, a company."""
    places = ("", *sorted(form.lands | form.countries))
    for short, place in product(sorted(_shorts(form)), places):
        yield f"{short}|{place}"
    chinese = [(core, subjects_of_chinese(core, known.glossary)) for core in form.zh_cores]
    foreign = [(core, subjects_of_foreign(core, known.glossary)) for core in form.latin_cores]
    for core, subjects in (*chinese, *foreign):
        for region, subject in product(sorted(core.regions), sorted(subjects)):
            yield f"{region}|{' '.join(subject)}"
    for core in form.zh_cores:
        if name := proper_name(core, known.endings, known.glossary):
            yield f"proper|{name}"
    for core in form.latin_cores:
        yield f"proper|{' '.join(core.words)}"


def _shorts(form: Form) -> set[str]:
    if form.abbreviations:
        return {short for short in form.abbreviations if len(short) >= LEAST_SHORT}
    initials = {"".join(word[0] for word in words if word) for words in form.spelt}
    return {short for short in initials if len(short) >= LEAST_SHORT}


def translated(a: Group, b: Group, known: Known) -> Verdict:
    """Names of which one translates the other; how sure that is, abbreviation and place must tell."""
    if _same_company(a, b, known) or _same_company(b, a, known):
        return Verdict.CERTAIN
    found = [*_agreements(a, b, known), *_agreements(b, a, known)]
    if not found:
        return Verdict.NOTHING
    if latin_likeness(a, b) < known.likeness.apart:
        return Verdict.NOTHING
    best = max(found, key=lambda one: (one.zh + one.latin, one.whole))
    whole = any(one.whole for one in found)
    if supported(a, b, known, "abbreviation") and _convinces(best, a, b):
        return Verdict.CERTAIN
    if whole and a.regions & b.regions:
        return Verdict.CERTAIN
    shared = a.abbreviations & b.abbreviations
    told = whole or (best.zh >= _HALF and supported(a, b, known, "abbreviation"))
    # an equal abbreviation, one place, and nothing in the words that is known to be something else
    told = told or bool(shared and a.lands & b.lands and not best.other)
    return Verdict.POSSIBLE if told else Verdict.NOTHING


def _convinces(best: Agreement, a: Group, b: Group) -> bool:
    """Whether an equal abbreviation and these words make one body of two names."""
    full = best.zh == best.latin == 1.0
    if not a.abbreviations & b.abbreviations:
        # one is made of the initials of the other's name, as that of another body may be
        return full and best.manners
    placed = bool(a.lands & b.lands)
    rare = any(len(short) >= _LONG for short in a.abbreviations & b.abbreviations)
    nowhere = not a.lands and not b.lands
    return (
        full
        or (best.zh == 1.0 and best.latin >= _HALF and (placed or nowhere))
        or (best.zh >= _HALF and rare and placed)
    )


def _agreements(a: Group, b: Group, known: Known) -> Iterator[Agreement]:
    for chinese, foreign in product(sample(a, "zh_cores"), sample(b, "latin_cores")):
        if chinese.regions == foreign.regions and not elsewhere(chinese, foreign):
            yield agreement(chinese, foreign, known.glossary)


def _same_company(a: Group, b: Group, known: Known) -> bool:
    names = {proper_name(core, known.endings, known.glossary) for core in sample(a, "zh_cores")} - {None}
    return any(" ".join(core.words) in names for core in sample(b, "latin_cores"))
