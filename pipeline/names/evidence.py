"""What speaks for two names being one, and what people decided of two names."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["issuer", "qualification"]
KINDS: tuple[Kind, ...] = ("issuer", "qualification")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one name as printed; None for what is not printed."""

    zh: str | None = None
    latin: str | None = None
    abbreviation: str | None = None
    scope: str | None = None

    def __str__(self) -> str:
        return " | ".join(word for word in (self.zh, self.latin, self.abbreviation, self.scope) if word)


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's decision that two names are the same thing, or are not.

    A name is met wherever its words are printed: those that differ in width, case, script or blanks count
    as equal, and a word that is None here may be any.
    """

    kind: Kind
    left: Words
    right: Words
    same: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence that two names are one: a rule of schemas/names/evidence.yaml, and its words."""

    rule: str
    left: Words
    right: Words


@dataclass(frozen=True, slots=True)
class Possible:
    """Two identities that may be one, for a person to decide: what speaks for it, and what against.

    ``left`` and ``right`` are identifiers; the entries are those that print each. ``against`` is empty
    where nothing contradicts and the evidence is merely weak.
    """

    kind: Kind
    left: str
    right: str
    left_words: Words
    right_words: Words
    left_entries: tuple[str, ...]
    right_entries: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    against: str = ""
