"""The third opinion: camelot's lattice on the rules of the page, asked only where the two engines differ."""

import io
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence

import camelot
from camelot.core import Table

from pipeline.readers.pdf_engines import Box

Boxed = tuple[Box, str]


def camelot_cells(data: bytes, heights: Mapping[int, float]) -> dict[int, tuple[Boxed, ...]]:
    """The cells on the pages asked for, which are the keys of ``heights``, with their text.

    ``data`` is a copy as shown, not encrypted. A page that camelot cannot read has no cells.
    """
    found: dict[int, list[Boxed]] = defaultdict(list)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every page without a table
        try:
            tables = camelot.read_pdf(
                io.BytesIO(data),
                pages=",".join(map(str, sorted(heights))),
                flavor="lattice",
                engine="vector",
                suppress_stdout=True,
            )
        except Exception:  # an opinion that cannot be had is none
            return {}
    for table in tables:
        found[table.page] += _cells(table, heights[table.page])
    return {page: tuple(cells) for page, cells in found.items()}


def _cells(table: Table, height: float) -> list[Boxed]:
    """The table's cells; squares that no rule parts are one, and hold what all of them hold."""
    groups: dict[int, list[tuple[int, int]]] = {}
    owner: dict[tuple[int, int], int] = {}
    for row, squares in enumerate(table.cells):
        for column, square in enumerate(squares):
            joined = {
                owner[place]
                for place, ruled in (((row - 1, column), square.top), ((row, column - 1), square.left))
                if place in owner and not ruled
            }
            group = min(joined, default=row * len(squares) + column)
            groups.setdefault(group, []).append((row, column))
            owner[row, column] = group
            for other in joined - {group}:
                for place in groups.pop(other):
                    groups[group].append(place)
                    owner[place] = group
    return [
        _joined([table.cells[row][column] for row, column in sorted(group)], height)
        for group in groups.values()
    ]


def _joined(squares: Sequence["camelot.core.Cell"], height: float) -> Boxed:
    box = (
        min(square.x1 for square in squares),
        height - max(square.y2 for square in squares),
        max(square.x2 for square in squares),
        height - min(square.y1 for square in squares),
    )
    return box, "".join(square.text for square in squares)
