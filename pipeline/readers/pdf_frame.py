"""From pdfminer's coordinates to the page as shown, and to the page as its text is read."""

from dataclasses import dataclass

from pdfminer.pdfpage import PDFPage

Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The shown page within pdfminer's coordinates (from the bottom left, /Rotate applied).

    ``turn`` counts the quarter turns clockwise by which the page's text lies on the shown page; ``point`` and
    ``box`` give places from the top left of the page turned so that the text is upright, and ``on_page``
    leads back to the page as shown.
    """

    left: float
    ceiling: float
    page_width: float
    page_height: float
    turn: int = 0

    @property
    def width(self) -> float:
        return self.page_height if self.turn % 2 else self.page_width

    @property
    def height(self) -> float:
        return self.page_width if self.turn % 2 else self.page_height

    def point(self, x: float, y: float) -> Point:
        x, y = x - self.left, self.ceiling - y
        match self.turn:
            case 1:
                return y, self.page_width - x
            case 2:
                return self.page_width - x, self.page_height - y
            case 3:
                return self.page_height - y, x
            case _:
                return x, y

    def box(self, box: Box) -> Box:
        """The box (x0, top, x1, bottom) of pdfminer's (x0, y0, x1, y1)."""
        (ax, ay), (bx, by) = self.point(box[0], box[1]), self.point(box[2], box[3])
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def on_page(self, box: Box) -> Box:
        """A box of the upright page on the page as shown."""
        x0, top, x1, bottom = box
        match self.turn:
            case 1:
                return self.page_width - bottom, x0, self.page_width - top, x1
            case 2:
                return (
                    self.page_width - x1,
                    self.page_height - bottom,
                    self.page_width - x0,
                    self.page_height - top,
                )
            case 3:
                return top, self.page_height - x1, bottom, self.page_height - x0
            case _:
                return box

    def holds(self, point: Point) -> bool:
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height


def shown_frame(page: PDFPage) -> Frame:
    """The CropBox within pdfminer's coordinates."""
    x0, y0, x1, y1 = page.mediabox
    left, bottom, right, top = page.cropbox
    left, right = max(min(left, right), x0), min(max(left, right), x1)
    bottom, top = max(min(bottom, top), y0), min(max(bottom, top), y1)
    if right <= left or top <= bottom:  # a CropBox off the page is ignored, as viewers do
        left, bottom, right, top = x0, y0, x1, y1
    match page.rotate:
        case 90:
            box = (bottom - y0, x1 - right, top - y0, x1 - left)
        case 180:
            box = (x1 - right, y1 - top, x1 - left, y1 - bottom)
        case 270:
            box = (y1 - top, left - x0, y1 - bottom, right - x0)
        case _:
            box = (left - x0, bottom - y0, right - x0, top - y0)
    return Frame(box[0], box[3], box[2] - box[0], box[3] - box[1])
