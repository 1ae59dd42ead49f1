"""Opaque shapes that hide what was painted before them, such as white masks over rules."""

from collections.abc import Iterable, Sequence

from pipeline.readers.pdf_frame import Box, Point

# Covers are kept by bands of this height, so that few are looked at for each mark.
BAND = 40.0
MOST_BANDS = 400


class Covers:
    """Opaque boxes with the order in which they were painted."""

    def __init__(self, covers: Sequence[tuple[Box, float]]) -> None:
        self._last = max((order for _, order in covers), default=-1.0)
        self._bands: dict[int, list[tuple[Box, float]]] = {}
        self._high: list[tuple[Box, float]] = []
        for cover in covers:
            first, last = _band(cover[0][1]), _band(cover[0][3])
            if last - first > MOST_BANDS:
                self._high.append(cover)
                continue
            for band in range(first, last + 1):
                self._bands.setdefault(band, []).append(cover)

    @property
    def present(self) -> bool:
        """Whether there is any cover."""
        return self._last >= 0

    def any_after(self, order: float) -> bool:
        """Whether anything opaque was painted after that."""
        return self._last > order

    def _near(self, top: float, bottom: float) -> Iterable[tuple[Box, float]]:
        yield from self._high
        bands = range(_band(top), _band(bottom) + 1)
        if len(bands) > len(self._bands):
            bands = range(0)
            for covers in self._bands.values():
                yield from covers
        for band in bands:
            yield from self._bands.get(band, ())

    def over(self, point: Point, order: float) -> bool:
        """Whether the point was painted over after that."""
        if not self.any_after(order):
            return False
        return any(later > order and _holds(box, point) for box, later in self._near(point[1], point[1]))

    def under(self, point: Point, order: float) -> bool:
        """Whether the point was painted over before that."""
        return any(earlier < order and _holds(box, point) for box, earlier in self._near(point[1], point[1]))

    def seen(
        self, level: bool, at: float, part: tuple[float, float], order: float
    ) -> list[tuple[float, float]]:
        """The parts of a line, level at y or upright at x ``at``, that nothing painted later hides."""
        across = 1 if level else 0
        top, bottom = (at, at) if level else part
        left = [part]
        for box, later in self._near(top, bottom):
            if later > order and box[across] <= at <= box[across + 2]:
                start, end = box[1 - across], box[3 - across]
                left = [
                    piece
                    for a, b in left
                    for piece in ((a, min(b, start)), (max(a, end), b))
                    if piece[0] < piece[1]
                ]
        return left


def _band(y: float) -> int:
    return int(y // BAND)


def _holds(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
