"""A value that slipped into another row or column is told by its neighbours."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.documents.places import GridPlace, PageBox, Place, TextSpan
from pipeline.verify import layout
from pipeline.verify import values as read_again
from pipeline.verify.layout import COLUMN, MERGED, ROW, Slipped
from pipeline.verify.model import Traced


def slipped(values: list[Traced], spans: dict[tuple[int, int], int] | None = None) -> Slipped:
    """As the document's own grid says: rows by the row and column of a cell, one where nothing is said."""

    def of(_: Traced, place: Place) -> tuple[int, int]:
        at = (place.row, place.column) if isinstance(place, GridPlace) else (0, 0)
        return (spans or {}).get(at, 1), 1

    return layout.slipped(values, of)


def on_grid(row: int, role: str, column: int, at: int | None = None) -> Traced:
    place = GridPlace(1, row if at is None else at, column)
    return Traced(f"x/{row}", role, "d", "s", "v", "v", (place,), frozenset(), ("docx",))


def grid() -> list[Traced]:
    return [on_grid(row, role, column) for row in range(2, 12) for column, role in enumerate("abc", start=1)]


def test_rows_on_a_grid_hold_together() -> None:
    assert slipped(grid()) == {}


def test_a_merged_cell_stands_above_the_later_of_its_rows() -> None:
    values = [replace(v, places=(GridPlace(1, 2, 1),)) if v.role == "a" else v for v in grid()]
    assert slipped(values, spans={(2, 1): 10}) == {}


def test_a_cell_that_fills_more_rows_than_it_spans_is_told() -> None:
    values = [replace(v, places=(GridPlace(1, 2, 1),)) if v.role == "a" else v for v in grid()]
    found = slipped(values, spans={(2, 1): 9})
    assert found == {("x/11", "a"): ROW}


def test_a_row_that_a_merged_cell_spans_without_filling_it_is_told() -> None:
    merged = [
        replace(v, places=(GridPlace(1, 2, 1),)) if v.role == "a" and v.entry_id != "x/5" else v
        for v in grid()
    ]
    spans = {(2, 1): 10}
    assert slipped(merged, spans=spans) == {("x/5", "a"): MERGED}
    without_place = [replace(v, places=()) if (v.entry_id, v.role) == ("x/5", "a") else v for v in merged]
    assert slipped(without_place, spans=spans) == {("x/5", "a"): MERGED}


def test_a_part_below_the_row_is_told_unless_a_step_joined_it() -> None:
    parts = (GridPlace(1, 4, 2), GridPlace(1, 5, 2))

    def two_rows(*steps: str) -> list[Traced]:
        return [
            replace(v, places=parts, steps=frozenset(steps)) if (v.entry_id, v.role) == ("x/4", "b") else v
            for v in grid()
            if v.entry_id != "x/5"
        ]

    assert slipped(two_rows("row-joined")) == {}
    assert set(slipped(two_rows()).items()) == {(("x/4", "b"), ROW)}


def test_a_row_that_stands_twice_is_told() -> None:
    values = [*grid(), *(replace(v, entry_id="x/again") for v in grid() if v.entry_id == "x/7")]
    assert set(slipped(values)) == {("x/again", role) for role in "abc"}


def test_two_lists_beside_each_other_have_rows_of_their_own() -> None:
    """The halves of a folded list stand at one height; what one lacks is no merged cell of the other."""
    right = [
        replace(v, entry_id=f"{v.entry_id}-right", places=(GridPlace(1, int(v.entry_id[2:]), at),))
        for v in grid()
        for at in [{"a": 4, "b": 5, "c": 6}[v.role]]
        if v.role != "b"
    ]
    assert slipped([*grid(), *right]) == {}
    assert slipped([*grid(), *right], spans={(row, 2): 2 for row in range(2, 12, 2)}) == {
        (f"x/{row}", "b"): MERGED for row in range(3, 12, 2)
    }


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


def test_a_merged_cell_that_a_page_end_cuts_holds_its_rows_on_both_pages() -> None:
    def box(page: int, top: int, bottom: int, column: int) -> PageBox:
        return PageBox(page, (100.0 * column, 20.0 * top, 100.0 * column + 100, 20.0 * bottom))

    cut = (box(1, 1, 4, 0), box(2, 0, 3, 0))
    rows = [(1, row) for row in range(1, 4)] + [(2, row) for row in range(3)]
    values = [
        Traced(f"x/{page}{row}", role, "d", "s", "v", "v", places, frozenset({"span-joined"}), ("pdf",))
        for page, row in rows
        for role, places in (
            ("a", cut),
            ("b", (box(page, row, row + 1, 1),)),
            ("c", (box(page, row, row + 1, 2),)),
        )
    ]
    assert slipped(values) == {}
    assert slipped([v for v in values if (v.entry_id, v.role) != ("x/21", "a")]) == {("x/21", "a"): MERGED}


def test_of_a_document_whose_grid_cannot_be_read_no_value_counts_as_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("v", "utf-8")
    value = replace(on_grid(1, "a", 1), places=(TextSpan(1, 1, 1),), document=path.name)
    (found,) = read_again._of_document(path, path.name, [value], whole=True)
    assert found.equal

    def fails(*_: object) -> Slipped:
        raise KeyError("row 3")

    monkeypatch.setattr(read_again, "slipped", fails)
    (found,) = read_again._of_document(path, path.name, [value], whole=True)
    assert not found.equal
    assert "could not be looked at (KeyError: 'row 3')" in found.why
