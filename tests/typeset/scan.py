"""Notices as scans: the typeset PDF drawn, then tilted, sealed, blurred, lit unevenly, made noisy. Seeded."""

import io
import math
import subprocess
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

    Pixels = np.ndarray[Any, np.dtype[np.uint8]]

Mode = Literal["colour", "grey", "bilevel"]
TYPEFACE = "Noto Serif CJK SC"
SEAL_WORDS = "人力资源和社会保障局"
SEAL_RED = (20, 20, 200)
"""Blue, green, red."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page is scanned. ``skew`` in degrees, ``noise`` and ``blur`` as standard deviations, of grey
    levels and of pixels; ``seal`` presses one over the middle of each page; ``shade`` is how much darker
    (0 to 1) the lower right corner is lit than the upper left one."""

    dpi: int = 200
    mode: Mode = "grey"
    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    seal: bool = False
    shade: float = 0.0


def drawn_pages(pdf: bytes, dpi: int) -> list["Pixels"]:
    """The pages of a PDF as pixels, blue, green, red."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, draw_annots=False).to_numpy().copy() for page in document]
    finally:
        document.close()


def scanned_pages(pdf: bytes, scanner: Scanner) -> list["Image"]:
    """Every page as the scanner gives it; the same page and scanner give the same picture."""
    pages = drawn_pages(pdf, scanner.dpi)
    return [scanned(page, scanner, seed=number) for number, page in enumerate(pages, 1)]


def scanned(page: "Pixels", scanner: Scanner, seed: int) -> "Image":
    """One page. The sheet is sealed, lies askew on the glass, and is lit, read and thresholded."""
    import cv2
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(zlib.crc32(f"{seed} {scanner}".encode()))
    if scanner.seal:
        page = sealed(page, scanner.dpi, chance)
    if scanner.skew:
        page = turned(page, scanner.skew * float(chance.choice((-1, 1))))
    if scanner.mode != "colour":
        page = _pixels(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY))
    if scanner.blur:
        page = _pixels(cv2.GaussianBlur(page, (0, 0), scanner.blur))
    page = exposed(page, scanner, chance)
    if scanner.mode == "bilevel":
        return Image.fromarray(page).point([0] * 160 + [255] * 96).convert("1", dither=Image.Dither.NONE)
    return Image.fromarray(page if page.ndim == 2 else _pixels(cv2.cvtColor(page, cv2.COLOR_BGR2RGB)))


def _pixels(levels: object) -> "Pixels":
    import numpy as np

    return np.asarray(levels, dtype=np.uint8)


def exposed(page: "Pixels", scanner: Scanner, chance: "np.random.Generator") -> "Pixels":
    """The page under the scanner's uneven light, with the noise of its sensor."""
    import numpy as np

    levels = page.astype(np.float32)
    if scanner.shade:
        height, width = page.shape[:2]
        slope = np.linspace(0, 0.5, height)[:, None] + np.linspace(0, 0.5, width)[None, :]
        light = np.asarray(1 - scanner.shade * slope, dtype=np.float32)
        levels = levels * (light if levels.ndim == 2 else light[..., None])
    if scanner.noise:
        levels = levels + chance.normal(0, scanner.noise, size=levels.shape)
    return _pixels(np.clip(levels, 0, 255))


def turned(page: "Pixels", degrees: float) -> "Pixels":
    """The sheet turned about its middle on white glass."""
    import cv2

    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    white = (255, 255, 255)
    return _pixels(cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white))


def sealed(page: "Pixels", dpi: int, chance: "np.random.Generator") -> "Pixels":
    """A round red seal of 42 mm over the page, its ink seen through: words on an arc, a star, a rim."""
    import numpy as np

    stamp = seal_picture(round(42 / 25.4 * dpi))
    height, width = page.shape[:2]
    size = stamp.shape[0]
    left = round(width * chance.uniform(0.3, 0.7)) - size // 2
    top = round(height * chance.uniform(0.3, 0.7)) - size // 2
    target = page[top : top + size, left : left + size].astype(np.float32)
    ink = (stamp.astype(np.float32) / 255 * 0.8)[..., None]
    red = np.array(SEAL_RED, dtype=np.float32) / 255
    page = page.copy()
    page[top : top + size, left : left + size] = (target * (1 - ink + ink * red)).astype(np.uint8)
    return page


def seal_picture(size: int) -> "Pixels":
    """How much ink a seal of ``size`` pixels leaves, 0 to 255."""
    import numpy as np
    from PIL import Image, ImageDraw

    stamp = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(stamp)
    middle, rim = size / 2, max(2, size // 32)
    draw.ellipse((rim, rim, size - rim, size - rim), outline=255, width=rim)
    corners = [
        (
            middle + math.sin(step * math.pi / 5) * size * (0.16 if step % 2 == 0 else 0.064),
            middle - math.cos(step * math.pi / 5) * size * (0.16 if step % 2 == 0 else 0.064),
        )
        for step in range(10)
    ]
    draw.polygon(corners, fill=255)
    for position, word in enumerate(SEAL_WORDS):
        angle = -120 + 240 * position / (len(SEAL_WORDS) - 1)
        letter = letter_picture(word, size // 8).rotate(-angle, expand=True)
        x = middle + math.sin(math.radians(angle)) * size * 0.36 - letter.width / 2
        y = middle - math.cos(math.radians(angle)) * size * 0.36 - letter.height / 2
        stamp.paste(255, (round(x), round(y)), letter)
    return np.asarray(stamp)


def letter_picture(letter: str, size: int) -> "Image":
    """One letter in the typeface of the notices."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (size, size), 0)
    ImageDraw.Draw(picture).text((0, -size // 5), letter, fill=255, font=_typeface(size))
    return picture


@cache
def _typeface(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    found = subprocess.run(
        ["fc-match", "-f", "%{file}\t%{index}", TYPEFACE], check=True, capture_output=True, text=True
    )
    path, index = found.stdout.split("\t")
    return ImageFont.truetype(path, size, index=int(index))


def as_pdf(pages: Sequence["Image"], dpi: int) -> bytes:
    """A PDF whose pages are pictures: JPEG, or CCITT where bilevel."""
    target = io.BytesIO()
    stamp = time.gmtime(0)
    packing = {} if pages[0].mode == "1" else {"quality": 85}
    first, *others = [page.copy() for page in pages]  # saving leaves its settings on the pictures
    first.save(
        target,
        "PDF",
        save_all=True,
        append_images=others,
        resolution=dpi,
        creationDate=stamp,
        modDate=stamp,
        **packing,
    )
    return target.getvalue()


def as_tiff(pages: Sequence["Image"], dpi: int) -> bytes:
    """One TIFF of all pages."""
    target = io.BytesIO()
    packing = "group4" if pages[0].mode == "1" else "tiff_lzw"
    pages[0].save(target, "TIFF", save_all=True, append_images=pages[1:], dpi=(dpi, dpi), compression=packing)
    return target.getvalue()


def as_picture(page: "Image", kind: Literal["PNG", "JPEG"], dpi: int) -> bytes:
    """One page as PNG or JPEG."""
    target = io.BytesIO()
    page.save(target, kind, dpi=(dpi, dpi), quality=85)
    return target.getvalue()
