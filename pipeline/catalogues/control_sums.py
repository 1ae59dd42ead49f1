"""Control sums of a reading: what a recount of each page, table and sheet of the document must find again.

A page that was lost, a row that was cut and a span that was changed show there, whatever the list says.
"""

from collections.abc import Iterator
from typing import TypeAlias

from pipeline.catalogues.model import ControlSum
from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.places import GridPlace, PageBox, Place, SheetPlace, TextSpan

Part: TypeAlias = tuple[str | None, str, int | str]
"""Member of an archive, kind (page, table, sheet, lines), and its number or name."""
LINES = 50
"""Lines of a text that are one part, named by the first of them."""


def counted(text: str) -> int:
    """How many letters and digits a text has: of marks and blanks renditions differ, of these they do not."""
    return sum(map(str.isalnum, text))


def control_sums(document: Document) -> tuple[ControlSum, ...]:
    """The sums of a document that was read, in the order in which its parts begin."""
    characters: dict[Part, int] = {}
    merged: dict[Part, list[tuple[str, int, int]]] = {}
    ranges: dict[Part, list[str]] = {}
    for block in document.blocks:
        if isinstance(block, Fragment):
            ends = [place for place in block.places if isinstance(place, SheetPlace)]
            for first, last in zip(ends[::2], ends[1::2], strict=False):
                ranges.setdefault((first.member, "sheet", first.sheet), []).append(
                    f"{first.cell}:{last.cell}"
                )
        for cell in block.cells if isinstance(block, Fragment) else (_whole(block),):
            for part, text in _shared_out(cell):
                characters[part] = characters.get(part, 0) + counted(text)
                merged.setdefault(part, []).extend(_merged(cell))
    return tuple(
        ControlSum(*part, count, tuple(sorted(merged[part])), tuple(ranges.get(part, ())))
        for part, count in characters.items()
    )


def _shared_out(cell: Cell) -> Iterator[tuple[Part, str]]:
    """The parts on which a cell stands, with its text there: of texts each line has its own place."""
    lines = cell.text.split("\n")
    spans = [place for place in cell.places if isinstance(place, TextSpan)]
    if spans and len(spans) == len(lines):
        yield from (
            (part, text) for place, text in zip(spans, lines, strict=True) if (part := part_of(place))
        )
    elif cell.places and (whole := part_of(cell.places[0])):
        yield whole, cell.text


def _whole(block: Paragraph) -> Cell:
    return Cell(block.text, 1, 1, places=block.places)


def _merged(cell: Cell) -> Iterator[tuple[str, int, int]]:
    if cell.row_span > 1 or cell.column_span > 1:
        name = name_of(cell.places[0])
        if name is not None:
            yield name, cell.row_span, cell.column_span


def part_of(place: Place) -> Part | None:
    """The page, table or sheet that a place is on; None where documents of its format have no such parts."""
    match place:
        case PageBox():
            return place.member, "page", place.page
        case GridPlace():
            return place.member, "table", place.table
        case SheetPlace():
            return place.member, "sheet", place.sheet
        case TextSpan():
            return place.member, "lines", (place.line - 1) // LINES * LINES + 1
        case _:
            return None


def name_of(place: Place) -> str | None:
    """A cell of a table or sheet by its first row and column, such as ``3,2`` or ``B3``; boxes have none."""
    match place:
        case GridPlace():
            return f"{place.row},{place.column}"
        case SheetPlace():
            return place.cell
        case _:
            return None
