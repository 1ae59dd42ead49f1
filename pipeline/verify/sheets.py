"""Workbooks read at one cell: XLSX with openpyxl, XLS as stored."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import openpyxl
import xlrd
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from xlrd.biffh import error_text_from_code

from pipeline.catalogues.control_sums import counted
from pipeline.documents.places import Place, SheetPlace
from pipeline.readers.number_format import shown, words
from pipeline.readers.xlsx import unescaped
from pipeline.verify.model import Recount, Unverifiable


def _cell_of(place: Place, sheets: Sequence[str]) -> SheetPlace:
    if not isinstance(place, SheetPlace) or place.sheet not in sheets:
        raise Unverifiable("the place is no cell of the workbook's sheets")
    return place


def _position(place: SheetPlace) -> tuple[int, int]:
    letters, row = coordinate_from_string(place.cell)
    return row, column_index_from_string(letters)


class XlsxPlaces:
    """Cells of an XLSX workbook."""

    engine = "openpyxl"

    def __init__(self, data: bytes) -> None:
        try:
            self._book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        except Exception as error:  # openpyxl raises many kinds for what it does not understand
            raise Unverifiable(f"openpyxl cannot open the workbook ({error})") from error
        self._merged = {
            (sheet.title, merged.start_cell.coordinate): (merged.size["rows"], merged.size["columns"])
            for sheet in self._book.worksheets
            for merged in sheet.merged_cells.ranges
        }

    def spans(self, place: Place) -> tuple[int, int]:
        """The rows and columns of the merged cell that begins there."""
        at = _cell_of(place, self._book.sheetnames)
        return self._merged.get((at.sheet, at.cell), (1, 1))

    def read(self, place: Place) -> Sequence[str]:
        """What the cell shows."""
        at = _cell_of(place, self._book.sheetnames)
        cell = self._book[at.sheet][at.cell]
        value = cell.value
        match value:
            case None:
                return ("",)
            case bool():
                return (str(value).upper(),)
            case datetime() | date() | time() | timedelta():
                number = to_excel(value, self._book.epoch)
            case int() | float():
                number = float(value)
            case _:
                return (unescaped(str(value)),)
        since_1904 = self._book.epoch == CALENDAR_MAC_1904
        return (shown(float(number), cell.number_format, since_1904=since_1904).text,)

    def recounts(self) -> Iterator[Recount]:
        """Every sheet."""
        for sheet in self._book.worksheets:
            cells = (cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value is not None)
            texts = (self.read(SheetPlace(sheet.title, at))[0] for at in cells)
            merged = {at: spans for (name, at), spans in self._merged.items() if name == sheet.title}
            yield Recount("sheet", sheet.title, sum(map(counted, texts)), merged)

    def close(self) -> None:
        """Close the file."""
        self._book.close()


class XlsPlaces:
    """Cells of an XLS workbook; no other library reads them, so the cell alone is read again."""

    engine = "xlrd"

    def __init__(self, data: bytes) -> None:
        try:
            self._book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        except Exception as error:  # xlrd raises many kinds on damaged files
            raise Unverifiable(f"xlrd cannot open the workbook ({error})") from error

    def spans(self, place: Place) -> tuple[int, int]:
        """The rows and columns of the merged cell that begins there."""
        at = _cell_of(place, self._book.sheet_names())
        row, column = _position(at)
        for top, bottom, left, right in self._book.sheet_by_name(at.sheet).merged_cells:
            if (row - 1, column - 1) == (top, left):
                return bottom - top, right - left
        return 1, 1

    def read(self, place: Place) -> Sequence[str]:
        """What the cell shows."""
        at = _cell_of(place, self._book.sheet_names())
        sheet = self._book.sheet_by_name(at.sheet)
        row, column = _position(at)
        if row > sheet.nrows or column > sheet.row_len(row - 1):
            return ("",)
        cell = sheet.cell(row - 1, column - 1)
        match cell.ctype:
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                style = self._book.xf_list[cell.xf_index] if cell.xf_index is not None else None
                key = style.format_key if style is not None else 0
                code = words().formats.get(key) or self._book.format_map[key].format_str
                return (shown(cell.value, code, since_1904=self._book.datemode == 1).text,)
            case xlrd.XL_CELL_BOOLEAN:
                return ("TRUE" if cell.value else "FALSE",)
            case xlrd.XL_CELL_ERROR:
                return (error_text_from_code.get(cell.value, "#N/A"),)
            case _:
                return (str(cell.value),)

    def recounts(self) -> Iterator[Recount]:
        """Every sheet."""
        for sheet in self._book.sheets():
            covered = {
                (row, column): (top, left, bottom, right)
                for top, bottom, left, right in sheet.merged_cells
                for row in range(top, bottom)
                for column in range(left, right)
            }
            count, merged = 0, {}
            for row in range(sheet.nrows):
                for column in range(sheet.row_len(row)):
                    at = f"{get_column_letter(column + 1)}{row + 1}"
                    top, left, bottom, right = covered.get((row, column), (row, column, row + 1, column + 1))
                    if (top, left) != (row, column):
                        continue
                    count += counted(self.read(SheetPlace(sheet.name, at))[0])
                    if (bottom - top, right - left) != (1, 1):
                        merged[at] = bottom - top, right - left
            yield Recount("sheet", sheet.name, count, merged)

    def close(self) -> None:
        """Let go of the file."""
        self._book.release_resources()
