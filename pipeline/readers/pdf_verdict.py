"""A page on which two engines differ: who is right, cell by cell, and what stays in dispute.

Two of three engines that agree decide. Where the grids differ, the picture of the page is looked at too:
tablers and camelot take for cells what clipped rules and rules under a white mask make. Nothing is lost: the
first engine's cells stay unless the others' table holds them all, and a table that one engine alone finds is
kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.documents.model import Cell, Fragment
from pipeline.documents.text import squeeze
from pipeline.readers.pdf_agreement import is_ruled, paired_boxes, same_text
from pipeline.readers.pdf_engines import (
    CAMELOT,
    PDFPLUMBER,
    TABLERS,
    Box,
    area,
    box_of_cell,
    box_of_fragment,
    same_box,
    shared_area,
)
from pipeline.readers.pdf_page import PageContent
from pipeline.readers.pdf_tablers_page import PageRead
from pipeline.readers.pdf_votes import BOTH_READ, by_grid, by_one, by_text, decided, is_disputed

# So much of the smaller of two boxes makes them a matter of the same text.
TOUCHES = 0.2

Boxed = tuple[Box, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else is known of the page: the second and third reading, and what is seen on its picture.

    ``shows`` says whether a box is a cell of a table's box; ``texts`` what pdfium reads in boxes, of
    characters that leave ink.
    """

    second: PageRead
    third: Sequence[Boxed]
    shows: Callable[[Box, Box], bool]
    texts: Callable[[Sequence[Box]], Sequence[str]]


def settled(first: PageContent, evidence: Evidence) -> PageContent:
    """The page with every cell's readings, and findings where the engines differ."""
    theirs = evidence.second.fragments
    fragments: list[Fragment] = []
    used: list[Fragment] = []
    for ours in first.fragments:
        over = [fragment for fragment in theirs if _overlap(ours, fragment)]
        used += over
        fragments.append(_verdict(ours, over, evidence) if is_ruled(ours) else ours)
    alone = [
        _alone(fragment, evidence)
        for fragment in theirs
        if fragment not in used and _is_seen(fragment, evidence)
    ]
    fragments = sorted([*fragments, *alone], key=lambda fragment: box_of_fragment(fragment)[1::-1])
    findings = first.findings
    if alone:  # a page that was unread, was not
        findings = tuple(finding for finding in findings if finding.code != "page-unread")
    lines = first.lines if first.lines or not alone else evidence.second.lines
    taken = [box_of_fragment(fragment) for fragment in fragments]
    lines = tuple(line for line in lines if not any(_within(line.box, box) for box in taken))
    return replace(first, fragments=tuple(fragments), lines=lines, findings=findings, blank=False)


def _overlap(one: Fragment, other: Fragment) -> bool:
    return shared_area(box_of_fragment(one), box_of_fragment(other)) > 0


def _verdict(ours: Fragment, over: Sequence[Fragment], evidence: Evidence) -> Fragment:
    """One of our tables against those of theirs that lie on it."""
    fuller = next((fragment for fragment in over if _holds_more(ours, fragment)), None)
    if fuller is not None:
        return _alone(fuller, evidence, first=ours)
    judged = _judged(ours, [cell for fragment in over for cell in fragment.cells], evidence)
    if any(is_disputed(cell) for cell in judged.cells):
        return next((one for other in over if (one := _outvoted(ours, other, evidence))), judged)
    return judged


def _judged(ours: Fragment, theirs: Sequence[Cell], evidence: Evidence) -> Fragment:
    """Our grid with each cell's verdict."""
    boxes = [box_of_cell(cell) for cell in ours.cells]
    second = paired_boxes(boxes, [box_of_cell(cell) for cell in theirs])
    third = paired_boxes(boxes, [box for box, _ in evidence.third])
    open_cells = {
        index: box
        for index, (cell, box) in enumerate(zip(ours.cells, boxes, strict=True))
        if box is not None and not (index in second and same_text(cell, theirs[second[index]]))
    }
    seen = dict(zip(open_cells, evidence.texts(list(open_cells.values())), strict=True))
    cells = []
    for index, cell in enumerate(ours.cells):
        box = open_cells.get(index)
        camelot = evidence.third[third[index]][1] if index in third else None
        if box is None:
            cells.append(replace(cell, readings=BOTH_READ) if index in second else cell)
        elif index in second:
            cells.append(by_text(cell, theirs[second[index]], camelot, seen[index]))
        else:
            shown = evidence.shows(box, box_of_fragment(ours))
            cells.append(by_grid(cell, seen[index], camelot, _others(box, theirs), seen=shown))
    return replace(ours, cells=tuple(cells))


