"""Reading PDF documents: tables page by page, text around them, and what is no PDF."""

import io
import zlib
from collections.abc import Callable

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from pipeline.documents.findings import Severity
from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.errors import UnreadableDocument
from pipeline.readers.pdf import read_pdf
from tests.readers.pdf_drawing import FONT, HEIGHT, WIDTH, Drawn, pdf, table, text_line

XS = [50.0, 150.0, 300.0]
YS = [100.0, 130.0, 160.0, 190.0]
CELLS = [Drawn(row, column, 1, 1, f"格{row}{column}") for row in range(3) for column in range(2)]


def read(data: bytes) -> Document:
    return read_pdf(data, "notice.pdf", "0" * 64)


def fragments(document: Document) -> list[Fragment]:
    return [block for block in document.blocks if isinstance(block, Fragment)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def rows(fragment: Fragment) -> list[list[str]]:
    """Row by row the text that covers each column."""
    grid: dict[tuple[int, int], Cell] = {
        position: cell for cell in fragment.cells for position in cell.covers()
    }
    return [
        [grid[row, column].text for column in range(1, fragment.columns + 1)]
        for row in range(1, fragment.rows + 1)
    ]


def platypus(data: list[list[str]], style: list[tuple[object, ...]], header_rows: int = 1) -> bytes:
    out = io.BytesIO()
    ruled = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), FONT, 9), *style]
    SimpleDocTemplate(out, pagesize=A4).build(
        [Table(data, colWidths=[60, 120, 120, 90], repeatRows=header_rows, style=TableStyle(ruled))]
    )
    return out.getvalue()


def test_a_table_over_pages_gives_a_fragment_a_page_with_its_repeated_header() -> None:
    header = ["序号", "职业资格", "发证机构", "领域"]
    body = [[str(n), f"特许工程师{n}", "Institute of\nEngineers", "工程（机械）"] for n in range(1, 61)]
    document = read(platypus([header, *body], []))
    found = fragments(document)
    assert len(found) == document.pages > 1
    assert [block.page for block in found] == list(range(1, document.pages + 1))
    assert all(rows(fragment)[0] == header for fragment in found)
    assert [row for fragment in found for row in rows(fragment)[1:]] == body


def test_merged_cells_and_two_header_levels_keep_their_spans() -> None:
    data = [
        ["序号", "境外证书", "", "国内职称"],
        ["", "名称", "等级", ""],
        ["1", "会士(FRSC)", "高级", "副高级"],
        ["2", "会员(MRSC)", "中级", ""],
    ]
    spans: list[tuple[object, ...]] = [
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (2, 0)),
        ("SPAN", (3, 0), (3, 1)),
        ("SPAN", (3, 2), (3, 3)),
    ]
    (fragment,) = fragments(read(platypus(data, spans, header_rows=2)))
    assert (fragment.rows, fragment.columns, fragment.spans_known) == (4, 4, True)
    merged = {
        cell.text: (cell.row_span, cell.column_span)
        for cell in fragment.cells
        if cell.row_span + cell.column_span > 2
    }
    assert merged == {"序号": (2, 1), "境外证书": (1, 2), "国内职称": (2, 1), "副高级": (2, 1)}


def test_a_cell_says_where_it_stands_and_who_read_it() -> None:
    (fragment,) = fragments(read(pdf(lambda canvas: table(canvas, CELLS, XS, YS))))
    cell = next(cell for cell in fragment.cells if cell.text == "格11")
    assert cell.places == (PageBox(1, (150.0, 130.0, 300.0, 160.0)),)
    assert cell.readings == ("tablers", "pdfplumber")
    assert fragment.places == (PageBox(1, (50.0, 100.0, 300.0, 190.0)),)


# By /Rotate: from the page as shown (from the bottom left) to the coordinates it is drawn in.
TURNS = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, 1, -1, 0, HEIGHT, 0),
    180: (-1, 0, 0, -1, WIDTH, HEIGHT),
    270: (0, -1, 1, 0, 0, WIDTH),
}


