"""The notices that faults are put into, and what the checks say of a fault."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.catalogues.ledger import account_of
from pipeline.catalogues.model import Notice
from pipeline.catalogues.rows import columns_of, why_not_a_catalogue
from pipeline.dataset.build import build_tables
from pipeline.dataset.notices import Sourced
from pipeline.documents.model import Document, Table
from pipeline.errors import RenkeError
from pipeline.knowledge import SCHEMAS
from pipeline.names.odd import odd_name
from pipeline.names.registry import load_registry
from pipeline.readers.door import read_document
from pipeline.reading import notice_from, table_rows, tables_in
from pipeline.sources import load_sources
from pipeline.verify.documents import OpenDocument
from pipeline.verify.layout import slipped
from pipeline.verify.model import Traced
from pipeline.verify.recount import miscounted
from pipeline.vocabulary import load_vocabulary
from tests.conftest import RENDITIONS, ROOT
from tests.typeset.facts import Notice as Facts
from tests.typeset.facts import load_notice
from tests.typeset.ofd import typeset_ofd
from tests.typeset.parts import on_one_page
from tests.typeset.pdf import typeset_pdf
from tests.typeset.scan import Scanner, as_picture, scanned_pages
from tests.typeset.web import typeset_html
from tests.typeset.workbook import typeset_xlsx
from tests.verify.replaying import traced

RAW = ("CN-TJ/tianjin-2023.docx", "CN-GX/guangxi-2024.docx", "CN-SD-371000/weihai-2026-4.pdf")
NO_EFFECT = "no effect"
"""Nothing that is published, recorded or shown is otherwise than without the fault, byte by byte."""
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
    def replayed(self) -> dict[Traced, bool]:
        """Whether a value replays, by the value: most are those of other faults too."""
        return {}

    def replays(self, value: Traced) -> bool:
        """Whether what is read at the value's places is the value."""
        if value not in self.replayed:
            self.replayed[value] = self.raw.replayed(value).equal
        return self.replayed[value]

    @cached_property
    def unequal(self) -> frozenset[Traced]:
        """The values of the undamaged notice that do not replay, as of a scan."""
        return frozenset(value for value in traced(self.notice) if not self.replays(value))

    @cached_property
    def slips(self) -> frozenset[tuple[str, str]]:
        """What is said of the undamaged notice."""
        return frozenset(slipped(list(traced(self.notice)), self.raw.spans, self.raw.cell_at))

    @cached_property
    def made(self) -> str:
        """All that is published and shown of the undamaged notice."""
        return effect_of(self.document, self.tables, self.notice)

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


def worlds(words: str = "") -> list[World]:
    """A notice in each format whose file name holds the words: those that are shipped, and lists with merged
    cells set in the others.
    """
    guangxi = load_notice("guangxi")
    made: dict[str, Callable[[], bytes]] = {
        "guangxi.xlsx": lambda: typeset_xlsx(guangxi),
        "guangxi.html": lambda: typeset_html(guangxi),
        "guangxi.ofd": lambda: typeset_ofd(guangxi),
        "guangxi.pdf": lambda: typeset_pdf(guangxi),
        "guangxi.png": lambda: _scan(guangxi),
    }
    paths = [ROOT / "raw" / name for name in RAW] + sorted(RENDITIONS.glob("guangxi*.txt"))
    found = [load(path) for path in paths if words in path.name]
    for name, make in made.items():
        if words in name:
            data = make()
            found.append(World(data, read_document(data, name)))
    return found


def _scan(notice: Facts) -> bytes:
    """A page of the notice as a scanner gives it."""
    scanner = Scanner(200, "grey", skew=0.3, noise=4)
    (page,) = scanned_pages(on_one_page(notice)[1], scanner)
    return as_picture(page, "PNG", scanner.dpi)


def effect_of(document: Document, tables: tuple[Table, ...], notice: Notice) -> str:
    """The tables that would be published, the ledger, and all rows of all tables, as text."""
    sources = load_sources(ROOT)
    registry = load_registry(ROOT / "registry")
    published, _ = build_tables([Sourced(sources[0], notice, "")], registry, SCHEMAS)
    account = account_of(document, tables, notice, load_vocabulary(SCHEMAS))
    rows = {name: [row.model_dump(mode="json") for row in found] for name, found in published.items()}
    return json.dumps([rows, account.record(), list(table_rows(document, tables))], ensure_ascii=False)


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
    told = of_notice(world, notice)
    if told is None and effect_of(document, tables, notice) == world.made:
        return NO_EFFECT
    return told


def of_notice(world: World, notice: Notice) -> str | None:
    """Replay of every value, and their places to each other."""
    values = list(traced(notice))
    if any(not world.replays(value) and value not in world.unequal for value in values):
        return "replay"
    if slipped(values, world.raw.spans, world.raw.cell_at).keys() - world.slips:
        return "replay: row or column"
    return None
