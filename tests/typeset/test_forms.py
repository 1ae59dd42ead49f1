"""Each form of a notice holds the facts, by the word of a library that the product does not read it with."""

import io
import shutil
from typing import Literal

import numpy
import openpyxl
import pypdfium2
import pytest
import xlrd
from lxml import html
from PIL import Image, ImageSequence

from tests.typeset.facts import NAMES, expected_rows, load_notice
from tests.typeset.layout import sheet_layout
from tests.typeset.office import soffice, typeset_doc
from tests.typeset.parts import shortened
from tests.typeset.scan import Scanner, as_pdf, as_picture, as_tiff, scanned, seal_picture
from tests.typeset.web import typeset_html
from tests.typeset.workbook import typeset_xls, typeset_xlsx


@pytest.mark.parametrize("name", NAMES)
def test_the_sheets_of_a_workbook_hold_the_rows_and_their_merged_cells(name: str) -> None:
    notice = load_notice(name)
    book = openpyxl.load_workbook(io.BytesIO(typeset_xlsx(notice)))
    for number, catalogue in enumerate(notice.catalogues, 1):
        sheet = book[f"目录{number}"]
        layout = sheet_layout(catalogue)
        over = len(catalogue.above) + 1
        merged = {(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells}
        for cell in layout.cells:
            value = sheet.cell(cell.row + over + 1, cell.column + 1).value
            assert ("" if value is None else str(value)) == cell.text
            if cell.rows > 1:
                first = (cell.row + over + 1, cell.column + 1)
                assert (*first, first[0] + cell.rows - 1, first[1] + cell.columns - 1) in merged


def test_one_sheet_holds_all_lists_below_one_another() -> None:
    notice = load_notice("shanghai")
    sheet = xlrd.open_workbook(
        file_contents=typeset_xls(notice, one_sheet=True), formatting_info=True
    ).sheet_by_index(0)
    numbers = [row for row in range(sheet.nrows) if sheet.cell_value(row, 0) == 1]
    assert len(numbers) >= len(notice.catalogues)
    spans = {(first, last) for first, last, _, _ in sheet.merged_cells if last - first > 1}
    assert len(spans) > 20


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page_shows_every_cell(encoding: str) -> None:
    notice = load_notice("weihai")
    page = html.fromstring(typeset_html(notice, encoding).decode(encoding))
    texts = {"".join("".join(map(str, cell.itertext())).split()) for cell in page.iter("td")}
    for row in expected_rows(notice):
        assert all("".join(text.split()) in texts for text in row.cells.values())


@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_the_old_word_file_is_one() -> None:
    assert typeset_doc(shortened(load_notice("tianjin"), 2)).startswith(b"\xd0\xcf\x11\xe0")


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="fontconfig is not installed")
def test_a_scan_is_the_same_at_every_run_and_shows_its_seal_in_red() -> None:
    page = numpy.full((1700, 1200, 3), 255, dtype=numpy.uint8)
    page[:, 600:604] = 0
    scanner = Scanner(150, "colour", skew=1, noise=4, seal=True)
    picture = scanned(page, scanner, seed=1)
    assert picture.tobytes() == scanned(page, scanner, seed=1).tobytes()
    assert picture.tobytes() != scanned(page, scanner, seed=2).tobytes()
    red, green, _ = (numpy.asarray(band, dtype=int) for band in picture.split())
    assert ((red - green) > 80).sum() > seal_picture(100).astype(bool).sum()
    bilevel = scanned(page, Scanner(150, "bilevel", skew=1), seed=1)
    assert bilevel.mode == "1"
    tops = numpy.flatnonzero(~numpy.asarray(bilevel)[100])
    bottoms = numpy.flatnonzero(~numpy.asarray(bilevel)[1600])
    assert abs(tops.mean() - bottoms.mean()) > 15


@pytest.mark.parametrize("mode", ["colour", "grey", "bilevel"])
def test_scans_are_pages_of_their_size(mode: Literal["colour", "grey", "bilevel"]) -> None:
    page = numpy.full((330, 240, 3), 255, dtype=numpy.uint8)
    pictures = [scanned(page, Scanner(40, mode, skew=2, noise=3), seed) for seed in (1, 2)]
    document = pypdfium2.PdfDocument(as_pdf(pictures, 40))
    assert [(round(one.get_width()), round(one.get_height())) for one in document] == [(432, 594)] * 2
    document.close()
    assert len(list(ImageSequence.Iterator(Image.open(io.BytesIO(as_tiff(pictures, 40)))))) == 2
    assert Image.open(io.BytesIO(as_picture(pictures[0], "PNG", 40))).size == (240, 330)


def test_a_shortened_notice_keeps_the_first_rows_of_each_list() -> None:
    short = shortened(load_notice("shanghai"), 5)
    assert [len(catalogue.rows) for catalogue in short.catalogues] == [5, 5, 5, 5]
    assert not short.set_aside
