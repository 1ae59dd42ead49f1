"""Which cell each character of a page stands in, and which cells text runs over."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.readers.pdf_frame import Box
from pipeline.readers.pdf_glyphs import Glyph
from pipeline.readers.pdf_grid import Grid

# A letter that reaches over the rule by more of its width (or height) than this was not set for this cell.
OVER_RULE = 0.3
# Letters printed one after the other and no further apart (in ems) are one word: of one string, of two.
IN_STRING, IN_WORD = 0.12, 0.03
# So few letters of a word beyond the rule belong to the word, if one of them stands on the rule.
STRAY = 2
ON_RULE = 0.04

_Place = tuple[int, int] | None


@dataclass(slots=True)
class Share:
    """What a table gets of the page's glyphs, by index of its cells, and the cells that text overruns."""

    glyphs: dict[int, list[Glyph]] = field(default_factory=dict)
    overrun: set[int] = field(default_factory=set)


def shared(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[Share], list[Glyph]]:
    """Each glyph to the one cell that its centre lies in, or to those outside of all tables.

    A word that a rule parts stays whole where its last letters stand on the rule; both cells are doubtful.
    """
    if not grids:
        return [], list(glyphs)
    owners = [grid.cells_by_position() for grid in grids]
    shares = [Share() for _ in grids]
    outside = []
    for word in _words(glyphs):
        places = [_place(glyph, grids, owners) for glyph in word]
        if len(set(places)) > 1:
            for place in set(places) - {None}:
                assert place is not None
                shares[place[0]].overrun.add(place[1])
            places = _whole(word, places, grids)
        for glyph, place in zip(word, places, strict=True):
            if place is None:
                outside.append(glyph)
                continue
            table, cell = place
            shares[table].glyphs.setdefault(cell, []).append(glyph)
            if glyph.visible and (over := _over_rule(glyph, grids[table].cells[cell].box)) is not None:
                beside = grids[table].position(over)
                shares[table].overrun |= {cell, owners[table].get(beside, cell) if beside else cell}
    return shares, outside


def _words(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Runs of letters that touch, in the order of printing."""
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and not _touch(word[-1], glyph):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _touch(left: Glyph, right: Glyph) -> bool:
    if left.turn != right.turn or left.clip != right.clip or not (left.visible and right.visible):
        return False
    apart = IN_STRING if left.run == right.run else IN_WORD
    return abs(left.base - right.base) < 0.1 and abs(right.start - left.end) < apart * left.size


def _place(glyph: Glyph, grids: Sequence[Grid], owners: Sequence[dict[tuple[int, int], int]]) -> _Place:
    for table, (grid, owner) in enumerate(zip(grids, owners, strict=True)):
        position = grid.position(glyph.centre)
        if position in owner:
            return table, owner[position]
    return None


def _whole(word: Sequence[Glyph], places: list[_Place], grids: Sequence[Grid]) -> list[_Place]:
    """The word's cells: one for all where but a letter or two lie beyond the rule they stand on."""
    main, count = Counter(places).most_common(1)[0]
    if 2 * count == len(places):
        main = places[0]
    if main is None or len(places) - count > STRAY:
        return places
    box = grids[main[0]].cells[main[1]].box
    on_rule = any(
        glyph.box[0] + ON_RULE * glyph.size < x < glyph.box[2] - ON_RULE * glyph.size
        for glyph in word
        for x in (box[0], box[2])
    )
    return [main] * len(places) if on_rule else places


def _over_rule(glyph: Glyph, box: Box) -> tuple[float, float] | None:
    """Where the glyph stands in the cell beside its own, None where it keeps within its rules."""
    x0, _, x1, _ = glyph.box
    x, y = glyph.centre
    reach = OVER_RULE * (x1 - x0)
    if box[0] - x0 > reach:
        return x0, y
    if x1 - box[2] > reach:
        return x1, y
    if glyph.turn:
        return None
    above, below = y - 0.35 * glyph.size, y + 0.35 * glyph.size
    reach = OVER_RULE * glyph.size * 0.7
    if box[1] - above > reach:
        return x, above
    return (x, below) if below - box[3] > reach else None
