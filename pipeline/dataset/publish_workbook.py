"""renke.xlsx for people: all tables but lineage; text is always text, and the bytes repeat."""

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from pipeline.dataset.frames import cell
from pipeline.dataset.records import TABLES, Record
from pipeline.dataset.schema import Column, columns, in_order

_LEFT_OUT = frozenset({"lineage"})
_LONGEST = 32_767
_MOMENT = datetime(2000, 1, 1)  # says nothing; openpyxl wants it naive
_WIDE, _NARROW = 28, 14
_HEADER = Font(bold=True)
_TOP = Alignment(vertical="top")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_workbook(path: Path, tables: Mapping[str, list[Record]]) -> None:
    """Write one sheet a table."""
    workbook = Workbook(write_only=True)
    for table in (name for name in TABLES if name not in _LEFT_OUT):
        rows = in_order(table, tables.get(table, []))
        sheet = workbook.create_sheet(table)
        sheet.freeze_panes = "B2"
        last = get_column_letter(len(columns(table)))
        sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
        for number, column in enumerate(columns(table), start=1):
            width = _NARROW if column.kind in ("integer", "number") else _WIDE
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_text(sheet, column.name, _HEADER) for column in columns(table)])
        for row in rows:
            sheet.append([_shown(sheet, row, column) for column in columns(table)])
    buffer = BytesIO()
    workbook.save(buffer)
    _without_clock(buffer, path)


def _shown(sheet: object, row: Record, column: Column) -> object:
    value = cell(row, column)
    if value is None or isinstance(value, int | float):
        return value
    return _text(sheet, "; ".join(value) if isinstance(value, list) else value)


def _text(sheet: object, value: str, font: Font | None = None) -> WriteOnlyCell:
    written = WriteOnlyCell(sheet)
    written.value = writable(value)
    # openpyxl takes a text that begins with = for a formula.
    written.data_type = "s"
    written.alignment = _TOP
    if font is not None:
        written.font = font
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
