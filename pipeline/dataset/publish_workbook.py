"""renke.xlsx for people: all tables but lineage; text is always text, and the bytes repeat."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.functions import tostring

from pipeline.dataset.frames import Laid
from pipeline.dataset.meanings import chinese, dictionary
from pipeline.dataset.schema import Column, columns
from pipeline.dataset.workbook_rows import MOST_ROWS, Shown, Styles, lines_of, places, rows_xml, shown

# What people ask first stands first.
SHEETS = (
    "entries",
    "crosswalk",
    "qualifications",
    "issuers",
    "notices",
    "catalogues",
    "provisions",
    "changes",
    "findings",
    "names",
    "quarantine",
)
_MOMENT = datetime(2000, 1, 1)  # says nothing; openpyxl wants it naive
_WIDEST, _NARROWEST = 42, 8
_MEASURED = 500
_MANY = 400_000
"""Rows that may take more than the two gigabytes that a plain zip file holds."""
_HEADER = Font(bold=True)
_NAME = Font(italic=True, color="FF666666")
_SHADE = PatternFill("solid", fgColor="FFE8EEF4")
_TOP = Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(vertical="top", horizontal="left")  # a text stands beside it
_DAY = "yyyy-mm-dd"
_END = b"</sheetData>"


@dataclass(frozen=True, slots=True)
class _SheetColumn:
    """A column of a sheet, under its name in Chinese."""

    column: Column
    title: str
    values: Shown


def write_workbook(path: Path, tables: Mapping[str, Laid]) -> None:
    """Write one sheet a table: headers in Chinese, the columns' own names beneath, then the rows.

    openpyxl makes the workbook with its headers; the rows are put into it as they are copied to ``path``,
    which takes a fifth of the time and no memory.
    """
    workbook = Workbook(write_only=True)
    bodies = [
        (len(tables[table].rows), _sheet(workbook, tables[table], _columns_of(tables, table)))
        for table in SHEETS
    ]
    buffer = BytesIO()
    workbook.save(buffer)
    _assemble(buffer, path, bodies)


def _columns_of(tables: Mapping[str, Laid], table: str) -> list[_SheetColumn]:
    """The columns of a table as its sheet shows them, the crosswalk's with the names for its keys."""
    laid = tables[table]
    own = [
        _SheetColumn(column, chinese(table, column.name).name, shown(column, values))
        for column, values in zip(columns(table), laid.values, strict=True)
    ]
    if table == "crosswalk":
        own[1:1] = _names(tables["qualifications"], own[0].values)
    return own


def _names(laid: Laid, wanted: Shown) -> Iterator[_SheetColumn]:
    """The names of these qualifications."""
    values = {c.name: given for c, given in zip(columns(laid.table), laid.values, strict=True)}
    for name in ("name_zh", "name_en"):
        of = dict(zip(values["qualification_id"], values[name], strict=True))
        title = f"{dictionary().tables[laid.table].name}{chinese(laid.table, name).name}"
        column = Column(f"{laid.table}.{name}", "string", True, "")
        yield _SheetColumn(column, title, [of.get(one) for one in wanted])  # type: ignore[misc]


def _sheet(workbook: Workbook, laid: Laid, own: Sequence[_SheetColumn]) -> Iterator[str]:
    """Make the sheet of a table with its headers; the XML of its rows."""
    sheet = workbook.create_sheet(sheet_title(laid.table))
    sheet.freeze_panes = "B3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(own))}{min(len(laid.rows), MOST_ROWS) + 2}"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    widths = [_width(one) for one in own]
    for number, (one, width) in enumerate(zip(own, widths, strict=True), start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width
        # What is for programs, and a role that no list has, would only push the others off the screen.
        dimension.hidden = bool(laid.rows) and (one.column.kind == "objects" or not any(one.values))
    header, name = _pattern(sheet, _HEADER), _pattern(sheet, _NAME)
    sheet.append([_text(sheet, one.title, header) for one in own])
    sheet.append([_text(sheet, one.column.name, name) for one in own])
    styles = Styles(text=_pattern(sheet).style_id, day=_pattern(sheet, day=True).style_id)
    return rows_xml([one.column for one in own], widths, [one.values for one in own], styles)


def sheet_title(table: str) -> str:
    """The name of a table's sheet: in Chinese, then its own."""
    return f"{dictionary().tables[table].name} {table}"


def _width(one: _SheetColumn) -> int:
    """As wide as the longest line of the first rows, within limits."""
    lines = [one.title, f"{one.column.name}   "]
    lines += [line for value in one.values[:_MEASURED] if value is not None for line in lines_of(value)]
    return min(max(max(map(places, lines)) + 2, _NARROWEST), _WIDEST)


def _pattern(sheet: WriteOnlyWorksheet, font: Font | None = None, *, day: bool = False) -> Cell:
    """A cell of the style that others share: to look one up for each cell takes a third of the time."""
    pattern = WriteOnlyCell(sheet)
    pattern.alignment = _TOP
    if font is not None:
        pattern.font = font
        pattern.fill = _SHADE
    if day:
        pattern.number_format = _DAY
        pattern.alignment = _LEFT
    return pattern


def _text(sheet: WriteOnlyWorksheet, value: str, pattern: Cell) -> Cell:
    written = WriteOnlyCell(sheet, value)
    written._style = pattern._style
    return written


def _assemble(source: BytesIO, path: Path, bodies: Sequence[tuple[int, Iterator[str]]]) -> None:
    """Copy a workbook with the rows of each sheet, and fixed dates, for those of the run."""
    properties = DocumentProperties(creator="renke", created=_MOMENT, modified=_MOMENT)
    sheets = {f"xl/worksheets/sheet{number}.xml": body for number, body in enumerate(bodies, start=1)}
    # Not all programs read this form of zip files, so only where there is no other.
    large = {name for name, (rows, _) in sheets.items() if rows > _MANY}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = tostring(properties.to_tree())
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            head, end, tail = content.partition(_END) if name in sheets else (content, b"", b"")
            with new.open(member, "w", force_zip64=name in large) as file:
                file.write(head)
                for row in sheets[name][1] if name in sheets else ():
                    file.write(row.encode())
                file.write(end + tail)
