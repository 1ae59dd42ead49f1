"""What engines share that read PDF bytes to pages, each with fragments and the lines around them.

Boxes run in points from the top left of the page as shown, after /Rotate, within the CropBox;
on a page whose text lies sideways, of the page turned so that it is upright. Engines share
these records and no code that interprets PDF: pdfplumber stands on pdfminer, tablers on pdfium, camelot on
playa.
"""

from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox

Box = tuple[float, float, float, float]

PDFPLUMBER = "pdfplumber"
TABLERS = "tablers"
CAMELOT = "camelot"

# The same rule, seen by two engines, lies within this many points.
NEAR = 3.0


def box_of_cell(cell: Cell) -> Box | None:
    """The cell's box on its page; None where it has none (an empty cell without rules)."""
    return next((place.box for place in cell.places if isinstance(place, PageBox)), None)


def box_of_fragment(fragment: Fragment) -> Box:
    """The box of the table on its page."""
    place = fragment.places[0]
    assert isinstance(place, PageBox)
    return place.box


def same_box(one: Box, other: Box) -> bool:
    """Whether two boxes are one cell's: their sides lie near, or they cover the same (a rule is missing)."""
    if all(abs(mine - theirs) <= NEAR for mine, theirs in zip(one, other, strict=True)):
        return True
    common = shared_area(one, other)
    return common > 0 and common >= 0.8 * (area(one) + area(other) - common)


def shared_area(one: Box, other: Box) -> float:
    """The area that two boxes have in common."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def area(box: Box) -> float:
    """The area of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])
