"""Rows that were left out of a list: lines after it that go on with its numbers, tables without a header."""

import re
from collections.abc import Sequence

from pipeline.catalogues.model import CatalogueRow
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document, Paragraph, Table
from pipeline.documents.numbers import numeral
from pipeline.documents.places import PageBox
from pipeline.vocabulary import Vocabulary

_REMEDY = "Look at the page with 'renke read --draw'; take the rows from the published document."
_NUMBERED = re.compile(r"\s*([0-9]{1,5})\s*(?=[^\s0-9.、,，:：)）年月日%-])")


def rows_left(document: Document, rows: Sequence[CatalogueRow]) -> list[Finding]:
    """An error where text on the list's last page or later begins with the next two numbers.

    A table without rules may end too early for its reader; what it left then stands among the paragraphs.
    """
    last = rows[-1].number if rows else None
    number = numeral(last.text) if last else None
    pages = [place.page for place in last.places if isinstance(place, PageBox)] if last else []
    if number is None or not pages:
        return []
    lines = [p for p in document.blocks if isinstance(p, Paragraph) and p.page >= max(pages)]
    found = {int(match[1]): line for line in lines if (match := _NUMBERED.match(line.text))}
    if number + 1 not in found or number + 2 not in found:
        return []
    return [
        Finding(
            "rows-unread",
            Severity.ERROR,
            f"the list ends with {number}, and text after it goes on with {number + 1}: rows were not read",
            places=found[number + 1].places,
            remedy=_REMEDY,
        )
    ]


def rows_without_header(table: Table, columns: int, vocabulary: Vocabulary) -> list[Finding]:
    """An error where a table that follows a list of so many columns has no header, and numbers in its rows.

    Its numbers begin again, so that nothing tells whether it goes on with the list; but rows are lost.
    """
    first = [cell for cell in table.cells if cell.column == 1 and cell.row > table.header_rows]
    numbers = [cell for cell in first if vocabulary.is_number(cell.text)]
    if table.columns != columns or len(numbers) * 2 <= len(first) or not _no_words(table, vocabulary):
        return []
    rows = table.rows - table.header_rows
    return [
        Finding(
            "rows-unread",
            Severity.ERROR,
            f"a table of {rows} rows after a list has no header that names its columns: it was not read",
            places=tuple(place for cell in numbers[:1] for place in cell.places),
            remedy=_REMEDY,
        )
    ]


def _no_words(table: Table, vocabulary: Vocabulary) -> bool:
    heads = [cell for cell in table.cells if cell.row <= table.header_rows]
    return not any(vocabulary.role((cell.text,)) for cell in heads)
