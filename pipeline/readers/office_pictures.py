"""Pictures in Office files that are as large as a table: nobody reads them, so that they are said."""

import re
from collections.abc import Iterable, Iterator

from pipeline.documents.findings import Finding, Severity
from pipeline.readers.limits import TABLE_HEIGHT, TABLE_WIDTH
from pipeline.readers.package import Element

# Word and Excel count so many in a point.
_IN_A_POINT = 12_700
_STYLE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9.]{1,12})(pt|in|cm|mm)", re.I)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54}


def pictures_said(roots: Iterable[Element]) -> Iterator[Finding]:
    """That the parts of a file show such pictures, once in all."""
    count = sum(
        width >= TABLE_WIDTH and height >= TABLE_HEIGHT for root in roots for width, height in _sizes(root)
    )
    if count:
        words = f"{count} pictures" if count > 1 else "a picture"
        yield Finding(
            "part-unread",
            Severity.WARNING,
            f"the document shows {words} as large as a table, not read, in which a list may stand",
            remedy="Look at the document; save it as PDF, of which pictures are read, if one is a list",
        )


def _sizes(root: Element) -> Iterator[tuple[float, float]]:
    """Width and height in points of each picture, drawn in today's way or in that of old."""
    for picture in root.iter("{*}inline", "{*}anchor", "{*}oneCellAnchor", "{*}twoCellAnchor"):
        extents = (one for one in picture.iter("{*}extent", "{*}ext") if one.get("cx") and one.get("cy"))
        extent = next(extents, None)
        if extent is not None and next(picture.iter("{*}blip"), None) is not None:
            yield _whole(extent.get("cx")) / _IN_A_POINT, _whole(extent.get("cy")) / _IN_A_POINT
    for data in root.iter("{urn:schemas-microsoft-com:vml}imagedata"):
        shape = data.getparent()
        style = shape.get("style", "") if shape is not None else ""
        sides = {side.lower(): _points(value, unit) for side, value, unit in _STYLE.findall(style)}
        yield sides.get("width", 0.0), sides.get("height", 0.0)


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 12 else 0


def _points(value: str, unit: str) -> float:
    return float(value) * _POINTS[unit.lower()] if value.count(".") < 2 and value != "." else 0.0
