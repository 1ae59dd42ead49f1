"""A table that further fragments may continue: its parts, and how the columns of each lie on its grid.

Grid lines have numbers that stay when a later part divides a column further, so that parts read before
need not be touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.documents.model import SURE, Cell, Fragment, Paragraph, Step
from pipeline.documents.places import describe
from pipeline.documents.text import fold, join_lines, squeeze
from pipeline.tables.edges import Edges, Span, alike, edges_of, snapped
from pipeline.tables.header import path_cells
from pipeline.tables.numbers import NumberKey, number_key
from pipeline.vocabulary import Vocabulary

HEADER_TAKEN = "header-taken"
"""The step of header cells that are printed above another list."""

# Of the words of a header that is repeated one in so many at least is read alike.
LEAST_REPEATED = 3
_SEARCHED = 4  # rows in which a part's first number is looked for


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment in its table: rows at its top that only repeat, and the grid lines of each column."""

    fragment: Fragment
    skip: int
    lines: tuple[Span, ...]

    def columns_at(self, lines: frozenset[int]) -> list[int]:
        """The columns that begin at one of the grid lines, from 1."""
        return [column for column, span in enumerate(self.lines, start=1) if span[0] in lines]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a fragment's columns lie on a table: their grid lines, and all lines of the table with it.

    ``alike`` says that the widths are those of a part before.
    """

    lines: tuple[Span, ...]
    order: tuple[int, ...]
    edges: Edges | None
    alike: bool


@dataclass(slots=True)
class Joining:
    """A table under work. ``lead`` are the folded lines above it, ``indices`` where its parts stand."""

    heading: str | None
    lead: frozenset[str]
    header: tuple[Cell, ...]
    header_count: int
    columns: int
    spans_known: bool
    parts: list[Part]
    order: tuple[int, ...]
    edges: Edges | None
    indices: list[int] = field(default_factory=list)
    numbered_from: frozenset[int] = frozenset()
    layouts: dict[int, tuple[tuple[Span, ...], Edges | None]] = field(default_factory=dict)
    words: dict[int, set[str]] = field(default_factory=dict)
    last_numbers: set[NumberKey] = field(default_factory=set)
    tails: list[tuple[NumberKey | None, str]] = field(default_factory=list)
    """Of each numbered column what stands in the last row, and the number above it."""
    notes: list[Paragraph] = field(default_factory=list)

    @property
    def index(self) -> int:
        """Where the last part stands among the document's blocks."""
        return self.indices[-1]

    @property
    def last(self) -> Fragment:
        return self.parts[-1].fragment


def opened(
    fragment: Fragment, count: int, between: Sequence[Paragraph], index: int, vocabulary: Vocabulary
) -> Joining:
    """A table that begins with the fragment, whose first ``count`` rows are the header."""
    header = tuple(cell for cell in fragment.cells if cell.row <= count)
    columns = fragment.columns
    if not fragment.spans_known and header:
        columns = max((cell.column for cell in header if fold(cell.text)), default=columns)
    order = tuple(range(fragment.columns + 1))
    lines = tuple((column, column + 1) for column in range(fragment.columns))
    lead = frozenset(fold(paragraph.text) for paragraph in between[-4:])
    table = Joining(
        heading=None,
        lead=lead,
        header=header,
        header_count=count,
        columns=columns,
        spans_known=fragment.spans_known,
        parts=[],
        order=order,
        edges=edges_of(fragment) if fragment.spans_known else None,
    )
    for cell in header:
        for line in range(cell.column - 1, cell.column - 1 + cell.column_span):
            table.words.setdefault(line, set()).add(fold(cell.text))
    table.numbered_from = frozenset(_number_columns(fragment, count, vocabulary))
    alignment = Alignment(lines, order, table.edges, alike=True)
    append(table, Part(fragment, 0, lines), alignment, index, vocabulary)
    return table


