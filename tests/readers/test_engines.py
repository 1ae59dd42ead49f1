"""The engines on documents: both held against each other, the third, and the fast one alone."""

import io
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.model import Cell, Document, Fragment
from pipeline.documents.places import PageBox
from pipeline.readers import pdf as reader
from pipeline.readers.pdf import read_pdf
from pipeline.readers.pdf_opinions import Compared, second_opinion
from pipeline.readers.pdf_page import PageContent
from tests.conftest import run_renke
from tests.readers.pdf_drawing import FONT, HEIGHT, RULINGS, Drawn, Ruling, pdf, table, text_line

XS = [60.0, 150.0, 260.0, 400.0]
YS = [80.0, 102.0, 124.0, 146.0]
CELLS = [Drawn(row, column, 1, 1, f"甲{row}、AB（{column}）") for row in range(3) for column in range(3)]
TEXTS = [cell.text for cell in CELLS]
BOTH = ("tablers", "pdfplumber")
Draw = Callable[[Canvas], None]


def read(data: bytes, **options: str) -> Document:
    return read_pdf(data, "notice.pdf", "0" * 64, **options)  # type: ignore[arg-type]


def cells_of(document: Document) -> list[Cell]:
    return [cell for block in document.blocks if isinstance(block, Fragment) for cell in block.cells]


def plain(canvas: Canvas) -> None:
    table(canvas, CELLS, XS, YS)


def ruled(ruling: Ruling) -> Draw:
    return lambda canvas: table(canvas, CELLS, XS, YS, ruling=ruling)


def doubled(canvas: Canvas) -> None:
    plain(canvas)
    canvas.translate(0.2, 0)
    table(canvas, CELLS, XS, YS)


def with_hidden_layer(canvas: Canvas) -> None:
    plain(canvas)
    for cell in CELLS:
        text = canvas.beginText(XS[cell.column] + 3, HEIGHT - YS[cell.row] - 14)
        text.setFont(FONT, 9)
        text.setTextRenderMode(3)
        text.textOut("暗藏的字")
        canvas.drawText(text)


def in_clip_paths(canvas: Canvas) -> None:
    for cell in CELLS:
        x, y = XS[cell.column], HEIGHT - YS[cell.row + 1]
        width, height = XS[cell.column + 1] - x, YS[cell.row + 1] - YS[cell.row]
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(x, y, width, height)
        canvas.clipPath(path, stroke=0)
        canvas.rect(x, y, width, height)
        canvas.restoreState()
    table(canvas, CELLS, XS, YS, sides="none")


def turned(data: bytes, turn: int, crop: tuple[float, float, float, float] | None = None) -> bytes:
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    page.set_rotation(turn)
    if crop:
        page.set_cropbox(*crop)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


DRAWINGS: dict[str, Draw] = {
    **{ruling: ruled(ruling) for ruling in RULINGS},
    "doubled": doubled,
    "hidden layer": with_hidden_layer,
    "clip paths": in_clip_paths,
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_both_engines_read_every_cell_alike(name: str) -> None:
    cells = cells_of(read(pdf(DRAWINGS[name])))
    assert [cell.text for cell in cells] == TEXTS
    assert {cell.readings for cell in cells} == {BOTH}
    assert not any(cell.findings for cell in cells)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_fast_engine_reads_every_cell_alone(name: str) -> None:
    cells = cells_of(read(pdf(DRAWINGS[name]), engines="fast"))
    assert [cell.text for cell in cells] == TEXTS
    assert {cell.readings for cell in cells} == {("tablers",)}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30.0, 100.0, 500.0, 800.0)])
def test_the_fast_engine_gives_the_same_boxes_on_turned_and_cropped_pages(
    turn: int, crop: tuple[float, float, float, float] | None
) -> None:
    data = turned(pdf(plain), turn, crop)
    both, fast = cells_of(read(data)), cells_of(read(data, engines="fast"))
    assert {cell.readings for cell in both} == {BOTH}
    by_text = {cell.text: cell for cell in fast}
    assert by_text.keys() == set(TEXTS)
    for cell in both:
        mine, other = cell.places[0], by_text[cell.text].places[0]
        assert mine.box == pytest.approx(other.box, abs=1)  # type: ignore[union-attr]


def test_merged_cells_have_their_spans_in_the_fast_engine() -> None:
    cells = [
        Drawn(0, 0, 2, 1, "序"),
        Drawn(0, 1, 1, 2, "证书"),
        Drawn(1, 1, 1, 1, "中"),
        Drawn(1, 2, 1, 1, "英"),
    ]
    cells += [Drawn(2, column, 1, 1, f"格{column}") for column in range(3)]
    read_cells = cells_of(read(pdf(lambda canvas: table(canvas, cells, XS, YS)), engines="fast"))
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in read_cells}
    assert spans["序"] == (1, 1, 2, 1)
    assert spans["证书"] == (1, 2, 1, 2)
    assert spans["英"] == (2, 3, 1, 1)


def test_words_and_line_breaks_are_kept_in_the_fast_engine() -> None:
    cells = [
        Drawn(0, 0, 1, 1, "Institute of\nElectrical and"),
        Drawn(0, 1, 1, 1, "Mathematisch-\ntechnische"),
    ]
    (one, two) = cells_of(read(pdf(lambda canvas: table(canvas, cells, XS, [80.0, 120.0])), engines="fast"))
    assert one.text == "Institute of\nElectrical and"
    assert two.text == "Mathematisch-\ntechnische"


