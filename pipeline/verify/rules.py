"""Rules as a page's picture shows them: whether one runs through a box that was read as one cell."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]
Box = tuple[float, float, float, float]

WITHIN = 3.0
"""Points from the edge of a box, within which its own rules are drawn."""
_DARKER = 50
_SHARE = 0.97


def crossed(picture: Grey, scale: float, box: Box, strays: int = 0) -> bool:
    """Whether a line is drawn through the whole box, across or down; ``scale`` is dots a point.

    ``strays`` is by how many dots the line may leave its course, as in the picture of a scanner.
    """
    x0, top, x1, bottom = (round(edge * scale) for edge in box)
    margin = round(WITHIN * scale)
    inner = picture[max(top, 0) : bottom, max(x0, 0) : x1]
    return _ruled(inner, margin, strays) or _ruled(inner.T, margin, strays)


def _ruled(cell: Grey, margin: int, strays: int) -> bool:
    """Whether a row of dots, away from the edges, is darker than what lies on both sides of it all along."""
    high, wide = cell.shape
    if high < 3 * margin or wide < 3 * margin:
        return False
    body = cell[:, margin:-margin].astype(np.int16)
    lines = body[margin:-margin]
    for by in range(1, strays + 1):
        lines = np.minimum(
            lines, np.minimum(body[margin - by : -margin - by], body[margin + by : high - margin + by])
        )
    darker = np.minimum(body[: high - 2 * margin], body[2 * margin :]) - lines > _DARKER
    return bool((darker.mean(axis=1) > _SHARE).any())
