"""A joined table to catalogue rows: columns to roles, cells to values, numbers checked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.catalogues.model import CatalogueRow, Value
from pipeline.documents.findings import ROW, Finding, Severity
from pipeline.documents.model import Cell, Table
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold, join_lines
from pipeline.tables.header import header_paths
from pipeline.vocabulary import Vocabulary

QUALIFICATION_ROLES = frozenset({"qualification", "qualification_zh", "qualification_en"})
COMPANION_ROLES = frozenset({"issuer", "issuer_zh", "issuer_en", "country", "grade", "title", "occupation"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The role and the printed header of each column, by column from 1."""

    roles: Mapping[int, str]
    headers: Mapping[int, str]


def columns_of(table: Table, vocabulary: Vocabulary) -> Columns:
    """Roles by the words above each column; a second column of one role is ``role:2``."""
    roles: dict[int, str] = {}
    headers: dict[int, str] = {}
    seen: Counter[str] = Counter()
    for column, path in enumerate(header_paths(table), start=1):
        headers[column] = " / ".join(path)
        if not path:
            continue
        role = vocabulary.role(path) or f"other:{headers[column]}"
        seen[role] += 1
        roles[column] = role if seen[role] == 1 else f"{role}:{seen[role]}"
    return Columns(roles, headers)


def why_not_a_catalogue(table: Table, columns: Columns, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The kind (``form`` or ``other``) and the reason why a table is no catalogue; None for a catalogue."""
    roles = set(columns.roles.values())
    if not table.header_rows:
        return "other", "it has no header"
    if not roles & QUALIFICATION_ROLES:
        return "other", "it has no column of qualifications"
    if not roles & COMPANION_ROLES:
        return "other", "it has no column of issuer, country, grade, title or occupation"
    rows = _body(table)
    filled = sum(_is_filled(row, columns, vocabulary) for row in rows)
    if filled * 2 < len(rows) or not filled:
        return "form", f"{len(rows) - filled} of {len(rows)} rows are blank or examples, as in a form"
    return None


def _body(table: Table) -> list[dict[int, Cell]]:
    rows: list[dict[int, Cell]] = [{} for _ in range(table.rows - table.header_rows)]
    for cell in table.cells:
        for row, column in cell.covers():
            if table.header_rows < row <= table.rows:
                rows[row - table.header_rows - 1][column] = cell
    return rows


def _is_filled(row: Mapping[int, Cell], columns: Columns, vocabulary: Vocabulary) -> bool:
    if _is_example(row, vocabulary):
        return False
    return any(
        fold(cell.text)
        for column, cell in row.items()
        if columns.roles.get(column, "number") != "number"
        and not vocabulary.placeholder.fullmatch(fold(cell.text))
    )


def _is_example(row: Mapping[int, Cell], vocabulary: Vocabulary) -> bool:
    return any(vocabulary.example_row.fullmatch(fold(cell.text)) for cell in row.values())


def rows_of(table: Table, columns: Columns, vocabulary: Vocabulary) -> tuple[CatalogueRow, ...]:
    """The filled rows of a catalogue in order, with the findings of their cells and of their numbers."""
    rows: list[CatalogueRow] = []
    group: str | None = None
    for row in _body(table):
        heading = _group_heading(row, table, columns, vocabulary)
        if heading is not None:
            group = heading
        elif _is_filled(row, columns, vocabulary):
            rows.append(_row(row, columns, group, vocabulary))
    return tuple(_check_numbers(rows, vocabulary))


def _group_heading(
    row: Mapping[int, Cell], table: Table, columns: Columns, vocabulary: Vocabulary
) -> str | None:
    """The words of a row that is one cell over the whole width, or words alone in the column of numbers.

    They hold for the rows below.
    """
    cells = set(map(id, row.values()))
    if table.columns > 1 and len(row) == table.columns and len(cells) == 1:
        return join_lines(next(iter(row.values())).text) or None
    filled = [(column, cell) for column, cell in row.items() if fold(cell.text)]
    if len(filled) != 1 or columns.roles.get(filled[0][0]) != "number":
        return None
    text = filled[0][1].text
    if vocabulary.is_number(text) or vocabulary.placeholder.fullmatch(fold(text)):
        return None
    return join_lines(text)


def _row(
    row: Mapping[int, Cell], columns: Columns, group: str | None, vocabulary: Vocabulary
) -> CatalogueRow:
    values: dict[str, Value] = {}
    findings: list[Finding] = []
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


def _check_numbers(rows: Sequence[CatalogueRow], vocabulary: Vocabulary) -> list[CatalogueRow]:
    """Rows with findings where the printed numbers do not run 1, 2, 3 … in their group."""
    checked: list[CatalogueRow] = []
    last: dict[str | None, int] = {}
    for row in rows:
        number = numeral(row.number.text) if row.number else None
        expected = last.get(row.group, 0) + 1
        finding = None
        if number is None and any(numeral(r.number.text) is not None for r in rows if r.number):
            finding = ("number-missing", f"the row after number {expected - 1} has no number")
        elif (
            number is not None
            and number != expected
            and not (row.group and number == 1 + max(last.values(), default=0))
        ):
            finding = _number_finding(number, expected)
        if number is not None:
            last[row.group] = number
        checked.append(row if finding is None else _with(row, *finding))
    return checked


def _number_finding(number: int, expected: int) -> tuple[str, str]:
    if number == expected - 1:
        return "number-repeated", f"number {number} stands in two rows"
    if number > expected:
        missing = f"{expected}" if number == expected + 1 else f"{expected} to {number - 1}"
        return "number-gap", f"number {number} follows {expected - 1}: {missing} missing"
    return "number-out-of-order", f"number {number} follows {expected - 1}"


def _with(row: CatalogueRow, code: str, message: str) -> CatalogueRow:
    finding = Finding(
        code,
        Severity.ERROR,
        message,
        places=row.number.places if row.number else (),
        remedy="Compare with the published document: a row may be lost or read twice.",
    )
    return replace(row, findings=(*row.findings, finding))
