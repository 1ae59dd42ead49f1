"""Where values stand, as pictures: each page with their cells framed, and a crop of each cell."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pypdfium2
from PIL import Image, ImageDraw

from pipeline.documents.places import PageBox
from pipeline.errors import UnreadableDocument
from pipeline.readers.archive import member_of
from pipeline.readers.content import Content
from pipeline.readers.door import format_of
from pipeline.readers.limits import DRAWN_PIXELS
from pipeline.readers.picture import scan_in

_SCALE = 2.0
"""Pixels a point in the pictures."""
_MARGIN = 4.0
_FRAME = (220, 0, 0)
_LINE = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it is shown, with its pixels a point."""

    image: Image.Image
    scale: float


def draw_cells(data: bytes, name: str, cells: Mapping[str, Sequence[PageBox]], folder: Path) -> list[Path]:
    """Write PNG files into ``folder``; ``cells`` are the places of each value in the document.

    Returns the files: of each page the whole page, then a crop of each cell. Raises UnreadableDocument for
    formats of which no picture can be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_page: dict[tuple[str | None, int], list[tuple[str, PageBox]]] = defaultdict(list)
    for label, places in cells.items():
        for place in places:
            by_page[place.member, place.page].append((label, place))
    written: list[Path] = []
    for (member, number), found in sorted(by_page.items(), key=lambda one: (one[0][0] or "", one[0][1])):
        page = _page(data, name, member, number)
        stem = _safe(f"{f'{PurePosixPath(member).stem}-' if member else ''}page-{number}")
        written.append(folder / f"{stem}.png")
        _framed(page, found).save(written[-1])
        for label, place in found:
            written.append(folder / f"{stem}-{_safe(label)}.png")
            page.image.crop(_pixels(page, place, _MARGIN)).save(written[-1])
    return written


def _page(data: bytes, name: str, member: str | None, number: int) -> _Page:
    if member is not None:
        data, name = member_of(data, name, member), member
    media_type = format_of(Content(data, name)).media_type
    if media_type == "application/pdf":
        return _pdf_page(data, number)
    if media_type.startswith("image/"):
        scan = scan_in(data, name, number)
        return _Page(Image.fromarray(scan.picture[:, :, ::-1]), 1 / scan.points)
    raise UnreadableDocument(
        "no picture can be made of this format", document=name, remedy="Open the document at that page."
    )


def _pdf_page(data: bytes, number: int) -> _Page:
    pdf = pypdfium2.PdfDocument(data)
    try:
        page = pdf[number - 1]
        scale = min(_SCALE, DRAWN_PIXELS / max(page.get_size()))
        return _Page(page.render(scale=scale).to_pil().convert("RGB"), scale)
    finally:
        pdf.close()


def _framed(page: _Page, found: Sequence[tuple[str, PageBox]]) -> Image.Image:
    """The page with a frame around each cell; those that lie alike share one, which names them all."""
    labels: dict[tuple[int, int, int, int], list[str]] = defaultdict(list)
    for label, place in found:
        labels[_pixels(page, place)].append(label)
    image = page.image.copy()
    pen = ImageDraw.Draw(image)
    for box, names in labels.items():
        pen.rectangle(box, outline=_FRAME, width=_LINE)
        words = ", ".join(names)
        pen.rectangle(pen.textbbox((box[0] + _LINE, box[1] + _LINE), words), fill="white")
        pen.text((box[0] + _LINE, box[1] + _LINE), words, fill=_FRAME)
    return image


def _pixels(page: _Page, place: PageBox, margin: float = 0.0) -> tuple[int, int, int, int]:
    """The box on the picture, at least a pixel wide and high, within the page."""
    edges = tuple(_edges(page, place, margin))
    left, top = (min(max(edge, 0), most - 1) for edge, most in zip(edges[:2], page.image.size, strict=True))
    right, bottom = (min(edge, most) for edge, most in zip(edges[2:], page.image.size, strict=True))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _edges(page: _Page, place: PageBox, margin: float) -> Iterator[int]:
    for edge, away in zip(place.box, (-margin, -margin, margin, margin), strict=True):
        yield round((edge + away) * page.scale)


def _safe(label: str) -> str:
    """A label as a part of a file name: headers of unknown columns may hold anything."""
    return re.sub(r"[^\w.-]+", "-", label)
