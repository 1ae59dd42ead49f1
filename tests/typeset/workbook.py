"""Notices as workbooks, .xlsx and .xls: merged title rows, merged cells as printed, numbers as numbers."""

import io
from dataclasses import dataclass

from tests.typeset.facts import Aside, Catalogue, Grid, Notice
from tests.typeset.layout import Layout, Placed, grid_layout, sheet_layout
from tests.typeset.pdf import STATEMENT

FRONT = "通知"


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One sheet to write: its tab's name, its cells (rows and columns from 0) and relative widths."""

    name: str
    cells: tuple[Placed, ...]
    widths: tuple[float, ...]


def title_rows(lines: tuple[str, ...], columns: int) -> list[Placed]:
    """Each line in a row of its own, merged over the width of the table."""
    return [Placed(line, row, 0, 1, columns) for row, line in enumerate(lines)]


def front_lines(notice: Notice) -> tuple[str, ...]:
    number = (notice.document_number,) if notice.document_number else ()
    sections = tuple((section.label or "") + section.text for section in notice.sections)
    return (*notice.title.split("\n"), *number, *sections, *notice.attachments, *notice.signature)


def moved(cells: tuple[Placed, ...], down: int) -> list[Placed]:
    return [Placed(cell.text, cell.row + down, cell.column, cell.rows, cell.columns) for cell in cells]


def table_page(part: Catalogue | Aside | Grid, name: str) -> SheetPage:
    """Lines above, heading, table, remarks."""
    layout: Layout = grid_layout(part) if isinstance(part, Grid) else sheet_layout(part)
    columns = len(layout.widths)
    cells = title_rows((*part.above, part.heading), columns)
    cells += moved(layout.cells, len(part.above) + 1)
    below = len(part.above) + 1 + layout.rows
    remarks = () if isinstance(part, Catalogue) else part.remarks
    cells += moved(tuple(title_rows(remarks, columns)), below)
    return SheetPage(name, tuple(cells), layout.widths)


def annex_pages(notice: Notice) -> list[SheetPage]:
    pages = []
    for number, annex in enumerate(notice.annexes, 1):
        sections = ((section.label or "") + section.text for section in annex.sections)
        lines = (*annex.above, annex.heading, *sections)
        pages.append(SheetPage(f"附件文本{number}", tuple(title_rows(lines, 1)), (100.0,)))
    return pages


def sheet_pages(notice: Notice) -> list[SheetPage]:
    """The text of the notice, each list, each table that is no list, each annex: a sheet each."""
    front = SheetPage(FRONT, tuple(title_rows(front_lines(notice), 1)), (100.0,))
    lists = [table_page(part, f"目录{number}") for number, part in enumerate(notice.catalogues, 1)]
    asides = [table_page(part, f"附表{number}") for number, part in enumerate(notice.set_aside, 1)]
    return [front, *lists, *asides, *annex_pages(notice)]


def on_one_sheet(pages: list[SheetPage]) -> list[SheetPage]:
    """All below one another, an empty row between."""
    cells: list[Placed] = []
    down = 0
    for page in pages:
        cells += moved(page.cells, down)
        down += max(cell.row + cell.rows for cell in page.cells) + 1
    widest = max(pages, key=lambda page: len(page.widths))
    return [SheetPage("Sheet1", tuple(cells), widest.widths)]


def number_or_text(text: str) -> int | str:
    """Digits are typed as a number, as people do."""
    return int(text) if text.isascii() and text.isdigit() and str(int(text)) == text else text


def _pages(notice: Notice, *, one_sheet: bool) -> list[SheetPage]:
    pages = sheet_pages(notice)
    return on_one_sheet(pages) if one_sheet else pages


def typeset_xlsx(notice: Notice, *, one_sheet: bool = False) -> bytes:
    """The workbook of today."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    side = Side(style="thin")
    for page in _pages(notice, one_sheet=one_sheet):
        sheet = book.create_sheet(page.name)
        for placed in page.cells:
            cell = sheet.cell(placed.row + 1, placed.column + 1)
            cell.value = number_or_text(placed.text) if placed.text else None
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            if placed.rows > 1 or placed.columns > 1:
                sheet.merge_cells(
                    start_row=placed.row + 1,
                    start_column=placed.column + 1,
                    end_row=placed.row + placed.rows,
                    end_column=placed.column + placed.columns,
                )
        for column, width in enumerate(page.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
    book.properties.creator, book.properties.description = "Renke project", STATEMENT
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def typeset_xls(notice: Notice, *, one_sheet: bool = False) -> bytes:
    """The workbook of Excel 97 to 2003."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    style = xlwt.easyxf("align: wrap on, horiz center, vert center; borders: left thin, right thin, top thin")
    for page in _pages(notice, one_sheet=one_sheet):
        sheet = book.add_sheet(page.name, cell_overwrite_ok=False)
        for placed in page.cells:
            value = number_or_text(placed.text)
            last_row, last_column = placed.row + placed.rows - 1, placed.column + placed.columns - 1
            sheet.write_merge(placed.row, last_row, placed.column, last_column, value, style)
        for column, width in enumerate(page.widths):
            sheet.col(column).width = int(256 * width)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
