"""A value that slipped into another row or column is told by its neighbours."""

from dataclasses import replace

from pipeline.documents.places import GridPlace, PageBox
from pipeline.verify.layout import COLUMN, ROW, slipped
from pipeline.verify.model import Traced


def on_grid(row: int, role: str, column: int, at: int | None = None) -> Traced:
    place = GridPlace(1, row if at is None else at, column)
    return Traced(f"x/{row}", role, "d", "s", "v", "v", (place,), frozenset(), ("docx",))


def grid() -> list[Traced]:
    return [on_grid(row, role, column) for row in range(2, 12) for column, role in enumerate("abc", start=1)]


def test_rows_on_a_grid_hold_together() -> None:
    assert slipped(grid()) == {}


def test_a_merged_cell_stands_above_the_later_of_its_rows() -> None:
    values = [replace(v, places=(GridPlace(1, 2, 1),)) if v.role == "a" else v for v in grid()]
    assert slipped(values) == {}


def test_values_of_the_row_below_are_told() -> None:
    values = [on_grid(5, "b", 2, at=6) if (v.entry_id, v.role) == ("x/5", "b") else v for v in grid()]
    found = slipped(values)
    assert {entry_id for entry_id, _ in found} == {"x/5"}
    assert set(found.values()) == {ROW}


def test_a_value_of_the_next_column_is_told() -> None:
    values = [
        replace(v, places=(GridPlace(1, 7, 3),)) if (v.entry_id, v.role) == ("x/7", "b") else v
        for v in grid()
    ]
    assert slipped(values) == {("x/7", "b"): COLUMN}


def test_a_box_of_the_row_below_is_told() -> None:
    def box(row: int, column: int) -> PageBox:
        return PageBox(1, (100.0 * column, 20.0 * row, 100.0 * column + 100, 20.0 * row + 20))

    values = [
        replace(
            v,
            places=(box(int(v.entry_id[2:]) + (v.entry_id == "x/6" and v.role == "c"), "abc".index(v.role)),),
        )
        for v in grid()
    ]
    assert slipped(values) == {("x/6", "c"): ROW}