@pytest.mark.parametrize("rotation", TURNS)
def test_boxes_are_those_of_the_page_as_shown(rotation: int) -> None:
    a, b, c, d, e, f = TURNS[rotation]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(HEIGHT, WIDTH) if rotation in (90, 270) else (WIDTH, HEIGHT))
    canvas.transform(a, b, c, d, e, f)
    table(canvas, CELLS, XS, YS)
    text_line(canvas, 5, 300, "外")  # what the CropBox cuts off is not seen
    canvas.save()
    left, top, right, bottom = 10.0, 40.0, WIDTH - 30.0, HEIGHT - 20.0
    corners = [
        (a * x + c * y + e, b * x + d * y + f) for x, y in ((left, HEIGHT - top), (right, HEIGHT - bottom))
    ]
    (x0, x1), (y0, y1) = (sorted(values) for values in zip(*corners, strict=True))
    pages = PdfDocument(out.getvalue())
    pages[0].set_rotation(rotation)
    pages[0].set_cropbox(x0, y0, x1, y1)
    turned = io.BytesIO()
    pages.save(turned)

    document = read(turned.getvalue())

    (fragment,) = document.blocks
    assert isinstance(fragment, Fragment)
    assert rows(fragment) == [["格00", "格01"], ["格10", "格11"], ["格20", "格21"]]
    (place,) = fragment.places
    assert isinstance(place, PageBox)
    assert place.box == pytest.approx((50 - left, 100 - top, 300 - left, 190 - top), abs=0.01)


@pytest.mark.parametrize("missing", ["left", "right", "top", "bottom"])
def test_a_missing_outer_rule_loses_no_cell(missing: str) -> None:
    sides = " ".join({"left", "right", "top", "bottom"} - {missing})
    (fragment,) = fragments(read(pdf(lambda canvas: table(canvas, CELLS, XS, YS, sides=sides))))
    assert rows(fragment) == [["格00", "格01"], ["格10", "格11"], ["格20", "格21"]]


def test_a_rule_that_sticks_out_makes_no_column() -> None:
    def page(canvas: Canvas) -> None:
        table(canvas, CELLS, XS, YS)
        canvas.line(XS[0], HEIGHT - YS[1], XS[-1] + 20, HEIGHT - YS[1])

    (fragment,) = fragments(read(pdf(page)))
    assert fragment.columns == 2


def test_a_frame_around_the_page_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
        text_line(canvas, 60, 80, "A 类")
        table(canvas, CELLS, XS, YS)

    document = read(pdf(page))
    assert [fragment.rows for fragment in fragments(document)] == [3]
    assert texts(document) == ["A 类"]


