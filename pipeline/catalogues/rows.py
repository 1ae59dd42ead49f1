"""A joined table to catalogue rows: columns to roles, cells to values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.catalogues.body import body_of
from pipeline.catalogues.header_doubts import header_doubts
from pipeline.catalogues.model import CatalogueRow, Value
from pipeline.catalogues.notes import notes_of, with_notes
from pipeline.catalogues.numbering import check_numbers
from pipeline.catalogues.row_kinds import Columns, Kind, kinds_of
from pipeline.documents.findings import ROW, Finding
from pipeline.documents.model import Cell, Paragraph, Table
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold
from pipeline.tables.header import header_paths, path_cells
from pipeline.vocabulary import Vocabulary

QUALIFICATION_ROLES = frozenset({"qualification", "qualification_zh", "qualification_en"})
COMPANION_ROLES = frozenset({"issuer", "issuer_zh", "issuer_en", "country", "grade", "title", "occupation"})


def columns_of(table: Table, vocabulary: Vocabulary) -> Columns:
    """Roles by the words above each column; a second column of one role is ``role:2``."""
    roles: dict[int, str] = {}
    headers: dict[int, str] = {}
    seen: Counter[str] = Counter()
    idle = _idle_columns(table, vocabulary)
    for column, path in enumerate(header_paths(table, vocabulary), start=1):
        headers[column] = " / ".join(path)
        if column in idle:
            continue
        role = vocabulary.role(path) or f"other:{headers[column]}"
        if not path:
            unheaded = _role_without_header(table, column, vocabulary)
            if unheaded is None:
                continue
            role = unheaded
        seen[role] += 1
        roles[column] = role if seen[role] == 1 else f"{role}:{seen[role]}"
    return Columns(roles, headers)


def _idle_columns(table: Table, vocabulary: Vocabulary) -> set[int]:
    """Columns that only make one header word wider: nothing of their own stands in them."""
    paths = path_cells(table.cells, table.header_rows, table.columns, vocabulary)
    heads = [path[-1] if path else None for path in paths]
    body: list[dict[int, Cell]] | None = None
    idle: set[int] = set()
    for _, run in groupby(range(1, table.columns + 1), key=lambda column: id(heads[column - 1])):
        columns = list(run)
        if heads[columns[0] - 1] is None or len(columns) < 2:
            continue
        body = body_of(table) if body is None else body
        filled = [column for column in columns if _has_own(body, column, columns[0])] or columns[:1]
        idle.update(column for column in columns if column not in filled)
    return idle


def _has_own(body: Sequence[Mapping[int, Cell]], column: int, first: int) -> bool:
    """Whether a text stands in the column that does not stand in the one to its left, of the same header."""
    for row in body:
        cell = row.get(column)
        left = row.get(column - 1) if column > first else None
        if cell is not None and cell is not left and (fold(cell.text) or cell.findings):
            return True
    return False


def _role_without_header(table: Table, column: int, vocabulary: Vocabulary) -> str | None:
    """The role of a column whose header is blank: that of numbers, if they are; None where all is blank."""
    cells = [row[column] for row in body_of(table) if column in row]
    texts = [cell.text for cell in cells if fold(cell.text) and cell.column_span < table.columns]
    if column == 1 and texts and all(vocabulary.is_number(text) for text in texts) and numeral(texts[0]) == 1:
        return "number"
    return "other:" if texts else None


def why_not_a_catalogue(table: Table, columns: Columns, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The kind (``form`` or ``other``) and the reason why a table is no catalogue; None for a catalogue."""
    roles = set(columns.roles.values())
    if not table.header_rows:
        return "other", "it has no header"
    if not roles & QUALIFICATION_ROLES:
        return "other", "it has no column of qualifications"
    if not roles & COMPANION_ROLES:
        return "other", "it has no column of issuer, country, grade, title or occupation"
    kinds = kinds_of(body_of(table), columns, table.columns, vocabulary)
    last = max((index for index, kind in enumerate(kinds) if kind.kind is Kind.ENTRY), default=-1)
    # Rows without a character part entries; a form leaves its rows blank below what is filled in.
    rows = [
        kind
        for index, kind in enumerate(kinds)
        if kind.kind is Kind.ENTRY
        or (kind.kind is Kind.BLANK and (index > last or any(fold(c.text) for c in kind.row.values())))
    ]
    filled = sum(kind.kind is Kind.ENTRY for kind in rows)
    if filled * 2 < len(rows) or not filled:
        return "form", f"{len(rows) - filled} of {len(rows)} rows are blank or examples, as in a form"
    return None


def rows_of(table: Table, columns: Columns, vocabulary: Vocabulary) -> tuple[CatalogueRow, ...]:
    """The entries of a catalogue in order, with their notes and the findings of their cells and numbers."""
    rows: list[CatalogueRow] = []
    group: str | None = None
    lines = list(table.notes)
    body = body_of(table)
    doubts = header_doubts(table, vocabulary)
    begins = _begin_fields(body, columns)
    fields: list[bool] = []
    for kind, field in zip(kinds_of(body, columns, table.columns, vocabulary), begins, strict=True):
        if kind.kind is Kind.GROUP:
            group = group if vocabulary.continued.fullmatch(fold(kind.words)) else kind.words
        elif kind.kind is Kind.ENTRY:
            rows.append(_row(kind.row, columns, group, doubts))
            fields.append(field)
        elif kind.kind is Kind.NOTE:
            places = {place: None for cell in kind.row.values() for place in cell.places}
            lines.append(Paragraph(kind.words, 0, tuple(places)))
    return with_notes(check_numbers(rows, fields, vocabulary), notes_of(lines, vocabulary), vocabulary)


def _row(
    row: Mapping[int, Cell], columns: Columns, group: str | None, doubts: Sequence[Finding]
) -> CatalogueRow:
    values: dict[str, Value] = {}
    findings: list[Finding] = list(doubts)
    number: Value | None = None
    for column, role in columns.roles.items():
        cell = row.get(column)
        if cell is None:
            continue
        value = Value(
            cell.text, columns.headers[column], cell.places, cell.readings, cell.confidence, cell.steps
        )
        if role == "number":
            number = value if fold(cell.text) else None
            role_found = None
        else:
            values[role] = value
            role_found = role
        findings.extend(replace(f, role=None if f.role == ROW else role_found) for f in cell.findings)
    return CatalogueRow(number, values, group, findings=tuple(dict.fromkeys(findings)))


def _begin_fields(body: Sequence[Mapping[int, Cell]], columns: Columns) -> list[bool]:
    """For each row whether a cell begins in it in a column that merges cells, such as a field."""
    merging = {column for row in body for column, cell in row.items() if cell.row_span > 1}
    merging = {column for column in merging if not columns.is_number(column)}
    before: Mapping[int, Cell] = {}
    begins = []
    for row in body:
        begins.append(any(row.get(column) is not before.get(column) for column in merging))
        before = row
    return begins
