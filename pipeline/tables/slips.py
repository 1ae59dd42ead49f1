"""Cells that slipped into other columns, recognised by what the values are, and put back.

A rendition that drops an empty cell moves the rest of its row to the left; stray columns move it to the
right. A column's values resemble each other (words, length, script, endings), so a row is laid anew, in
its own order, where that fits the columns clearly better than where it stands.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Step
from pipeline.documents.text import has_chinese, squeeze

MARGIN = 3.0
"""By how much (in nats of likelihood) a new place must fit better before a cell is moved."""
LOST = 2.5
"""From what surprise on (in nats) an empty cell counts as lost."""

_SEPARATORS = "、,，;；"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the values of one column look like: their parts and endings, length, script, blanks."""

    parts: Counter[str]
    ends: Counter[str]
    filled: int
    mean: float
    spread: float
    chinese: float
    blank: float

    def fit(self, value: str) -> float:
        """How well a value's shape fits; 0 is typical, below is worse."""
        length = (math.log1p(len(value)) - self.mean) / self.spread
        ending = self.ends[value[-1]] / max(1, self.filled)
        script = abs(float(has_chinese(value)) - self.chinese)
        return ending - min(length * length / 2, 6.0) - script

    def blank_cost(self) -> float:
        """How surprising an empty cell is here."""
        return -math.log(self.blank)


def profile(texts: Iterable[str]) -> Profile:
    """The profile of a column from all its cells, empty ones included."""
    cells = [squeeze(text) for text in texts]
    filled = [text for text in cells if text]
    lengths = [math.log1p(len(text)) for text in filled] or [0.0]
    # Median and a quantile: slipped cells, being few, must not pull the profile towards themselves.
    middle = sorted(lengths)[len(lengths) // 2]
    deviation = sorted(abs(length - middle) for length in lengths)[len(lengths) * 4 // 5]
    return Profile(
        parts=Counter(part for text in filled for part in _parts(text)),
        ends=Counter(text[-1] for text in filled),
        filled=len(filled),
        mean=middle,
        spread=max(deviation, 0.35),
        chinese=sum(map(has_chinese, filled)) / max(1, len(filled)),
        blank=(len(cells) - len(filled) + 0.5) / (len(cells) + 1),
    )


def _parts(value: str) -> list[str]:
    for separator in _SEPARATORS[1:]:
        value = value.replace(separator, _SEPARATORS[0])
    return [part for part in value.split(_SEPARATORS[0]) if part] or [value]


def repair_row(cells: Sequence[Cell], columns: int, profiles: Sequence[Profile]) -> list[Cell]:
    """The row with slipped cells put back, each with a step and a finding; or as it is.

    ``profiles`` are those of columns 1 to ``columns``. A row with more filled cells than columns keeps
    those that have a column, and says so.
    """
    filled = [cell for cell in cells if squeeze(cell.text)]
    if len(filled) > columns:
        return _too_wide(cells, columns)
    within = [cell for cell in cells if cell.column <= columns]
    if not filled:
        return within
    here = tuple(cell.column for cell in filled)
    fixed = 1 if here[0] == 1 else 0
    free = range(1 + fixed, columns + 1)
    choices = [(*here[:fixed], *rest) for rest in combinations(free, len(filled) - fixed)]
    best = max(choices, key=lambda places: (_score(filled, places, profiles), places == here))
    if best == here:
        return within
    if here[-1] <= columns and _score(filled, best, profiles) - _score(filled, here, profiles) < MARGIN:
        return within
    return _moved(filled, best, cells, profiles)


def _score(filled: Sequence[Cell], places: tuple[int, ...], profiles: Sequence[Profile]) -> float:
    blanks = sum(p.blank_cost() for column, p in enumerate(profiles, start=1) if column not in places)
    fits = 0.0
    for cell, place in zip(filled, places, strict=True):
        value = squeeze(cell.text)
        fits += profiles[place - 1].fit(value) + _kinship(value, cell.column, place, profiles)
    # Cells slip together: one offset for the rest of a row is likelier than several.
    offsets = [place - cell.column for cell, place in zip(filled, places, strict=True)]
    turns = sum(1 for before, after in zip([0, *offsets], offsets, strict=False) if before != after)
    return fits - blanks - turns


def _kinship(value: str, stands: int, place: int, profiles: Sequence[Profile]) -> float:
    """Whether the value's parts are known from this column rather than from another; itself not counted."""
    ratios = []
    for part in _parts(value):
        counts = [p.parts[part] - (column == stands) for column, p in enumerate(profiles, start=1)]
        here = counts.pop(place - 1)
        ratios.append(math.log((max(here, 0) + 0.3) / (max(counts, default=0) + 0.3)))
    return max(-4.0, min(2.0, sum(ratios) / len(ratios)))


def _moved(
    filled: Sequence[Cell], places: Sequence[int], cells: Sequence[Cell], profiles: Sequence[Profile]
) -> list[Cell]:
    columns = len(profiles)
    row = {
        column: Cell("", cells[0].row, column, readings=cells[0].readings) for column in range(1, columns + 1)
    }
    for column, own in enumerate(profiles, start=1):
        if column not in places and own.blank_cost() > LOST:
            row[column] = replace(row[column], findings=(_lost(cells),))
    for cell, place in zip(filled, places, strict=True):
        if cell.column == place:
            row[place] = cell
            continue
        detail = f"column {cell.column} to {place}"
        finding = Finding(
            "column-shift-repaired",
            Severity.INFO,
            f"{squeeze(cell.text)[:40]!r} stood in column {cell.column} and was put back into column {place}",
            places=cell.places,
            remedy="Compare with the published document.",
        )
        row[place] = replace(
            cell,
            column=place,
            steps=(*cell.steps, Step("column-shift-repaired", detail)),
            findings=(finding,),
        )
    return list(row.values())


def _lost(cells: Sequence[Cell]) -> Finding:
    """A cell left empty by the repair in a column that is hardly ever empty."""
    return Finding(
        "value-lost",
        Severity.WARNING,
        "the rendition lost this value when the cells of its row slipped; it stays empty",
        places=tuple(place for cell in cells for place in cell.places),
        remedy="Take the value from the published document.",
    )


def _too_wide(cells: Sequence[Cell], columns: int) -> list[Cell]:
    """Keep the cells that have a column; the finding names what has none."""
    kept = [cell for cell in cells if cell.column <= columns]
    beyond = [cell for cell in cells if cell.column > columns and squeeze(cell.text)]
    finding = Finding(
        "row-too-wide",
        Severity.ERROR,
        f"row has {len(beyond)} cells more than its table has columns: "
        + ", ".join(repr(squeeze(cell.text)[:40]) for cell in beyond),
        places=tuple(place for cell in beyond for place in cell.places),
        remedy="Compare with the published document and correct the rendition.",
    )
    kept[0] = replace(kept[0], findings=(*kept[0].findings, finding))
    return kept
