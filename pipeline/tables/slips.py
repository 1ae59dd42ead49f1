"""Cells that slipped into other columns, recognised by what the values are, and put back.

A rendition that drops an empty cell moves the rest of its row to the left; stray columns move it to the
right. A column's values resemble each other (words, length, script, endings), so a row is laid anew, in
its own order, where that fits the columns clearly better than where it stands.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.documents.findings import ROW, Finding, Severity
from pipeline.documents.model import Cell, Step
from pipeline.documents.text import squeeze
from pipeline.tables.profiles import Profile, pairs_of, parts_of

MARGIN = 3.0
"""By how much (in nats of likelihood) a new place must fit better before a cell is moved."""
REPAIRED = "column-shift-repaired"
"""The step of a cell that was put back, and of one that was left empty by it."""
LOST = 2.5
"""From what surprise on (in nats) an empty cell counts as lost."""

_DULLEST_BLANK = 3.5  # slips leave blanks in columns that have none otherwise
_TURN = 1.0
_HINT = 1.0  # from what better fit elsewhere on a cell that stays is doubted


def repair_row(cells: Sequence[Cell], columns: int, profiles: Sequence[Profile]) -> list[Cell]:
    """The row with slipped cells put back, each with a step and a finding; or as it is.

    ``profiles`` are those of columns 1 to ``columns``. A row with more filled cells than columns keeps
    those that have a column, and says so. Where two ways to lay the row fit nearly alike, the cells on
    which they differ say so.
    """
    filled = [cell for cell in cells if squeeze(cell.text)]
    if len(filled) > columns:
        return _too_wide(cells, columns)
    within = _padded(cells, columns)
    if not filled or len(filled) == columns == filled[-1].column:
        return within
    here = tuple(cell.column for cell in filled)
    fits = [_fits(cell, profiles) for cell in filled]
    ways = _best_ways(filled, fits, profiles, here)
    best = ways[0][1]
    if best == here:
        alone = len(ways) == 1 or ways[0][0] - ways[1][0] >= 2 * MARGIN
        return within if alone or len(cells) >= columns else _too_short(within, len(cells))
    if here[-1] <= columns:
        better = ways[0][0] - _score(filled, fits, here, profiles)
        if better < MARGIN:
            kept = within if len(cells) >= columns else _too_short(within, len(cells))
            return _doubted(kept, here, best) if better >= _HINT else kept
    rival = ways[1][1] if len(ways) > 1 and ways[0][0] - ways[1][0] < MARGIN else best
    return _doubted(_moved(filled, best, cells, profiles), best, rival)


def _padded(cells: Sequence[Cell], columns: int) -> list[Cell]:
    """The cells that have a column, and empty ones where the row ends early."""
    given = {cell.column: cell for cell in cells}
    return [
        given.get(column) or Cell("", cells[0].row, column, readings=cells[0].readings)
        for column in range(1, columns + 1)
        if cells
    ]


def _best_ways(
    filled: Sequence[Cell],
    fits: Sequence[Sequence[float]],
    profiles: Sequence[Profile],
    here: tuple[int, ...],
) -> list[tuple[float, tuple[int, ...]]]:
    """The two best ways to lay the cells over the columns in their order, with their scores."""
    columns = len(profiles)
    first = 1 if here[0] == 1 else None  # what stands first has not slipped
    blanks = [0.0]
    for own in profiles:
        blanks.append(blanks[-1] + min(own.blank_cost(), _DULLEST_BLANK))
    ways: dict[int, list[tuple[float, tuple[int, ...]]]] = {0: [(0.0, ())]}
    for index, cell in enumerate(filled):
        after = len(filled) - index - 1
        before, ways = ways, {}
        for place in range(index + 1, columns - after + 1):
            if index == 0 and first is not None and place != first:
                continue
            found: list[tuple[float, tuple[int, ...]]] = []
            for last, options in before.items():
                if last >= place:
                    continue
                offset = filled[index - 1].column - last if index else 0
                turned = _TURN if cell.column - place != offset else 0.0
                cost = blanks[place - 1] - blanks[last] + turned
                found.extend(
                    (score + fits[index][place - 1] - cost, (*places, place)) for score, places in options
                )
            ways[place] = sorted(found, key=lambda way: (way[0], way[1] == here[: index + 1]))[:-3:-1]
    whole = [
        (score - (blanks[columns] - blanks[last]), places)
        for last, options in ways.items()
        for score, places in options
    ]
    return sorted(whole, key=lambda way: (way[0], way[1] == here), reverse=True)[:2]


def _score(
    filled: Sequence[Cell],
    fits: Sequence[Sequence[float]],
    places: tuple[int, ...],
    profiles: Sequence[Profile],
) -> float:
    """What `_best_ways` gives for these places."""
    blanks = sum(
        min(own.blank_cost(), _DULLEST_BLANK)
        for column, own in enumerate(profiles, start=1)
        if column not in places
    )
    suits = sum(fit[place - 1] for fit, place in zip(fits, places, strict=True))
    # Cells slip together: one offset for the rest of a row is likelier than several.
    offsets = [place - cell.column for cell, place in zip(filled, places, strict=True)]
    turns = sum(before != after for before, after in zip([0, *offsets], offsets, strict=False))
    return suits - blanks - _TURN * turns


def _fits(cell: Cell, profiles: Sequence[Profile]) -> list[float]:
    """How well a cell suits each column: by its shape, and by whether what it says is known from that column
    rather than from another.
    """
    value = squeeze(cell.text)
    parts = _kinship(parts_of(value), [p.parts for p in profiles], cell.column, profiles)
    pairs = _kinship(pairs_of(value), [p.pairs for p in profiles], cell.column, profiles)
    return [
        own.fit(value) + max(-4.0, min(3.0, part + pair))
        for own, part, pair in zip(profiles, parts, pairs, strict=True)
    ]


def _kinship(
    things: Sequence[str] | set[str], known: Sequence[Counter[str]], stands: int, profiles: Sequence[Profile]
) -> list[float]:
    """For each column the mean log ratio of how often it and the next best have these; itself not counted."""
    sums = [0.0] * len(known)
    for thing in things:
        counts = [counter[thing] for counter in known]
        if stands <= len(counts) and profiles[stands - 1].of_all:
            counts[stands - 1] = max(0, counts[stands - 1] - 1)
        second, most = sorted([0, *counts])[-2:]
        for column, count in enumerate(counts):
            sums[column] += math.log((count + 0.3) / ((second if count == most else most) + 0.3))
    return [total / len(things) for total in sums]


def _doubted(cells: Sequence[Cell], chosen: tuple[int, ...], rival: tuple[int, ...]) -> list[Cell]:
    """The row with a warning on each cell, empty ones too, on which two ways to lay it differ."""
    differ = {
        column
        for before, after in zip(chosen, rival, strict=True)
        if before != after
        for column in (before, after)
    }
    return [replace(c, findings=(*c.findings, _doubt(c))) if c.column in differ else c for c in cells]


def _doubt(cell: Cell) -> Finding:
    return Finding(
        "column-shift-possible",
        Severity.WARNING,
        f"{squeeze(cell.text)[:40]!r} may belong to another column: the cells of this row may have slipped",
        places=cell.places,
        remedy="Compare with the published document.",
    )


def _moved(
    filled: Sequence[Cell], places: Sequence[int], cells: Sequence[Cell], profiles: Sequence[Profile]
) -> list[Cell]:
    columns = len(profiles)
    # What moves to the right does so because an empty cell was dropped before it.
    dropped = any(place > cell.column for cell, place in zip(filled, places, strict=True))
    steps = (Step(REPAIRED, "left empty"),) if dropped else ()
    row = {
        column: Cell("", cells[0].row, column, readings=cells[0].readings, steps=steps)
        for column in range(1, columns + 1)
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
            steps=(*cell.steps, Step(REPAIRED, detail)),
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
        role=ROW,
        places=tuple(place for cell in beyond for place in cell.places),
        remedy="Compare with the published document and correct the rendition.",
    )
    return _with_row_finding(kept, finding)


def _too_short(cells: list[Cell], given: int) -> list[Cell]:
    """A row of fewer cells than columns, of which nothing tells surely which cell is missing."""
    finding = Finding(
        "row-too-short",
        Severity.WARNING,
        f"the row has {given} cells, its table {len(cells)} columns: cells may stand in the wrong column",
        role=ROW,
        places=tuple(place for cell in cells for place in cell.places),
        remedy="Compare with the published document and correct the rendition.",
    )
    return _with_row_finding(cells, finding)


def _with_row_finding(cells: list[Cell], finding: Finding) -> list[Cell]:
    return [replace(cells[0], findings=(*cells[0].findings, finding)), *cells[1:]]
