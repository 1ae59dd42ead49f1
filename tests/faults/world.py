"""The notices that faults are put into, and what the checks say of a fault."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.catalogues.ledger import account_of
from pipeline.catalogues.model import Notice
from pipeline.catalogues.rows import columns_of, why_not_a_catalogue
from pipeline.documents.model import Document, Table
from pipeline.errors import RenkeError
from pipeline.knowledge import SCHEMAS
from pipeline.names.odd import odd_name
from pipeline.readers.door import read_document
from pipeline.reading import notice_from, tables_in
from pipeline.verify.documents import OpenDocument
from pipeline.verify.layout import slipped
from pipeline.verify.recount import miscounted
from pipeline.vocabulary import load_vocabulary
from tests.verify.replaying import traced

Marks = Counter[tuple[str, str | None, str]]


@dataclass(frozen=True)
class World:
    """One notice: its bytes, its reading, its tables."""

    data: bytes
    document: Document

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tables_in(self.document)

    @cached_property
    def notice(self) -> Notice:
        return notice_from(self.document, self.tables)

    @cached_property
    def raw(self) -> OpenDocument:
        """The document as it lies in raw/, open to be read again."""
        return OpenDocument(self.data, self.document.name)

    @cached_property
    def marks(self) -> Marks:
        return marks_of(self.notice)

    @cached_property
    def lists(self) -> tuple[Table, ...]:
        """The tables that are catalogues."""
        vocabulary = load_vocabulary(SCHEMAS)
        return tuple(
            one
            for one in self.tables
            if why_not_a_catalogue(one, columns_of(one, vocabulary), vocabulary) is None
        )


def load(path: Path) -> World:
    """The notice in a file."""
    data = path.read_bytes()
    return World(data, read_document(data, path.name))


def marks_of(notice: Notice) -> Marks:
    """Everything that a person is told of: warnings and errors of the notice, its lists and rows."""
    marks: Marks = Counter()
    found = [*notice.findings, *(f for c in notice.catalogues for f in c.findings)]
    for catalogue in notice.catalogues:
        for row in catalogue.rows:
            found += row.findings
            for role, value in row.values.items():
                if role.startswith(("qualification", "issuer")):
                    found += odd_name(value.text, role, ())
                if value.confidence < 0.9:
                    marks["confidence", role, value.text] += 1
    marks.update((f.code, f.role, f.message) for f in found if f.marks)
    return marks


def of_document(world: World, damaged: Document) -> str | None:
    """The first check that tells of damage to a reading, None where none does."""
    try:
        tables = tables_in(damaged)
        notice = notice_from(damaged, tables)
    except RenkeError as error:
        return f"refused: {type(error).__name__}"
    return of_tables(world, damaged, tables, notice)


def of_tables(
    world: World, document: Document, tables: tuple[Table, ...], notice: Notice | None = None
) -> str | None:
    """The first check that tells of damage to joined tables."""
    notice = notice or notice_from(document, tables)
    new = marks_of(notice) - world.marks
    if new:
        return f"finding {min(new)[0]}"
    if world.notice.catalogues and not notice.catalogues:
        return "no catalogue found"
    account = account_of(document, tables, notice, load_vocabulary(SCHEMAS))
    if account.lost:
        return "ledger"
    if any(miscounted(world.raw, document.name, [one.record() for one in account.sums])):
        return "recount"
    return of_notice(world, notice)


def of_notice(world: World, notice: Notice) -> str | None:
    """Replay of every value, and their places to each other."""
    values = list(traced(notice))
    if any(not world.raw.replayed(value).equal for value in values):
        return "replay"
    if slipped(values, world.raw.spans):
        return "replay: row or column"
    return None
