"""An OFD page that is a picture: its images laid on a white page, to be read as a scan."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableDocument
from pipeline.readers.limits import PICTURE_PIXELS, SCAN_PIXELS, SMALLER
from pipeline.readers.ofd_package import OfdPackage
from pipeline.readers.package import FETCH_AGAIN
from pipeline.readers.pdf_frame import Box, Frame

if TYPE_CHECKING:
    from PIL import Image

    from pipeline.readers.scan_page import Scan

# Images of one page that are laid on it; scanners that cut a page into strips make some dozens.
IMAGES = 200
COARSEST, FINEST = 150.0, 300.0
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")


@dataclass(frozen=True, slots=True)
class OfdPicture:
    """The images of one page: where each lies, and its part of the file."""

    package: OfdPackage
    frame: Frame
    images: tuple[tuple[Box, str], ...]

    def scan(self, page: int) -> "Scan":
        """The page, as finely as its largest image. Raises UnreadableDocument."""
        import numpy
        from PIL import Image

        from pipeline.readers.scan_page import Scan

        largest, path = max(self.images, key=lambda one: (one[0][2] - one[0][0]) * (one[0][3] - one[0][1]))
        left, _, right, _ = self.frame.box(largest)
        finest = (SCAN_PIXELS / (self.frame.width * self.frame.height)) ** 0.5
        dpi = min(
            max(72 * self._shown(path, page).width / max(right - left, 1.0), COARSEST), FINEST, 72 * finest
        )
        scale = dpi / 72
        sheet = Image.new("RGB", (round(self.frame.width * scale), round(self.frame.height * scale)), "white")
        for box, path in self.images[:IMAGES]:
            left, top, right, bottom = self.frame.box(box)
            size = (max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1))
            self._check(size[0] * size[1], page)
            laid = self._shown(path, page).resize(size, Image.Resampling.LANCZOS)
            sheet.paste(laid, (round(left * scale), round(top * scale)), laid.getchannel("A"))
        return Scan(numpy.ascontiguousarray(numpy.asarray(sheet)[:, :, ::-1]), dpi, 72 / dpi)

    def _shown(self, path: str, page: int) -> "Image.Image":
        """An image, what is transparent in it too."""
        from PIL import Image

        try:
            with Image.open(BytesIO(self.package.content(path, page)), formats=_FORMATS) as picture:
                self._check(picture.width * picture.height, page)
                return picture.convert("RGBA")
        except (OSError, KeyError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise UnreadableDocument(
                "the picture on the page is damaged",
                document=self.package.name,
                page=page,
                remedy=FETCH_AGAIN,
            ) from error

    def _check(self, pixels: int, page: int) -> None:
        if pixels > PICTURE_PIXELS:
            message = f"the picture on the page has more than {PICTURE_PIXELS} pixels"
            raise UnreadableDocument(message, document=self.package.name, page=page, remedy=SMALLER)
