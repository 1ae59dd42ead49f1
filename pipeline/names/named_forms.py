"""Names, printed or given, as forms: the keys by which they are compared."""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from pipeline.names.cores import latin_cores, spelt, zh_core
from pipeline.names.decisions import Decisions
from pipeline.names.evidence import Words
from pipeline.names.forms import Form, Keys
from pipeline.names.identities import Given, Identity, Printed, listed, of_body
from pipeline.names.keys import name_key
from pipeline.names.knowledge import name_words, variants_file
from pipeline.names.registry import GivenQualification


def issuer_form(printed: Printed, schemas: Path) -> Form:
    """How a body is printed."""
    zh, latin, abbreviations = _keys(printed, schemas)
    weak: Keys = frozenset()
    if zh and _is_weak(printed.latin or "", schemas):
        latin, weak = weak, latin
    form = Form(zh, latin, abbreviations, frozenset(printed.countries), weak_latin=weak)
    if not (form.zh or form.latin):
        # an abbreviation alone says nothing: IPA is two bodies
        form = replace(form, sole=printed.entry_id)
    return _with_cores(form, (printed.zh,), (printed.latin,), printed.words, schemas)


def qualification_form(
    printed: Printed, issuer_ids: tuple[str, ...], issuers: Sequence[Identity], schemas: Path
) -> Form:
    """How a qualification of these bodies is printed."""
    zh, latin, abbreviations = _keys(printed, schemas)
    context = _context(issuer_ids, printed.countries, f"entry:{printed.entry_id}")
    zh |= {short for key in zh for short in _without_issuer(key, issuers, schemas)}
    scopes = frozenset({name_key(printed.scope or "", schemas)})
    return Form(zh, latin, abbreviations, context=context, scopes=scopes, words=printed.words)


def form_given(given: Given, context: tuple[str, ...], decisions: Decisions, schemas: Path) -> Form:
    """How the registry names a body or qualification."""
    zh, latin, abbreviations = (
        frozenset(name_key(text, schemas) for names in (given.names, given.former) for text in of(names))
        for of in (attrgetter("zh"), attrgetter("latin"), attrgetter("abbreviations"))
    )
    printed = given.scopes if isinstance(given, GivenQualification) else ("",)
    scopes = frozenset(name_key(scope, schemas) for scope in printed)
    label = decisions.survivor(given.id)
    form = Form(zh, latin, abbreviations, frozenset(given.countries), context, label, scopes=scopes)
    names = given.names
    firsts = (next(iter(group), None) for group in (names.zh, names.latin, names.abbreviations))
    every_zh, every_latin = (*names.zh, *given.former.zh), (*names.latin, *given.former.latin)
    return _with_cores(form, every_zh, every_latin, Words(*firsts), schemas)


def given_context(given: GivenQualification, decisions: Decisions) -> tuple[str, ...]:
    """What a given qualification shares with the printed names of it."""
    return _context(tuple(map(decisions.survivor, given.issuer_ids)), given.countries, given.id)


def _context(issuer_ids: tuple[str, ...], countries: tuple[str, ...], otherwise: str) -> tuple[str, ...]:
    """What names of one qualification share: its bodies; without any the country, else the entry."""
    return (
        tuple(sorted(issuer_ids))
        or tuple(f"country:{code.lower()}" for code in sorted(countries))
        or (otherwise,)
    )


def _keys(printed: Printed, schemas: Path) -> tuple[Keys, Keys, Keys]:
    texts = ((printed.zh,), (printed.latin,), map(of_body, listed(printed.abbreviation)))
    zh, latin, abbreviations = (
        frozenset(filter(None, (name_key(text, schemas) for text in group if text))) for group in texts
    )
    return zh, latin, abbreviations


def _with_cores(
    form: Form, zh: Sequence[str | None], latin: Sequence[str | None], words: Words, schemas: Path
) -> Form:
    return replace(
        form,
        zh_cores=tuple(core for name in zh if name and (core := zh_core(name, schemas))),
        latin_cores=tuple(
            core for name in latin if name and not form.weak_latin for core in latin_cores(name, schemas)
        ),
        spelt=tuple(words for name in latin if name for words in spelt(name, schemas)),
        words=words,
    )


def _is_weak(latin: str, schemas: Path) -> bool:
    """One word, or a name cut short (``The Institute of``), is no evidence beside a Chinese name."""
    words = [word for word in latin.split() if word.casefold() not in variants_file(schemas).articles]
    return len(words) == 1 or (bool(words) and words[-1].casefold() in name_words(schemas).foreign_connectors)


def _without_issuer(key: str, issuers: Sequence[Identity], schemas: Path) -> set[str]:
    """``英国皇家化学会会士`` and ``英国皇家化学会士`` of the 英国皇家化学会 are its ``会士``."""
    short: set[str] = set()
    for body in issuers:
        for form in body.names:
            own = name_key(form.form, schemas) if form.language != "latin" else ""
            for prefix in (own, own[:-1]) if form.language == "zh" else (own,):
                rest = key.removeprefix(prefix) if prefix else key
                if rest != key and len(rest) > 1:
                    short.add(rest)
    return short
