"""A PDF read at one place: pdfium's characters whose middle lies in the box, one by one."""

import ctypes
import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.documents.places import PageBox, Place
from pipeline.readers.pdf_stamps import Box, Colour, stamped
from pipeline.readers.pdf_stamps import Letter as Shown
from pipeline.verify.letters import Letter, readings_of, recounts_of
from pipeline.verify.model import Recount, Unverifiable
from pipeline.verify.rules import Grey, crossed

KEPT = 16
"""Pages whose characters are kept at a time."""
_DRAWN, _INK, _OVER = 2.0, 60, 0.2
"""Dots a point of the picture in which letters are looked for, how dark they are, how near others in ems."""
_HYPHENS = {0x2: "-", 0xFFFE: "-", 0xAD: "-"}  # how pdfium gives a hyphen at the end of a line
_UNSEEN = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))


class PdfPlaces:
    """Boxes of a PDF."""

    engine = "pdfium"

    def __init__(self, data: bytes) -> None:
        try:
            self._pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Unverifiable(f"pdfium cannot open the file ({error})") from error
        self._pages: OrderedDict[int, list[Letter]] = OrderedDict()
        self._drawn: tuple[int, Grey] | None = None

    def read(self, place: Place) -> Sequence[str]:
        """The characters in the order in which the page prints them, and line by line."""
        if not isinstance(place, PageBox):
            raise Unverifiable("the place is no box of a page")
        return readings_of(self._letters(place.page), place.box)

    def crossed(self, place: Place) -> bool:
        """Whether a rule is drawn through the box."""
        return isinstance(place, PageBox) and crossed(self._picture(place.page), _DRAWN, place.box)

    def _picture(self, number: int) -> Grey:
        if self._drawn is None or self._drawn[0] != number:
            picture: Grey = self._pdf[number - 1].render(scale=_DRAWN, grayscale=True).to_numpy()
            self._drawn = number, picture[:, :, 0] if picture.ndim == 3 else picture
        return self._drawn[1]

    def recounts(self) -> Iterator[Recount]:
        """Every page."""
        pages = range(1, len(self._pdf) + 1)
        shown = [[] if _is_pictured(self._pdf[number - 1]) else self._letters(number) for number in pages]
        yield from recounts_of(shown, self._seen)

    def _seen(self, number: int, letters: Sequence[Letter]) -> Sequence[Letter]:
        """The letters where the page's picture shows ink, and that nothing else is printed over."""
        picture = self._picture(number)
        found = []
        for letter in letters:
            reach = 0.25 * letter.size
            edges = (letter.y - reach, letter.y + reach, letter.x - reach, letter.x + reach)
            top, bottom, left, right = (max(round(edge * _DRAWN), 0) for edge in edges)
            ink = picture[top : bottom + 1, left : right + 1]
            crowded = any(
                other is not letter
                and abs(other.x - letter.x) < _OVER * letter.size
                and abs(other.y - letter.y) < _OVER * letter.size
                for other in letters
            )
            if ink.size and int(ink.max()) - int(ink.min()) > _INK and not crowded:
                found.append(letter)
        return found

    def close(self) -> None:
        """Close the file."""
        self._pdf.close()

    def _letters(self, number: int) -> list[Letter]:
        if number not in self._pages:
            if not 1 <= number <= len(self._pdf):
                raise Unverifiable(f"the document has no page {number}")
            self._pages[number] = _without_seals(list(_letters(self._pdf[number - 1])))
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return self._pages[number]


def _is_pictured(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture takes half of the page: then nothing tells whether its letters can be seen."""
    width, height = page.get_size()
    for one in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        left, bottom, right, top = one.get_bounds()
        if (right - left) * (top - bottom) > width * height / 2:
            return True
    return False


def _without_seals(shown: Sequence[tuple[Letter, Box, float, Colour]]) -> list[Letter]:
    """The letters, those of a seal marked as such."""
    turns = Counter(round(degrees) for _, _, degrees, _ in shown)
    usual = turns.most_common(1)[0][0] if turns else 0
    seal = stamped([Shown(one.text, box, degrees - usual, colour) for one, box, degrees, colour in shown])
    return [replace(one, plain=False) if at in seal else one for at, (one, *_) in enumerate(shown)]


def _letters(page: pypdfium2.PdfPage) -> Iterator[tuple[Letter, Box, float, Colour]]:
    """The visible letters within the page, each with its box, its turn in degrees and its colour."""
    width, height = page.get_size()
    to_page = _to_page(page)
    text_page = page.get_textpage()
    handle = text_page.raw
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    parts = [ctypes.c_uint() for _ in range(4)]
    modes: dict[object, bool] = {}
    try:
        for index in range(pdfium.FPDFText_CountChars(handle)):
            code = pdfium.FPDFText_GetUnicode(handle, index)
            char = _HYPHENS.get(code) or chr(code)
            if char.isspace() or code == 0 or pdfium.FPDFText_IsGenerated(handle, index) == 1:
                continue
            if _is_unseen(handle, index, modes):
                continue
            pdfium.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
            pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
            middle = to_page((left.value + right.value) / 2, (bottom.value + top.value) / 2)
            start, base = to_page(x.value, y.value)
            size = pdfium.FPDFText_GetFontSize(handle, index)
            if not (0 <= middle[0] <= width and 0 <= middle[1] <= height):
                continue
            corners = (to_page(left.value, top.value), to_page(right.value, bottom.value))
            xs, ys = zip(*corners, strict=True)
            box = (min(xs), min(ys), max(xs), max(ys))
            degrees = math.degrees(pdfium.FPDFText_GetCharAngle(handle, index))
            pdfium.FPDFText_GetFillColor(handle, index, *parts)
            colour = tuple(part.value / 255 for part in parts[:3])
            yield Letter(char, *middle, start, base, size), box, degrees, colour
    finally:
        text_page.close()


def _is_unseen(handle: object, index: int, modes: dict[object, bool]) -> bool:
    drawn = pdfium.FPDFText_GetTextObject(handle, index)
    if not drawn:
        return False
    key = ctypes.cast(drawn, ctypes.c_void_p).value
    if key not in modes:
        modes[key] = pdfium.FPDFTextObj_GetTextRenderMode(drawn) in _UNSEEN
    return modes[key]


def _to_page(page: pypdfium2.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """From the file's coordinates to points from the top left of the page as shown."""
    width, height = page.get_size()
    fine = 1000  # pdfium answers in whole pixels
    across, down = ctypes.c_int(), ctypes.c_int()

    def shown(x: float, y: float) -> tuple[float, float]:
        size = (round(width * fine), round(height * fine))
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
        return across.value / fine, down.value / fine

    x0, y0 = shown(0, 0)
    (xx, xy), (yx, yy) = shown(100, 0), shown(0, 100)
    a, b, c, d = (xx - x0) / 100, (xy - y0) / 100, (yx - x0) / 100, (yy - y0) / 100
    return lambda x, y: (x0 + a * x + c * y, y0 + b * x + d * y)
