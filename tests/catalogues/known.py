"""Notices as texts, read through, and the shipped patterns."""

from collections.abc import Sequence

from pipeline.catalogues.facts import facts_of
from pipeline.catalogues.interpret import interpret
from pipeline.catalogues.knowledge import load_forms
from pipeline.catalogues.model import CatalogueRow, Notice, NoticeFacts
from pipeline.documents.model import Document, Table
from pipeline.knowledge import SCHEMAS
from pipeline.readers.text import read_text
from pipeline.tables import tables_of
from pipeline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(SCHEMAS)
FORMS = load_forms(SCHEMAS)


def document(text: str) -> Document:
    return read_text(text.encode(), "a.txt", "0")


def read(text: str) -> Notice:
    return read_tables(document(text))


def read_tables(made: Document, tables: Sequence[Table] | None = None) -> Notice:
    """A document through joining and interpretation, or with tables of its own."""
    return interpret(made, tables_of(made, VOCABULARY) if tables is None else tables, VOCABULARY, SCHEMAS)


def facts(text: str) -> NoticeFacts:
    return facts_of(document(text), FORMS)


def rows(text: str) -> tuple[CatalogueRow, ...]:
    """The rows of the only catalogue."""
    (catalogue,) = read(text).catalogues
    return catalogue.rows


def codes(row: CatalogueRow) -> list[str]:
    return [finding.code for finding in row.findings]


def texts(row: CatalogueRow) -> dict[str, str]:
    return {role: value.text for role, value in row.values.items()}
