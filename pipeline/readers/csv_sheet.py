"""Lists kept as CSV, as teams export them: bytes to a document with one sheet."""

import csv
from itertools import islice, pairwise

from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.html_charset import decoded
from pipeline.readers.limits import SMALLER
from pipeline.readers.sheet import CELLS, Sheet, SheetCell
from pipeline.readers.sheet_tables import workbook_document
from pipeline.vocabulary import load_vocabulary

MEDIA_TYPE = "text/csv"
_PARTED_BY = ",\t;"
_HEAD = 65_536
_NAMED = (".csv", ".tsv")
_HEADER_ROWS = 20
"""Rows among which the header stands."""
_ROLES = 2
"""Columns of a known role that make a line of text a header."""


def has_csv_header(data: bytes, name: str) -> bool:
    """Whether the text has a header of known column words, parted alike by commas, tabs or semicolons.

    Where the name says that it is CSV, most of the columns may be a team's own.
    """
    return _parted(_text(data[:_HEAD]), _share(name)) is not None


def read_csv(data: bytes, name: str, sha256: str) -> Document:
    """The tables of the file; its rows and columns are those of one sheet. Raises UnreadableDocument."""
    text = _text(data)
    parted = _parted(text[:_HEAD], _share(name))
    assert parted is not None
    cells = {}
    try:
        for row, fields in enumerate(_rows(text, parted), start=1):
            for column, field in enumerate(fields, start=1):
                if field:
                    cells[row, column] = SheetCell(field)
            if len(cells) > CELLS:
                message = f"the file has more than {CELLS} cells"
                raise UnreadableDocument(message, document=name, remedy=SMALLER)
    except csv.Error as error:
        raise UnreadableDocument(
            f"the CSV is damaged ({error})", document=name, remedy="Export it again"
        ) from error
    return workbook_document(name, sha256, MEDIA_TYPE, [Sheet(1, "CSV", cells)])


def _text(data: bytes) -> str:
    return decoded(data)[0].replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, parted: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(keepends=True), delimiter=parted, strict=True))


def _share(name: str) -> float:
    """Least share of a header's columns that must have a known role."""
    return 0.0 if name.lower().endswith(_NAMED) else 0.5


def _parted(text: str, share: float) -> str | None:
    """The character that parts a header of known words, and the row after it alike; None without such."""
    vocabulary = load_vocabulary(SCHEMAS)
    for parted in _PARTED_BY:
        try:
            rows = list(islice(csv.reader(text.splitlines(keepends=True), delimiter=parted), _HEADER_ROWS))
        except csv.Error:
            continue
        open_quote = text.count('"') % 2 == 1  # a field that never ends, which is told when it is read
        for header, row in pairwise(rows):
            alike = len(header) == len(row) or (open_quote and any("\n" in field for field in row))
            known = sum(vocabulary.role((field,)) is not None for field in header)
            if known >= _ROLES and known >= share * len(header) and alike:
                return parted
    return None
