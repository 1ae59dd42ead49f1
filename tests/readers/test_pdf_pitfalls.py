"""What drawing programs do to tables, one by one and together: every cell is read as the page shows it."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.readers.engines import Engines
from pipeline.readers.pdf import read_pdf
from tests.readers.pdf_drawing import (
    FONT,
    HEIGHT,
    RULINGS,
    WIDTH,
    Drawn,
    Ruling,
    pdf,
    table,
    text_line,
    turned,
)

XS = [60.0, 100.0, 220.0, 330.0, 420.0]
YS = [100.0, 130.0, 160.0, 200.0, 230.0]
TEXTS = [
    ["序号", "职业资格", "发证机构", "国家"],
    ["1", "特许工程师\n（CEng）", "Engineering Council", "英国"],
    ["2", "注册会计师", "", "美国"],
    ["3", "会士(FRSC)", "英国皇家\n化学会", "/"],
]
CELLS = [
    Drawn(row, column, 1, 1, text) for row, texts in enumerate(TEXTS) for column, text in enumerate(texts)
]
Draw = Callable[[Canvas], None]


def read(data: bytes) -> Document:
    return read_pdf(data, "notice.pdf", "0" * 64)


def plain(canvas: Canvas, ruling: Ruling = "lines", sides: str = "left top right bottom") -> None:
    table(canvas, CELLS, XS, YS, ruling=ruling, sides=sides)


def only_text(canvas: Canvas) -> None:
    for cell in CELLS:
        lines = cell.text.split("\n")
        top = (YS[cell.row] + YS[cell.row + 1] - 11 * len(lines)) / 2
        for index, line in enumerate(lines):
            text_line(canvas, XS[cell.column] + 3, top + 11 * index, line)


def level(canvas: Canvas, y: float, start: float = XS[0], end: float = XS[-1]) -> None:
    canvas.line(start, HEIGHT - y, end, HEIGHT - y)


def upright(canvas: Canvas, x: float, start: float = YS[0], end: float = YS[-1]) -> None:
    canvas.line(x, HEIGHT - start, x, HEIGHT - end)


def all_rules(canvas: Canvas) -> None:
    for y in YS:
        level(canvas, y)
    for x in XS:
        upright(canvas, x)


def rows(document: Document) -> list[list[str]]:
    (fragment,) = [block for block in document.blocks if isinstance(block, Fragment)]
    grid = {position: cell.text for cell in fragment.cells for position in cell.covers()}
    return [
        [grid[row, column] for column in range(1, fragment.columns + 1)]
        for row in range(1, fragment.rows + 1)
    ]


def doubts(document: Document) -> list[str]:
    cells = [c for block in document.blocks if isinstance(block, Fragment) for c in block.cells]
    findings = [*document.findings, *(finding for cell in cells for finding in cell.findings)]
    return [finding.code for finding in findings if finding.marks]


def gaps_at_the_corners(canvas: Canvas) -> None:
    only_text(canvas)
    for y in YS:
        for a, b in pairwise(XS):
            level(canvas, y, a + 1.2, b - 1.2)
    for x in XS:
        for a, b in pairwise(YS):
            upright(canvas, x, a + 1.2, b - 1.2)


def double_rules(canvas: Canvas) -> None:
    only_text(canvas)
    all_rules(canvas)
    for y in YS:
        level(canvas, y + 1.8)
    for x in XS:
        upright(canvas, x + 1.8)


def dash_pattern(canvas: Canvas) -> None:
    canvas.setDash(3, 2)
    plain(canvas)


def thick_short_strokes(canvas: Canvas) -> None:
    only_text(canvas)
    for x in XS:
        upright(canvas, x)
    canvas.setLineWidth(XS[-1] - XS[0])
    middle = (XS[0] + XS[-1]) / 2
    for y in YS:
        canvas.line(middle, HEIGHT - y - 0.3, middle, HEIGHT - y + 0.3)


def mitred_borders(canvas: Canvas) -> None:
    """Rules as filled trapezoids, as browsers print them."""
    only_text(canvas)
    for y in YS:
        path = canvas.beginPath()
        path.moveTo(XS[0] - 1, HEIGHT - y - 0.5)
        path.lineTo(XS[-1] + 1, HEIGHT - y - 0.5)
        path.lineTo(XS[-1], HEIGHT - y + 0.5)
        path.lineTo(XS[0], HEIGHT - y + 0.5)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    for x in XS:
        upright(canvas, x)


def frames_between_rectangles(canvas: Canvas) -> None:
    """Each border is what is filled between two rectangles."""
    only_text(canvas)
    for top, bottom in pairwise(YS):
        for left, right in pairwise(XS):
            path = canvas.beginPath()
            path.rect(left - 0.4, HEIGHT - bottom - 0.4, right - left + 0.8, bottom - top + 0.8)
            path.rect(left + 0.4, HEIGHT - bottom + 0.4, right - left - 0.8, bottom - top - 0.8)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def clipped_rules(canvas: Canvas) -> None:
    """Rules far longer than the table, of which a clip path shows the part that is wanted."""
    only_text(canvas)
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(XS[0] - 0.5, HEIGHT - YS[-1] - 0.5, XS[-1] - XS[0] + 1, YS[-1] - YS[0] + 1)
    canvas.clipPath(path, stroke=0)
    for y in (20, *YS, 500):
        level(canvas, y, 0, WIDTH)
    for x in (10, *XS, 560):
        upright(canvas, x, 0, HEIGHT)
    canvas.restoreState()


def clipped_fills(canvas: Canvas) -> None:
    """Rules that are black areas, each seen through a thin clip path."""
    only_text(canvas)
    strips = [(XS[0], HEIGHT - y - 0.3, XS[-1] - XS[0], 0.6) for y in YS]
    strips += [(x - 0.3, HEIGHT - YS[-1], 0.6, YS[-1] - YS[0]) for x in XS]
    for strip in strips:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(*strip)
        canvas.clipPath(path, stroke=0)
        canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
        canvas.restoreState()


def clipped_text(canvas: Canvas) -> None:
    """Text longer than its cell, which a clip path cuts at the rule."""
    plain(canvas)
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(XS[3], HEIGHT - YS[3], XS[4] - XS[3] - 3, YS[3] - YS[2])
    canvas.clipPath(path, stroke=0)
    text_line(canvas, XS[4] - 2, 170, "看不见的字")
    canvas.restoreState()


def white_masks(canvas: Canvas) -> None:
    """Rules too many, which white shapes and strokes hide again."""
    canvas.saveState()
    level(canvas, 180)
    upright(canvas, 280)
    canvas.setFillGray(1)
    canvas.rect(XS[0] - 2, HEIGHT - 181, XS[-1] - XS[0] + 4, 2, stroke=0, fill=1)
    canvas.setStrokeGray(1)
    canvas.setLineWidth(1.5)
    upright(canvas, 280, YS[0] - 1, YS[-1] + 1)
    canvas.restoreState()
    plain(canvas)


def white_cell_backgrounds(canvas: Canvas) -> None:
    """Each cell white over what was drawn before, and the rule of its neighbour half under it."""
    canvas.setFillGray(1)
    for top, bottom in pairwise(YS):
        for left, right in pairwise(XS):
            canvas.setFillGray(1)
            canvas.rect(left, HEIGHT - bottom, right - left, bottom - top, stroke=1, fill=1)
    canvas.setFillGray(0)
    only_text(canvas)


def shaded_rows(canvas: Canvas) -> None:
    canvas.saveState()
    for index, (top, bottom) in enumerate(pairwise(YS)):
        canvas.setFillColorRGB(*((0.2, 0.3, 0.6) if index == 0 else (0.9, 0.9, 0.9 + 0.05 * (index % 2))))
        canvas.rect(XS[0], HEIGHT - bottom, XS[-1] - XS[0], bottom - top, stroke=0, fill=1)
    canvas.restoreState()
    plain(canvas)


def white_words_on_a_dark_header(canvas: Canvas) -> None:
    all_rules(canvas)
    canvas.setFillGray(0.1)
    canvas.rect(XS[0], HEIGHT - YS[1], XS[-1] - XS[0], YS[1] - YS[0], stroke=0, fill=1)
    all_rules(canvas)
    for cell in CELLS:
        canvas.setFillGray(1 if cell.row == 0 else 0)
        lines = cell.text.split("\n")
        top = (YS[cell.row] + YS[cell.row + 1] - 11 * len(lines)) / 2
        for index, line in enumerate(lines):
            text_line(canvas, XS[cell.column] + 3, top + 11 * index, line)


def white_words_on_white(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillGray(1)
    text_line(canvas, XS[2] + 3, 175, "不见")
    canvas.restoreState()
    plain(canvas)


def words_painted_over(canvas: Canvas) -> None:
    text_line(canvas, XS[2] + 3, 175, "旧字")
    canvas.setFillGray(1)
    canvas.rect(XS[2] + 1, HEIGHT - 198, 100, 36, stroke=0, fill=1)
    canvas.setFillGray(0)
    plain(canvas)


def highlighted_words(canvas: Canvas) -> None:
    plain(canvas)
    canvas.saveState()
    canvas.setFillColorRGB(1, 1, 0)
    canvas.setFillAlpha(0.4)
    canvas.rect(XS[1] + 1, HEIGHT - YS[3] + 1, 118, 38, stroke=0, fill=1)
    canvas.restoreState()


def transparent_rules(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setStrokeAlpha(0)
    level(canvas, 180)
    canvas.restoreState()
    plain(canvas)


def open_sides(canvas: Canvas) -> None:
    plain(canvas, sides="top bottom")


def open_bottom(canvas: Canvas) -> None:
    plain(canvas, sides="left top right")


def open_all_but_the_top(canvas: Canvas) -> None:
    plain(canvas, sides="top")


def page_frame(canvas: Canvas) -> None:
    canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
    plain(canvas)


def page_frame_with_foot(canvas: Canvas) -> None:
    canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
    level(canvas, HEIGHT - 50, 20, WIDTH - 20)
    text_line(canvas, 200, HEIGHT - 40, "2026")
    plain(canvas)


def fake_bold(canvas: Canvas) -> None:
    plain(canvas)
    for step in (0.25, 0.5, 0.75, 1.0):
        canvas.saveState()
        canvas.translate(step, 0)
        only_text(canvas)
        canvas.restoreState()


def unseen_layer(canvas: Canvas) -> None:
    plain(canvas)
    text = canvas.beginText(XS[1] + 1, HEIGHT - 180)
    text.setFont(FONT, 9)
    text.setTextRenderMode(3)
    text.textOut("看不见的层")
    canvas.drawText(text)


def form_in_forms(canvas: Canvas) -> None:
    """Half the size within a form, double that by another, back on the page by a third."""
    canvas.beginForm("inner", 0, 0, 2000, 2000)
    canvas.scale(0.5, 0.5)
    plain(canvas)
    canvas.endForm()
    canvas.beginForm("outer", 0, 0, 2000, 2000)
    canvas.saveState()
    canvas.translate(7, -3)
    canvas.scale(4, 4)
    canvas.doForm("inner")
    canvas.restoreState()
    canvas.endForm()
    canvas.saveState()
    canvas.scale(0.5, 0.5)
    canvas.doForm("outer")
    canvas.restoreState()


def coloured_from_outside(canvas: Canvas) -> None:
    """A form that names no colour is painted in that of the page: here white, which is not seen."""
    canvas.beginForm("rule")
    level(canvas, 145)
    canvas.endForm()
    canvas.saveState()
    canvas._code.append("1 1 1 RG 1 1 1 rg")
    canvas.doForm("rule")
    canvas.restoreState()
    plain(canvas)


def sideways(canvas: Canvas) -> None:
    """The table lies on its side, and the page is not turned."""
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    canvas.translate(0, WIDTH - HEIGHT)
    plain(canvas)


def upside_down(canvas: Canvas) -> None:
    canvas.translate(WIDTH, HEIGHT)
    canvas.rotate(180)
    plain(canvas)


PITFALLS: list[Draw] = [
    gaps_at_the_corners,
    double_rules,
    dash_pattern,
    thick_short_strokes,
    mitred_borders,
    frames_between_rectangles,
    clipped_rules,
    clipped_fills,
    clipped_text,
    white_masks,
    white_cell_backgrounds,
    shaded_rows,
    white_words_on_a_dark_header,
    white_words_on_white,
    words_painted_over,
    highlighted_words,
    transparent_rules,
    open_sides,
    open_bottom,
    open_all_but_the_top,
    page_frame,
    page_frame_with_foot,
    fake_bold,
    unseen_layer,
    form_in_forms,
    coloured_from_outside,
    sideways,
    upside_down,
]


@pytest.mark.parametrize("draw", PITFALLS, ids=lambda draw: draw.__name__)
def test_a_pitfall_costs_no_cell(draw: Draw) -> None:
    document = read(pdf(draw))
    assert rows(document) == TEXTS
    assert doubts(document) == []


@pytest.mark.parametrize("ruling", RULINGS)
def test_the_style_of_the_rules_costs_no_cell(ruling: Ruling) -> None:
    document = read(pdf(lambda canvas: plain(canvas, ruling)))
    assert rows(document) == TEXTS


def together(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            canvas.saveState()
            one(canvas)
            canvas.restoreState()

    return draw


def open_bottom_fake_bold(canvas: Canvas) -> None:
    for _ in range(2):
        open_bottom(canvas)
        canvas.translate(0.4, 0)


def dashes_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("dashes", 0, 0, 2000, 2000)
    canvas.scale(2, 2)
    plain(canvas, "dashes")
    canvas.endForm()
    canvas.scale(0.5, 0.5)
    canvas.doForm("dashes")


COMBINED: dict[str, Draw] = {
    "open bottom, overprinted": open_bottom_fake_bold,
    "dashes in a form": dashes_in_a_form,
    "shaded, masked": together(shaded_rows, white_masks),
    "clipped, unseen layer": together(clipped_rules, unseen_layer),
    "open sides, framed": together(page_frame, open_sides),
}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("name", COMBINED)
def test_pitfalls_together_cost_no_cell(name: str, rotation: int) -> None:
    document = read(turned(COMBINED[name], rotation, crop=True))
    assert rows(document) == TEXTS
    assert doubts(document) == []


@pytest.mark.parametrize("rotation", [90, 180, 270])
@pytest.mark.parametrize("draw", [form_in_forms, clipped_fills, white_masks], ids=lambda d: d.__name__)
def test_a_turned_page_costs_no_cell(draw: Draw, rotation: int) -> None:
    assert rows(read(turned(draw, rotation, crop=False))) == TEXTS


def test_a_table_on_its_side_has_its_boxes_on_the_page_as_shown() -> None:
    (fragment,) = [b for b in read(pdf(sideways)).blocks if isinstance(b, Fragment)]
    cell = next(cell for cell in fragment.cells if cell.text == "美国")
    left, top, right, bottom = cell.places[0].box  # type: ignore[union-attr]
    assert right - left == pytest.approx(YS[3] - YS[2], abs=0.01)
    assert bottom - top == pytest.approx(XS[4] - XS[3], abs=0.01)
    assert (left, bottom) == pytest.approx((YS[2], HEIGHT - XS[3]), abs=0.01)


def test_rotated_text_and_stacked_text_in_a_cell_are_read_whole() -> None:
    cells = [
        Drawn(0, 0, 2, 1, ""),
        Drawn(0, 1, 2, 1, "工\n程\n技\n术"),
        Drawn(0, 2, 1, 1, "甲级执业资格证书的持有人"),
        Drawn(1, 2, 1, 1, "乙级执业资格证书的持有人"),
    ]

    def page(canvas: Canvas) -> None:
        table(canvas, cells, [60, 90, 110, 300], [100, 140, 180])
        canvas.saveState()
        canvas.translate(78, HEIGHT - 175)
        canvas.rotate(90)
        canvas.setFont(FONT, 9)
        canvas.drawString(0, 0, "Category of")
        canvas.drawString(0, -10, "engineers")
        canvas.restoreState()

    document = read(pdf(page))
    assert rows(document) == [
        ["Category of\nengineers", "工\n程\n技\n术", "甲级执业资格证书的持有人"],
        ["Category of\nengineers", "工\n程\n技\n术", "乙级执业资格证书的持有人"],
    ]


def test_a_word_that_runs_over_its_rule_stays_whole_and_is_marked() -> None:
    cells = [
        Drawn(0, 0, 1, 1, "国际信息系统审计"),
        Drawn(0, 1, 1, 1, ""),
        Drawn(1, 0, 1, 1, "a"),
        Drawn(1, 1, 1, 1, "b"),
    ]
    document = read(pdf(lambda canvas: table(canvas, cells, [50, 121, 300], [100, 130, 160])))
    assert rows(document)[0] == ["国际信息系统审计", ""]
    assert set(doubts(document)) == {"text-outside-cells"}


def test_a_scan_with_a_text_layer_is_read_and_marked() -> None:
    from PIL import Image

    def page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "gray")), 0, 0, WIDTH, HEIGHT)
        all_rules(canvas)
        canvas._code.append("3 Tr")
        only_text(canvas)

    document = read(pdf(page))
    assert rows(document) == TEXTS
    assert doubts(document) == ["text-layer-read"]
    (fragment,) = [b for b in document.blocks if isinstance(b, Fragment)]
    assert all(cell.confidence < 0.9 for cell in fragment.cells if cell.text)


def test_an_underline_within_a_cell_parts_no_row() -> None:
    def page(canvas: Canvas) -> None:
        plain(canvas)
        level(canvas, 186, XS[1] + 3, XS[1] + 48)

    assert rows(read(pdf(page))) == TEXTS


@pytest.mark.parametrize("end", [XS[1] + 48, XS[2] - 6])
def test_an_underline_that_begins_at_the_side_of_a_cell_parts_no_row(end: float) -> None:
    def page(canvas: Canvas) -> None:
        plain(canvas)
        level(canvas, 186, XS[1] + 2, end)

    assert rows(read(pdf(page))) == TEXTS


def test_a_cell_whose_text_is_cut_by_a_clip_path_says_so() -> None:
    def page(canvas: Canvas) -> None:
        all_rules(canvas)
        path = canvas.beginPath()
        path.rect(XS[1], HEIGHT - YS[2], 40, YS[2] - YS[1])
        canvas.clipPath(path, stroke=0)
        text_line(canvas, XS[1] + 3, 140, "看得见的看不见的")

    (fragment,) = [b for b in read(pdf(page)).blocks if isinstance(b, Fragment)]
    (cell,) = [cell for cell in fragment.cells if cell.text]
    assert cell.text == "看得见的"
    assert "text-clipped" in [finding.code for finding in cell.findings]
    assert not any(finding.marks for finding in cell.findings)


def test_text_beside_the_table_stays_text() -> None:
    def page(canvas: Canvas) -> None:
        plain(canvas)
        text_line(canvas, XS[-1] + 30, 140, "旁注")

    document = read(pdf(page))
    assert rows(document) == TEXTS
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["旁注"]


def sideways_label(canvas: Canvas, x: float, foot: float, text: str) -> None:
    canvas.saveState()
    canvas.translate(x, HEIGHT - foot)
    canvas.rotate(90)
    canvas.setFont(FONT, 9)
    canvas.drawString(0, 0, text)
    canvas.restoreState()


@pytest.mark.parametrize("engines", ["both", "fast"])
def test_a_red_line_on_its_side_over_several_cells_is_marked(engines: Engines) -> None:
    def page(canvas: Canvas) -> None:
        plain(canvas)
        canvas.setFillColorRGB(0.9, 0.1, 0.1)
        sideways_label(canvas, XS[2] + 90, YS[4] - 5, "某市人力资源和社会保障局")
        canvas.setFillGray(0)

    document = read_pdf(pdf(page), "notice.pdf", "0", engines=engines)
    assert set(doubts(document)) == {"text-outside-cells"}


@pytest.mark.parametrize("engines", ["both", "fast"])
def test_a_line_on_its_side_within_a_cell_and_red_upright_text_stay_unmarked(engines: Engines) -> None:
    def page(canvas: Canvas) -> None:
        plain(canvas)
        sideways_label(canvas, XS[0] + 34, YS[4] - 2, "三类")
        sideways_label(canvas, XS[0] + 34, YS[3] - 5, "二类")
        canvas.setFillColorRGB(0.9, 0.1, 0.1)
        text_line(canvas, XS[3] + 50, YS[2] + 15, "新增")
        canvas.setFillGray(0)

    document = read_pdf(pdf(page), "notice.pdf", "0", engines=engines)
    assert doubts(document) == []
    assert "".join(rows(document)[2][3].split()) == "美国新增"