def _number_columns(fragment: Fragment, count: int, vocabulary: Vocabulary) -> list[int]:
    """Columns of numbers, from 0: by their header, else the first where most of it is numbers."""
    paths = path_cells(fragment.cells, count, fragment.columns, vocabulary)
    named = [
        column
        for column, path in enumerate(paths)
        if vocabulary.role(tuple(join_lines(cell.text) for cell in path)) == "number"
    ]
    if named:
        return named
    first = [cell for cell in fragment.cells if cell.column == 1 and cell.row > count]
    numbers = [cell for cell in first if vocabulary.is_number(cell.text)]
    return [0] if len(numbers) * 2 > len(first) else []


def append(table: Joining, part: Part, alignment: Alignment, index: int, vocabulary: Vocabulary) -> None:
    """Add a part to the table."""
    table.parts.append(part)
    table.order, table.edges = alignment.order, alignment.edges
    table.indices.append(index)
    if table.spans_known and (edges_of(part.fragment) or part.fragment.columns not in table.layouts):
        table.layouts[part.fragment.columns] = (part.lines, edges_of(part.fragment))
    skip = part.skip if len(table.parts) > 1 else table.header_count
    last: dict[int, NumberKey] = {}
    tails: list[tuple[NumberKey | None, str]] = []
    numbered = set(part.columns_at(table.numbered_from))
    above = next(iter(table.last_numbers)) if len(table.last_numbers) == 1 else None
    for cell in sorted(part.fragment.cells, key=lambda cell: cell.row):
        if cell.column not in numbered or cell.row <= skip:
            continue
        if cell.row + cell.row_span > part.fragment.rows:
            tails.append((last.get(cell.column, above), cell.text))
        key = number_key(cell.text, vocabulary)
        if key is not None:
            last[cell.column] = key
    table.tails = tails
    if last:
        table.last_numbers = set(last.values())


def append_group(
    table: Joining, between: Sequence[Paragraph], fragment: Fragment, index: int, vocabulary: Vocabulary
) -> None:
    """Add the line that heads a group, as a row over the whole width, and the fragment below it."""
    line = next(line for line in between if not vocabulary.continued.fullmatch(fold(line.text)))
    readings = fragment.cells[0].readings if fragment.cells else ()
    columns = fragment.columns
    cell = Cell(line.text, 1, 1, column_span=columns, places=line.places, readings=readings)
    lines = table.layouts[columns][0] if table.spans_known else ()
    alignment = Alignment(lines, table.order, table.edges, alike=True)
    row = Fragment(line.page, 1, columns, (cell,), line.places, table.spans_known)
    for part in (Part(row, 0, lines), Part(fragment, 0, lines)):
        append(table, part, alignment, index, vocabulary)


def under_header(table: Joining, fragment: Fragment) -> Fragment:
    """The fragment below the header of another table, which heads its columns too; the cells say so."""
    count = table.header_count
    step = Step(HEADER_TAKEN, f"the list before, {'; '.join(map(describe, table.header[0].places))}")
    heads = (replace(cell, steps=tuple(dict.fromkeys((*cell.steps, step)))) for cell in table.header)
    cells = (*heads, *(moved(cell, count) for cell in fragment.cells))
    return replace(fragment, rows=fragment.rows + count, cells=cells)


def first_number(
    fragment: Fragment, skip: int, columns: Sequence[int], vocabulary: Vocabulary
) -> tuple[NumberKey, int] | None:
    """The first number below the header, and its row."""
    for cell in sorted(fragment.cells, key=lambda cell: cell.row):
        if cell.column in columns[:1] and skip < cell.row <= skip + _SEARCHED:
            key = number_key(cell.text, vocabulary)
            if key is not None:
                return key, cell.row
    return None


