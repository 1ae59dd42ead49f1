"""What is doubtful on the sheets of a workbook: dates that a program made, and what is hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.documents.findings import ROW, Finding, Severity
from pipeline.documents.model import Cell
from pipeline.readers.sheet import Sheet, SheetCell, column_letters


def with_hidden_rows_told(cells: Sequence[Cell], top: int, sheet: Sheet) -> list[Cell]:
    said: list[Cell] = []
    for cell in cells:
        number = cell.row + top - 1
        if cell.column == 1 and number in sheet.hidden_rows:
            message = f"row {number} of the sheet {sheet.name!r} is hidden; it was read like the others"
            remedy = "Look whether the row is meant to be a part of the list"
            finding = Finding("sheet-part-hidden", Severity.INFO, message, ROW, cell.places, remedy)
            cell = replace(cell, findings=(*cell.findings, finding))  # noqa: PLW2901
        said.append(cell)
    return said


def with_dates_doubted(cells: Sequence[Cell], stored: dict[tuple[int, int], SheetCell]) -> list[Cell]:
    """Mark what a program may have made a date of: a day without a year, or a date among other values."""
    dates: dict[int, int] = {}
    filled: dict[int, int] = {}
    for (_, column), value in stored.items():
        filled[column] = filled.get(column, 0) + bool(value.text.strip())
        dates[column] = dates.get(column, 0) + (value.date is not None)
    doubted = []
    for cell in cells:
        source = stored.get((cell.row, cell.column))
        if source is not None and source.date is not None:
            alone = dates[cell.column] * 2 < filled[cell.column]
            if source.yearless or alone:
                finding = _date_finding(cell, source)
                cell = replace(cell, findings=(*cell.findings, finding))  # noqa: PLW2901
        doubted.append(cell)
    return doubted


def _date_finding(cell: Cell, source: SheetCell) -> Finding:
    assert source.date is not None
    typed = f"{source.date.month}-{source.date.day}"
    return Finding(
        "date-doubtful",
        Severity.WARNING,
        f"the cell holds the date {source.date:%Y-%m-%d}, shown as {cell.text!r}; "
        f"the program may have made it of {typed} or the like",
        places=cell.places,
        remedy="Compare with the published document",
    )


def hidden_parts(sheet: Sheet) -> Iterator[Finding]:
    """What is hidden on a sheet that has something on it."""
    if not sheet.cells:
        return
    used = {column for _, column in sheet.cells}
    rows = sorted(sheet.hidden_rows & {row for row, _ in sheet.cells})
    columns = [column_letters(column) for column in sorted(sheet.hidden_columns & used)]
    parts = [f"rows {', '.join(map(str, rows[:20]))}"] if rows else []
    parts += [f"columns {', '.join(columns[:20])}"] if columns else []
    if sheet.hidden:
        parts = ["the whole sheet"]
    if parts:
        yield Finding(
            "sheet-part-hidden",
            Severity.INFO,
            f"on the sheet {sheet.name!r} {' and '.join(parts)} are hidden; they were read like the rest",
            remedy="Look whether what is hidden is meant to be a part of the list",
        )
