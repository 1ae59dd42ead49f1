"""Pages of tables as readers give them, written as rows of texts.

``^`` goes on with the cell above, ``<`` with the cell to the left.
"""

from collections.abc import Sequence

from pipeline.documents.model import Cell, Document, Fragment, Paragraph, Table
from pipeline.documents.places import PageBox
from pipeline.documents.text import squeeze
from pipeline.knowledge import SCHEMAS
from pipeline.tables import tables_of
from pipeline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(SCHEMAS)
HEADER = ["序号", "行业领域", "职业资格证书", "国家（地区）", "备注"]
XS = [50.0, 80.0, 160.0, 320.0, 400.0, 540.0]
LINE = 14.0
Ink = tuple[float, float, float, float]


def page(
    number: int,
    rows: Sequence[Sequence[str]],
    *,
    xs: Sequence[float] = XS,
    top: float = 60.0,
    inks: dict[tuple[int, int], Ink] | None = None,
) -> Fragment:
    """A table on a page; a row is as high as its longest text."""
    ys = [top]
    for row in rows:
        ys.append(ys[-1] + 6 + LINE * max(text.count("\n") + 1 for text in row))
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            wide = 1
            while c + wide < len(row) and row[c + wide] == "<":
                wide += 1
            high = 1
            while r + high < len(rows) and rows[r + high][c] == "^":
                high += 1
            box = (xs[c], ys[r], xs[c + wide], ys[r + high])
            ink = (inks or {}).get((r + 1, c + 1))
            cells.append(Cell(text, r + 1, c + 1, high, wide, (PageBox(number, box),), ("drawn",), ink=ink))
    place = PageBox(number, (xs[0], ys[0], xs[-1], ys[-1]))
    return Fragment(number, len(rows), len(rows[0]), tuple(cells), (place,))


def line(number: int, text: str) -> Paragraph:
    """A line of text on a page."""
    return Paragraph(text, number, (PageBox(number, (50, 20, 300, 32)),))


def joined(*blocks: Fragment | Paragraph) -> tuple[Table, ...]:
    """The tables of a document of these blocks."""
    return tables_of(document(*blocks), VOCABULARY)


def document(*blocks: Fragment | Paragraph) -> Document:
    """A document of these blocks."""
    pages = max(block.page for block in blocks)
    return Document("drawn.pdf", "0" * 64, "application/pdf", pages, blocks)


def texts(table: Table) -> list[list[str]]:
    """What stands in every row and column, white space apart."""
    grid = table.grid()
    return [
        [
            squeeze(grid[row, column].text) if (row, column) in grid else "-"
            for column in range(1, table.columns + 1)
        ]
        for row in range(1, table.rows + 1)
    ]


def codes(table: Table) -> list[str]:
    """The codes of all findings on cells."""
    return [finding.code for cell in table.cells for finding in cell.findings]


def pages_of(table: Table, row: int, column: int) -> list[int]:
    """The pages on which the cell has a place."""
    return [place.page for place in table.grid()[row, column].places if isinstance(place, PageBox)]
