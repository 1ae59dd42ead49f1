"""From the bytes of a document to the notice in it: read, join, interpret."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.catalogues.interpret import interpret
from pipeline.catalogues.model import Notice
from pipeline.catalogues.table_report import table_records
from pipeline.documents.model import Document, Table
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.memory import uncollected
from pipeline.readers.door import read_document
from pipeline.readers.options import Options
from pipeline.tables import tables_of
from pipeline.vocabulary import load_vocabulary

_DEFAULT = Options()


def read_file(path: Path, options: Options = _DEFAULT) -> Document:
    """Read a file. Raises UnreadableDocument when it is missing or cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"the file cannot be opened ({error.strerror})", document=str(path), remedy="Check the path."
        ) from error
    return read_document(data, path.name, options)


def tables_in(document: Document) -> tuple[Table, ...]:
    """The tables of a document, joined over its pages."""
    with uncollected():
        return tables_of(document, load_vocabulary(SCHEMAS))


def notice_of(document: Document) -> Notice:
    """The notice in a document."""
    return notice_from(document, tables_in(document))


def notice_from(document: Document, tables: Sequence[Table]) -> Notice:
    """The notice in a document whose tables are joined already."""
    with uncollected():
        return interpret(document, tables, load_vocabulary(SCHEMAS), SCHEMAS)


def table_rows(document: Document, tables: Sequence[Table]) -> Iterator[dict[str, object]]:
    """Every row of every table, catalogue or not, as a record."""
    return table_records(document, tables, load_vocabulary(SCHEMAS))
