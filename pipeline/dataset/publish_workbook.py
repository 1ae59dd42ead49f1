"""renke.xlsx for people: all tables but lineage; text is always text, and the bytes repeat."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from pipeline.dataset.frames import cell
from pipeline.dataset.meanings import chinese, dictionary
from pipeline.dataset.records import Record
from pipeline.dataset.schema import Column, columns, in_order

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
_LONGEST = 32_767
_MOMENT = datetime(2000, 1, 1)  # says nothing; openpyxl wants it naive
_WIDEST, _NARROWEST = 42, 8
_MEASURED = 500
_LINE_HEIGHT, _MOST_LINES = 14.5, 8
_HEADER = Font(bold=True)
_NAME = Font(italic=True, color="FF666666")
_SHADE = PatternFill("solid", fgColor="FFE8EEF4")
_TOP = Alignment(vertical="top", wrap_text=True)
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_workbook(path: Path, tables: Mapping[str, list[Record]]) -> None:
    """Write one sheet a table: headers in Chinese, the columns' own names beneath, then the rows."""
    workbook = Workbook(write_only=True)
    for table in SHEETS:
        rows = in_order(table, tables.get(table, []))
        sheet = workbook.create_sheet(sheet_title(table))
        sheet.freeze_panes = "B3"
        last = get_column_letter(len(columns(table)))
        sheet.auto_filter.ref = f"A2:{last}{len(rows) + 2}"
        sheet.print_title_rows = "1:2"
        sheet.page_setup.orientation = "landscape"
        widths = [_width(table, column, rows[:_MEASURED]) for column in columns(table)]
        for number, (column, width) in enumerate(zip(columns(table), widths, strict=True), start=1):
            dimension = sheet.column_dimensions[get_column_letter(number)]
            dimension.width = width
            # A role that no list has would only push the others off the screen.
            dimension.hidden = bool(rows) and not any(getattr(row, column.name) for row in rows)
        header, name, body = _style(sheet, _HEADER), _style(sheet, _NAME), _style(sheet)
        sheet.append([_text(sheet, chinese(table, c.name).name, header) for c in columns(table)])
        sheet.append([_text(sheet, c.name, name) for c in columns(table)])
        shown = [(c, width) for c, width in zip(columns(table), widths, strict=True) if not _is_data(c)]
        for number, row in enumerate(rows, start=3):
            sheet.row_dimensions[number].height = _height(row, shown)
            sheet.append([_shown(sheet, row, column, body) for column in columns(table)])
    buffer = BytesIO()
    workbook.save(buffer)
    _without_clock(buffer, path)


def sheet_title(table: str) -> str:
    """The name of a table's sheet: in Chinese, then its own."""
    return f"{dictionary().tables[table].name} {table}"


def _is_data(column: Column) -> bool:
    """Whether a column is for programs; it must not stretch the rows."""
    return column.kind in ("object", "objects")


def _width(table: str, column: Column, rows: Sequence[Record]) -> int:
    """As wide as the longest line of these rows, within limits."""
    lines = [chinese(table, column.name).name, f"{column.name}   "]
    if not _is_data(column):
        lines += [line for row in rows for line in str(_plain(row, column) or "").split("\n")]
    return min(max(max(map(_places, lines)) + 2, _NARROWEST), _WIDEST)


def _height(row: Record, shown: Sequence[tuple[Column, int]]) -> float:
    """High enough for the cell with most lines, within a limit; programs do not all fit it themselves."""
    texts = [(value, width) for c, width in shown if isinstance(value := _plain(row, c), str)]
    lines = [sum(_places(line) // (width - 2) + 1 for line in text.split("\n")) for text, width in texts]
    return min(max(lines, default=1), _MOST_LINES) * _LINE_HEIGHT


def _places(line: str) -> int:
    """How wide a line is in digits: a Chinese character takes the room of two."""
    return len(line) if line.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


def _style(sheet: object, font: Font | None = None) -> object:
    """A style that cells share: to look one up for each cell takes a third of the time."""
    pattern = WriteOnlyCell(sheet)
    pattern.alignment = _TOP
    if font is not None:
        pattern.font = font
        pattern.fill = _SHADE
    return pattern._style


def _shown(sheet: object, row: Record, column: Column, style: object) -> Cell | None:
    value = _plain(row, column)
    if value is None:
        return None
    if isinstance(value, str):
        return _text(sheet, value, style)
    written = WriteOnlyCell(sheet, value)
    written._style = style
    return written


def _plain(row: Record, column: Column) -> str | int | float | None:
    value = cell(row, column)
    return "; ".join(value) if isinstance(value, list) else value


def _text(sheet: object, value: str, style: object) -> Cell:
    written = WriteOnlyCell(sheet)
    written.value = writable(value)
    # openpyxl takes a text that begins with = for a formula.
    written.data_type = "s"
    written._style = style
    return written


def writable(value: str) -> str:
    """Control characters as _xHHHH_, the form that spreadsheets read back; no silent cut."""
    value = _ESCAPE_LOOKALIKE.sub("_x005F_", value)
    value = ILLEGAL_CHARACTERS_RE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    if len(value) <= _LONGEST:
        return value
    note = f" … ({len(value)} characters, whole in the CSV file)"
    return value[: _LONGEST - len(note)] + note


def _without_clock(source: BytesIO, path: Path) -> None:
    """Copy a workbook with fixed dates: openpyxl and zip write the time of the run."""
    properties = DocumentProperties(creator="renke", created=_MOMENT, modified=_MOMENT)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = tostring(properties.to_tree())
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            new.writestr(member, content)
