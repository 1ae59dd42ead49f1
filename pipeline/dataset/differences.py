"""What changed between two editions, versions or files, entry by entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.dataset.comparable import Comparable
from pipeline.dataset.lists import Lists, paired_lists
from pipeline.dataset.matching import matched
from pipeline.documents.text import squeeze
from pipeline.names.keys import name_key

Change = Literal["added", "removed", "changed", "renumbered", "moved", "renamed"]
_QUALIFICATION = "qualification"
_ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; ``values`` holds the old and the new printed text by role.

    A list that an entry moved to and from stands under ``list``, a number under ``number``.
    """

    change: Change
    old: Comparable | None
    new: Comparable | None
    values: dict[str, tuple[str | None, str | None]]

    def record(self) -> dict[str, object]:
        """One line of JSON."""
        return {
            "change": self.change,
            "old": self.old.record() if self.old else None,
            "new": self.new.record() if self.new else None,
            "values": {role: list(pair) for role, pair in self.values.items()},
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The entries that are one, old and new, and all differences."""

    pairs: tuple[tuple[Comparable, Comparable], ...]
    differences: tuple[Difference, ...]


def compare(
    old: Sequence[Comparable], new: Sequence[Comparable], schemas: Path, *, listed: bool = False
) -> Comparison:
    """All differences in the order of ``new``, then what was removed in the order of ``old``.

    Both sides must carry identities; ``listed``: both are known to say in which list an entry stands. White
    space is no difference; a role, the numbers or the lists that one side lacks are not compared.
    """
    lists = paired_lists(old, new, schemas, listed=listed)
    partner = {b: a for a, b in matched(old, new, lists, schemas)}
    numbered = all(any(row.number for row in side) for side in (old, new))
    found: list[Difference] = []
    for index, row in enumerate(new):
        if index in partner:
            found.extend(_between(old[partner[index]], row, lists, schemas, numbered=numbered))
        else:
            found.append(Difference("added", None, row, {}))
    kept = set(partner.values())
    found.extend(Difference("removed", row, None, {}) for i, row in enumerate(old) if i not in kept)
    return Comparison(tuple((old[a], new[b]) for b, a in sorted(partner.items())), tuple(found))


def _between(
    old: Comparable, new: Comparable, lists: Lists, schemas: Path, *, numbered: bool
) -> Iterator[Difference]:
    if lists.key(old, old=True) != lists.key(new, old=False):
        yield Difference("moved", old, new, {"list": (old.heading, new.heading)})
    elif numbered and old.ordinal != new.ordinal:
        yield Difference("renumbered", old, new, {"number": (old.number, new.number)})
    values: dict[str, tuple[str | None, str | None]] = {
        role: (old.cells[role], new.cells[role])
        for role in old.cells
        if role in new.cells and squeeze(old.cells[role]) != squeeze(new.cells[role])
    }
    renamed = {role: pair for role, pair in values.items() if _is_renaming(role, old, new, schemas)}
    if renamed:
        yield Difference("renamed", old, new, renamed)
    changed = {role: pair for role, pair in values.items() if role not in renamed}
    if changed:
        yield Difference("changed", old, new, changed)


def _is_renaming(role: str, old: Comparable, new: Comparable, schemas: Path) -> bool:
    """Whether a name has other words for one identity; other width or punctuation is a changed text."""
    if role.startswith(_QUALIFICATION):
        same = (old.identity is not None and old.identity == new.identity) or _one_short(old, new, schemas)
    elif role.startswith(_ISSUER):
        same = bool(old.issuer_ids) and set(old.issuer_ids) == set(new.issuer_ids)
    else:
        return False
    return same and name_key(old.cells[role], schemas) != name_key(new.cells[role], schemas)


def _one_short(old: Comparable, new: Comparable, schemas: Path) -> bool:
    """Whether two entries that were found to be one have a foreign name or an abbreviation in common."""
    pairs = ((old.named.latin, new.named.latin), (old.named.abbreviation, new.named.abbreviation))
    return any(a and b and name_key(a, schemas) == name_key(b, schemas) for a, b in pairs)
