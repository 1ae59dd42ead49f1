"""Cells whose text a person set right: misread (corrections.yaml), or wrong in the source (decisions.yaml).

The printed text stays as it was read; what names, countries and grades are taken from is the right text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

from pipeline.documents.text import join_lines, squeeze
from pipeline.names.decisions import WRONG, Decision, Decisions, Text
from pipeline.names.registry_yaml import Kept, load_kept

FILE = "corrections.yaml"
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Correction(Kept):
    """One cell of one document, by its entry: ``read`` is its whole text as read, ``right`` what it says.

    Where both are the same the reading was confirmed. ``picture`` is a file of registry/.
    """

    document: Sha256
    entry_id: Text
    role: Text
    read: str
    right: str
    author: Text
    date: date
    reason: Text
    picture: Text | None = None


class _CorrectionsFile(Kept):
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of one cell: its right text, and why."""

    role: str
    printed: str
    right: str
    cause: Literal["misread", "wrong in the source"]
    author: str
    date: date
    reason: str
    picture: str | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the text was found to be right as it was read."""
        return squeeze(self.printed) == squeeze(self.right)


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of cells, by entry."""

    misread: tuple[Correction, ...] = ()
    wrong: tuple[Decision, ...] = ()

    def of(self, entry_id: str, role: str, text: str, sha256: str) -> Iterator[Corrected]:
        """What applies to a cell with this text; a later one is applied to what an earlier one made."""
        printed = join_lines(text)
        for one in self.misread:
            same = (one.entry_id, one.role, one.document) == (entry_id, role, sha256)
            if same and squeeze(one.read) == squeeze(printed):
                yield Corrected(
                    role, printed, one.right, "misread", one.author, one.date, one.reason, one.picture
                )
                printed = one.right
        for decision in self.wrong:
            here = any((cell.entry_id, cell.role) == (entry_id, role) for cell in decision.cells)
            if here and decision.printed and decision.meant and decision.printed in printed:
                right = printed.replace(decision.printed, decision.meant, 1)
                yield Corrected(role, printed, right, WRONG, decision.author, decision.date, decision.reason)
                printed = right

    def within(self, notice_id: str) -> "Corrections":
        """Those of cells of one notice."""
        above = f"{notice_id}/"
        return Corrections(
            tuple(one for one in self.misread if one.entry_id.startswith(above)),
            tuple(one for one in self.wrong if any(cell.entry_id.startswith(above) for cell in one.cells)),
        )

    def cells(self) -> Iterator[tuple[str, str, str, str]]:
        """Each cell that a person spoke of: entry, role, who, and what was printed."""
        for one in self.misread:
            yield one.entry_id, one.role, one.author, one.read
        for decision in self.wrong:
            for cell in decision.cells:
                yield cell.entry_id, cell.role, decision.author, decision.printed or ""


def load_corrections(folder: Path, decisions: Decisions) -> Corrections:
    """Read corrections.yaml, and take the decisions on the source's own errors. Raises RegistryError."""
    wrong = tuple(one for one in decisions.all if one.decision == WRONG)
    loaded = load_kept(folder / FILE, _CorrectionsFile)
    if loaded is None:
        return Corrections((), wrong)
    file, lines = loaded
    seen: set[tuple[str, str, str]] = set()
    for index, one in enumerate(file.corrections):
        cell = (one.document, one.entry_id, one.role)
        if cell in seen:
            where = ("corrections", index, "entry_id")
            raise lines.error(where, f"{one.entry_id} {one.role}: corrected twice", None, "Keep one of them.")
        seen.add(cell)
    return Corrections(file.corrections, wrong)
