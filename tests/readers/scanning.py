"""Pages of a sample notice as scanners give them: grey or bilevel, turned, skewed, noisy, sealed."""

import io
from pathlib import Path

import cv2
import numpy
import pypdfium2
from PIL import Image

from pipeline.readers.ocr import Picture
from pipeline.readers.scan_ink import grey_of

SAMPLE = Path(__file__).parents[2] / "raw" / "CN-SD-371000" / "weihai-2026-4.pdf"
WHITE = (255, 255, 255)


def drawn(page: int, dpi: int, inches: float = 11.69, path: Path = SAMPLE) -> Picture:
    """A page of a PDF, its uppermost inches alone."""
    document = pypdfium2.PdfDocument(path)
    try:
        picture = document[page - 1].render(scale=dpi / 72).to_numpy()
        return numpy.ascontiguousarray(picture[: round(inches * dpi), :, :3])
    finally:
        document.close()


def skewed(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    made = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE)
    return numpy.asarray(made, numpy.uint8)


def noisy(picture: Picture, grain: float = 8.0) -> Picture:
    """A grey picture, a little blurred, on grey paper with grain."""
    grey = cv2.GaussianBlur(grey_of(picture), (0, 0), 0.6) * 0.92 + 10
    grey = grey + numpy.random.default_rng(1).normal(0, grain, grey.shape)
    return numpy.repeat(numpy.clip(grey, 0, 255).astype(numpy.uint8)[:, :, None], 3, axis=2)


def bilevel(picture: Picture) -> Picture:
    black = grey_of(picture) > 150
    return numpy.repeat((black * 255).astype(numpy.uint8)[:, :, None], 3, axis=2)


def sealed(picture: Picture, dpi: int, centre: tuple[float, float]) -> Picture:
    """With a red seal of 42 mm, its middle at ``centre`` (parts of width and height)."""
    height, width = picture.shape[:2]
    x, y = int(width * centre[0]), int(height * centre[1])
    radius, red = dpi * 21 / 25.4, (40, 30, 215)
    layer = numpy.full_like(picture, 255)
    cv2.circle(layer, (x, y), int(radius), red, max(dpi // 20, 2), cv2.LINE_AA)
    angles = numpy.arange(10) * numpy.pi / 5 - numpy.pi / 2
    reach = numpy.where(numpy.arange(10) % 2, 0.14, 0.35) * radius
    star = numpy.stack([x + reach * numpy.cos(angles), y + reach * numpy.sin(angles)], axis=1)
    cv2.fillPoly(layer, [star.astype(numpy.int32)], red, cv2.LINE_AA)
    return numpy.minimum(picture, layer)


def photographed(picture: Picture) -> Picture:
    """As a camera sees it that is not held straight over the page."""
    height, width = picture.shape[:2]
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    parts = [(0.036, 0.017), (0.988, 0.038), (0.946, 0.97), (0.018, 0.991)]
    seen = [(x * width, y * height) for x, y in parts]
    view = cv2.getPerspectiveTransform(numpy.array(corners, numpy.float32), numpy.array(seen, numpy.float32))
    return numpy.asarray(cv2.warpPerspective(picture, view, (width, height), borderValue=WHITE), numpy.uint8)


def as_file(pictures: list[Picture], kind: str, dpi: int | None) -> bytes:
    """PNG, JPEG, TIFF or PDF of pictures."""
    first, *rest = (Image.fromarray(picture[:, :, ::-1]) for picture in pictures)
    out = io.BytesIO()
    more = {"save_all": True, "append_images": rest} if kind in ("TIFF", "PDF") else {}
    dots = {} if dpi is None else {"resolution": dpi} if kind == "PDF" else {"dpi": (dpi, dpi)}
    first.save(out, kind, **more, **dots)
    return out.getvalue()
