"""The facts are whole and agree with the renditions, where those are at hand."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.typeset.facts import (
    NAMES,
    Catalogue,
    Column,
    ExpectedRow,
    Notice,
    catalogue_rows,
    expected_rows,
    load_notice,
)

RENDITIONS = Path(__file__).parents[2] / ".." / "shared" / "notices"
COUNTS = {
    "weihai": [8, 94],
    "shanghai": [139, 24, 41, 12],
    "beijing": [7, 115],
    "guangxi": [32],
    "tianjin": [27],
}


def rendition(notice: Notice) -> str:
    path = RENDITIONS / f"{Path(notice.file).stem}.txt"
    if not path.exists():
        pytest.skip("the renditions are not at hand")
    return without_space(path.read_text(encoding="utf-8"))


def without_space(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_each_list_has_its_rows_numbered_from_one(name: str) -> None:
    notice = load_notice(name)
    assert [len(catalogue.rows) for catalogue in notice.catalogues] == COUNTS[name]
    for catalogue in notice.catalogues:
        numbers = [row.number for row in catalogue_rows(catalogue)]
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        assert catalogue.stated in (None, len(numbers))
    assert notice.stated_total in (None, sum(COUNTS[name]))


def test_all_five_have_499_rows() -> None:
    assert sum(len(expected_rows(load_notice(name))) for name in NAMES) == 499


@pytest.mark.parametrize("name", NAMES)
def test_notes_name_a_row_and_a_role_of_their_list(name: str) -> None:
    for catalogue in load_notice(name).catalogues:
        roles = {column.role for column in catalogue.columns}
        rows = {row[0] for row in catalogue.rows}
        for note in catalogue.notes:
            assert note.role in roles
            assert note.row in rows


@pytest.mark.parametrize("name", NAMES)
def test_every_qualification_is_filled_and_every_page_end_lies_inside_its_list(name: str) -> None:
    for catalogue in load_notice(name).catalogues:
        assert all(row.cells["qualification"] for row in catalogue_rows(catalogue))
        assert list(catalogue.page_ends) == sorted(set(catalogue.page_ends))
        assert all(0 < end < len(catalogue.rows) for end in catalogue.page_ends)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "shanghai"])
def test_every_cell_stands_in_the_rendition_unless_a_note_explains_it(name: str) -> None:
    notice = load_notice(name)
    text = rendition(notice)
    for catalogue in notice.catalogues:
        noted = {(note.row, note.role) for note in catalogue.notes}
        for row in catalogue.rows:
            for column, cell in zip(catalogue.columns, row, strict=True):
                if cell is not None and (row[0], column.role) not in noted:
                    assert without_space(cell) in text, (row[0], column.role)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("shanghai", "guangxi")])
def test_the_cells_of_a_row_stand_near_each_other_in_the_rendition(name: str) -> None:
    notice = load_notice(name)
    text = rendition(notice)
    position = 0
    for catalogue in notice.catalogues:
        noted = {(note.row, note.role) for note in catalogue.notes}
        for row in catalogue.rows:
            for column, cell in zip(catalogue.columns, row, strict=True):
                if cell and (row[0], column.role) not in noted:
                    position = text.find(without_space(cell), position)
                    assert position >= 0, (row[0], column.role)
                    position += len(without_space(cell))


def test_number_and_qualification_of_each_shanghai_row_stand_in_the_rendition_in_order() -> None:
    notice = load_notice("shanghai")
    text = rendition(notice)
    position = 0
    for row in expected_rows(notice):
        number = text.find(row.number, position)
        qualification = text.find(without_space(row.cells["qualification"]), number)
        assert number >= 0, row
        assert qualification >= 0, row
        position = qualification


@pytest.mark.parametrize("name", NAMES)
def test_the_particulars_stand_in_the_rendition(name: str) -> None:
    notice = load_notice(name)
    text = rendition(notice)
    facts = [notice.title, *notice.authorities, *notice.supersedes, *(c.heading for c in notice.catalogues)]
    for fact in [*facts, *filter(None, (notice.document_number, notice.validity))]:
        assert without_space(fact) in text, fact


def test_a_merged_cell_fills_the_rows_it_spans() -> None:
    rows = expected_rows(load_notice("guangxi"))
    assert [row.cells["occupation"] for row in rows[6:9]] == ["中式烹调师"] * 3
    assert rows[8].spans["occupation"] == (7, 9)
    assert rows[8].spans["level"] == (9, 9)


def test_an_empty_cell_is_not_merged() -> None:
    catalogue = Catalogue(
        heading="x",
        columns=(
            Column(header=("n",), width=1, role="number"),
            Column(header=("q",), width=1, role="qualification"),
        ),
        rows=(("1", "a"), ("2", "")),
    )
    assert catalogue_rows(catalogue)[1] == ExpectedRow(
        "x", "2", {"qualification": ""}, {"number": (2, 2), "qualification": (2, 2)}
    )


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValidationError, match="1 cells in 2 columns"):
        Catalogue(heading="x", columns=(Column(header=("n",), width=1),) * 2, rows=(("1",),))
