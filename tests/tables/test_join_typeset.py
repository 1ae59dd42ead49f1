"""Tables drawn into PDF pages cell by cell, so that the page ends fall where the tests want them."""

from collections.abc import Callable, Sequence
from functools import partial

from hypothesis import HealthCheck, assume, given, settings
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.model import Table
from pipeline.documents.text import squeeze
from pipeline.readers.pdf import read_pdf
from pipeline.tables import tables_of
from tests.readers.pdf_drawing import HEIGHT, LEADING, PADDING, Drawn, pdf, table, text_line
from tests.tables.pages import HEADER, VOCABULARY, XS, codes, pages_of, texts
from tests.tables.test_join_property import Drawn as Whole
from tests.tables.test_join_property import cut, drawn, expected

TOP = 70.0
Rows = Sequence[Sequence[str]]


def heights(rows: Rows) -> list[float]:
    ys = [TOP]
    for row in rows:
        ys.append(ys[-1] + 8 + LEADING * max(text.count("\n") + 1 for text in row))
    return ys


def draw(canvas: Canvas, rows: Rows, xs: Sequence[float]) -> None:
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text != "^":
                high = 1
                while r + high < len(rows) and rows[r + high][c] == "^":
                    high += 1
                cells.append(Drawn(r, c, high, 1, text))
    table(canvas, cells, list(xs), heights(rows))


def read(*pages: Callable[[Canvas], None]) -> tuple[Table, ...]:
    return tables_of(read_pdf(pdf(*pages), "drawn.pdf", "0"), VOCABULARY)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(whole=drawn())
def test_a_table_typeset_over_pages_reads_back_as_it_was(whole: Whole) -> None:
    pages = cut(whole)
    assume(any("^" in row for rows in pages for row in rows))  # else nothing shows that cells are merged
    assume(all(heights(rows)[-1] < HEIGHT - 60 for rows in pages))
    shifts = [[x + whole.shift * (number % 2) for x in XS] for number in range(len(pages))]
    (one,) = read(*(partial(draw, rows=rows, xs=xs) for rows, xs in zip(pages, shifts, strict=True)))
    assert texts(one)[one.header_rows :] == [[squeeze(text) for text in row] for row in expected(whole)]


def rows(first: int, last: int, field: str) -> list[list[str]]:
    return [
        [str(n), field if n == first else "^", f"第{n}号证书", "英国", f"备{n}"]
        for n in range(first, last + 1)
    ]


def centred(canvas: Canvas, page: int, above: Rows, below: Rows, lines: Sequence[str]) -> None:
    """Draw one of two pages; the lines of a merged cell stand in the middle of its two parts."""
    mine = above if page == 1 else below
    draw(canvas, mine, XS)
    ys, others = heights(mine), heights(below if page == 1 else above)
    start = ys[next(index for index, row in enumerate(mine) if row[1] == "")]
    end = ys[-1] if page == 1 else ys[next(i for i, row in enumerate(mine) if row[1] not in ("", "^"))]
    mine_high = end - start
    if page == 1:
        other_end = next(i for i, row in enumerate(below) if row[1] not in ("", "^"))
        whole, offset = mine_high + others[other_end] - TOP, 0.0
    else:
        other_start = next(index for index, row in enumerate(above) if row[1] == "")
        offset = others[-1] - others[other_start]
        whole = mine_high + offset
    for index, text in enumerate(lines):
        at = (whole - LEADING * len(lines)) / 2 + index * LEADING - offset
        if 0 <= at + LEADING / 2 < mine_high:
            text_line(canvas, XS[1] + PADDING, start + min(max(at, 0), mine_high - LEADING), text)


def check_centred(high: int, low: int, lines: Sequence[str]) -> Table:
    above = [HEADER, *rows(1, 3, "金融服务"), *rows(4, 5, "医疗卫生"), *rows(6, 5 + high, "")]
    below = [*rows(6 + high, 5 + high + low, ""), *rows(6 + high + low, 8 + high + low, "康复治疗")]
    pages = [partial(centred, page=page, above=above, below=below, lines=lines) for page in (1, 2)]
    (one,) = read(*pages)
    fields = [row[1] for row in texts(one)[1:]]
    assert fields[5 : 5 + high + low] == ["".join(lines)] * (high + low)
    assert fields[5 + high + low :] == ["康复治疗"] * 3
    assert pages_of(one, 7, 2) == [1, 2]
    return one


def test_a_merged_cell_centred_over_both_parts_holds_for_all_its_rows() -> None:
    for high, low in ((2, 5), (5, 2), (2, 3)):
        one = check_centred(high, low, ["数字技术"])
        assert "span-uncertain" not in codes(one)


def test_lines_of_a_centred_cell_that_the_page_end_parts_are_one_text() -> None:
    check_centred(3, 3, ["数字技术、", "软件技术"])
    check_centred(3, 3, ["数字（芯片、", "智能）"])