def test_white_rules_and_backgrounds_are_no_rules() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(XS[0] + 5, HEIGHT - YS[1] + 5, 40, 20, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setStrokeGray(1)
        canvas.line(XS[0], HEIGHT - 145, XS[-1], HEIGHT - 145)
        canvas.setStrokeGray(0)
        table(canvas, CELLS, XS, YS)

    (fragment,) = fragments(read(pdf(page)))
    assert (fragment.rows, fragment.columns) == (3, 2)


def test_text_printed_twice_is_read_once() -> None:
    def page(canvas: Canvas) -> None:
        table(canvas, CELLS, XS, YS)
        canvas.translate(0.3, 0)
        table(canvas, CELLS, XS, YS)

    (fragment,) = fragments(read(pdf(page)))
    assert rows(fragment)[0] == ["格00", "格01"]


def test_text_over_a_rule_marks_both_cells() -> None:
    cells = [Drawn(0, 0, 1, 1, "国际信息系统审计和控制协会"), Drawn(0, 1, 1, 1, ""), Drawn(1, 0, 1, 2, "下")]
    (fragment,) = fragments(read(pdf(lambda canvas: table(canvas, cells, [50, 146, 300], [100, 130, 160]))))
    marked = {
        (cell.row, cell.column) for cell in fragment.cells for finding in cell.findings if finding.marks
    }
    assert marked == {(1, 1), (1, 2)}
    assert {finding.code for cell in fragment.cells for finding in cell.findings} == {"text-outside-cells"}


def test_text_and_tables_come_in_reading_order_without_page_numbers() -> None:
    def first(canvas: Canvas) -> None:
        text_line(canvas, 50, 70, "（一）清单（7 项）")
        table(canvas, CELLS, XS, YS)
        text_line(canvas, 50, 210, "B 类")
        text_line(canvas, 280, 800, "- 1 -")

    def second(canvas: Canvas) -> None:
        text_line(canvas, 50, 400, "2026")
        text_line(canvas, 280, 800, "- 2 -")

    document = read(pdf(first, second))
    kinds = [block.text if isinstance(block, Paragraph) else "table" for block in document.blocks]
    assert kinds == ["（一）清单（7 项）", "table", "B 类", "2026"]


def test_headers_that_repeat_are_left_out_but_a_heading_is_kept() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            text_line(canvas, 50, 30, f"第 {number} 页")
            text_line(canvas, 50, 45, f"附件{number * 3}")
            text_line(canvas, 50, 200, "正文")

        return draw

    document = read(pdf(page(1), page(2)))
    assert texts(document) == ["附件3", "正文", "附件6", "正文"]


def test_wrapped_lines_are_one_paragraph_and_lines_of_one_length_are_not() -> None:
    full = "本办法自发布之日起施行" * 5

    def page(canvas: Canvas) -> None:
        for index, line in enumerate((full[:53], full[:55], "止。", "附件1", "附件2", "附件3")):
            text_line(canvas, 68 if index == 0 else 50, 100 + index * 15, line)

    def headings(canvas: Canvas) -> None:
        for index in range(4):
            text_line(canvas, 50, 100 + index * 15, f"附件{index}")

    first = f"{full[:53]}{full[:55]}止。"
    assert texts(read(pdf(page, headings)))[:2] == [first, "附件1"]
    assert texts(read(pdf(headings))) == ["附件0", "附件1", "附件2", "附件3"]


def test_a_raised_mark_stays_in_its_line() -> None:
    def page(canvas: Canvas) -> None:
        text_line(canvas, 50, 100, "工程师", 12)
        text_line(canvas, 86, 101, "2", 6)
        text_line(canvas, 92, 100, "级", 12)
        text_line(canvas, 50, 113, "会计师", 12)
        text_line(canvas, 86, 114, "3", 6)

    assert texts(read(pdf(page))) == ["工程师2级", "会计师3"]


def test_gaps_between_latin_words_are_blanks_and_between_scripts_are_not() -> None:
    def page(canvas: Canvas) -> None:
        for x, word in ((50, "Royal"), (80, "Society")):
            text_line(canvas, x, 100, word)
        text_line(canvas, 50, 130, "类")
        text_line(canvas, 61, 130, "A")

    assert texts(read(pdf(page))) == ["Royal Society", "类A"]


def test_a_page_without_text_is_reported() -> None:
    def picture(canvas: Canvas) -> None:
        canvas.line(0, 0, 200, 300)

    document = read(pdf(picture, lambda canvas: None))
    assert [(finding.code, finding.severity) for finding in document.findings] == [
        ("page-unread", Severity.WARNING),
        ("page-unread", Severity.INFO),
    ]


def packed(content: bytes) -> bytes:
    """A page with the given deflated content, without a table of contents (which readers rebuild)."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % numbered for numbered in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def test_a_page_of_which_a_part_is_damaged_is_reported() -> None:
    lines = "".join(f"BT /F 10 Tf 50 {480 - 20 * row} Td (Line {row}) Tj ET\n" for row in range(20))
    stored = zlib.compress(lines.encode())
    whole, cut = read(packed(stored)), read(packed(stored[:-20]))
    assert (len(texts(whole)), whole.findings) == (20, ())
    assert len(texts(cut)) < 20
    assert [finding.code for finding in cut.findings] == ["page-damaged"]


GOOD = pdf(lambda canvas: table(canvas, CELLS, XS, YS))


def encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(50, 50, "text")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>404</html>", "is no PDF"),
        (GOOD[: len(GOOD) // 2], "cut off"),
        (b"%PDF-1.4\nnothing\nstartxref\n0\n%%EOF", "no pages|damaged"),
        (encrypted(), "password"),
    ],
)
def test_what_is_no_whole_pdf_is_refused_with_its_name(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words) as raised:
        read(data)
    assert raised.value.document == "notice.pdf"
    assert raised.value.remedy
