"""Cells, fragments, tables and documents: frozen records that readers make and stages pass on.

Rows, columns, pages and tables count from 1. Text is as printed: line breaks (``\\n``) and blanks
inside a cell are kept, they are evidence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.documents.findings import Finding
from pipeline.documents.places import PageBox, Place

SURE = 0.9
"""The confidence below which a cell, and what is made of it, is doubtful."""


@dataclass(frozen=True, slots=True)
class Step:
    """A named rule that made or changed a value, with what it saw."""

    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Text on a grid: its row, column, spans and places.

    ``readings`` names the engines that read this text; ``confidence`` runs from 0 to 1 and is below
    0.9 where the text or its span is doubtful. ``ink`` is the box of the text itself on the page of the
    first place, from readers that know it: where in a cell the text stands tells what a page end cuts.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    places: tuple[Place, ...] = ()
    readings: tuple[str, ...] = ()
    confidence: float = 1.0
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    ink: tuple[float, float, float, float] | None = None

    def covers(self) -> Iterator[tuple[int, int]]:
        """All (row, column) that the cell spans."""
        for row in range(self.row, self.row + self.row_span):
            for column in range(self.column, self.column + self.column_span):
                yield row, column


@dataclass(frozen=True, slots=True)
class Fragment:
    """A table as it lies on one page (or, in unpaged formats, one table of the document).

    ``spans_known`` is False where the format lost the merged cells, so that an empty cell may be a
    part of one (plain text renditions). ``edges`` are its upright grid lines, left to right, where the places
    of its cells do not tell them, as without rules or on a skewed page. ``cut`` tells whether its first row
    below the header goes on with the last row on the page before, where the reader sees that.
    """

    page: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    places: tuple[Place, ...] = ()
    spans_known: bool = True
    edges: tuple[float, ...] | None = None
    cut: bool | None = None

    @property
    def stored(self) -> bool:
        """Whether its format stores its cells; on pages rules and distances tell them, in text blanks."""
        return self.spans_known and not any(isinstance(place, PageBox) for place in self.places)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside of tables, one line or paragraph, without markup; ``level`` is a heading's depth."""

    text: str
    page: int
    places: tuple[Place, ...] = ()
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a web page links to: the words of the link, and its address as the page gives it."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    """What reading one file gives: its paragraphs and fragments in reading order."""

    name: str
    sha256: str
    media_type: str
    pages: int
    blocks: tuple[Paragraph | Fragment, ...]
    findings: tuple[Finding, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The fragments that belong together, joined; repeated headers are left out.

    The first ``header_rows`` rows of the grid are the header. ``heading`` is the nearest heading line
    above. ``row_pages`` gives the page on which each row begins; ``boundaries`` the rows after which a
    new fragment begins. ``notes`` are the lines under it (and under its part on each page) that are notes.
    """

    number: int
    heading: str | None
    rows: int
    columns: int
    header_rows: int
    cells: tuple[Cell, ...]
    row_pages: tuple[int, ...] = ()
    boundaries: tuple[int, ...] = ()
    spans_known: bool = True
    findings: tuple[Finding, ...] = field(default=())
    notes: tuple[Paragraph, ...] = ()

    def grid(self) -> dict[tuple[int, int], Cell]:
        """The cell that covers each (row, column); absent where no cell lies."""
        return {position: cell for cell in self.cells for position in cell.covers()}
