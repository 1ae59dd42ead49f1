"""Parts of a cell's text, each with the characters it came from."""

from dataclasses import dataclass

from pipeline.documents.text import join_lines


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell: characters ``start`` up to, not including, ``end`` of the cell's text.

    ``text`` is that piece on one line, blanks normalised; nothing else is changed.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NameParts:
    """One printed name, taken apart; None for what is not printed.

    ``latin`` is the name in Latin (or another alphabetic) script; ``scope`` says which holders or levels
    count; ``conditions`` and ``exemptions`` are what brackets state; ``rest`` holds the words that are none
    of these, such as a second mention of the level. Parts overlap in one case alone: in
    ``资深专业会员及以上`` the scope is the whole, and the name lies in it. ``label`` is what says that a body
    is the domestic ``partner`` of those beside it; of several it stands with the first.
    """

    zh: Part | None = None
    latin: Part | None = None
    abbreviation: Part | None = None
    scope: Part | None = None
    conditions: tuple[Part, ...] = ()
    exemptions: tuple[Part, ...] = ()
    rest: tuple[Part, ...] = ()
    label: Part | None = None
    partner: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in the order in which they are printed."""
        named = (self.zh, self.latin, self.abbreviation, self.scope, self.label)
        stated = (*self.conditions, *self.exemptions, *self.rest)
        return tuple(sorted((part for part in (*named, *stated) if part), key=lambda part: part.start))

    @property
    def named(self) -> bool:
        """Whether there is a name or at least an abbreviation."""
        return any((self.zh, self.latin, self.abbreviation))


def part_of(text: str, start: int, end: int) -> Part | None:
    """The part ``text[start:end]`` without blanks and separators at its ends; None if nothing is left."""
    start, end = trim(text, start, end)
    return Part(tidy(text[start:end]), start, end) if start < end else None


def trim(text: str, start: int, end: int, marks: str = "、，,;；:：/／-–—|") -> tuple[int, int]:
    """The range without blanks and ``marks`` at its ends."""
    while start < end and (text[start].isspace() or text[start] in marks):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in marks):
        end -= 1
    return start, end


def tidy(text: str) -> str:
    """Printed text on one line: lines joined, no blank between Chinese characters, else single blanks."""
    return " ".join(join_lines(text).split())


def join_columns(zh: NameParts, latin: NameParts) -> NameParts:
    """The name of which the Chinese and the foreign form stand in columns of their own.

    What both print is taken from the column it belongs to. Ranges stay those of the part's own cell.
    """
    return NameParts(
        zh=zh.zh or latin.zh,
        latin=latin.latin or zh.latin,
        abbreviation=latin.abbreviation or zh.abbreviation,
        scope=zh.scope or latin.scope,
        conditions=(*zh.conditions, *latin.conditions),
        exemptions=(*zh.exemptions, *latin.exemptions),
        rest=(*zh.rest, *latin.rest),
    )
