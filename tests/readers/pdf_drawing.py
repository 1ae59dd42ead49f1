"""Draws ruled tables into PDFs in memory, for the tests of the PDF reader."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
SIZE = 9.0
LEADING = 11.0
PADDING = 3.0

Ruling = Literal["lines", "thin rectangles", "a rectangle a cell", "dashes"]
RULINGS: tuple[Ruling, ...] = ("lines", "thin rectangles", "a rectangle a cell", "dashes")

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell to draw; rows and columns from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


def pdf(*pages: Callable[[Canvas], None]) -> bytes:
    """A document of pages, each drawn by a function of the canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def turned(draw: Callable[[Canvas], None], rotation: int, crop: bool) -> bytes:
    """The drawing on a page that /Rotate turns upright again, within a CropBox off the origin."""
    width, height = (HEIGHT, WIDTH) if rotation in (90, 270) else (WIDTH, HEIGHT)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height))
    match rotation:
        case 90:
            canvas.transform(0, 1, -1, 0, HEIGHT, 0)
        case 180:
            canvas.transform(-1, 0, 0, -1, WIDTH, HEIGHT)
        case 270:
            canvas.transform(0, -1, 1, 0, 0, WIDTH)
    draw(canvas)
    canvas.save()
    pages = PdfDocument(out.getvalue())
    pages[0].set_rotation(rotation)
    if crop:
        pages[0].set_cropbox(5, 5, width - 5, height - 5)
    saved = io.BytesIO()
    pages.save(saved)
    return saved.getvalue()


def text_line(canvas: Canvas, x: float, top: float, text: str, size: float = SIZE) -> None:
    """Text whose baseline is its size below ``top``, from the top left."""
    canvas.setFont(FONT, size)
    canvas.drawString(x, HEIGHT - top - size, text)


def table(
    canvas: Canvas,
    cells: list[Drawn],
    xs: list[float],
    ys: list[float],
    *,
    ruling: Ruling = "lines",
    sides: str = "left top right bottom",
) -> None:
    """Cells on grid lines from the top left; ``sides`` names the outer rules that are drawn."""
    for cell in cells:
        box = (
            xs[cell.column],
            ys[cell.row],
            xs[cell.column + cell.column_span],
            ys[cell.row + cell.row_span],
        )
        _rules(canvas, box, ruling, _open_sides(box, xs, ys, sides))
        lines = cell.text.split("\n")
        top = (box[1] + box[3] - LEADING * len(lines)) / 2
        for index, line in enumerate(lines):
            text_line(canvas, box[0] + PADDING, top + index * LEADING, line)


def _open_sides(box: tuple[float, ...], xs: list[float], ys: list[float], sides: str) -> set[int]:
    rim = {"left": (0, xs[0]), "top": (1, ys[0]), "right": (2, xs[-1]), "bottom": (3, ys[-1])}
    return {side for name, (side, at) in rim.items() if name not in sides and box[side] == at}


def _rules(canvas: Canvas, box: tuple[float, ...], ruling: Ruling, open_sides: set[int]) -> None:
    x0, top, x1, bottom = box
    if ruling == "a rectangle a cell":
        canvas.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top)
        return
    segments = [(x0, top, x0, bottom), (x0, top, x1, top), (x1, top, x1, bottom), (x0, bottom, x1, bottom)]
    for side, (ax, ay, bx, by) in enumerate(segments):
        if side in open_sides:
            continue
        if ruling == "lines":
            canvas.line(ax, HEIGHT - ay, bx, HEIGHT - by)
        elif ruling == "thin rectangles":
            canvas.rect(ax - 0.25, HEIGHT - by - 0.25, bx - ax + 0.5, by - ay + 0.5, stroke=0, fill=1)
        else:
            _dashes(canvas, (ax, ay, bx, by))


def _dashes(canvas: Canvas, segment: tuple[float, float, float, float]) -> None:
    """Dashes drawn as small filled rectangles, as some word processors export them."""
    ax, ay, bx, by = segment
    length = bx - ax + by - ay
    at = 0.0
    while at < length:
        dash = min(2.0, length - at)
        x, y = (ax + at, ay) if bx > ax else (ax, ay + at)
        width, height = (dash, 0.5) if bx > ax else (0.5, dash)
        canvas.rect(x, HEIGHT - y - height, width, height, stroke=0, fill=1)
        at += 3.5
