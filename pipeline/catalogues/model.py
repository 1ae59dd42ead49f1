"""Catalogue rows, catalogues and notices, as read: nothing here is normalised."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.documents.findings import Finding
from pipeline.documents.model import Attachment, Step
from pipeline.documents.places import Place


@dataclass(frozen=True, slots=True)
class Value:
    """The printed text of one role in one row, and how it was read.

    ``text`` keeps line breaks and blanks; ``header`` is the column's header as printed, the words of
    several levels joined with `` / ``.
    """

    text: str
    header: str
    places: tuple[Place, ...]
    readings: tuple[str, ...]
    confidence: float = 1.0
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note under a table that a mark in a cell points to."""

    role: str
    mark: str
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One row of a catalogue: ``number`` as printed (None where the list has none), values by role."""

    number: Value | None
    values: Mapping[str, Value]
    group: str | None = None
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the notice says of itself, with the words and the place it was read from."""

    value: str
    printed: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One list of a notice. ``heading`` is its heading line whole; ``kind`` a word of schemas/lists.yaml.

    ``stated`` is the number of rows that the notice itself says the list has. ``document`` and
    ``sha256`` name the file that holds it where that is not the notice's own. ``effective`` and ``expires``
    are its own dates, where its heading gives any; else the notice's hold for it.
    """

    ordinal: int
    heading: str | None
    kind: str
    rows: tuple[CatalogueRow, ...]
    stated: int | None = None
    findings: tuple[Finding, ...] = ()
    document: str | None = None
    sha256: str | None = None
    effective: Fact | None = None
    expires: Fact | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A table that is no catalogue, and why."""

    table: int
    heading: str | None
    kind: str
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """The notice's own particulars; None or empty where the text does not say. Dates are ISO 8601.

    ``supersedes`` are the document numbers of notices that it abolishes as a whole, ``partly`` of those of
    which it abolishes a part, ``amends`` of those in which it corrects or adds rows; ``is_amendment`` says
    that its title is that of such a notice.
    """

    title: Fact | None = None
    document_number: Fact | None = None
    authorities: tuple[Fact, ...] = ()
    issued: Fact | None = None
    effective: Fact | None = None
    expires: Fact | None = None
    edition: Fact | None = None
    supersedes: tuple[Fact, ...] = ()
    partly: tuple[Fact, ...] = ()
    amends: tuple[Fact, ...] = ()
    is_amendment: bool | None = None
    stated_total: int | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the notice's text: ``path`` is its label with those above it, folded.

    What closes the text (from when it holds, what it abolishes) is a section without a label.

    ``parts`` says for each of its paragraphs where in ``text`` it begins, and its places. ``annex`` is the
    heading of the annex that the section stands in, None in the notice itself.
    """

    path: tuple[str, ...]
    text: str
    places: tuple[Place, ...]
    parts: tuple[tuple[int, tuple[Place, ...]], ...] = ()
    annex: str | None = None

    def places_of(self, start: int, end: int) -> tuple[Place, ...]:
        """The places of the paragraphs that hold these characters of the text."""
        begins = [part[0] for part in self.parts[1:]] + [len(self.text)]
        found = [
            place
            for (begin, places), following in zip(self.parts, begins, strict=True)
            if begin < end and start < following
            for place in places
        ]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class ControlSum:
    """What was read of one page, table or sheet: its letters and digits, its merged cells with their spans.

    ``kind`` is page, table or sheet, ``name`` its number or name. A merged cell is named by its first row and
    column; those of pages are not listed, for their boxes tell them.
    """

    member: str | None
    kind: str
    name: int | str
    characters: int
    merged: tuple[tuple[str, int, int], ...] = ()
    ranges: tuple[str, ...] = ()
    """Of a sheet, where its tables stand, such as ``A3:G40``."""

    def record(self) -> dict[str, object]:
        """As ledger.json has it."""
        found: dict[str, object] = {self.kind: self.name, "characters": self.characters}
        if self.member is not None:
            found["member"] = self.member
        if self.merged:
            found["merged"] = [list(one) for one in self.merged]
        if self.ranges:
            found["ranges"] = list(self.ranges)
        return found


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger of one document: how many pages, tables and cells there are of each kind.

    ``lost`` are the cells without an account, each by its place and words.
    """

    document: str
    sha256: str
    pages: Mapping[str, int]
    tables: Mapping[str, int]
    cells: Mapping[str, int]
    lost: tuple[str, ...] = ()
    sums: tuple[ControlSum, ...] = ()

    def record(self) -> dict[str, object]:
        """As ledger.json has it."""
        return {
            "document": self.document,
            "sha256": self.sha256,
            "pages": dict(sorted(self.pages.items())),
            "tables": dict(sorted(self.tables.items())),
            "cells": dict(sorted(self.cells.items())),
            "sums": [one.record() for one in self.sums],
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """What one document says: facts, catalogues, sections, and the tables that were set aside.

    ``annexes`` are the names of its annexes in the order in which it lists them, ``preamble`` what
    stands before its first section.
    """

    document: str
    sha256: str
    facts: NoticeFacts
    catalogues: tuple[Catalogue, ...]
    sections: tuple[Section, ...] = ()
    annexes: tuple[str, ...] = ()
    preamble: str = ""
    set_aside: tuple[SetAside, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    attachments: tuple[Attachment, ...] = ()
    """The files that it links to, where it is a web page."""
    accounts: tuple[Account, ...] = ()
    """The ledgers of the document and of the files attached to it, where they were asked for."""
