"""Any grid with any merged cells, typeset, reads back as it was drawn."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.model import Fragment
from pipeline.documents.text import squeeze
from pipeline.readers.pdf import read_pdf
from tests.readers.pdf_drawing import HEIGHT, RULINGS, Drawn, Ruling, table, turned

COLUMN_WIDTH = 70.0
LINE = 13.0
LINES = st.sampled_from(
    [
        "英国皇家化学会",
        "Royal Society",
        "RSC,（化学）",
        "《标准》、",
        "，",
        "26~2",
        "a b  c",
        "特许 Chem",
        "/",
        "(FRSC)",
    ]
)
TEXTS = st.lists(LINES, max_size=3).map("\n".join)


@st.composite
def tables(draw: st.DrawFn) -> list[Drawn]:
    """Cells that fill a grid of up to five by four, spans at random."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            free = next((x for x in range(column, columns) if (row, x) in taken), columns)
            column_span = draw(st.integers(1, free - column))
            row_span = draw(st.integers(1, rows - row))
            cells.append(Drawn(row, column, row_span, column_span, draw(TEXTS)))
            taken |= {(row + y, column + x) for y in range(row_span) for x in range(column_span)}
    return cells


def without_idle_lines(cells: list[Drawn]) -> list[Drawn]:
    """The cells on the grid that can be seen: a line at which no cell begins is not drawn."""
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})

    def place(lines: list[int], at: int) -> int:
        return sum(line < at for line in lines)

    return [
        Drawn(
            place(rows, cell.row),
            place(columns, cell.column),
            place(rows, cell.row + cell.row_span) - place(rows, cell.row),
            place(columns, cell.column + cell.column_span) - place(columns, cell.column),
            cell.text,
        )
        for cell in cells
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cells=tables(),
    ruling=st.sampled_from(RULINGS),
    rotation=st.sampled_from([0, 90, 180, 270]),
    prints=st.integers(1, 3),
    shaded=st.booleans(),
)
def test_a_grid_with_merged_cells_reads_back_exactly(
    cells: list[Drawn], ruling: Ruling, rotation: int, prints: int, shaded: bool
) -> None:
    assume(len(cells) > 1)
    cells = without_idle_lines(cells)
    rows = max(cell.row + cell.row_span for cell in cells)
    columns = max(cell.column + cell.column_span for cell in cells)
    ys = [60 + row * (3 * LINE + 4) for row in range(rows + 1)]
    xs = [50 + column * COLUMN_WIDTH for column in range(columns + 1)]
    text = squeeze("".join(cell.text for cell in cells))
    assume(text)

    def page(canvas: Canvas) -> None:
        if shaded:
            canvas.saveState()
            canvas.setFillColorRGB(0.85, 0.9, 1)
            canvas.rect(xs[0], HEIGHT - ys[1], xs[-1] - xs[0], ys[1] - ys[0], stroke=0, fill=1)
            canvas.restoreState()
        for _ in range(prints):  # bold imitated by printing again
            table(canvas, cells, xs, ys, ruling=ruling)
            canvas.translate(0.3, 0)

    document = read_pdf(turned(page, rotation, crop=True), "grid.pdf", "0")

    (fragment,) = [block for block in document.blocks if isinstance(block, Fragment)]
    assert (fragment.rows, fragment.columns) == (rows, columns)
    read = {
        (cell.row - 1, cell.column - 1, cell.row_span, cell.column_span): cell.text for cell in fragment.cells
    }
    drawn = {(cell.row, cell.column, cell.row_span, cell.column_span): cell.text for cell in cells}
    assert read == drawn
