"""A page, a row or a span that the reading lost is told by counting the raw document anew."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from pipeline.catalogues.control_sums import control_sums
from pipeline.documents.model import Cell, Document, Fragment
from pipeline.readers.door import read_document
from pipeline.verify.documents import opened
from pipeline.verify.recount import miscounted
from tests.conftest import ROOT
from tests.typeset.facts import Notice, load_notice
from tests.typeset.parts import shortened
from tests.typeset.web import typeset_html
from tests.typeset.workbook import typeset_xls, typeset_xlsx

Made = tuple[bytes, str]


def guangxi(typeset: Callable[[Notice], bytes], ending: str) -> Made:
    """A list with merged cells and a header of two levels."""
    return typeset(shortened(load_notice("guangxi"), 12)), f"notice.{ending}"


def raw(name: str) -> Made:
    return (ROOT / "raw" / name).read_bytes(), name.rpartition("/")[2]


@pytest.fixture(scope="module", params=["docx", "html", "xlsx", "xls"])
def gridded(request: pytest.FixtureRequest) -> Made:
    match request.param:
        case "docx":
            return raw("CN-GX/guangxi-2024.docx")
        case "html":
            return guangxi(typeset_html, "html")
        case "xlsx":
            return guangxi(typeset_xlsx, "xlsx")
        case _:
            return guangxi(typeset_xls, "xls")


@cache
def reading(made: Made) -> Document:
    return read_document(*made)


def told(made: Made, damage: Callable[[Document], Document] = lambda document: document) -> list[str]:
    """What a recount says of the reading of a document."""
    data, name = made
    document = damage(reading(made))
    with opened(data, name) as open_document:
        sums = [one.record() for one in control_sums(document)]
        return [f"{one.key}: {one.column}" for one in miscounted(open_document, name, sums)]


def of_cells(change: Callable[[list[Cell]], list[Cell]]) -> Callable[[Document], Document]:
    """Damage to the cells of the first table."""

    def damage(document: Document) -> Document:
        blocks = list(document.blocks)
        at = next(i for i, block in enumerate(blocks) if isinstance(block, Fragment) and block.rows > 4)
        fragment = blocks[at]
        assert isinstance(fragment, Fragment)
        blocks[at] = replace(fragment, cells=tuple(change(list(fragment.cells))))
        return replace(document, blocks=tuple(blocks))

    return damage


def test_an_undamaged_reading_is_counted_alike(gridded: Made) -> None:
    assert told(gridded) == []


def test_the_span_of_a_header_cell_is_told(gridded: Made) -> None:
    def shorter(cells: list[Cell]) -> list[Cell]:
        at = next(i for i, cell in enumerate(cells) if cell.row == 1 and cell.row_span > 1)
        return [*cells[:at], replace(cells[at], row_span=cells[at].row_span - 1), *cells[at + 1 :]]

    (found,) = told(gridded, of_cells(shorter))
    assert found.endswith(": merged")


def test_a_cell_that_was_made_to_span_another_is_told(gridded: Made) -> None:
    def longer(cells: list[Cell]) -> list[Cell]:
        one = next(cell for cell in cells if cell.row > 2 and cell.row_span == 1)
        return [
            replace(cell, row_span=2) if cell is one else cell
            for cell in cells
            if (cell.row, cell.column) != (one.row + 1, one.column)
        ]

    assert any(words.endswith(": merged") for words in told(gridded, of_cells(longer)))


def test_a_row_that_was_not_read_is_told(gridded: Made) -> None:
    found = told(
        gridded, of_cells(lambda cells: [cell for cell in cells if cell.row != 5 or cell.row_span > 1])
    )
    assert any(words.endswith(": characters") for words in found)


@pytest.mark.parametrize("page", [1, 9, 10, 13])
def test_a_page_that_was_not_read_is_told(page: int) -> None:
    """Also one of forms alone, which no number of a list misses."""
    made = raw("CN-SD-371000/weihai-2026-4.pdf")
    assert told(made) == []
    lost = told(made, lambda one: replace(one, blocks=tuple(b for b in one.blocks if b.page != page)))
    assert lost == [f"weihai-2026-4.pdf, page {page}: characters"]
