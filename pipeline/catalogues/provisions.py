"""What a section says: its kind, what it gives, whom and where it covers, bodies and platforms."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.catalogues.knowledge import ProvisionWords, Word
from pipeline.catalogues.model import Section
from pipeline.documents.text import fold, fold_with_origin, join_lines

_HEADING = 40
_ENDS = "。;；\n"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a section says: ``value`` of ``column``, by the characters start to end of its text."""

    column: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of a section: folded, with the position in the section's text of each folded character."""

    folded: str
    origin: tuple[int, ...]

    def span(self, match: re.Match[str], group: int | str = 0) -> tuple[int, int]:
        """The characters of the section's text that a match took."""
        start, end = match.span(group)
        return self.origin[start], self.origin[end - 1] + 1

    def without(self, pattern: re.Pattern[str]) -> "Clause":
        """The clause with what matches blotted out."""
        return Clause(pattern.sub(lambda match: "\0" * len(match.group()), self.folded), self.origin)


def heading_of(section: Section) -> str:
    """The heading, folded and without its label; empty where the section is a sentence alone."""
    end = heading_end(section)
    first = fold(section.text[:end]).removeprefix(label_of(section))
    alone = end < len(section.text) and section.text[end] not in "\n:：" and not fold(section.text[end + 1 :])
    return first if len(first) <= _HEADING and "," not in first and not alone else ""


def label_of(section: Section) -> str:
    """Its label, folded; empty for what closes the text."""
    return fold(section.path[-1]) if section.path else ""


def heading_end(section: Section) -> int:
    """Where in the text the heading, or the first part of the first sentence, ends."""
    found = re.search(f"[{_ENDS}:：]", section.text)
    return found.start() if found else len(section.text)


def kind_of(heading: str, words: ProvisionWords) -> str | None:
    """What a heading says that its section is about."""
    heading = fold(heading)
    return (
        next((one.kind for one in words.sections if one.pattern.search(heading)), None) if heading else None
    )


def said_in(section: Section, kind: str | None, words: ProvisionWords) -> list[Said]:
    """All that the section says in words of its own."""
    said: list[Said] = []
    for clause in clauses(section):
        if kind not in words.giving_nothing:
            said += _given(section, clause.without(words.not_granting), kind, words)
        said += _kinds("covers", words.covers, clause)
        # a title that is cited names bodies and zones of its own
        plain = clause.without(words.title_mark)
        said += _kinds("territory", words.territory, plain)
        said += _authorities(section, plain, words)
        said += _platforms(section, clause, words)
    said += [
        Said("addresses", match.group(), *match.span()) for match in words.address.finditer(section.text)
    ]
    return said


def clauses(section: Section) -> Iterator[Clause]:
    """The sentences of a section."""
    start = 0
    for end in (*(m.start() for m in re.finditer(f"[{_ENDS}]", section.text)), len(section.text)):
        folded, origin = fold_with_origin((i, section.text[i]) for i in range(start, end))
        if folded:
            yield Clause(folded, tuple(origin))
        start = end + 1


def _given(section: Section, clause: Clause, kind: str | None, words: ProvisionWords) -> Iterator[Said]:
    if not words.granting.search(clause.folded):
        return
    found = list(_kinds("gives", words.gives, clause))
    yield from found
    heading = heading_of(section)
    is_heading = bool(heading) and clause.folded.endswith(heading)
    if not found and kind in words.giving_in_words and not is_heading:
        start, end = clause.origin[0], clause.origin[-1] + 1
        label = _label_length(section) if start == 0 else 0
        yield Said("gives", join_lines(section.text[start + label : end]), start + label, end)


def _label_length(section: Section) -> int:
    """How many characters of the text its label takes, with the blanks behind."""
    label = label_of(section)
    end = next((i for i in range(len(section.text) + 1) if fold(section.text[:i]) == label), 0)
    return end + len(section.text[end:]) - len(section.text[end:].lstrip())


def _kinds(column: str, kinds: Iterable[Word], clause: Clause) -> Iterator[Said]:
    for one in kinds:
        match = one.pattern.search(clause.folded)
        if match and match.group():
            yield Said(column, one.kind, *clause.span(match))


def _authorities(section: Section, clause: Clause, words: ProvisionWords) -> Iterator[Said]:
    taken: list[tuple[int, int]] = []
    for pattern in words.authorities:
        for match in pattern.finditer(clause.folded):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            start, end = clause.span(match)
            yield Said("authorities", join_lines(section.text[start:end]), start, end)


def _platforms(section: Section, clause: Clause, words: ProvisionWords) -> Iterator[Said]:
    for match in words.platform.finditer(clause.folded):
        lead = words.platform_lead.match(match.group())
        begin = match.start() + (lead.end() if lead else 0)
        if begin >= match.end() or words.platform_bare.match(clause.folded[begin : match.end()]):
            continue
        start, end = clause.origin[begin], clause.origin[match.end() - 1] + 1
        name = join_lines(section.text[start:end])
        if name.count("“") > name.count("”"):
            name = name.rpartition("“")[2]
        bare = name.strip('”"“')
        yield Said("platform", bare if bare.count("“") == bare.count("”") else name, start, end)
