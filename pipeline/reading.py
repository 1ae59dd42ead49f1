"""From the bytes of a document to the notice in it: read, join, interpret."""

from pathlib import Path

from pipeline.catalogues.interpret import interpret
from pipeline.catalogues.model import Notice
from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.door import read_document
from pipeline.tables import tables_of
from pipeline.vocabulary import load_vocabulary


def read_file(path: Path) -> Document:
    """Read a file. Raises UnreadableDocument when it is missing or cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"the file cannot be opened ({error.strerror})", document=str(path), remedy="Check the path."
        ) from error
    return read_document(data, path.name)


def notice_of(document: Document) -> Notice:
    """The notice in a document."""
    vocabulary = load_vocabulary(SCHEMAS)
    return interpret(document, tables_of(document, vocabulary), vocabulary, SCHEMAS)
