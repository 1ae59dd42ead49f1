"""The tables on the sheets of a workbook, and the lines around them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.text import fold
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.limits import SMALLER
from pipeline.readers.marked_cells import garbled_findings
from pipeline.readers.number_format import words
from pipeline.readers.sheet import Sheet
from pipeline.readers.sheet_blocks import Anchor, Band, bands_of, merged_area
from pipeline.readers.sheet_doubts import hidden_parts, with_dates_doubted, with_hidden_rows_told
from pipeline.vocabulary import Vocabulary, load_vocabulary

READER = "sheet"
# Positions of the largest table; more is a stray cell far away.
AREA = 2_000_000
# Lines that may stand above a header in several cells each, such as a date and a unit.
_PREFACE = 8


def workbook_document(
    name: str, sha256: str, media_type: str, sheets: Sequence[Sheet], said: Sequence[Finding] = ()
) -> Document:
    """The document that a workbook is; ``said`` is what its reader found about it as a whole."""
    vocabulary = load_vocabulary(SCHEMAS)
    blocks: list[Paragraph | Fragment] = []
    findings = [*said]
    for sheet in sheets:
        if merged_area(sheet) > AREA:
            raise UnreadableDocument(
                f"the merged cells of sheet {sheet.name!r} cover more than {AREA} cells",
                document=name,
                remedy=SMALLER,
            )
        blocks.extend(_blocks(sheet, name, vocabulary))
        findings.extend(hidden_parts(sheet))
    return Document(name, sha256, media_type, len(sheets), tuple(blocks), tuple(findings))


def _blocks(sheet: Sheet, name: str, vocabulary: Vocabulary) -> Iterator[Paragraph | Fragment]:
    begun = False
    extent: tuple[int, int] | None = None
    numbered = False
    for band in bands_of(sheet):
        above, table, below = _parted(band, vocabulary)
        for part in _lists(table, vocabulary):
            lines, rows = part
            named = not (begun or above or lines) and rows and not _is_plain(sheet.name)
            if named:
                yield Paragraph(sheet.name, sheet.number)
            for anchor in (*above, *lines):
                yield from _lines(anchor, sheet)
            above, begun = (), True
            if rows and numbered and _is_prose(rows, extent, vocabulary):
                for row in Band(rows).rows().values():
                    text = " ".join(anchor.cell.text.strip() for anchor in row)
                    yield from _lines(replace(row[0], cell=replace(row[0].cell, text=text)), sheet)
            elif rows:
                fragment, extent = _fragment(rows, sheet, name, extent, vocabulary)
                numbered = _is_numbered(fragment, vocabulary)
                yield fragment
        for anchor in (*above, *below):
            begun = True
            yield from _lines(anchor, sheet)


def _is_numbered(fragment: Fragment, vocabulary: Vocabulary) -> bool:
    """Whether the last row of a table begins with a number."""
    last = [cell for cell in fragment.cells if cell.column == 1 and cell.row + cell.row_span > fragment.rows]
    return any(vocabulary.is_number(cell.text) for cell in last)


def _is_prose(anchors: Sequence[Anchor], extent: tuple[int, int] | None, vocabulary: Vocabulary) -> bool:
    """Whether rows below a table with numbers are lines in several cells: no header, number or border."""
    rows = Band(tuple(anchors)).rows()
    first = rows[min(rows)]
    return not (
        extent is None
        or _known(first, vocabulary) >= 2
        or any(anchor.cell.bordered for anchor in anchors)
        or any(anchor.column == extent[0] and vocabulary.is_number(anchor.cell.text) for anchor in anchors)
    )


def _is_plain(name: str) -> bool:
    return words().plain_sheet.fullmatch(fold(name)) is not None


def _lines(anchor: Anchor, sheet: Sheet) -> Iterator[Paragraph]:
    for line in anchor.cell.text.split("\n"):
        if line.strip():
            yield Paragraph(line.strip(), sheet.number, (sheet.place((anchor.row, anchor.column)),))


def _parted(band: Band, vocabulary: Vocabulary) -> tuple[tuple[Anchor, ...], Band, tuple[Anchor, ...]]:
    """The lines above the table, the table, and the lines below it."""
    rows = band.rows()
    numbers = sorted(rows)
    tabular = [number for number in numbers if len(rows[number]) > 1]
    if not tabular:
        return tuple(anchor for number in numbers for anchor in rows[number]), Band(()), ()
    first = _header_row(rows, tabular, vocabulary) or tabular[0]
    above = [anchor for number in numbers if number < first for anchor in rows[number] if anchor.cell.text]
    last = numbers[-1]
    while last > tabular[-1] and _is_line(rows[last], band, vocabulary):
        last = max(number for number in numbers if number < last)
    below = [anchor for number in numbers if number > last for anchor in rows[number] if anchor.cell.text]
    if last == numbers[-1]:  # blank rows of a form
        last = max(anchor.row for anchor in band.anchors)
    kept = tuple(anchor for anchor in band.anchors if first <= anchor.row <= last)
    return tuple(above), Band(kept), tuple(below)


def _header_row(
    rows: dict[int, tuple[Anchor, ...]], tabular: Sequence[int], vocabulary: Vocabulary
) -> int | None:
    """The first row of header words, where the rows above it stand for themselves."""
    for number in tabular[:_PREFACE]:
        if _known(rows[number], vocabulary) >= 2:
            return number
        if any(anchor.bottom > number or anchor.right > anchor.column for anchor in rows[number]):
            return None
    return None


def _known(anchors: Sequence[Anchor], vocabulary: Vocabulary) -> int:
    return sum(
        vocabulary.role((anchor.cell.text,)) is not None and len(fold(anchor.cell.text)) <= 30
        for anchor in anchors
    )


def _is_line(anchors: Sequence[Anchor], band: Band, vocabulary: Vocabulary) -> bool:
    """Whether a row after the last one with several cells is a line of text below the table."""
    if len(anchors) != 1 or not anchors[0].cell.text.strip():
        return False
    (anchor,) = anchors
    whole = anchor.right - anchor.column >= (band.right - band.left) // 2
    lone = anchor.column == band.left and not anchor.cell.bordered
    return anchor.bottom == anchor.row and (whole or lone) and not vocabulary.is_number(anchor.cell.text)


def _lists(band: Band, vocabulary: Vocabulary) -> Iterator[tuple[tuple[Anchor, ...], tuple[Anchor, ...]]]:
    """The tables of a band with the lines above each: a header that comes again after a line begins one."""
    if not band.anchors:
        yield (), ()
        return
    rows = band.rows()
    numbers = sorted(rows)
    header = _texts(rows[numbers[0]])
    starts: list[tuple[int, int]] = []  # the first line above a header, and the header
    for index, number in enumerate(numbers[1:], start=1):
        if _texts(rows[number]) == header or _known(rows[number], vocabulary) >= max(3, len(header) * 2 / 3):
            line = index
            while line > 1 and _is_title(rows[numbers[line - 1]], band):
                line -= 1
            if line < index:
                starts.append((numbers[line], number))
    at, end = numbers[0], max(anchor.row for anchor in band.anchors) + 1
    lines: tuple[Anchor, ...] = ()
    for line, start in (*starts, (end, end)):
        yield lines, tuple(anchor for anchor in band.anchors if at <= anchor.row < line)
        lines = tuple(anchor for anchor in band.anchors if line <= anchor.row < start)
        at = start


def _texts(anchors: Sequence[Anchor]) -> tuple[str, ...]:
    return tuple(fold(anchor.cell.text) for anchor in anchors)


def _is_title(anchors: Sequence[Anchor], band: Band) -> bool:
    if len(anchors) != 1 or not anchors[0].cell.text.strip():
        return False
    return (
        anchors[0].right - anchors[0].column >= (band.right - band.left) // 2 or not anchors[0].cell.bordered
    )


def _fragment(
    anchors: Sequence[Anchor],
    sheet: Sheet,
    name: str,
    extent: tuple[int, int] | None,
    vocabulary: Vocabulary,
) -> tuple[Fragment, tuple[int, int]]:
    """The anchors as a table, and the columns that it takes.

    A table that has no header of its own goes on with the one before: it takes the same columns.
    """
    left, right = min(a.column for a in anchors), max(a.right for a in anchors)
    top, bottom = min(a.row for a in anchors), max(a.bottom for a in anchors)
    first = [anchor for anchor in anchors if anchor.row == top]
    if extent is not None and extent[0] <= left and right <= extent[1] and _known(first, vocabulary) < 2:
        left, right = extent
    if (bottom - top + 1) * (right - left + 1) > AREA:
        raise UnreadableDocument(
            f"a table on its sheet {sheet.name!r} has {bottom - top + 1} rows and {right - left + 1} columns",
            document=name,
            remedy="Delete the cells that stand far from the table",
        )
    cells = [_cell(anchor, top, left, sheet) for anchor in anchors]
    taken = {position for cell in cells for position in cell.covers()}
    for row in range(1, bottom - top + 2):
        for column in range(1, right - left + 2):
            if (row, column) not in taken:
                place = sheet.place((row + top - 1, column + left - 1))
                cells.append(Cell("", row, column, places=(place,), readings=(READER,)))
    cells = with_dates_doubted(
        with_hidden_rows_told(cells, top, sheet), {_key(a, top, left): a.cell for a in anchors}
    )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    places = (sheet.place((top, left)), sheet.place((bottom, right)))
    fragment = Fragment(sheet.number, bottom - top + 1, right - left + 1, tuple(cells), places)
    return fragment, (left, right)


def _key(anchor: Anchor, top: int, left: int) -> tuple[int, int]:
    return anchor.row - top + 1, anchor.column - left + 1


def _cell(anchor: Anchor, top: int, left: int, sheet: Sheet) -> Cell:
    row, column = _key(anchor, top, left)
    place = sheet.place((anchor.row, anchor.column))
    findings = (*anchor.cell.findings, *garbled_findings(anchor.cell.text, place))
    if anchor.hides:
        message = f"a merged cell hides text that its other parts still hold: {anchor.hides}"
        findings += (Finding("text-hidden", Severity.INFO, message, places=(place,)),)
    return Cell(
        anchor.cell.text.strip("\n"),
        row,
        column,
        anchor.bottom - anchor.row + 1,
        anchor.right - anchor.column + 1,
        (place,),
        (READER,),
        findings=findings,
    )
