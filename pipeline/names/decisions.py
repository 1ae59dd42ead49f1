"""What people decided about identities and names: decisions.yaml of registry/."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pipeline.names.evidence import Decided, Kind, Words
from pipeline.names.registry_yaml import Kept, Lines, load_kept

FILE = "decisions.yaml"
SAME: Literal["same"] = "same"
DIFFERENT: Literal["different"] = "different"
WRONG: Literal["wrong in the source"] = "wrong in the source"

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Identity = Annotated[str, StringConstraints(pattern=r"^(issuer|qualification):\S+$")]


class Cell(Kept):
    """A cell that shows what was decided."""

    entry_id: Text
    role: Text


class Name(Kept):
    """The words of a name as printed; a word that is not there may be any."""

    zh: Text | None = None
    latin: Text | None = None
    abbreviation: Text | None = None
    scope: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.zh or self.latin or self.abbreviation):
            raise ValueError("a name needs zh, latin or abbreviation")
        return self

    @property
    def words(self) -> Words:
        """The words as names are compared."""
        return Words(self.zh, self.latin, self.abbreviation, self.scope)


class Decision(Kept):
    """Two identities that are one (the first stays, the second leads to it), or different; or words that the
    source prints wrongly in certain cells, and what is meant. ``names`` are those of the identities.
    """

    decision: Literal["same", "different", "wrong in the source"]
    identities: tuple[Identity, ...] = ()
    names: tuple[Name, ...] = ()
    printed: Text | None = None
    meant: Text | None = None
    cells: tuple[Cell, ...] = Field(min_length=1)
    author: Text
    date: date
    reason: Text

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.decision == WRONG:
            if self.identities or self.names or self.printed is None or self.meant is None:
                raise ValueError("'wrong in the source' needs printed and meant, and no identities or names")
        elif len(set(self.identities)) != 2 or len(self.names) != 2 or self.printed or self.meant:
            raise ValueError(f"{self.decision!r} needs two identities and their two names, and nothing else")
        if len({one.partition(":")[0] for one in self.identities}) > 1:
            raise ValueError("issuers and qualifications cannot be one")
        return self


class _DecisionsFile(Kept):
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions; ``survivors`` leads from each merged identity to the one that stays."""

    all: tuple[Decision, ...] = ()
    survivors: Mapping[str, str] = field(default_factory=dict)

    def survivor(self, identity: str) -> str:
        """The identity that stands for this one."""
        return self.survivors.get(identity, identity)

    def pairs(self) -> Iterator[tuple[Decision, str, str]]:
        """Decisions on two identities, with the identities that stand for them."""
        for decision in self.all:
            if decision.identities:
                left, right = decision.identities
                yield decision, self.survivor(left), self.survivor(right)

    @property
    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs of identities that were decided to be different."""
        return frozenset(
            frozenset((left, right)) for one, left, right in self.pairs() if one.decision == DIFFERENT
        )

    @property
    def decided(self) -> tuple[Decided, ...]:
        """What was decided of pairs of names."""
        return tuple(
            Decided(_kind(one), one.names[0].words, one.names[1].words, one.decision == SAME)
            for one in self.all
            if one.identities
        )


def _kind(decision: Decision) -> Kind:
    return "issuer" if decision.identities[0].startswith("issuer:") else "qualification"


def load_decisions(folder: Path) -> Decisions:
    """Read decisions.yaml; a missing one is empty. Raises RegistryError with file, line and identity."""
    loaded = load_kept(folder / FILE, _DecisionsFile)
    if loaded is None:
        return Decisions()
    file, lines = loaded
    decisions = Decisions(file.decisions, _survivors(file.decisions, lines))
    for index, one in enumerate(file.decisions):
        if one.decision == DIFFERENT and len(set(map(decisions.survivor, one.identities))) == 1:
            raise lines.error(
                ("decisions", index),
                f"{' and '.join(one.identities)}: decided to be the same elsewhere in this file",
                None,
                "Remove one of the decisions.",
            )
    return decisions


def _survivors(decisions: Iterable[Decision], lines: Lines) -> dict[str, str]:
    """From each merged identity to the end of its chain. Raises RegistryError on a cycle."""
    leads: dict[str, str] = {}
    for index, one in enumerate(decisions):
        if one.decision != SAME:
            continue
        stays, merged = one.identities
        if leads.setdefault(merged, stays) != stays:
            raise lines.error(
                ("decisions", index),
                f"was merged into {leads[merged]} by an earlier decision, and now into {stays}",
                merged,
                f"Decide on {leads[merged]} and {stays} instead.",
            )
        if _end(stays, leads) is None:
            raise lines.error(
                ("decisions", index),
                f"a cycle: {merged} leads to {stays}, which leads back to it",
                merged,
                "Remove one of the decisions.",
            )
    return {identity: end for identity in leads if (end := _end(identity, leads)) is not None}


def _end(identity: str, leads: Mapping[str, str]) -> str | None:
    """Where the chain from an identity ends; None where it comes back to itself."""
    seen = {identity}
    while identity in leads:
        identity = leads[identity]
        if identity in seen:
            return None
        seen.add(identity)
    return identity
