"""Runs of rows to cells with spans; what is doubtful says so."""

import math
from dataclasses import replace
from enum import Enum

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Step, Table
from pipeline.documents.text import squeeze
from pipeline.tables.centring import Run
from pipeline.tables.garble import signs
from pipeline.tables.sheet import Sheet

_KEPT_CONFIDENCE = 0.9
_SINGLE_SURE = 1.5
_LONGEST_CONTINUED = 3
_OPEN = 1.0


class Anchor(Enum):
    """Where a rendition prints the words of a merged cell."""

    TOP = "top"
    MIDDLE = "middle"


def spanned_table(sheet: Sheet, anchor: Anchor | None) -> Table:
    header = [cell for cell in sheet.table.cells if cell.row <= sheet.table.header_rows]
    body: list[Cell] = []
    for column in range(1, sheet.table.columns + 1):
        if column in sheet.runs:
            body.extend(_merged(sheet, column, anchor))
        else:
            cells = [row[column] for row in sheet.cells if column in row]
            undecided = column in sheet.merging
            body.extend(_marked(_maybe_lost(cell) if undecided and not cell.text else cell) for cell in cells)
    return replace(sheet.table, cells=(*header, *sorted(body, key=lambda c: (c.row, c.column))))


def _marked(cell: Cell) -> Cell:
    """The cell with a finding where its text shows damage."""
    faults = signs(cell.text) if cell.text else []
    if not faults:
        return cell
    finding = Finding(
        "text-garbled",
        Severity.WARNING,
        f"{squeeze(cell.text)[:60]!r}: {', '.join(faults)}",
        places=cell.places,
        remedy="Compare with the published document.",
    )
    return replace(cell, findings=(*cell.findings, finding))


def _maybe_lost(cell: Cell) -> Cell:
    """A blank of which nothing tells whether it is empty or part of a merged cell."""
    finding = Finding(
        "span-uncertain",
        Severity.WARNING,
        "the cell is empty, and the format does not tell whether it belongs to a merged cell",
        remedy="Compare with the published document.",
    )
    return replace(cell, findings=(*cell.findings, finding))


def _merged(sheet: Sheet, column: int, anchor: Anchor | None) -> list[Cell]:
    made: list[Cell] = []
    runs, closed = sheet.runs[column], sheet.closed(column)
    for run, after in zip(runs, [*runs[1:], None], strict=True):
        if run.continued and made and made[-1].text and run.end - run.start < _LONGEST_CONTINUED:
            last = made[-1]
            made[-1] = _doubted(
                replace(
                    last,
                    row_span=last.row_span + run.end - run.start + 1,
                    confidence=min(last.confidence, _confidence(run.margin)),
                    steps=(*last.steps, Step("span-over-page-end", f"{run.end - run.start + 1} rows more")),
                )
            )
        elif run.words:
            made.append(_run_cell(sheet, column, _open_ended(sheet, run, after), anchor))
        else:
            made.extend(
                _empty(sheet, column, row) if row in closed else _uncertain(sheet, column, row)
                for row in range(run.start, run.end + 1)
            )
    return made


def _open_ended(sheet: Sheet, run: Run, after: Run | None) -> Run:
    """A run down to a page end, with blanks after it on the next page that nothing claims, may go on there:
    then it is not known where its words are centred.
    """
    at_page_end = any(page.stop == run.end + 1 for page in sheet.pages)
    unclaimed = after is not None and not after.words
    return (
        replace(run, margin=min(run.margin, _OPEN))
        if at_page_end and unclaimed and run.end > run.start
        else run
    )


def _empty(sheet: Sheet, column: int, row: int) -> Cell:
    """The blank as it was read."""
    cell = sheet.cells[row].get(column)
    return cell or Cell("", row + sheet.table.header_rows + 1, column, readings=("text",))


def _confidence(margin: float) -> float:
    """From the margin of a division over the next best.

    Set so that of the spans at 0.9 and above, in renditions made from known tables, fewer than one in a
    hundred were wrong.
    """
    return round(1 - 0.4 * math.exp(-1.16 * margin), 2) if margin < 50 else 1.0


def _run_cell(sheet: Sheet, column: int, run: Run, anchor: Anchor | None) -> Cell:
    parts = [sheet.cells[row][column] for row in run.words]
    first = sheet.table.header_rows + 1
    cell = replace(
        parts[0],
        text="\n".join(part.text for part in parts),
        row=run.start + first,
        row_span=run.end - run.start + 1,
        places=tuple(place for part in parts for place in part.places),
        steps=tuple(dict.fromkeys(step for part in parts for step in part.steps)),
        findings=tuple(finding for part in parts for finding in part.findings),
    )
    if run.end > run.start:
        detail = f"rows {run.start + 1}-{run.end + 1}, words in {run.words[0] + 1}-{run.words[-1] + 1}"
        rule = "span-from-top" if anchor is Anchor.TOP else "span-from-centring"
        cell = replace(cell, confidence=_confidence(run.margin), steps=(*cell.steps, Step(rule, detail)))
    elif run.margin < _SINGLE_SURE:
        cell = replace(cell, confidence=_confidence(run.margin))
    return _doubted(_without_scraps(sheet, column, run, _marked(cell)))


def _without_scraps(sheet: Sheet, column: int, run: Run, cell: Cell) -> Cell:
    scraps = [
        sheet.cells[row][column] for row in range(run.start, run.end + 1) if row in sheet.scraps[column]
    ]
    if not scraps:
        return cell
    shown = ", ".join(repr(scrap.text) for scrap in scraps)
    finding = Finding(
        "text-garbled",
        Severity.WARNING,
        f"the rendition also shows {shown} here, which is no part of the text and was left out",
        places=tuple(place for scrap in scraps for place in scrap.places),
        remedy="Compare with the published document.",
    )
    return replace(
        cell, steps=(*cell.steps, Step("scrap-set-aside", shown)), findings=(*cell.findings, finding)
    )


def _doubted(cell: Cell) -> Cell:
    if cell.confidence >= _KEPT_CONFIDENCE or any(f.code == "span-uncertain" for f in cell.findings):
        return cell
    finding = Finding(
        "span-uncertain",
        Severity.WARNING,
        f"which rows {squeeze(cell.text)[:40]!r} spans is uncertain (confidence {cell.confidence})",
        places=cell.places,
        remedy="Compare with the published document.",
    )
    return replace(cell, findings=(*cell.findings, finding))


def _uncertain(sheet: Sheet, column: int, row: int) -> Cell:
    finding = Finding(
        "span-uncertain",
        Severity.WARNING,
        "the cell is blank, and nothing tells whether it is empty or part of a merged cell",
        remedy="Compare with the published document.",
    )
    number = row + sheet.table.header_rows + 1
    return Cell("", number, column, confidence=0.5, readings=("text",), findings=(finding,))
