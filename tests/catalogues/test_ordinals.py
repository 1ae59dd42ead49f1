"""The row under a header that counts the columns is a part of the header, whatever it counts by."""

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalogues.model import Notice
from pipeline.readers.door import read_document
from pipeline.readers.engines import FAST
from pipeline.readers.options import Options
from pipeline.reading import accounted_notice
from tests.readers.pdf_drawing import Drawn, pdf, table
from tests.typeset.rows import Rows, book, text, web, word

HEADER = ("序号", "职业资格名称", "发证机构", "职称层级")
ROWS = (
    ("1", "会士", "化学学会", "中级"),
    ("2", "会员", "物理学会", "副高级"),
    ("3", "院士", "力学学会", "正高级"),
)


def page(rows: Rows) -> bytes:
    """A page for the first rows, and one for the others with the header again."""
    head = len(rows) - len(ROWS)

    def drawn(body: Rows) -> Callable[[Canvas], None]:
        shown = [*rows[:head], *body]
        cells = [Drawn(r, c, 1, 1, word) for r, row in enumerate(shown) for c, word in enumerate(row) if word]
        ys = [100.0 + 24 * line for line in range(len(shown) + 1)]
        return lambda canvas: table(canvas, cells, [60, 110, 260, 400, 500], ys)

    return pdf(drawn(ROWS[:2]), drawn(ROWS[2:]))


def read(data: bytes) -> Notice:
    return accounted_notice(read_document(data, "list", Options(engines=FAST)))


def entries(notice: Notice) -> list[tuple[str, ...]]:
    (catalogue,) = notice.catalogues
    return [
        (row.number.text if row.number else "", *(value.text for value in row.values.values()))
        for row in catalogue.rows
    ]


COUNTED = {
    "letters": ("甲", "乙", "丙", "丁"),
    "digits": ("1", "2", "3", "4"),
    "digits in brackets": ("(1)", "（2）", "(3)", "(4)"),
    "letters, then digits": ("甲", "乙", "1", "2"),
    "a word before": ("栏次", "1", "2", "3"),
    "nothing before": ("", "1", "2", "3"),
    "Latin letters": ("A", "B", "C", "D"),
    "Roman figures": ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"),
    "digits in circles": ("①", "②", "③", "④"),
}


@pytest.mark.parametrize("counted", COUNTED.values(), ids=COUNTED.keys())
def test_columns_may_be_counted_in_several_ways(counted: tuple[str, ...]) -> None:
    notice = read(web([HEADER, counted, *ROWS]))
    assert entries(notice) == list(ROWS)
    (catalogue,) = notice.catalogues
    assert [value.header for value in catalogue.rows[0].values.values()] == list(HEADER[1:])
    assert not [finding for row in catalogue.rows for finding in row.findings]
    assert notice.accounts[0].cells == {"header": 4 + sum(map(bool, counted)), "entry value": 12}


@pytest.mark.parametrize("made", [web, book, word, text, page])
def test_every_format_leaves_them_out(made: Callable[[Rows], bytes]) -> None:
    for counted in (("甲", "乙", "丙", "丁"), ("1", "2", "3", "4")):
        notice = read(made([HEADER, counted, *ROWS]))
        assert entries(notice) == list(ROWS)
        assert not notice.accounts[0].lost


@pytest.mark.parametrize("row", [("1", "2", "3", "5"), ("甲", "丙", "乙", "丁"), ("1", "甲", "乙", "丙")])
def test_a_row_that_counts_nothing_stays_an_entry(row: tuple[str, ...]) -> None:
    assert len(entries(read(web([HEADER, row, *ROWS])))) == 4
