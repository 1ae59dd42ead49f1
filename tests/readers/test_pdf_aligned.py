"""Tables without upright rules: three-line tables, level rules only, and alignment alone."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.readers.pdf import read_pdf
from pipeline.readers.pdf_aligned_columns import Columns
from pipeline.readers.pdf_textlines import TextLine
from tests.readers.pdf_drawing import FONT, HEIGHT, pdf, text_line

LEADING = 13.0
SIZE = 9.0
XS = [60.0, 110.0, 250.0, 390.0, 470.0]
HEADER = ["序号", "职业资格", "发证机构", "国家（地区）"]
BODY = [
    ["1", "特许工程师", "Engineering\nCouncil", "英国"],
    ["2", "注册会计师\n（二级及以上）", "", "美国"],
    ["3", "会士(FRSC)", "英国皇家化学会\nRoyal Society\nof Chemistry", "/"],
    ["4", "测量师", "皇家特许测量师学会", "英国"],
]


def read(data: bytes) -> Document:
    return read_pdf(data, "notice.pdf", "0" * 64)


def fragments(document: Document) -> list[Fragment]:
    return [block for block in document.blocks if isinstance(block, Fragment)]


def grid(fragment: Fragment) -> list[list[str]]:
    cells = {position: cell.text for cell in fragment.cells for position in cell.covers()}
    return [
        [cells[row, column] for column in range(1, fragment.columns + 1)]
        for row in range(1, fragment.rows + 1)
    ]


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is set: text at the top or the middle of its row, blank between rows, rules, centring."""

    middle: bool = False
    gap: float = 6.0
    rules: str = "three"
    centred: bool = False


def level(canvas: Canvas, y: float, start: float = XS[0] - 4, end: float = XS[-1] + 40) -> None:
    canvas.line(start, HEIGHT - y, end, HEIGHT - y)


def typeset(canvas: Canvas, rows: list[list[str]], top: float, style: Style) -> float:
    """The rows from ``top`` down, the first a header; gives the foot of the table."""
    y = top
    if style.rules != "none":
        level(canvas, y)
    for index, row in enumerate(rows):
        height = max(len(cell.split("\n")) for cell in row) * LEADING
        y += style.gap / 2
        for column, cell in enumerate(row):
            lines = cell.split("\n")
            start = y + (height - LEADING * len(lines)) / 2 if style.middle else y
            for number, line in enumerate(lines):
                x = XS[column]
                if style.centred:
                    width = pdfmetrics.stringWidth(line, FONT, SIZE)
                    x += ((XS[column + 1] if column + 1 < len(XS) else 540) - x - 12 - width) / 2
                text_line(canvas, x, start + number * LEADING, line, SIZE)
        y += height + style.gap / 2
        last = index == len(rows) - 1
        if style.rules == "all" or (style.rules == "three" and (index == 0 or last)):
            level(canvas, y)
    return y


def typeset_page(rows: list[list[str]], style: Style) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        typeset(canvas, rows, 90, style)

    return page


STYLES = [
    Style(),
    Style(gap=0.0),
    Style(middle=True),
    Style(middle=True, gap=10),
    Style(rules="all"),
    Style(rules="all", middle=True, gap=4),
    Style(rules="none", gap=8),
    Style(rules="none", middle=True, gap=8),
    Style(centred=True, middle=True, gap=8),
    Style(rules="all", centred=True, middle=True),
]


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_table_without_upright_rules_is_read_exactly(style: Style) -> None:
    def page(canvas: Canvas) -> None:
        text_line(canvas, 60, 60, "境外职业资格认可清单", 14)
        foot = typeset(canvas, [HEADER, *BODY], 90, style)
        text_line(canvas, 60, foot + 40, "注：本清单自发布之日起施行，由各部门按照职责分工负责解释。")

    document = read(pdf(page))
    (fragment,) = fragments(document)
    assert grid(fragment) == [HEADER, *BODY]
    assert not [finding for cell in fragment.cells for finding in cell.findings]
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == [
        "境外职业资格认可清单",
        "注：本清单自发布之日起施行，由各部门按照职责分工负责解释。",
    ]


def test_cells_lie_where_their_text_does_and_empty_ones_nowhere() -> None:
    (fragment,) = fragments(read(pdf(typeset_page([HEADER, *BODY], Style()))))
    places = {(cell.row, cell.column): cell.places for cell in fragment.cells}
    assert places[3, 3] == ()
    (place,) = places[2, 3]
    left, _, right, _ = place.box  # type: ignore[union-attr]
    assert left == pytest.approx(XS[2], abs=1)
    assert right == pytest.approx(XS[2] + pdfmetrics.stringWidth("Engineering", FONT, SIZE), abs=1)


