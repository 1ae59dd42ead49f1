"""The picture of a cell, cut out of its document, for those who ask later what was seen."""

import re
from pathlib import Path

from pipeline.archive import RawDocument
from pipeline.review.queue import Question

FOLDER = "pictures"


def keep_picture(registry: Path, question: Question, documents: tuple[RawDocument, ...]) -> str | None:
    """Write a PNG of the cell; its path below ``registry``, None where it is in no PDF."""
    from pipeline.draw import crop

    (cell, *_) = question.cells
    raw = next((one for one in documents if one.sha256 == cell.sha256), None)
    place = next((one for one in cell.places if {"page", "box"} <= one.keys() and "member" not in one), None)
    if raw is None or place is None or raw.path.suffix.lower() != ".pdf":
        return None
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{cell.sha256[:12]}-{cell.entry_id}-{cell.role}")
    path = registry / FOLDER / f"{name}.png"
    page, box = place["page"], place["box"]
    assert isinstance(page, int)
    assert isinstance(box, list)
    x0, top, x1, bottom = map(float, box)
    crop(raw.path.read_bytes(), page, (x0, top, x1, bottom), path)
    return path.relative_to(registry).as_posix()
