"""Fragments to tables: joins, repeated headers, slipped columns, merged cells."""

from pipeline.documents.model import Document, Table
from pipeline.tables.join import join_fragments
from pipeline.tables.recover import recover
from pipeline.vocabulary import Vocabulary


def tables_of(document: Document, vocabulary: Vocabulary) -> tuple[Table, ...]:
    """All tables of a document, joined over its pages, in reading order.

    Where the format lost the merged cells (plain text), they are recovered from what is printed.
    """
    return recover(join_fragments(document, vocabulary), vocabulary)
