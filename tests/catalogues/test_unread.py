"""Rows that stand in the text after a list are told, and other numbered lines are not."""

import pytest

from pipeline.catalogues.model import CatalogueRow, Value
from pipeline.catalogues.unread import rows_left, rows_without_header
from pipeline.documents.model import Cell, Document, Paragraph, Table
from pipeline.documents.places import PageBox
from pipeline.knowledge import SCHEMAS
from pipeline.vocabulary import load_vocabulary


def _row(number: int, page: int) -> CatalogueRow:
    place = PageBox(page, (0.0, 0.0, 10.0, 10.0))
    return CatalogueRow(Value(str(number), "序号", (place,), ("test",)), {})


def _document(*lines: tuple[int, str]) -> Document:
    blocks = tuple(Paragraph(text, page, (PageBox(page, (0.0, 0.0, 9.0, 9.0)),)) for page, text in lines)
    return Document("d.pdf", "0" * 64, "application/pdf", 3, blocks)


def test_text_that_goes_on_with_the_numbers_is_told() -> None:
    document = _document((2, "3 丙证书 丙学会 英国"), (2, "4 丁证书 丁学会 法国"))
    (finding,) = rows_left(document, [_row(1, 1), _row(2, 1)])
    assert finding.code == "rows-unread"
    assert finding.places == document.blocks[0].places


@pytest.mark.parametrize(
    "lines",
    [
        ((2, "3. 申请材料"), (2, "4. 受理")),
        ((2, "3月1日起施行"), (2, "4月1日")),
        ((2, "3 丙证书"),),
        ((1, "3 在前一页"), (1, "4 在前一页")),
    ],
)
def test_other_numbered_lines_are_no_rows(lines: tuple[tuple[int, str], ...]) -> None:
    assert rows_left(_document(*lines), [_row(1, 2), _row(2, 2)]) == []


def _table(*rows: tuple[str, ...], header: int = 0) -> Table:
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1))
    return Table(2, None, len(rows), len(rows[0]), header, cells)


def test_a_numbered_table_without_header_after_a_list_is_told() -> None:
    vocabulary = load_vocabulary(SCHEMAS)
    left = _table(("1", "甲证书", "英国"), ("2", "乙证书", "法国"))
    (finding,) = rows_without_header(left, 3, vocabulary)
    assert finding.code == "rows-unread"
    assert rows_without_header(left, 4, vocabulary) == []
    assert rows_without_header(_table(("电话", "甲", "乙")), 3, vocabulary) == []
    services = _table(("序号", "服务事项", "国家"), ("1", "签证", "英国"), header=1)
    assert rows_without_header(services, 3, vocabulary) == []
