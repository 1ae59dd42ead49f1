"""A header that OCR read in one character unlike a known word is a proposal and marks the rows, no more."""

import pytest

from pipeline.catalogues.header_doubts import header_doubts
from pipeline.documents.findings import Severity
from pipeline.documents.model import Cell, Document, Fragment
from pipeline.knowledge import SCHEMAS
from pipeline.reading import notice_of, tables_in
from pipeline.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(SCHEMAS)
HEADER = ("序号", "职业资格名称", "发证机构", "领域")


def document(header: tuple[str, ...], reader: str = "rapidocr") -> Document:
    rows = [header, *((str(n), f"会员{n}", "学会", "会计") for n in range(1, 5))]
    cells = tuple(
        Cell(text, row, column, readings=(reader,))
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
    )
    fragment = Fragment(1, len(rows), len(header), cells)
    return Document("d.png", "0" * 64, "image/png", 1, (fragment,))


def doubts(header: tuple[str, ...], reader: str = "rapidocr") -> list[str]:
    (table,) = tables_in(document(header, reader))
    found = header_doubts(table, VOCABULARY)
    assert all(finding.severity is Severity.WARNING for finding in found)
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (("序号", "职业资格名称", "发证机构", "领城"), "领域"),
        (("序号", "职业资格名称", "发正机构", "领域"), "发证机构"),
        (("序亏", "职业资格名称", "发证机构", "领域"), "序号"),
        (("序号", "职业资格名称", "证书颁发机枸", "领域"), "证书颁发机构"),
    ],
)
def test_the_known_word_is_proposed(header: tuple[str, ...], known: str) -> None:
    (message,) = doubts(header)
    assert f"“{known}”" in message


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        ("序号", "职业资格名称", "发证机构", "有效期限"),
        ("领域", "职业资格名称", "发证机构", "领城"),  # the table has the role
    ],
)
def test_other_headers_are_not_doubted(header: tuple[str, ...]) -> None:
    assert doubts(header) == []


def test_what_is_printed_as_text_is_not_doubted() -> None:
    assert doubts(("序号", "职业资格名称", "发证机构", "领城"), "pdfplumber") == []


def test_the_rows_are_marked_and_the_column_keeps_its_words() -> None:
    (catalogue,) = notice_of(document(("序号", "职业资格名称", "发证机构", "领城"))).catalogues
    for row in catalogue.rows:
        assert "field" not in row.values
        assert row.values["other:领城"].header == "领城"
        assert any(finding.marks and finding.role is None for finding in row.findings)


def test_a_table_set_aside_for_such_a_header_is_told() -> None:
    notice = notice_of(document(("序号", "姿格名称", "发证机构", "领域")))
    assert not notice.catalogues
    assert any("资格名称" in finding.message for finding in notice.findings if finding.marks)