def _others(box: Box, theirs: Sequence[Cell]) -> str:
    """What the cells of another grid hold that lie on the box."""
    touching = [
        cell
        for cell in theirs
        if (other := box_of_cell(cell)) and shared_area(box, other) > TOUCHES * min(area(box), area(other))
    ]
    return " | ".join(cell.text for cell in touching)


def _holds_more(ours: Fragment, theirs: Fragment) -> bool:
    """Whether their table has all our cells and more: a row or column that ours lost."""
    boxes = [box_of_cell(cell) for cell in theirs.cells]
    pairs = paired_boxes([box_of_cell(cell) for cell in ours.cells], boxes)
    matched = set(pairs.values())
    more = any(cell.text and index not in matched for index, cell in enumerate(theirs.cells))
    return more and len(pairs) == len(ours.cells)


def _outvoted(ours: Fragment, theirs: Fragment, evidence: Evidence) -> Fragment | None:
    """Their table instead of ours, where the third has every cell of it and the picture shows them too."""
    if not same_box(box_of_fragment(ours), box_of_fragment(theirs)):
        return None
    boxes = [box_of_cell(cell) for cell in theirs.cells]
    third = paired_boxes(boxes, [box for box, _ in evidence.third])
    confirmed = all(
        box is not None
        and index in third
        and squeeze(evidence.third[third[index]][1]) == squeeze(theirs.cells[index].text)
        and evidence.shows(box, box_of_fragment(theirs))
        for index, box in enumerate(boxes)
    )
    if not confirmed:
        return None
    cells = tuple(
        decided(cell, (TABLERS, CAMELOT), {PDFPLUMBER: _others(box, ours.cells)})
        for cell in theirs.cells
        if (box := box_of_cell(cell)) is not None
    )
    return replace(theirs, cells=cells)


def _alone(theirs: Fragment, evidence: Evidence, first: Fragment | None = None) -> Fragment:
    """A table that tablers alone finds, or of which it finds more; what the third has too is not marked."""
    boxes = [box_of_cell(cell) for cell in theirs.cells]
    third = paired_boxes(boxes, [box for box, _ in evidence.third])
    ours = paired_boxes(boxes, [box_of_cell(cell) for cell in first.cells]) if first else {}
    texts = evidence.texts([box for box in boxes if box is not None])
    cells = []
    for index, cell in enumerate(theirs.cells):
        camelot = evidence.third[third[index]][1] if index in third else None
        mine = first.cells[ours[index]] if first and index in ours else None
        if mine is None:
            cells.append(by_one(cell, camelot))
        elif same_text(mine, cell):
            cells.append(replace(cell, readings=BOTH_READ))
        else:
            judged = by_text(mine, cell, camelot, texts[index])
            said = (judged.text, judged.readings, judged.findings)
            cells.append(replace(cell, text=said[0], readings=said[1], findings=said[2]))
    return replace(theirs, cells=tuple(cells))


def _is_seen(fragment: Fragment, evidence: Evidence) -> bool:
    """Whether the third or the picture knows any inner cell of it: a grid that nobody sees is none."""
    boxes = [box for cell in fragment.cells if (box := box_of_cell(cell))]
    if paired_boxes(boxes, [box for box, _ in evidence.third]):
        return True
    if fragment.rows < 2 or fragment.columns < 2:
        return False
    return sum(evidence.shows(box, box_of_fragment(fragment)) for box in boxes) * 2 > len(boxes)


def _within(line: Box, box: Box) -> bool:
    x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
