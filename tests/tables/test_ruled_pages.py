"""Ruled lists drawn at random over pages read back as they were drawn: every cell right, or marked."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalogues.report import row_records
from pipeline.documents.model import Fragment
from pipeline.documents.text import squeeze
from pipeline.readers.engines import Engines
from pipeline.readers.pdf import read_pdf
from pipeline.reading import notice_of
from tests.readers.pdf_drawing import pdf
from tests.typeset.ruled import Layout, Row, notice

Texts = tuple[str, str, str, dict[str, str]]
PLAIN = ("qualification", "issuer", "country", "remarks")


def read(pdf: bytes, engines: Engines = "both") -> list[Texts]:
    records = row_records(notice_of(read_pdf(pdf, "drawn.pdf", "0", engines=engines)))
    found = []
    for record in records:
        cells = record["cells"]
        assert isinstance(cells, dict)
        head = (squeeze(str(record[key] or "")) for key in ("list", "group", "number"))
        found.append((*head, {role: squeeze(text) for role, text in cells.items()}))
    return found  # type: ignore[return-value]


def drawn(rows: tuple[Row, ...]) -> list[Texts]:
    return [
        (
            squeeze(row.list or ""),
            squeeze(row.group or ""),
            squeeze(row.number or ""),
            {role: squeeze(text) for role, text in row.cells.items()},
        )
        for row in rows
    ]


CASES = {
    "a seal on a curve": Layout(PLAIN, seal="curve"),
    "a seal askew": Layout(PLAIN, seal="rotated"),
    "lists under one header": Layout(PLAIN, own_header=False),
    "lists under one header, on pages of their own": Layout(PLAIN, own_header=False, lists_on_new_page=True),
    "lists with groups under one header": Layout(PLAIN, own_header=False, groups=True, restart="group"),
    "no outer rules, and groups": Layout(PLAIN, sides="", groups=True),
    "white rules between shades": Layout(PLAIN, ruling="white", cut_rows=True),
    "numbers that begin again under a merged cell": Layout(
        ("field", *PLAIN), merged=("field",), restart="field", merged_ends="again"
    ),
    "lists with groups under one header, without outer rules": Layout(
        PLAIN, sides="", own_header=False, groups=True, restart="group", cut_rows=True, open_cut=True
    ),
    "a rectangle a cell, but for the row that a page end cuts": Layout(
        PLAIN, ruling="cells", cut_rows=True, open_cut=True, repeat_header="never"
    ),
    "the last column open": Layout(PLAIN, sides="left", fill=0.05),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("engines", ["both", "fast"])
def test_a_layout_reads_back_as_it_was_drawn(name: str, engines: Engines) -> None:
    made = notice(5, CASES[name])
    assert read(made.pdf, engines) == drawn(made.rows)


def open_below(canvas: Canvas) -> None:
    """A table whose last merged cell has no rule below, as where a page end leaves it open."""
    for y in (700, 680, 660):
        canvas.line(50, y, 350, y)
    canvas.line(150, 640, 350, 640)
    for x in (50, 150, 250, 350):
        canvas.line(x, 700, x, 640)
    for x, y, text in ((60, 685, "A"), (160, 685, "B"), (60, 665, "C"), (160, 665, "D"), (60, 645, "E")):
        canvas.drawString(x, y, text)


def test_a_cell_that_a_page_end_leaves_open_keeps_its_text_with_the_fast_engine() -> None:
    (fragment,) = read_pdf(pdf(open_below), "open.pdf", "0", engines="fast").blocks
    assert isinstance(fragment, Fragment)
    assert "E" in [cell.text for cell in fragment.cells]


def framed(canvas: Canvas) -> None:
    """Each cell's border as one rectangle within another, filled between."""
    for x in (50, 150, 250):
        for y in (600, 620, 640, 660):
            path = canvas.beginPath()
            path.rect(x, y, 100, 20)
            path.rect(x + 0.5, y + 0.5, 99, 19)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
            canvas.drawString(x + 5, y + 5, f"{x}/{y}")


def test_cells_drawn_as_frames_are_cells_to_the_fast_engine() -> None:
    (fragment,) = read_pdf(pdf(framed), "framed.pdf", "0", engines="fast").blocks
    assert isinstance(fragment, Fragment)
    assert (fragment.rows, fragment.columns, len(fragment.cells)) == (4, 3, 12)
