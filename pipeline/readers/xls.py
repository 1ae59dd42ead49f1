"""Excel workbooks of 1997 to 2003 (.xls, WPS .et), read with xlrd: bytes to a document."""

import io
import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import xlrd
from xlrd.biffh import error_text_from_code

from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.readers.limits import SMALLER
from pipeline.readers.marked_cells import struck_finding
from pipeline.readers.number_format import words
from pipeline.readers.package import FETCH_AGAIN
from pipeline.readers.sheet import CELLS, Position, Range, Sheet, SheetCell, error_cell, number_cell
from pipeline.readers.sheet_tables import workbook_document

MEDIA_TYPE = "application/vnd.ms-excel"
# Cells of all sheets with the blank ones, which xlrd counts up to the last that holds anything.
_POSITIONS = 20 * CELLS
# What xlrd raises on files that are cut off or changed at random.
_DAMAGE = (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, AssertionError, LookupError, ValueError,
           TypeError, AttributeError, EOFError, OverflowError, NotImplementedError)  # fmt: skip


def read_xls(data: bytes, name: str, sha256: str) -> Document:
    """The tables and lines of all sheets. Raises UnreadableDocument for what is no whole workbook."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > _POSITIONS:
            message = f"the sheets of the workbook reach over more than {_POSITIONS} cells"
            raise UnreadableDocument(message, document=name, remedy=SMALLER)
        sheets = [_sheet(book, sheet, number) for number, sheet in enumerate(book.sheets(), start=1)]
    except _DAMAGE as error:
        if "encrypted" in str(error):
            remedy = "Save a copy without password and add that"
            raise UnreadableDocument("the file asks for a password", document=name, remedy=remedy) from error
        raise UnreadableDocument("the workbook is damaged", document=name, remedy=FETCH_AGAIN) from error
    return workbook_document(name, sha256, MEDIA_TYPE, sheets)


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, number: int) -> Sheet:
    bare = Sheet(number, sheet.name, {})
    cells: dict[Position, SheetCell] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            position = (row + 1, column + 1)
            stored = sheet.cell(row, column)
            read = _cell(book, stored, bare, position)
            if words := _struck(book, stored, read.text, sheet.rich_text_runlist_map.get((row, column), [])):
                read = replace(read, findings=(*read.findings, struck_finding(words, bare.place(position))))
            if read.text or read.bordered:
                cells[position] = read
    merged = tuple(Range(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    rows = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    columns = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    return Sheet(number, sheet.name, cells, merged, sheet.visibility != 0, rows, columns)


def _struck(book: xlrd.Book, cell: xlrd.sheet.Cell, text: str, runs: Sequence[tuple[int, int]]) -> str:
    """The words of a cell that are struck out; ``runs`` are the fonts in it, from which character on."""
    own = book.xf_list[cell.xf_index].font_index if cell.xf_index is not None else 0
    starts = [(0, own), *runs, (len(text), own)]
    parts = (text[start:end] for (start, font), (end, _) in pairwise(starts) if _strikes(book, font))
    return "".join(parts).strip()


def _strikes(book: xlrd.Book, font: int) -> bool:
    return 0 <= font < len(book.font_list) and bool(book.font_list[font].struck_out)


def _cell(book: xlrd.Book, cell: xlrd.sheet.Cell, sheet: Sheet, position: Position) -> SheetCell:
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    border = style.border if style is not None else None
    bordered = border is not None and any(
        (border.left_line_style, border.right_line_style, border.top_line_style, border.bottom_line_style)
    )
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return SheetCell(cell.value.replace("\r\n", "\n").replace("\r", "\n"), bordered)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            key = style.format_key if style is not None else 0
            code = words().formats.get(key) or book.format_map[key].format_str
            since_1904 = book.datemode == 1
            place = sheet.place(position)
            return number_cell(cell.value, code, place, bordered=bordered, since_1904=since_1904)
        case xlrd.XL_CELL_BOOLEAN:
            return SheetCell("TRUE" if cell.value else "FALSE", bordered)
        case xlrd.XL_CELL_ERROR:
            text = error_text_from_code.get(cell.value, "#N/A")
            return error_cell(text, sheet.place(position), bordered=bordered)
        case _:
            return SheetCell("", bordered)
