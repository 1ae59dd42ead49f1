"""Lines of text outside of tables, and the paragraphs they make; page numbers left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.documents.model import Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.documents.text import join_lines
from pipeline.readers.pdf_frame import Box
from pipeline.readers.pdf_glyphs import Glyph, box_of, line_text

# Headers and footers stand in this many points at the head and foot of a page.
MARGIN = 62.0
# A running line repeats on so many pages; one that counts with the pages needs only two.
RUNNING = 3
# A line that ends within so many ems of the margin is full; so many full lines prove a margin.
FLUSH = 1.5
FULL_LINES = 3
# Lines of one length are no proof where they take less than this part of the page's width.
NARROWEST = 0.6
BARE_NUMBER = re.compile(r"\W*\d{1,4}(\s*/\s*\d{1,4})?\W*")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a page, with the size of its letters; ``margin`` in the page's head or foot."""

    text: str
    page: int
    box: Box
    size: float
    page_width: float
    margin: bool


@dataclass(frozen=True, slots=True)
class Margins:
    """Between which x the text of a page runs."""

    left: float
    right: float


def line_of(glyphs: list[Glyph], page: int, page_size: tuple[float, float]) -> Line:
    """The line that the glyphs make on a page of (width, height)."""
    box = box_of(glyphs)
    width, height = page_size
    margin = box[3] <= MARGIN or box[1] >= height - MARGIN
    if glyphs[0].turn % 2:  # the head and foot of a page whose tables lie sideways
        margin = box[2] <= MARGIN or box[0] >= width - MARGIN
    return Line(line_text(glyphs), page, box, max(glyph.size for glyph in glyphs), width, margin)


def running_lines(lines: Sequence[Line]) -> set[Line]:
    """Page numbers, and headers and footers that repeat from page to page."""
    in_margin = [line for line in lines if line.margin]
    groups: dict[tuple[str, int], list[Line]] = {}
    for line in in_margin:
        groups.setdefault((DIGITS.sub("0", line.text), round(line.box[1] / 10)), []).append(line)
    running = {line for line in in_margin if BARE_NUMBER.fullmatch(line.text)}
    for group in groups.values():
        pages = len({line.page for line in group})
        if pages >= RUNNING or (pages == 2 and _counts(group)):
            running.update(group)
        elif pages == 2 and len({line.text for line in group}) == 1:  # the first may be a heading
            running.update(line for line in group if line.page > group[0].page)
    return running


def _counts(group: list[Line]) -> bool:
    first, last = group[0], group[-1]
    before, after = (int(match[0]) if (match := DIGITS.search(line.text)) else 0 for line in (first, last))
    return after - before == last.page - first.page


def _margins(lines: Sequence[Line]) -> Margins | None:
    """The page's margins: several full lines prove them, or one full line and a short one that are even."""
    if not lines:
        return None
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    full = [line for line in lines if line.box[2] >= right - FLUSH * line.size]
    short = [line for line in lines if line.box[0] <= left + 0.5 * line.size and line not in full]
    page_width = lines[0].page_width
    if right - left < NARROWEST * page_width:
        return None
    even = abs(left - (page_width - right)) <= FLUSH * max(line.size for line in full)
    return Margins(left, right) if len(full) >= FULL_LINES or (even and short) else None


def in_order(lines: Sequence[Line], fragments: Sequence[Fragment]) -> list[Paragraph | Fragment]:
    """One page's paragraphs and fragments from the top down."""
    margins = _margins(lines)
    blocks: list[Paragraph | Fragment] = []
    rest = sorted(lines, key=lambda line: line.box[1])
    for top, fragment in sorted((_top(fragment), index) for index, fragment in enumerate(fragments)):
        above = [line for line in rest if line.box[1] < top]
        blocks += [*_paragraphs(above, margins), fragments[fragment]]
        rest = rest[len(above) :]
    return [*blocks, *_paragraphs(rest, margins)]


def _top(fragment: Fragment) -> float:
    return min(place.box[1] for place in fragment.places if isinstance(place, PageBox))


def _paragraphs(lines: Sequence[Line], margins: Margins | None) -> list[Paragraph]:
    runs: list[list[Line]] = []
    for line in lines:
        if runs and _continues(runs[-1][-1], line, margins):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_paragraph(run) for run in runs]


def _continues(upper: Line, lower: Line, margins: Margins | None) -> bool:
    """Whether the lower line goes on with the upper one's paragraph: a full line, then flush or centred."""
    em = upper.size
    apart = lower.box[1] - upper.box[3]
    if margins is None or abs(upper.size - lower.size) > 0.1 * em or not -em < apart <= 1.2 * em:
        return False
    if upper.box[2] < margins.right - FLUSH * em:
        return False
    if upper.box[2] - upper.box[0] < (margins.right - margins.left) / 2:  # set at the right, as a date is
        return False
    flush = abs(lower.box[0] - margins.left) <= 0.5 * em
    off_centre = lower.box[0] - margins.left - (margins.right - lower.box[2])
    centred = upper.box[0] <= margins.left + FLUSH * em and abs(off_centre) <= 0.5 * em
    return flush or centred


def _paragraph(run: list[Line]) -> Paragraph:
    text = join_lines("\n".join(line.text for line in run)) if len(run) > 1 else run[0].text
    places = tuple(PageBox(line.page, line.box) for line in run)
    return Paragraph(text.strip(), run[0].page, places)