def align(table: Joining, fragment: Fragment) -> Alignment | None:
    """How the fragment's columns lie on the table's, None where they do not.

    By a part before with as many columns, by the words of the header where it is repeated, by where the
    grid lines stand.
    """
    edges = edges_of(fragment)
    layout = table.layouts.get(fragment.columns)
    if layout is not None:
        known = layout[1]
        same = known is None or edges is None or alike(known, edges)
        return Alignment(layout[0], table.order, table.edges, alike=same)
    by_words = _by_words(table, fragment)
    if by_words is not None:
        return Alignment(by_words, table.order, table.edges, alike=True)
    fitted = snapped(table.edges, edges) if table.edges and edges else None
    if fitted is None:
        return None
    united, found = fitted
    fresh = iter(range(max(table.order) + 1, max(table.order) + 1 + len(united)))
    old = dict(zip(table.edges or (), table.order, strict=True))
    order = tuple(old[edge] if edge in old else next(fresh) for edge in united)
    lines = tuple((order[a], order[b]) for a, b in pairwise(found))
    return Alignment(lines, order, united, alike=True)


def _by_words(table: Joining, fragment: Fragment) -> tuple[Span, ...] | None:
    """The table's columns with the words of the fragment's first row, where it repeats them in order."""
    top = sorted((cell for cell in fragment.cells if cell.row == 1), key=lambda cell: cell.column)
    if len(top) != fragment.columns or len(top) < 2:
        return None
    spans: list[Span] = []
    columns = pairwise(table.order)
    for cell in top:
        word = fold(cell.text)
        found = next((span for span in columns if word and word in table.words.get(span[0], ())), None)
        if found is None:
            return None
        spans.append(found)
    return tuple(spans)


def repeated_rows(table: Joining, fragment: Fragment, alignment: Alignment, vocabulary: Vocabulary) -> int:
    """How many rows at the fragment's top only repeat: header words in their columns, a title, ``续表``."""
    rows: dict[int, list[Cell]] = {}
    for cell in fragment.cells:
        if cell.row <= table.header_count + 1 and squeeze(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    count = 0
    for row in range(1, min(table.header_count + 1, fragment.rows - 1) + 1):
        cells = rows.get(row, [])
        told = [cell for cell in cells if _repeats(table, cell, fragment, alignment, vocabulary)]
        others = [cell for cell in cells if cell not in told]
        excused = all(_is_unsure(table, cell, alignment) for cell in others)
        if not excused or len(told) * LEAST_REPEATED < len(cells):
            break
        if cells:
            count = max(row, *(cell.row + cell.row_span - 1 for cell in cells))
    return count


def _repeats(
    table: Joining, cell: Cell, fragment: Fragment, alignment: Alignment, vocabulary: Vocabulary
) -> bool:
    if cell.column_span == fragment.columns and vocabulary.continued.fullmatch(fold(cell.text)):
        return True
    line = alignment.lines[cell.column - 1][0]
    return fold(cell.text) in table.words.get(line, ())


def is_doubtful(cell: Cell) -> bool:
    """Whether the cell was not read surely; of scans less suffices for a finding than elsewhere."""
    return cell.confidence < SURE or any(finding.code == "low-confidence" for finding in cell.findings)


def _is_unsure(table: Joining, cell: Cell, alignment: Alignment) -> bool:
    """Whether the cell, or the header's over it, was not read surely, so that they need not be alike."""
    line = alignment.lines[cell.column - 1][0]
    return is_doubtful(cell) or any(
        is_doubtful(head) and head.column - 1 <= line < head.column - 1 + head.column_span
        for head in table.header
    )


def moved(cell: Cell, rows: int) -> Cell:
    """The cell so many rows further down."""
    return placed(cell, cell.row + rows, cell.column, cell.column_span) if rows else cell


def placed(cell: Cell, row: int, column: int, column_span: int) -> Cell:
    """The cell elsewhere on the grid. Spelt out: every cell is moved, and ``replace`` is slow."""
    return Cell(
        cell.text,
        row,
        column,
        cell.row_span,
        column_span,
        cell.places,
        cell.readings,
        cell.confidence,
        cell.steps,
        cell.findings,
        cell.ink,
    )
