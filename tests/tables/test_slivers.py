"""A border dragged in some rows makes no column; a column that any row has for itself stays."""

from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.tables.slivers import without_slivers


def fragment(*rows: tuple[int, ...], spans_known: bool = True) -> Fragment:
    """A table by the widths of the cells of each row; each text is that of its row and place in it."""
    cells = []
    for row, widths in enumerate(rows, start=1):
        column = 1
        for at, width in enumerate(widths, start=1):
            cells.append(Cell(f"{row}.{at}", row, column, column_span=width))
            column += width
    return Fragment(1, len(rows), sum(rows[0]), tuple(cells), spans_known=spans_known)


def columns(block: Paragraph | Fragment) -> list[tuple[str, int, int]]:
    assert isinstance(block, Fragment)
    return [(cell.text, cell.column, cell.column_span) for cell in block.cells]


def test_a_border_dragged_to_the_right_in_some_rows_makes_no_column() -> None:
    found = without_slivers(fragment((1, 2, 1), (2, 1, 1), (4,)))
    assert isinstance(found, Fragment)
    assert found.columns == 3
    assert columns(found)[:6] == [(f"{row}.{at}", at, 1) for row in (1, 2) for at in (1, 2, 3)]
    assert columns(found)[6] == ("3.1", 1, 3)


def test_borders_dragged_in_several_places_make_none() -> None:
    found = without_slivers(fragment((2, 1, 2, 1), (1, 2, 1, 2)))
    assert [column for _, column, _ in columns(found)] == [1, 2, 3, 4, 1, 2, 3, 4]


def test_a_column_of_some_row_stays() -> None:
    headed = fragment((1, 2, 1), (1, 1, 1, 1))
    assert without_slivers(headed) == headed


def test_a_cell_that_may_belong_to_either_column_stays_over_both() -> None:
    unlike = fragment((2, 2), (1, 2, 1))
    assert without_slivers(unlike) == unlike


def test_pages_are_left_to_their_measures() -> None:
    drawn = fragment((1, 2, 1), (2, 1, 1))
    paged = Fragment(1, 2, 4, drawn.cells, (PageBox(1, (0.0, 0.0, 9.0, 9.0)),))
    assert without_slivers(paged) == paged


def test_a_header_word_over_two_levels_ends_at_a_border_too() -> None:
    cells = [
        Cell("序号", 1, 1, 2, 2), Cell("资格", 1, 3, 1, 2),
        Cell("名称", 2, 3), Cell("机构", 2, 4),
        Cell("1", 3, 1), Cell("会士", 3, 2, 1, 2), Cell("学会", 3, 4),
    ]  # fmt: skip
    found = without_slivers(Fragment(1, 3, 4, tuple(cells)))
    assert [(column, span) for _, column, span in columns(found)] == [
        (1, 1), (2, 2), (2, 1), (3, 1), (1, 1), (2, 1), (3, 1),
    ]  # fmt: skip
