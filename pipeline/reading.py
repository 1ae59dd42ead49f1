"""From a document that was read to the notice in it: join, interpret."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.catalogues.interpret import interpret
from pipeline.catalogues.ledger import account_of
from pipeline.catalogues.model import Notice
from pipeline.catalogues.table_report import table_records
from pipeline.documents.model import Document, Table
from pipeline.knowledge import SCHEMAS
from pipeline.memory import uncollected
from pipeline.tables import tables_of
from pipeline.vocabulary import load_vocabulary


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


def accounted_notice(document: Document) -> Notice:
    """The notice in a document, with the account of what became of each cell."""
    tables = tables_in(document)
    notice = notice_from(document, tables)
    with uncollected():
        account = account_of(document, tables, notice, load_vocabulary(SCHEMAS))
    return replace(notice, accounts=(account,))


def table_rows(document: Document, tables: Sequence[Table]) -> Iterator[dict[str, object]]:
    """Every row of every table, catalogue or not, as a record."""
    return table_records(document, tables, load_vocabulary(SCHEMAS))
