"""A header that a seal garbled: it is known again overleaf, and read from there."""

from dataclasses import replace

from pipeline.catalogues.rows import columns_of, rows_of
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Document, Fragment, Table
from pipeline.documents.places import PageBox
from pipeline.knowledge import SCHEMAS
from pipeline.tables.header_again import HEADER_REPEATED
from pipeline.tables.join import join_fragments
from pipeline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(SCHEMAS)
HEADER = ("序号", "职业资格名称", "发证机构", "对应职称层级", "专业领域")
GARBLED = ("序号", "职业资格名称", "发证机构", "对应职称级力", "专业领域")


def fragment(page: int, header: tuple[str, ...], first: int, *doubtful: str) -> Fragment:
    """Three rows under a header, whose words named are read doubtfully."""
    rows = [header, *((str(first + step), "会士", "学会", "中级", "化工") for step in range(3))]
    cells = tuple(
        Cell(
            text,
            row,
            column,
            places=(PageBox(page, (100.0 * column, 40.0 * row, 100.0 * column + 100, 40.0 * row + 40)),),
            confidence=0.6 if text in doubtful else 0.99,
        )
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    )
    return Fragment(page, len(rows), len(header), cells, (PageBox(page, (100, 40, 600, 200)),))


def joined(*blocks: Fragment) -> tuple[Table, ...]:
    return join_fragments(Document("a.pdf", "0" * 64, "application/pdf", 2, blocks), VOCABULARY)


def test_a_header_garbled_on_the_second_page_does_not_open_another_list() -> None:
    (table,) = joined(fragment(1, HEADER, 1), fragment(2, GARBLED, 4, "对应职称级力"))
    assert table.rows == 7


def test_a_header_garbled_on_the_first_page_is_read_where_it_is_repeated() -> None:
    (table,) = joined(fragment(1, GARBLED, 1, "对应职称级力"), fragment(2, HEADER, 4))
    assert table.rows == 7
    (cell,) = [cell for cell in table.cells if cell.row == 1 and cell.column == 4]
    assert cell.text == "对应职称层级"
    assert [step.rule for step in cell.steps] == [HEADER_REPEATED]
    assert "grade" in columns_of(table, VOCABULARY).roles.values()


def test_what_a_finding_says_of_a_scan_is_doubtful_however_sure_the_engine_was() -> None:
    first = fragment(1, GARBLED, 1)
    said = Finding("low-confidence", Severity.WARNING, "read not surely (0.94)")
    cells = (
        replace(cell, findings=(said,), confidence=0.94) if cell.text == GARBLED[3] else cell
        for cell in first.cells
    )
    (table,) = joined(replace(first, cells=tuple(cells)), fragment(2, HEADER, 4))
    assert "grade" in columns_of(table, VOCABULARY).roles.values()


def test_another_header_that_was_read_surely_opens_another_list() -> None:
    assert len(joined(fragment(1, HEADER, 1), fragment(2, GARBLED, 1))) == 2


def test_a_row_of_doubtful_entries_is_no_header_repeated() -> None:
    odd = ("4", "会土", "学全", "申级", "比工")
    (table,) = joined(fragment(1, HEADER, 1), fragment(2, odd, 5, *odd))
    assert table.rows == 8


def test_rows_under_a_garbled_header_that_is_not_repeated_are_marked() -> None:
    (table,) = joined(fragment(1, GARBLED, 1, "对应职称级力"))
    rows = rows_of(table, columns_of(table, VOCABULARY), VOCABULARY)
    assert len(rows) == 3
    assert all("low-confidence" in {finding.code for finding in row.findings} for row in rows)
    (table,) = joined(fragment(1, HEADER, 1, "对应职称层级"))
    assert not any(row.findings for row in rows_of(table, columns_of(table, VOCABULARY), VOCABULARY))
