"""The ledger of a document: every page and table, every cell that is not empty, and what became of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.catalogues.body import body_of
from pipeline.catalogues.control_sums import control_sums
from pipeline.catalogues.halves import unfolded
from pipeline.catalogues.model import Account, Notice
from pipeline.catalogues.row_kinds import Columns, Kind, kinds_of
from pipeline.catalogues.rows import columns_of, why_not_a_catalogue
from pipeline.documents.model import Cell, Document, Fragment, Paragraph, Table
from pipeline.documents.places import Place, describe
from pipeline.documents.text import fold, squeeze
from pipeline.vocabulary import Vocabulary

ENTRY, HEADER, AGAIN, UNHEADED = "entry value", "header", "repeated header", "column without header"
_OF_KIND = {
    Kind.GROUP: "head of a group",
    Kind.NOTE: "note",
    Kind.SUM: "sum",
    Kind.HEADER: AGAIN,
    Kind.REST: "rest of a row",
    Kind.BLANK: "row without entry",
}
# Cells that a step left out, and said so.
_LEFT_OUT = frozenset({"row-too-wide", "text-garbled"})


@dataclass(slots=True)
class _Fates:
    """What became of the text at each place."""

    at: dict[Place, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    headers: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    """The words of each header, put together."""
    tables: Counter[str] = field(default_factory=Counter)

    def add(self, fate: str, cell: Cell) -> None:
        for place in cell.places:
            self.at[place].append((fate, squeeze(cell.text)))

    def of(self, cell: Cell) -> str | None:
        """The fate of a cell as it was read: all its text is in what stands at its place now."""
        text = squeeze(cell.text)
        fates = {fate for place in cell.places for fate, held in self.at.get(place, ()) if text in held}
        if fates:
            return ENTRY if ENTRY in fates else min(fates)
        return None

    def is_header(self, row: Iterable[Cell]) -> bool:
        """Whether a row says header words alone, in the columns of a header or slipped into one."""
        words = [fold(cell.text) for cell in row]
        return all(word in self.headers or any(word in one for one in self.lines) for word in words)


def account_of(
    document: Document, tables: Sequence[Table], notice: Notice, vocabulary: Vocabulary
) -> Account:
    """The ledger of a document that was read, joined and interpreted."""
    fates = _fates(tables, _values(notice), vocabulary)
    cells: Counter[str] = Counter()
    lost: list[str] = []
    for block in document.blocks:
        rows: dict[int, list[Cell]] = defaultdict(list)
        for cell in block.cells if isinstance(block, Fragment) else ():
            if squeeze(cell.text):
                rows[cell.row].append(cell)
        for row in rows.values():
            known = [fates.of(cell) for cell in row]
            again = AGAIN if None in known and fates.is_header(row) else None
            cells.update(fate or again or "lost" for fate in known)
            lost += [_named(cell) for cell, fate in zip(row, known, strict=True) if fate is again is None]
    sums = control_sums(document)
    return Account(document.name, document.sha256, _pages(document), fates.tables, cells, tuple(lost), sums)


def _named(cell: Cell) -> str:
    where = " and ".join(map(describe, cell.places)) or f"row {cell.row}, column {cell.column}"
    return f"{where}: {squeeze(cell.text)[:60]!r}"


def _values(notice: Notice) -> dict[Place, set[str]]:
    """What the rows of the notice hold, by place."""
    held: dict[Place, set[str]] = defaultdict(set)
    for catalogue in notice.catalogues:
        for row in catalogue.rows:
            for value in (row.number, *row.values.values()):
                for place in value.places if value is not None else ():
                    held[place].add(squeeze(value.text) if value is not None else "")
    return held


def _fates(tables: Sequence[Table], values: Mapping[Place, set[str]], vocabulary: Vocabulary) -> _Fates:
    fates = _Fates()
    for folded in tables:
        table = unfolded(folded, vocabulary)
        columns = columns_of(table, vocabulary)
        reason = why_not_a_catalogue(table, columns, vocabulary)
        fates.tables["catalogue" if reason is None else f"{reason[0]}: {reason[1]}"] += 1
        header = sorted(
            (c for c in folded.cells if c.row <= folded.header_rows), key=lambda c: (c.row, c.column)
        )
        fates.lines.add("".join(fold(cell.text) for cell in header))
        for cell in folded.cells:
            for finding in cell.findings:
                for place in finding.places if finding.code in _LEFT_OUT else ():
                    fates.at[place].append(
                        (f"set aside: {finding.code}", squeeze(cell.text + finding.message))
                    )
            if cell.row <= folded.header_rows:
                fates.headers.add(fold(cell.text))
                fates.add(HEADER, cell)
            elif reason is not None:
                fates.add(f"{reason[0]}: {reason[1]}", cell)
        if reason is None:
            for fate, cell in _of_catalogue(table, columns, values, vocabulary):
                fates.add(fate, cell)
    return fates


def _of_catalogue(
    table: Table, columns: Columns, values: Mapping[Place, set[str]], vocabulary: Vocabulary
) -> Iterator[tuple[str, Cell]]:
    """The cells below the header with their fates; of entries those that a row of the notice holds."""
    for kind in kinds_of(body_of(table), columns, table.columns, vocabulary):
        for column, cell in kind.row.items():
            if kind.kind is not Kind.ENTRY:
                yield _OF_KIND[kind.kind], cell
            elif column not in columns.roles:
                yield UNHEADED, cell
            elif _is_held(cell, values):
                yield ENTRY, cell


def _is_held(cell: Cell, values: Mapping[Place, set[str]]) -> bool:
    text = squeeze(cell.text)
    return any(text in values.get(place, ()) for place in cell.places)


def _pages(document: Document) -> dict[str, int]:
    """How many pages hold tables, text alone, or nothing that was read."""
    tables = {block.page for block in document.blocks if isinstance(block, Fragment)}
    texts = {block.page for block in document.blocks if isinstance(block, Paragraph)} - tables
    unread = max(document.pages - len(tables) - len(texts), 0)
    named = (("with tables", len(tables)), ("with text alone", len(texts)), ("without text", unread))
    return {name: count for name, count in named if count}
