"""Which notice replaces which: by the source file, by what the texts say, else by title and edition.

What is not certain links nothing and is a finding. A notice that corrects or adds rows replaces nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.catalogues.citations import number_parts, series_in
from pipeline.catalogues.knowledge import NoticeForms
from pipeline.catalogues.model import NoticeFacts
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold

_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Act:
    """A notice among those of its jurisdiction; ``replaces`` is what its source file says of it."""

    notice_id: str
    jurisdiction: str
    facts: NoticeFacts
    replaces: tuple[str, ...] = ()

    @property
    def number(self) -> str | None:
        """Its document number as printed."""
        return self.facts.document_number.value if self.facts.document_number else None

    @property
    def begins(self) -> str | None:
        """The day from which it holds: of effect, else of issue."""
        begun = self.facts.effective or self.facts.issued
        return begun.value if begun else None


@dataclass(slots=True)
class Links:
    """For each notice the one that replaces it, and what a person should know of it."""

    superseded_by: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))


def linked(acts: Sequence[Act], forms: NoticeForms) -> Links:
    """The links between all notices; notices of one jurisdiction alone replace one another."""
    links = Links()
    by_jurisdiction: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        by_jurisdiction[act.jurisdiction].append(act)
    for found in by_jurisdiction.values():
        group = sorted(found, key=lambda act: (act.begins or "", act.notice_id))
        for act in group:
            _by_word(act, group, links, forms)
        _by_edition(group, links, forms)
        for act in group:
            _amendment(act, group, links, forms)
    _without_cycles(links)
    return links


def _by_word(act: Act, group: Sequence[Act], links: Links, forms: NoticeForms) -> None:
    """What the source file and the text say that this notice replaces."""
    told = [*act.replaces, *(fact.value for fact in act.facts.supersedes)]
    for number in dict.fromkeys(told):
        found = _find(number, group, forms)
        if isinstance(found, Act) and found is not act:
            if found.begins and act.begins and found.begins > act.begins:
                words = f"it abolishes {number} ({found.notice_id}), which holds from a later day"
                links.findings[act.notice_id].append(_unclear(words))
            links.superseded_by.setdefault(found.notice_id, act.notice_id)
        elif found is act:
            words = f"it is said to abolish {number}, which is its own number"
            links.findings[act.notice_id].append(_unclear(words))
        elif found is None:
            links.findings[act.notice_id].append(_missing(number))
        else:
            words = f"it abolishes {number}, which may be {found}; the series are written differently"
            links.findings[act.notice_id].append(_unclear(words))
    for fact in act.facts.partly:
        words = f"it abolishes a part of {fact.value}, which is not taken as replaced: {fact.printed!r}"
        links.findings[act.notice_id].append(_unclear(words))


def _find(number: str, group: Sequence[Act], forms: NoticeForms) -> Act | str | None:
    """The notice of a cited number or notice_id; the notice_id alone where the series leave a doubt."""
    for act in group:
        if number in (act.notice_id, act.number):
            return act
    parts = number_parts(number, forms)
    if parts is None:
        return None
    series = fold(series_in(number, forms))
    alike = [act for act in group if act.number and _same_parts(number_parts(act.number, forms), parts)]
    certain = [act for act in alike if _same_series(fold(series_in(act.number or "", forms)), series)]
    if len(certain) == 1:
        return certain[0]
    return alike[0].notice_id if alike else None


def _same_parts(one: tuple[str, str] | None, other: tuple[str, str]) -> bool:
    return one is not None and (int(one[0]), int(one[1])) == (int(other[0]), int(other[1]))


def _same_series(one: str, other: str) -> bool:
    """Equal, or one with words before it, which a sentence or another way of writing gives it."""
    return one == other or bool(one and other and (one.endswith(other) or other.endswith(one)))


def _by_edition(group: Sequence[Act], links: Links, forms: NoticeForms) -> None:
    """Editions of one title: the later replaces the earlier, where edition and day agree."""
    titles: dict[str, list[Act]] = defaultdict(list)
    for act in group:
        if not act.facts.is_amendment and (title := _title_key(act, forms)):
            titles[title].append(act)
    for acts in titles.values():
        for old, new in pairwise(acts):
            if old.notice_id in links.superseded_by:
                continue
            doubt = _edition_doubt(old, new)
            if doubt is None:
                links.superseded_by[old.notice_id] = new.notice_id
                links.findings[old.notice_id].append(_inferred(old, new))
            else:
                words = f"{new.notice_id} has the same title and does not say that it replaces it; {doubt}"
                links.findings[old.notice_id].append(_unclear(words))


def _title_key(act: Act, forms: NoticeForms) -> str | None:
    """The title without its edition: of an act that issues another, the title of that one."""
    if act.facts.title is None:
        return None
    title = fold(act.facts.title.value)
    issued = forms.issued_act.search(title)
    title = issued["act"] if issued else title
    return _MARKS.sub("", forms.edition.sub("", title))


def _edition_doubt(old: Act, new: Act) -> str | None:
    """Why it is not certain that one edition follows the other; None where it is."""
    if old.begins is None or new.begins is None or old.begins == new.begins:
        return "the days from which they hold do not tell which is later"
    before, after = _edition_number(old), _edition_number(new)
    if before is None or after is None:
        return "not both titles name their edition"
    if before[0] != after[0]:
        return "their editions are counted in different ways"
    if before[1] >= after[1]:
        return f"the one that holds later is edition {_edition(new)}, this one is edition {_edition(old)}"
    return None


def _edition(act: Act) -> str:
    return act.facts.edition.value if act.facts.edition else ""


def _edition_number(act: Act) -> tuple[str, tuple[int, ...]] | None:
    """How an edition is counted (by year or in order), and its number: 3.0, 2023, 第二."""
    words = fold(_edition(act)).removeprefix("第")
    if not words:
        return None
    if re.fullmatch(r"(19|20)\d\d", words):
        return "year", (int(words),)
    parts = [numeral(part) for part in words.split(".")]
    found = tuple(part for part in parts if part is not None)
    while len(found) > 1 and found[-1] == 0:
        found = found[:-1]  # 3.0 is 3
    return ("order", found) if len(found) and None not in parts else None


def _amendment(act: Act, group: Sequence[Act], links: Links, forms: NoticeForms) -> None:
    """A notice that corrects or adds rows stays beside the one it amends."""
    if not act.facts.is_amendment:
        return
    told = [(fact.value, _find(fact.value, group, forms)) for fact in act.facts.amends]
    named = [f"{number} ({found.notice_id})" for number, found in told if isinstance(found, Act)]
    about = ", ".join(named) or ", ".join(number for number, _ in told) or "a notice that it does not number"
    links.findings[act.notice_id].append(
        Finding(
            "notice-amends",
            Severity.WARNING,
            f"it corrects or adds to {about}; its rows are kept as its own, replace nothing "
            "and wait for a person",
            remedy="Read both together; if it replaces the other, say so under replaces in the source file.",
        )
    )


def _without_cycles(links: Links) -> None:
    """Notices that replace one another in a circle replace nothing."""
    for start in sorted(links.superseded_by):
        ring = list(_ring(start, links.superseded_by))
        if not ring:
            continue
        for notice in ring:
            del links.superseded_by[notice]
            links.findings[notice].append(
                Finding(
                    "edition-cycle",
                    Severity.ERROR,
                    f"they replace one another in a circle, so none is taken as replaced: {', '.join(ring)}",
                    remedy="Read what they abolish, and correct replaces in the source file.",
                )
            )


def _ring(start: str, superseded_by: Mapping[str, str]) -> Iterator[str]:
    """The notices from one back to itself; none where it does not come back."""
    seen = [start]
    while (following := superseded_by.get(seen[-1])) is not None:
        if following == start:
            yield from seen
            return
        if following in seen:
            return
        seen.append(following)


def _missing(number: str) -> Finding:
    return Finding(
        "edition-missing",
        Severity.INFO,
        f"it replaces {number}, which is not in the archive",
        remedy="Add that notice to its source, if what was in force before matters.",
    )


def _inferred(old: Act, new: Act) -> Finding:
    return Finding(
        "edition-inferred",
        Severity.INFO,
        f"taken as replaced by {new.notice_id}: the same title, edition {_edition(old)} and then "
        f"{_edition(new)}, which holds from {new.begins}; no text says so",
        remedy="Nothing, if so; the source file can say it under replaces.",
    )


def _unclear(words: str) -> Finding:
    return Finding(
        "edition-unclear",
        Severity.WARNING,
        words,
        remedy="Read both notices, and say under replaces in the source file which replaces which.",
    )
