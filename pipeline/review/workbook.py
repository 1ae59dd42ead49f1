"""The queue as a workbook for a colleague: out with drop-downs, back in with every cell checked."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.dataset.workbook_rows import writable
from pipeline.errors import RenkeError
from pipeline.review.answers import VERDICTS, Answer, BadAnswer, checked
from pipeline.review.queue import Question, Shown, Side

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "review 待审"
COLUMNS = {
    "key": ("key 键", 24),
    "message": ("question 问题", 44),
    "left": ("first name 甲", 36),
    "right_side": ("second name 乙", 36),
    "cells": ("cells 单元格", 60),
    "verdict": ("answer 裁定", 20),
    "printed": ("printed words 印作", 20),
    "right": ("right words 应作", 20),
    "author": ("author 裁定人", 16),
    "reason": ("reason 理由", 40),
}
"""Field to its header and width; what a colleague fills in begins with the answer."""
_LETTERS = {name: get_column_letter(number) for number, name in enumerate(COLUMNS, start=1)}
_VERDICTS = {
    "same": "same 同一",
    "different": "different 不同",
    "wrong in the source": "wrong in the source 原件有误",
    "misread": "misread 误读",
    "right as printed": "right as printed 无误",
}


class BadWorkbook(RenkeError):
    """A workbook that is not the exported one, or has answers that cannot be recorded."""

    exit_status = 2


def export(path: Path, queue: Sequence[Question]) -> None:
    """Write one row a question; text is text, never a formula."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = SHEET
    sheet.freeze_panes = "B2"
    for name, (header, width) in COLUMNS.items():
        sheet.column_dimensions[_LETTERS[name]].width = width
        _write(sheet[f"{_LETTERS[name]}1"], header).font = Font(bold=True)
    for number, question in enumerate(queue, start=2):
        shown = {
            "key": question.key,
            "message": question.message,
            "left": _side(question.sides[:1]),
            "right_side": _side(question.sides[1:]),
            "cells": "\n".join(_cell(cell) for cell in question.all_cells),
        }
        for name, text in shown.items():
            _write(sheet[f"{_LETTERS[name]}{number}"], text)
        for name in ("verdict", "printed", "right", "author", "reason"):
            # as text, so that what begins with = is none when it is filled in
            sheet[f"{_LETTERS[name]}{number}"].number_format = "@"
        choices = ",".join(_VERDICTS[one] for one in VERDICTS[question.kind])
        choice = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=True)
        choice.add(f"{_LETTERS['verdict']}{number}")
        sheet.add_data_validation(choice)
    workbook.save(path)


def answers(path: Path, queue: Sequence[Question]) -> list[Answer]:
    """The answers of a workbook; a row without one is left. Raises BadWorkbook naming every bad cell."""
    sheet = _sheet(path)
    by_key = {question.key: question for question in queue}
    found: dict[str, Answer] = {}
    wrong: list[str] = []
    for number in range(2, sheet.max_row + 1):
        row = {name: _read(sheet[f"{letter}{number}"]) for name, letter in _LETTERS.items()}
        if not row["verdict"]:
            if row["reason"] or row["right"] or row["printed"]:
                wrong.append(_at(number, "verdict", "no answer is chosen"))
            continue
        question = by_key.get(row["key"])
        if question is None:
            wrong.append(_at(number, "key", f"{row['key']!r} is no question that waits; export anew"))
        elif row["key"] in found:
            wrong.append(_at(number, "key", f"{row['key']!r} is answered twice"))
        else:
            try:
                found[row["key"]] = checked(_answer(question, row))
            except BadAnswer as error:
                wrong.append(_at(number, error.field, str(error)))
    if wrong:
        raise BadWorkbook(
            f"{path}: nothing was imported\n" + "\n".join(wrong), remedy="Mend these cells and import again"
        )
    return list(found.values())


def _answer(question: Question, row: dict[str, str]) -> Answer:
    chosen = {shown: verdict for verdict, shown in _VERDICTS.items()}
    verdict = chosen.get(row["verdict"], row["verdict"])
    return Answer(question, verdict, row["author"], row["reason"], row["printed"], row["right"])


def _sheet(path: Path) -> "Worksheet":
    try:
        workbook = load_workbook(path)
    except Exception as error:  # openpyxl raises whatever zip and XML readers do
        raise BadWorkbook(
            f"{path} is no workbook that can be read ({error})", remedy="Export anew"
        ) from error
    if SHEET not in workbook.sheetnames:
        raise BadWorkbook(f"{path}: no sheet {SHEET!r}", remedy="Export anew")
    sheet = workbook[SHEET]
    for name, letter in _LETTERS.items():
        if _read(sheet[f"{letter}1"]) != COLUMNS[name][0]:
            raise BadWorkbook(
                f"{path}: sheet {SHEET}, cell {letter}1: the header {COLUMNS[name][0]!r} is not there",
                remedy="Leave the columns as they were exported",
            )
    return sheet


def _at(row: int, field: str, message: str) -> str:
    return f"  sheet {SHEET}, row {row}, cell {_LETTERS[field]}{row}: {message}"


def _read(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).strip()


def _write(cell: Cell, text: str) -> Cell:
    cell.value = writable(text)
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _side(sides: Sequence[Side]) -> str:
    return "\n".join(line for side in sides for line in lines_of(side))


def lines_of(side: Side) -> list[str]:
    """A name as people read it."""
    names = [side.zh, side.latin, ", ".join(side.abbreviations), side.scope and f"[{side.scope}]"]
    countries = f"  {', '.join(side.countries)}" if side.countries else ""
    return [*(name for name in names if name), f"{side.identity}{countries}  ({side.entries})"]


def _cell(cell: Shown) -> str:
    return f"{cell.entry_id} {cell.role}: {cell.printed}  [{cell.document}, {place_of(cell)}]"


def place_of(cell: Shown) -> str:
    """Where a cell stands, in words."""
    place = cell.places[0] if cell.places else {}
    return re.sub(r"[{}\"']", "", ", ".join(f"{key} {value}" for key, value in place.items() if key != "box"))