def test_two_header_levels_and_a_cell_over_two_rows_are_told_by_partial_rules() -> None:
    def page(canvas: Canvas) -> None:
        level(canvas, 90)
        text_line(canvas, 60, 100, "序号")
        text_line(canvas, 200, 93, "境外证书名称")
        level(canvas, 106, 108, 380)
        text_line(canvas, 110, 109, "资格名称")
        text_line(canvas, 250, 109, "发证机构")
        text_line(canvas, 390, 100, "国家")
        level(canvas, 122)
        for index, y in enumerate((126, 146)):
            text_line(canvas, 60, y, str(index + 1))
            text_line(canvas, 110, y, f"资格{index}")
            text_line(canvas, 250, y, f"机构{index}")
        text_line(canvas, 390, 136, "英国")
        level(canvas, 142, 56, 380)
        level(canvas, 162)

    (fragment,) = fragments(read(pdf(page)))
    assert grid(fragment) == [
        ["序号", "境外证书名称", "境外证书名称", "国家"],
        ["序号", "资格名称", "发证机构", "国家"],
        ["1", "资格0", "机构0", "英国"],
        ["2", "资格1", "机构1", "英国"],
    ]


def test_a_group_row_spans_the_columns_it_runs_across() -> None:
    rows = [HEADER, ["", "一、工程技术与自然科学研究类的各项职业资格", "", ""], *BODY]
    (fragment,) = fragments(read(pdf(typeset_page(rows, Style(rules="all")))))
    assert grid(fragment)[1][1:3] == ["一、工程技术与自然科学研究类的各项职业资格"] * 2


def test_a_table_goes_on_overleaf_without_header() -> None:
    more = [[str(n), f"资格{n}\n（续行）", f"机构{n}", "法国"] for n in range(5, 9)]

    def first(canvas: Canvas) -> None:
        typeset(canvas, [HEADER, *BODY], 90, Style(rules="none", gap=8))

    def second(canvas: Canvas) -> None:
        typeset(canvas, more, 60, Style(rules="none", gap=8))

    one, two = fragments(read(pdf(first, second)))
    assert grid(one) == [HEADER, *BODY]
    assert grid(two) == more


PROSE = [
    "一、证书名称和发证机构以本清单为准，职业资格的认可以原件为准。",
    "二、符合条件的人员可以申请  职称评审，  也可以参加考试。",
    "三、各单位要做好服务工作。",
]


def test_ordinary_text_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for index, line in enumerate(PROSE * 3):
            text_line(canvas, 60, 90 + index * 18, line)

    document = read(pdf(page))
    assert not fragments(document)
    assert "".join(b.text for b in document.blocks if isinstance(b, Paragraph)).count("三、") == 3


def test_column_words_in_a_sentence_make_no_table() -> None:
    def page(canvas: Canvas) -> None:
        level(canvas, 80)
        for index, line in enumerate(["请按下列各项填报：", "证书名称    发证机构    备注", "以上。"]):
            text_line(canvas, 60, 90 + index * 16, line)

    assert not fragments(read(pdf(page)))


def test_a_table_without_numbers_has_its_rows_by_the_gaps() -> None:
    rows = [["国家", "职业资格", "发证机构", "备注"], *([row[3], *row[1:3], "无"] for row in BODY)]
    (fragment,) = fragments(read(pdf(typeset_page(rows, Style(gap=9)))))
    assert grid(fragment) == rows


def test_rows_that_nothing_parts_are_marked() -> None:
    rows = [["国家", "职业资格", "发证机构", "备注"], *([row[3], *row[1:3], "无"] for row in BODY)]
    (fragment,) = fragments(read(pdf(typeset_page(rows, Style(gap=0)))))
    if grid(fragment) != rows:
        assert {f.code for cell in fragment.cells for f in cell.findings} == {"row-uncertain"}


def test_a_form_of_labels_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for index, (left, right) in enumerate([("证书名称：", "发证机构："), ("国家：", "备注：")]):
            text_line(canvas, 60, 90 + index * 20, left)
            text_line(canvas, 300, 90 + index * 20, right)

    assert not fragments(read(pdf(page)))


WORDS = st.sampled_from(
    ["特许工程师", "会士(FRSC)", "Royal\nSociety", "皇家学会\n（英国）\n分会", "注册师", "A 级"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.lists(
        st.tuples(WORDS, st.one_of(WORDS, st.just("")), st.sampled_from(["英国", "美国", ""])),
        min_size=1,
        max_size=8,
    ),
    style=st.builds(
        Style,
        middle=st.booleans(),
        gap=st.sampled_from([5.0, 8.0, 12.0]),
        rules=st.sampled_from(["three", "all", "none"]),
        centred=st.booleans(),
    ),
)
def test_any_numbered_table_reads_back_or_is_marked(body: list[tuple[str, str, str]], style: Style) -> None:
    rows = [HEADER, *([str(n), *cells] for n, cells in enumerate(body, start=1))]
    (fragment,) = fragments(read(pdf(typeset_page(rows, style))))
    assert grid(fragment) == rows


def test_a_line_may_reach_beyond_the_last_column_with_the_words_of_that_column_only() -> None:
    def spread(*stretches: tuple[float, float]) -> TextLine:
        return TextLine((), stretches, ("",) * len(stretches), stretches, 10.0, 19.0, 9.0)

    columns = Columns((50.0, 80.0, 200.0, 300.0), 0)
    assert columns.holds(spread((90.0, 120.0), (210.0, 340.0)))  # the last column is wider here
    assert not columns.holds(spread((90.0, 340.0)))
    assert not columns.holds(spread((150.0, 190.0), (195.0, 340.0)))
