"""A document and its tables to a notice: catalogues with rows, facts, sections, and what was set aside."""

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.catalogues.body import body_of
from pipeline.catalogues.facts import facts_of, list_validity
from pipeline.catalogues.halves import unfolded
from pipeline.catalogues.header_doubts import nearly_known
from pipeline.catalogues.knowledge import NoticeForms, load_forms, load_lists
from pipeline.catalogues.model import Catalogue, CatalogueRow, Notice, SetAside
from pipeline.catalogues.row_kinds import Kind, KindOfRow, kinds_of
from pipeline.catalogues.rows import columns_of, rows_of, why_not_a_catalogue
from pipeline.catalogues.sections import annexes_of, preamble_of, sections_of
from pipeline.catalogues.unread import rows_left, rows_without_header
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document, Table
from pipeline.documents.text import fold
from pipeline.vocabulary import Vocabulary

_ORDINAL = r":[0-9]+$"  # of a second column with the same header


def interpret(document: Document, tables: Sequence[Table], vocabulary: Vocabulary, schemas: Path) -> Notice:
    """The notice that a document holds. Every table is a catalogue or set aside with a reason."""
    forms, lists = load_forms(schemas), load_lists(schemas)
    facts = facts_of(document, forms)
    catalogues: list[Catalogue] = []
    set_aside: list[SetAside] = []
    unread: list[Finding] = []
    width = 0
    for folded in tables:
        table = unfolded(folded, vocabulary)
        columns = columns_of(table, vocabulary)
        reason = why_not_a_catalogue(table, columns, vocabulary)
        if reason is not None:
            rows = table.rows - table.header_rows
            set_aside.append(SetAside(table.number, table.heading, reason[0], rows, reason[1]))
            unread += rows_without_header(table, width, vocabulary)
            unread += nearly_known(table, vocabulary) if reason[0] == "other" else []
            continue
        width = table.columns
        found = rows_of(table, columns, vocabulary)
        kind = lists.kind(fold(table.heading or ""), set(columns.roles.values()))
        stated = _stated(table.heading, forms)
        unknown = [role for role in columns.roles.values() if role.startswith("other:")]
        findings = (
            *table.findings,
            *_unknown_columns(unknown),
            *_counts(table.heading, found, stated),
            *rows_left(document, found),
            *_left_out(kinds_of(body_of(table), columns, table.columns, vocabulary)),
        )
        valid = list_validity(document, table.heading, facts, forms)
        catalogues.append(
            Catalogue(
                len(catalogues) + 1,
                table.heading,
                kind,
                found,
                stated,
                (*findings, *valid.findings),
                effective=valid.effective,
                expires=valid.expires,
            )
        )
    findings = (
        *document.findings,
        *facts.findings,
        *unread,
        *_total(catalogues, facts.stated_total),
        *_none_found(catalogues),
    )
    return Notice(
        document.name,
        document.sha256,
        facts,
        tuple(catalogues),
        sections_of(document, forms),
        annexes_of(document, forms),
        preamble_of(document, forms),
        tuple(set_aside),
        findings,
        document.attachments,
    )


def _stated(heading: str | None, forms: NoticeForms) -> int | None:
    match = forms.stated_list.search(fold(heading or ""))
    return int(match["count"]) if match else None


def _unknown_columns(roles: Sequence[str]) -> list[Finding]:
    return [
        Finding(
            "column-unknown",
            Severity.INFO,
            f"no role is known for the header {re.sub(_ORDINAL, '', role.removeprefix('other:'))!r}",
            role=role,
            remedy="Add the header words to schemas/columns.yaml.",
        )
        for role in roles
    ]


def _left_out(kinds: Sequence[KindOfRow]) -> list[Finding]:
    """The rows of a catalogue that are notes and sums, said so that nothing is lost."""
    return [
        Finding(
            "row-set-aside",
            Severity.INFO,
            f"a row is no entry but a {kind.kind.name.lower()}: {kind.words}",
            places=tuple({place: None for cell in kind.row.values() for place in cell.places}),
            remedy="Look at the row, if it should be an entry.",
        )
        for kind in kinds
        if kind.kind in (Kind.NOTE, Kind.SUM)
    ]


def _counts(heading: str | None, rows: Sequence[CatalogueRow], stated: int | None) -> list[Finding]:
    if stated is None or stated == len(rows):
        return []
    return [_mismatch(f"list {heading!r} has {len(rows)} rows, and its heading says {stated}")]


def _total(catalogues: Sequence[Catalogue], stated: int | None) -> list[Finding]:
    found = sum(len(catalogue.rows) for catalogue in catalogues)
    if (
        stated is None
        or stated == found
        or any(c.stated is None and len(c.rows) == stated for c in catalogues)
    ):
        return []
    return [_mismatch(f"the lists have {found} rows in all, and the notice says {stated}")]


def _mismatch(message: str) -> Finding:
    return Finding(
        "count-mismatch",
        Severity.ERROR,
        message,
        remedy="Compare with the published document: rows may be lost or read twice.",
    )


def _none_found(catalogues: Sequence[Catalogue]) -> list[Finding]:
    if catalogues:
        return []
    return [
        Finding(
            "no-catalogue",
            Severity.WARNING,
            "the document has no table that is a catalogue",
            remedy="Look at the tables with 'renke read --tables', or at the attachments of the notice.",
        )
    ]
