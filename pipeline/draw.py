"""Pages as pictures, with what was read drawn on them: rules, cells, joined rows and doubts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pypdfium2
from PIL import Image, ImageDraw

from pipeline.documents.findings import Finding
from pipeline.documents.model import SURE, Document, Fragment, Table
from pipeline.documents.places import PageBox
from pipeline.errors import UnreadableDocument
from pipeline.readers.limits import DRAWN_PIXELS
from pipeline.readers.pdf import MEDIA_TYPE, rule_boxes

SCALE = 2.0
RULE = (0, 90, 220, 255)
CELL = (0, 140, 0, 255)
ROWS = ((255, 200, 0, 40), (0, 180, 255, 40))
ROW_LABEL = (120, 60, 0, 255)
DOUBT = (220, 0, 0, 255)

Box = tuple[float, float, float, float]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a joined table as it lies on one page."""

    table: int
    row: int
    box: Box


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn on one page."""

    rules: Sequence[Box]
    cells: Sequence[Box]
    rows: Sequence[_Row]
    doubts: Sequence[tuple[Box, str]]


def draw_pages(
    data: bytes,
    document: Document,
    tables: Sequence[Table],
    doubts: Iterable[Finding],
    folder: Path,
    password: str | None = None,
) -> list[Path]:
    """Write each page of a PDF to ``folder`` as PNG and return the paths.

    Rules are blue, cells green, the rows of joined tables shaded in turn and named, doubts red. Raises
    UnreadableDocument for formats without pages.
    """
    if document.media_type != MEDIA_TYPE:
        raise UnreadableDocument(
            "only PDF documents can be drawn", document=document.name, remedy="Leave out --draw"
        )
    folder.mkdir(parents=True, exist_ok=True)
    rows = _by_page(_rows(tables))
    marked = _by_page(_doubts(document, tables, doubts))
    cells = _by_page(
        (place.page, place.box)
        for block in document.blocks
        if isinstance(block, Fragment)
        for cell in block.cells
        for place in cell.places
        if isinstance(place, PageBox)
    )
    paths = []
    pdf = pypdfium2.PdfDocument(data, password=password)
    try:
        for number, rules in enumerate(rule_boxes(data, document.name, password), start=1):
            sheet = _Sheet(rules, cells[number], rows[number], marked[number])
            path = folder / f"{Path(document.name).stem}-{number:04}.png"
            _drawn(pdf[number - 1], sheet).save(path)
            paths.append(path)
    finally:
        pdf.close()
    return paths


def _by_page(items: Iterable[tuple[int, _Item]]) -> defaultdict[int, list[_Item]]:
    pages: defaultdict[int, list[_Item]] = defaultdict(list)
    for page, item in items:
        pages[page].append(item)
    return pages


def _rows(tables: Iterable[Table]) -> Iterator[tuple[int, _Row]]:
    """Each row on each page that it lies on: the box around its cells of one row."""
    for table in tables:
        boxes: dict[tuple[int, int], list[Box]] = {}
        for cell in table.cells:
            if cell.row_span == 1:
                for place in cell.places:
                    if isinstance(place, PageBox):
                        boxes.setdefault((place.page, cell.row), []).append(place.box)
        for (page, row), around in boxes.items():
            x0, top, x1, bottom = zip(*around, strict=True)
            yield page, _Row(table.number, row, (min(x0), min(top), max(x1), max(bottom)))


def _doubts(
    document: Document, tables: Iterable[Table], findings: Iterable[Finding]
) -> Iterator[tuple[int, tuple[Box, str]]]:
    cells = [cell for table in tables for cell in table.cells]
    of_cells = ((finding, finding.places or cell.places) for cell in cells for finding in cell.findings)
    of_others = ((finding, finding.places) for finding in (*document.findings, *findings))
    for finding, places in (*of_cells, *of_others):
        if finding.marks:
            for place in places:
                if isinstance(place, PageBox):
                    yield place.page, (place.box, finding.code)
    for cell in cells:
        if cell.confidence < SURE:
            for place in cell.places:
                if isinstance(place, PageBox):
                    yield place.page, (place.box, f"confidence {cell.confidence:.2f}")


def _drawn(page: pypdfium2.PdfPage, sheet: _Sheet) -> Image.Image:
    scale = min(SCALE, DRAWN_PIXELS / max(page.get_size()))
    picture = page.render(scale=scale).to_pil().convert("RGBA")
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)

    def scaled(box: Box) -> Box:
        x0, top, x1, bottom = (edge * scale for edge in box)
        return x0, top, max(x0, x1), max(top, bottom)

    for row in sheet.rows:
        pen.rectangle(scaled(row.box), fill=ROWS[row.row % 2])
    for cell in sheet.cells:
        pen.rectangle(scaled(cell), outline=CELL)
    for rule in sheet.rules:
        pen.line(scaled(rule), fill=RULE, width=2)
    for row in sheet.rows:
        x0, top, _, _ = scaled(row.box)
        pen.text((max(x0 - 48, 0), top), f"{row.table}:{row.row}", fill=ROW_LABEL)
    for box, words in sheet.doubts:
        pen.rectangle(scaled(box), outline=DOUBT, width=3)
        pen.text(scaled(box)[:2], words, fill=DOUBT)
    return Image.alpha_composite(picture, layer).convert("RGB")


def crop(data: bytes, page: int, box: Box, path: Path, *, margin: float = 4.0) -> None:
    """Write a piece of a page as PNG: the box, in points from the top left, and a margin around it."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        picture = pdf[page - 1].render(scale=SCALE).to_pil()
    finally:
        pdf.close()
    x0, top, x1, bottom = box
    wanted = (x0 - margin, top - margin, x1 + margin, bottom + margin)
    edges = (picture.width, picture.height, picture.width, picture.height)
    cut = [min(max(int(edge * SCALE), 0), most) for edge, most in zip(wanted, edges, strict=True)]
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.crop((cut[0], cut[1], cut[2], cut[3])).save(path)
