"""Printed names, taken apart: one qualification, or the bodies that an issuer cell names."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pipeline.documents.text import fold
from pipeline.names.bodies import body_ranges
from pipeline.names.conditions import stated_kind
from pipeline.names.cores import zh_core
from pipeline.names.foreign import Foreign, expands, is_abbreviation, split_foreign
from pipeline.names.knowledge import ConditionWords, NameWords, condition_words, name_words
from pipeline.names.known_bodies import known_bodies
from pipeline.names.partners import stretches
from pipeline.names.parts import NameParts, Part, part_of, tidy
from pipeline.names.script import Run, runs

_SHORT = 2
"""Words of a foreign piece that may stand inside a Chinese name (``法国 UFI 全球展览业协会``)."""
_LEAST_SHARED = 3


@lru_cache(maxsize=1 << 14)
def split_name(text: str, schemas: Path) -> NameParts:
    """The parts of one printed name, such as the cell of a qualification; all None for an empty cell."""
    words, stating = name_words(schemas), condition_words(schemas)
    return _one_name(text, 0, len(text), words, stating, scopes=True)


@lru_cache(maxsize=1 << 14)
def split_issuers(text: str, schemas: Path) -> tuple[NameParts, ...]:
    """The bodies that an issuer cell names, in the order printed; empty for a cell without a name."""
    words, stating = name_words(schemas), condition_words(schemas)
    found: list[NameParts] = []
    for one in stretches(text, words):
        ranges = body_ranges(text, words, one.start, one.end)
        names = [_one_name(text, *span, words, stating, scopes=False) for span in ranges]
        named = [replace(name, partner=one.label is not None) for name in names if name.named]
        if named and one.label:
            named[0] = replace(named[0], label=one.label)
        found += named
        if one.flags and found:
            found[-1] = replace(found[-1], label=one.flags, partner=True)
    return _home_bodies(found, schemas)


def _home_bodies(names: list[NameParts], schemas: Path) -> tuple[NameParts, ...]:
    """A body of the publishing country beside others is their partner (中国商业联合会 beside ATHE)."""
    if len(names) < 2:
        return tuple(names)
    home = known_bodies(schemas).home
    cores = [zh_core(name.zh.text, schemas) if name.zh else None for name in names]
    at_home = [core is not None and core.lands == {home} for core in cores]
    if all(at_home):
        return tuple(names)
    return tuple(replace(one, partner=one.partner or here) for one, here in zip(names, at_home, strict=True))


def _one_name(
    text: str, start: int, end: int, words: NameWords, stating: ConditionWords, *, scopes: bool
) -> NameParts:
    stated, found = _stated(text, runs(text, start, end), stating)
    first = next((index for index, run in enumerate(found) if run.kind == "zh"), None)
    if first is None or _is_level_of_foreign(text, found, first, words):
        named = tuple(run for run in found if run.kind != "zh")
        name = _without_chinese(text, named, words, stating, scopes=scopes)
    else:
        name = _with_chinese(text, found, first, words, scopes=scopes)
    name = replace(
        name,
        conditions=(*name.conditions, *stated.conditions),
        exemptions=(*name.exemptions, *stated.exemptions),
    )
    return _nothing_lost(text, start, end, name)


def _stated(text: str, found: tuple[Run, ...], stating: ConditionWords) -> tuple[NameParts, tuple[Run, ...]]:
    """The brackets that state something of holders (``(须持证2年以上)``), and the runs without them.

    One that stands within the Chinese name is left to it.
    """
    stated = NameParts()
    kept: list[Run] = []
    for index, run in enumerate(found):
        within = any(later.kind == "zh" for later in found[index + 1 :])
        kind = None
        if run.kind == "bracket" and run.chinese and not within and index:
            kind = stated_kind(text, *run.inner, stating)
        part = part_of(text, *run.inner) if kind else None
        match kind:
            case "condition" if part:
                stated = replace(stated, conditions=(*stated.conditions, part))
            case "exemption" if part:
                stated = replace(stated, exemptions=(*stated.exemptions, part))
            case _:
                kept.append(run)
    return stated, tuple(kept)


def _is_level_of_foreign(text: str, found: tuple[Run, ...], first: int, words: NameWords) -> bool:
    """``ITILPractice Manager级(实践经理)``: all that is Chinese outside of brackets is the word level."""
    chinese = [run for run in found if run.kind == "zh"]
    return (
        first > 0 and len(chinese) == 1 and tidy(text[chinese[0].start : chinese[0].end]) in words.level_words
    )


def _with_chinese(
    text: str, found: tuple[Run, ...], first: int, words: NameWords, *, scopes: bool
) -> NameParts:
    """``特许化学家(Chartered Chemist, CChem)`` and all forms with Chinese outside of brackets."""
    lead = found[:first]
    opening = 0
    name = NameParts()
    if lead and _is_full_name(text, lead, words):
        name = _add_foreign(text, lead, name, words)
        opening = first
    past = _end_of_chinese(text, found, first, words)
    chinese = list(found[opening:past])
    while scopes and name.scope is None and len(chinese) > 1 and _is_scope(text, chinese[-1], words):
        name = replace(name, scope=part_of(text, *chinese.pop().inner))
    name = _add_tail(text, found[past:], name, words, mother=text[chinese[0].start : chinese[0].end])
    start, end = chinese[0].start, chinese[-1].end
    head = chinese[0]
    if head.kind == "latin" and name.abbreviation is None and _abbreviates(text, head, end, name, words):
        name = replace(name, abbreviation=part_of(text, head.start, head.end))
        start = head.end
    if scopes and name.scope is None:
        end, scope = _scope_at_end(text, start, end, words)
        name = replace(name, scope=scope)
    return replace(name, zh=part_of(text, start, end))


def _scope_at_end(text: str, start: int, end: int, words: NameWords) -> tuple[int, Part | None]:
    """Where the name ends before a scope outside of brackets, and the scope.

    ``资深专业会员及以上`` says nothing without the name: there the scope is the whole.
    """
    printed = text[start:end].rstrip()
    for pattern, whole in ((words.scope_ending, False), (words.whole_scope_ending, True)):
        ending = pattern.search(printed)
        if ending and printed[: ending.start()].strip():
            cut = start + ending.start()
            return cut, part_of(text, start if whole else cut, end)
    return end, None


def _without_chinese(
    text: str, found: tuple[Run, ...], words: NameWords, stating: ConditionWords, *, scopes: bool
) -> NameParts:
    """``Royal Society of Chemistry (RSC)``, ``PRINCE2 Master(大师级)``, ``Fellow (会士)``."""
    foreign = tuple(run for run in found if not run.chinese)
    name = _add_tail(text, foreign, NameParts(), words, mother="")
    for bracket in (run for run in found if run.chinese):
        within = _one_name(text, *bracket.inner, words, stating, scopes=scopes)
        translated = within.latin or within.abbreviation
        if _is_scope(text, bracket, words) and name.scope is None and not translated:
            name = replace(name, scope=part_of(text, *bracket.inner))
        elif name.zh is None:
            name = NameParts(
                zh=within.zh,
                latin=name.latin or within.latin,
                abbreviation=name.abbreviation or within.abbreviation,
                scope=name.scope or within.scope,
                conditions=(*name.conditions, *within.conditions),
                exemptions=(*name.exemptions, *within.exemptions),
                rest=name.rest,
            )
    return name


def _end_of_chinese(text: str, found: tuple[Run, ...], first: int, words: NameWords) -> int:
    """The index of the first run that is no longer the Chinese name."""
    index = first + 1
    while index < len(found):
        run = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        inside = (
            run.kind == "latin"
            and after is not None
            and after.kind == "zh"
            and len(text[run.start : run.end].split()) <= _SHORT
            and not set(",，") & set(text[run.start : run.end])
        )
        if not (run.chinese or inside):
            break
        index += 1
    return index


def _add_tail(
    text: str, tail: tuple[Run, ...], name: NameParts, words: NameWords, *, mother: str
) -> NameParts:
    """What follows the Chinese name: foreign names, brackets, words that go on after them."""
    index = 0
    while index < len(tail):
        run = tail[index]
        past = index + 1
        if run.kind == "latin":
            while past < len(tail) and not tail[past].chinese:
                past += 1
            name = _add_foreign(text, tail[index:past], name, words)
        elif run.kind == "bracket" and not run.chinese:
            foreign = split_foreign(text, *run.inner, words, bracketed=True)
            name = _merge(text, foreign, run, name, mother=mother)
        elif name.scope is None and _is_scope(text, run, words):
            name = replace(name, scope=part_of(text, *run.inner))
        index = past
    return name


def _add_foreign(text: str, sequence: tuple[Run, ...], name: NameParts, words: NameWords) -> NameParts:
    """A foreign name outside of brackets, with the brackets it holds; a level set aside in one of the two."""
    start, end = sequence[0].start, sequence[-1].end
    foreign = split_foreign(text, start, end, words)
    return _merge(text, foreign, Run("latin", start, end), name)


def _merge(text: str, foreign: Foreign, run: Run, name: NameParts, *, mother: str = "") -> NameParts:
    latin, abbreviation = foreign.latin, foreign.abbreviation
    if run.kind == "bracket" and latin and abbreviation is None and _echoes(latin.text, mother):
        latin, abbreviation = None, latin
    if run.kind == "bracket" and latin and name.latin and name.scope is None:
        # a further bracket after the foreign name says for which branch: (BD+C/ID+C)
        return replace(name, scope=part_of(text, *run.inner), abbreviation=name.abbreviation or abbreviation)
    return replace(
        name,
        latin=name.latin or latin,
        abbreviation=name.abbreviation or abbreviation,
        scope=name.scope or foreign.scope,
    )


def _echoes(short: str, mother: str) -> bool:
    """A slip in the case of letters: ``Fcca`` after ``ACCA`` is still an abbreviation."""
    tail = fold(short)[1:]
    return len(tail) >= _LEAST_SHARED and len(short.split()) == 1 and fold(mother).endswith(tail)


def _is_full_name(text: str, lead: tuple[Run, ...], words: NameWords) -> bool:
    """Whether what stands before the Chinese is a name of its own, not a word of the Chinese name."""
    printed = text[lead[0].start : lead[-1].end]
    return any(run.kind == "bracket" for run in lead) or "," in printed or len(printed.split()) > _SHORT


def _is_scope(text: str, run: Run, words: NameWords) -> bool:
    return (
        run.kind == "bracket"
        and run.chinese
        and words.scope.search(fold(text[slice(*run.inner)])) is not None
    )


def _abbreviates(text: str, head: Run, end: int, name: NameParts, words: NameWords) -> bool:
    """Whether the piece before the Chinese shortens the name, or only says whose it is."""
    short = text[head.start : head.end].strip()
    if not is_abbreviation(short, words) or fold(short) in words.body_abbreviations:
        return False
    if words.generic.fullmatch(fold(text[head.end : end])):
        return False
    return name.latin is None or expands(short, name.latin.text, words)


def _nothing_lost(text: str, start: int, end: int, name: NameParts) -> NameParts:
    """The name with every letter and digit that lies in no part kept as ``rest``."""
    rest: list[Part] = []
    position = start
    for until, resume in [*((part.start, part.end) for part in name.parts), (end, end)]:
        gap = part_of(text, position, until) if any(c.isalnum() for c in text[position:until]) else None
        if gap:
            marks = "()（）[]［］【】 "
            lead = len(gap.text) - len(gap.text.lstrip(marks))
            tail = len(gap.text) - len(gap.text.rstrip(marks))
            kept = part_of(text, gap.start + lead, gap.end - tail) if lead or tail else gap
            rest += [kept] if kept else []
        position = max(position, resume)
    return replace(name, rest=tuple(rest))
