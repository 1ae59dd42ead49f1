"""Tables and documents made by hand, and the shipped vocabulary."""

from collections.abc import Sequence

from pipeline.documents.model import Cell, Document, Fragment, Paragraph, Table
from pipeline.documents.text import join_lines
from pipeline.knowledge import SCHEMAS
from pipeline.readers.text import read_text
from pipeline.tables import tables_of
from pipeline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(SCHEMAS)
HEADER = ["序号", "职业资格证书名称", "发证机构", "国家（地区）"]


def fragment(rows: Sequence[Sequence[str]], page: int = 1, *, spans_known: bool = True) -> Fragment:
    """A fragment without merged cells."""
    cells = tuple(
        Cell(text, row, column, readings=("test",))
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    )
    return Fragment(page, len(rows), max(map(len, rows)), cells, spans_known=spans_known)


def document(*blocks: Fragment | str) -> Document:
    """Fragments and lines in reading order."""
    made = tuple(Paragraph(block, 1) if isinstance(block, str) else block for block in blocks)
    return Document("a.pdf", "0", "application/pdf", 1, made)


def read_tables(text: str) -> tuple[Table, ...]:
    """The tables of a text rendition."""
    return tables_of(read_text(text.encode(), "a.txt", "0"), VOCABULARY)


def body(table: Table) -> list[list[str]]:
    """The rows below the header; a merged cell's text in every row, an absent cell as an empty text."""
    grid = table.grid()
    return [
        [
            join_lines(grid[row, column].text) if (row, column) in grid else ""
            for column in range(1, table.columns + 1)
        ]
        for row in range(table.header_rows + 1, table.rows + 1)
    ]
