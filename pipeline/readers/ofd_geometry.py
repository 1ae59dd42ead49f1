"""The shapes of OFD: matrices, abbreviated paths and steps between characters. Lengths are millimetres."""

import math
from collections.abc import Iterator

from pipeline.readers.ofd_package import numbers
from pipeline.readers.pdf_marks import Outline, Point, box_around

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Numbers that each instruction of a path takes.
_TAKES = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_MOST_STEPS = 100_000


def matrix_of(text: str | None) -> Matrix:
    """A CTM attribute; no change where there is none, or a damaged one."""
    found = numbers(text, 6)
    return IDENTITY if found is None else (found[0], found[1], found[2], found[3], found[4], found[5])


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does ``first`` and ``then`` the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + t, e * q + f * s + u),
    )


def moved(x: float, y: float) -> Matrix:
    """The matrix that moves."""
    return (1.0, 0.0, 0.0, 1.0, x, y)


def turned(degrees: float) -> Matrix:
    """The matrix that turns clockwise on a page whose y grows downward."""
    turn = math.radians(degrees)
    return (round(math.cos(turn), 9), round(math.sin(turn), 9), -round(math.sin(turn), 9),
            round(math.cos(turn), 9), 0.0, 0.0)  # fmt: skip


def applied(matrix: Matrix, x: float, y: float) -> Point:
    """Where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def scale_of(matrix: Matrix) -> float:
    """How much longer lengths become, on the mean of both directions."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


def steps(text: str | None) -> list[float]:
    """DeltaX or DeltaY: distances from character to character; ``g 3 0.5`` is 0.5 three times."""
    found: list[float] = []
    words = iter((text or "").split())
    try:
        for word in words:
            if word.lower() == "g":
                count = min(int(next(words)), _MOST_STEPS - len(found))
                found += [float(next(words))] * count
            else:
                found.append(float(word))
            if len(found) >= _MOST_STEPS:
                break
    except (ValueError, StopIteration):
        pass  # a damaged tail: the characters after it are set by their widths
    return found


def outlines_of(text: str, matrix: Matrix) -> Iterator[Outline]:
    """The lines of an abbreviated path, as they lie after the matrix."""
    points: list[Point] = []
    edges: list[tuple[Point, Point]] = []
    straight = True
    for operator, values in _instructions(text):
        pairs = list(zip(values[0::2], values[1::2], strict=True)) if operator != "A" else [values[5:]]
        places = [applied(matrix, x, y) for x, y in pairs]
        if operator in "MS":
            if edges or not straight:
                yield Outline(tuple(edges), box_around(points), straight)
            points, edges, straight = [], [], True
        elif operator == "C":
            if len(points) > 1 and points[-1] != points[0]:
                edges.append((points[-1], points[0]))
        elif operator == "L" and points:
            edges.append((points[-1], places[-1]))
        elif operator in "QBA":
            straight = False
        points += places
    if edges or not straight:
        yield Outline(tuple(edges), box_around(points), straight)


def _instructions(text: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    words = text.replace(",", " ").split()
    at = 0
    while at < len(words):
        operator = words[at].upper()
        count = _TAKES.get(operator)
        values = None if count is None else numbers(" ".join(words[at + 1 : at + 1 + count]), count)
        if count is None or values is None:
            return  # damaged from here on
        yield operator, values
        at += 1 + count
