"""Columns of a scan whose header was not read surely."""

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Table
from pipeline.documents.text import fold, join_lines
from pipeline.tables.header import path_cells
from pipeline.tables.joining import is_doubtful
from pipeline.vocabulary import Vocabulary

_LOOK = "Compare the header with the picture; a column may be taken for another"


def header_doubts(table: Table, vocabulary: Vocabulary) -> list[Finding]:
    """Findings on columns whose header was not read surely and is none of the known words."""
    found = []
    for path in path_cells(table.cells, table.header_rows, table.columns, vocabulary):
        words = [fold(cell.text) for cell in path]
        known = {words[-1], "".join(words)} & vocabulary.words.keys() if words else True
        for cell in () if known else path:
            if is_doubtful(cell):
                message = f"the header of the column is read as “{join_lines(cell.text)}”, not surely"
                finding = Finding(
                    "low-confidence", Severity.WARNING, message, places=cell.places, remedy=_LOOK
                )
                found.append(finding)
    return found
