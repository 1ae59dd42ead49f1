"""From the bytes of a document to the notice in it: read, join, interpret."""

from pathlib import Path

from pipeline.catalogues.interpret import interpret
from pipeline.catalogues.model import Notice
from pipeline.documents.model import Document, Table
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.door import read_document
from pipeline.readers.engines import BOTH, Engines
from pipeline.tables import tables_of
from pipeline.vocabulary import load_vocabulary


def read_file(path: Path, password: str | None = None, *, engines: Engines = BOTH) -> Document:
    """Read a file. Raises UnreadableDocument when it is missing or cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"the file cannot be opened ({error.strerror})", document=str(path), remedy="Check the path."
        ) from error
    return read_document(data, path.name, password, engines=engines)


def notice_of(document: Document) -> Notice:
    """The notice in a document."""
    return interpret(document, tables_in(document), load_vocabulary(SCHEMAS), SCHEMAS)


def tables_in(document: Document) -> tuple[Table, ...]:
    """All tables of a document, joined."""
    return tables_of(document, load_vocabulary(SCHEMAS))
