"""Dashes that are drawn as tiny rectangles, put together to edges for tablers, which leaves them out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import tablers

# A dash is this thin, and no longer than this; the next one is no farther.
THIN = 2.5
LONGEST = 12.0
GAP = 4.0
SHORTEST = 6.0
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges of a page by direction."""

    level: list[tablers.Edge]
    upright: list[tablers.Edge]


def joined_dashes(page: tablers.Page) -> Edges | None:
    """The edges that the page's tiny rectangles make; None where there are few."""
    page.extract_objects()
    objects = page.objects
    boxes = [] if objects is None else [rect.bbox for rect in objects.rects]
    dashes = [box for box in boxes if _is_dash(box[2] - box[0], box[3] - box[1])]
    if len(dashes) < FEWEST:
        return None
    level = [(y0 / 2 + y1 / 2, x0, x1) for x0, y0, x1, y1 in boxes if y1 - y0 <= THIN]
    upright = [(x0 / 2 + x1 / 2, y0, y1) for x0, y0, x1, y1 in boxes if x1 - x0 <= THIN]
    return Edges(
        [tablers.Edge("h", start, at, end, at) for at, start, end in _joined(level)],
        [tablers.Edge("v", at, start, at, end) for at, start, end in _joined(upright)],
    )


def _is_dash(width: float, height: float) -> bool:
    return min(width, height) <= THIN and max(width, height) <= LONGEST


def _joined(pieces: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces (at, start, end) of one line that nearly touch, as one."""
    lines: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for piece in pieces:
        lines[round(piece[0])].append(piece)
    joined = []
    for line in lines.values():
        line.sort(key=lambda piece: piece[1])
        at, start, end = line[0]
        for _, begin, stop in line[1:]:
            if begin - end > GAP:
                joined.append((at, start, end))
                start = begin
                end = stop
            end = max(end, stop)
        joined.append((at, start, end))
    return [piece for piece in joined if piece[2] - piece[1] >= SHORTEST]