def test_lines_around_tables_are_paragraphs_in_the_fast_engine() -> None:
    def page(canvas: Canvas) -> None:
        text_line(canvas, 60, 50, "职业资格认可目录", 14)
        plain(canvas)

    document = read(pdf(page), engines="fast")
    assert [getattr(block, "text", None) for block in document.blocks] == ["职业资格认可目录", None]


def altered(
    data: bytes, monkeypatch: pytest.MonkeyPatch, alter: Callable[[Fragment], Fragment | None]
) -> Document:
    """The document, as if pdfplumber had read its table otherwise."""

    def misread(first: list[PageContent], *rest: object, plain: bool) -> Compared:
        pages = []
        for page in first:
            fragments = tuple(one for fragment in page.fragments if (one := alter(fragment)))
            pages.append(replace(page, fragments=fragments))
        return second_opinion(pages, *rest, plain=plain)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "second_opinion", misread)
    return read(data)


def test_a_misread_text_is_outvoted_by_two_real_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    def alter(fragment: Fragment) -> Fragment:
        first, *rest = fragment.cells
        return replace(fragment, cells=(replace(first, text="丙错"), *rest))

    first, *rest = cells_of(altered(pdf(plain), monkeypatch, alter))
    assert (first.text, first.readings) == (TEXTS[0], ("tablers", "camelot"))
    assert [finding.severity for finding in first.findings] == ["info"]
    assert {cell.readings for cell in rest} == {BOTH}


def test_a_table_that_pdfplumber_misses_comes_from_the_other_two(monkeypatch: pytest.MonkeyPatch) -> None:
    document = altered(pdf(plain), monkeypatch, lambda _: None)
    cells = cells_of(document)
    assert [cell.text for cell in cells] == TEXTS
    assert {cell.readings for cell in cells} == {("tablers", "camelot")}
    assert not any(finding.marks for cell in cells for finding in cell.findings)


def test_a_merged_cell_under_a_white_mask_is_kept_by_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule is in the file, and tablers and camelot believe it; it cannot be seen."""

    def masked(canvas: Canvas) -> None:
        cells = [cell for cell in CELLS if (cell.row, cell.column) != (2, 1)]
        table(canvas, cells, XS, YS)
        canvas.line(XS[1], HEIGHT - YS[3], XS[2], HEIGHT - YS[3])
        canvas.setFillGray(1)
        canvas.rect(XS[1] + 1, HEIGHT - YS[2] - 2, XS[2] - XS[1] - 2, 4, stroke=0, fill=1)

    def alter(fragment: Fragment) -> Fragment:
        """As a reader has it that knows of masks."""
        kept = [cell for cell in fragment.cells if (cell.row, cell.column) not in ((2, 2), (3, 2))]
        upper = next(cell for cell in fragment.cells if (cell.row, cell.column) == (2, 2))
        place = PageBox(1, (XS[1], YS[1], XS[2], YS[3]))
        return replace(fragment, cells=(*kept, replace(upper, row_span=2, places=(place,))))

    cells = cells_of(altered(pdf(masked), monkeypatch, alter))
    merged = next(cell for cell in cells if cell.row_span == 2)
    assert merged.text == "甲1、AB（1）"
    assert [finding.severity for finding in merged.findings] == ["info"]


def test_the_third_is_asked_only_about_pages_in_dispute(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def watched(*arguments: object, **options: bool) -> Compared:
        compared = second_opinion(*arguments, **options)  # type: ignore[arg-type]
        asked.extend(compared.asked)
        return compared

    monkeypatch.setattr(reader, "second_opinion", watched)
    read(pdf(plain, plain))
    assert asked == []


def test_without_a_second_engine_the_first_reads_alone_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("pipeline.readers.pdf_opinions.TablersDocument", broken)
    document = read(pdf(plain))
    assert [finding.code for finding in document.findings] == ["engine-failed"]
    assert {cell.readings for cell in cells_of(document)} == {("pdfplumber",)}


def test_the_command_takes_the_fast_engine(tmp_path: object) -> None:
    done = run_renke("read", "--json", "--engines", "fast", "raw/CN-SH/shanghai-2025-298.pdf")
    assert done.returncode == 0, done.stderr
    assert '"readings": {"number": ["tablers"]' in done.stdout.splitlines()[0]
    assert len(done.stdout.splitlines()) == 216


def test_the_command_refuses_other_engines() -> None:
    assert run_renke("read", "--engines", "slow", "raw/CN-SH/shanghai-2025-298.pdf").returncode == 2


def test_the_edge_of_a_shaded_row_is_no_rule_through_a_merged_cell() -> None:
    cells = [Drawn(0, 0, 1, 1, "甲"), Drawn(0, 1, 2, 1, "乙一\n乙二"), Drawn(1, 0, 1, 1, "丙")]

    def page(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.85, 0.9, 1)
        canvas.rect(XS[0], HEIGHT - YS[1], XS[2] - XS[0], YS[1] - YS[0], stroke=0, fill=1)
        canvas.setFillGray(0)
        table(canvas, cells, XS[:3], YS[:3], ruling="a rectangle a cell")

    read_cells = cells_of(read(pdf(page)))
    assert [cell.text for cell in read_cells] == ["甲", "乙一\n乙二", "丙"]
    assert not any(finding.marks for cell in read_cells for finding in cell.findings)
