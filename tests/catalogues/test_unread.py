"""Rows that stand in the text after a list are told, and other numbered lines are not."""

import pytest

from pipeline.catalogues.model import CatalogueRow, Value
from pipeline.catalogues.unread import rows_left
from pipeline.documents.model import Document, Paragraph
from pipeline.documents.places import PageBox


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
