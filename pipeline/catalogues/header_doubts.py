"""Columns of a scan whose header was not read surely, or nearly as a known word."""

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Table
from pipeline.documents.text import fold, join_lines
from pipeline.readers.ocr_names import by_ocr
from pipeline.tables.header import header_paths, path_cells
from pipeline.tables.joining import is_doubtful
from pipeline.vocabulary import NO_ROLE, Vocabulary

_LOOK = "Compare the header with the picture; a column may be taken for another"


def header_doubts(table: Table, vocabulary: Vocabulary) -> list[Finding]:
    """Findings on columns whose header was not read surely and is none of the known words.

    Where a known word of a role that the table lacks differs in one character, it is proposed.
    """
    found: dict[Finding, None] = {}
    for cell, near in _unknown(table, vocabulary):
        if near or is_doubtful(cell):
            found[_doubt(cell, near)] = None
    return list(found)


def nearly_known(table: Table, vocabulary: Vocabulary) -> list[Finding]:
    """Findings on headers of a table set aside that are known words but for a character."""
    return [_doubt(cell, near) for cell, near in _unknown(table, vocabulary) if near]


def _unknown(table: Table, vocabulary: Vocabulary) -> Iterator[tuple[Cell, list[str]]]:
    """The header cells over columns whose words are not known, and the words nearly like theirs."""
    roles = {vocabulary.role(path) for path in header_paths(table, vocabulary)}
    for path in path_cells(table.cells, table.header_rows, table.columns, vocabulary):
        words = [fold(cell.text) for cell in path]
        known = {words[-1], "".join(words)} & vocabulary.words.keys() if words else True
        for cell in () if known else path:
            yield cell, sorted(_near(fold(cell.text), roles, vocabulary)) if by_ocr(cell.readings) else []


def _near(word: str, roles: set[str | None], vocabulary: Vocabulary) -> Iterator[str]:
    """The known words that differ in one character, of roles that no column has."""
    if word in vocabulary.words:
        return
    for known, role in vocabulary.words.items():
        lacking = role != NO_ROLE and role not in roles
        if lacking and len(known) > 1 and OSA.distance(word, known, score_cutoff=1) <= 1:
            yield known


def _doubt(cell: Cell, near: list[str]) -> Finding:
    unsure = ", not surely" if is_doubtful(cell) else ""
    message = f"the header of the column is read as “{join_lines(cell.text)}”{unsure}"
    if near:
        message += f", in one character unlike {', '.join(f'“{word}”' for word in near)}"
    return Finding("low-confidence", Severity.WARNING, message, places=cell.places, remedy=_LOOK)
