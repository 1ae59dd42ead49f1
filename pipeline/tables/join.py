"""Join the fragments of a document into tables, over pages and side by side."""

from collections.abc import Sequence
from itertools import islice

from pipeline.documents.model import Cell, Document, Fragment, Paragraph, Table
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold, join_lines, squeeze
from pipeline.tables.assemble import assembled
from pipeline.tables.following import (
    HEADING_LENGTH,
    Continuation,
    box_of,
    continuation,
    heads_another,
    is_heading,
)
from pipeline.tables.group_lines import with_group_rows
from pipeline.tables.header import header_rows, worded_rows
from pipeline.tables.header_again import settle_header
from pipeline.tables.joining import Alignment, Joining, Part, append, append_group, opened, under_header
from pipeline.tables.lists_within import with_lists_apart
from pipeline.tables.short_rows import with_short_rows_told
from pipeline.tables.slivers import without_slivers
from pipeline.tables.underlines import without_underlines
from pipeline.tables.words_over import with_titles_over, with_words_over
from pipeline.vocabulary import Vocabulary

# Tables that stand beside each other and may all go on overleaf.
_BESIDE = 4
_COLONS = ":："
_OPENING, _CLOSING = "(（[【〔", ")）]】〕"


def join_fragments(document: Document, vocabulary: Vocabulary) -> tuple[Table, ...]:
    """Tables of a document with repeated headers left out; cells keep their places.

    What a page end cuts is one row or one cell again where the evidence allows; where it is weak, a
    finding says so.
    """
    tables: list[Joining] = []
    whole = [with_titles_over(without_underlines(block), vocabulary) for block in document.blocks]
    parted = with_lists_apart(with_group_rows(whole, vocabulary), vocabulary)
    regular = [with_short_rows_told(without_slivers(block)) for block in parted]
    blocks = [with_words_over(block, vocabulary) for block in regular]
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            continue
        own = header_rows(block, vocabulary)
        between = _paragraphs(blocks, tables[-1].index + 1 if tables else 0, index)
        another = bool(tables) and heads_another(tables[-1], block, own, between, vocabulary)
        found = None if another else _continued(tables, blocks, index, own, vocabulary)
        if found is None:
            if another:
                block = under_header(tables[-1], block)  # noqa: PLW2901
                own = tables[-1].header_count
            elif tables and _goes_on_in_group(tables[-1], block, between, vocabulary):
                append_group(tables[-1], between, block, index, vocabulary)
                continue
            table = opened(block, own, between, index, vocabulary)
            table.heading = _title_row(table.header, block, vocabulary) or _heading(between, vocabulary)
            tables.append(table)
        else:
            table, on = found
            append(table, on.part, on.alignment, index, vocabulary)
            settle_header(table)
    return tuple(
        assembled(number, _noted(joining, blocks, vocabulary), vocabulary)
        for number, joining in enumerate(tables, start=1)
    )


def _paragraphs(blocks: Sequence[Paragraph | Fragment], start: int, end: int) -> list[Paragraph]:
    return [block for block in blocks[start:end] if isinstance(block, Paragraph)]


def _continued(
    tables: Sequence[Joining],
    blocks: Sequence[Paragraph | Fragment],
    index: int,
    own: int,
    vocabulary: Vocabulary,
) -> tuple[Joining, Continuation] | None:
    """The table that the fragment goes on with: the last, or one that stands beside it."""
    fragment = blocks[index]
    assert isinstance(fragment, Fragment)
    if tables and not (fragment.spans_known and tables[-1].spans_known):
        return _continued_text(tables[-1], blocks, index, vocabulary)
    for table in sorted(tables[-_BESIDE:], key=lambda t: (-_overlap(t.last, fragment), -t.index)):
        others = [b for b in blocks[table.index + 1 : index] if isinstance(b, Fragment)][:_BESIDE]
        if all(_is_beside(other, table.last) or _is_beside(other, fragment) for other in others):
            between = _paragraphs(blocks, table.index + 1, index)
            found = continuation(table, fragment, own, between, vocabulary)
            if found is not None:
                return table, found
    return None


def _overlap(one: Fragment, other: Fragment) -> bool:
    """Whether the fragments stand above each other, mostly."""
    a, b = box_of(one), box_of(other)
    if a is None or b is None:
        return True
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.5 * min(a[2] - a[0], b[2] - b[0])


def _is_beside(one: Fragment, other: Fragment) -> bool:
    """Whether the fragments stand side by side on one page."""
    a, b = box_of(one), box_of(other)
    if a is None or b is None or one.page != other.page:
        return False
    return min(a[3], b[3]) - max(a[1], b[1]) > 0 and (a[2] <= b[0] + 1 or b[2] <= a[0] + 1)


def _continued_text(
    table: Joining,
    blocks: Sequence[Paragraph | Fragment],
    index: int,
    vocabulary: Vocabulary,
) -> tuple[Joining, Continuation] | None:
    """The same for renditions, whose columns may have slipped: nothing between, and no other header."""
    fragment = blocks[index]
    assert isinstance(fragment, Fragment)
    between = _paragraphs(blocks, table.index + 1, index)
    words = [p for p in between if fold(p.text) and not vocabulary.continued.fullmatch(fold(p.text))]
    if words or fragment.spans_known != table.spans_known:
        return None
    skip = _repeated_header(table, fragment)
    headless = fragment.columns == table.columns and not worded_rows(fragment, vocabulary)
    if not (skip or headless) or _restarts(table, fragment, skip, vocabulary):
        return None
    alignment = Alignment((), table.order, table.edges, alike=True)
    return table, Continuation(Part(fragment, skip, ()), alignment)


def _repeated_header(table: Joining, fragment: Fragment) -> int:
    """How many rows of the fragment repeat the table's header, slipped cells or not: the words decide."""
    count = table.header_count
    top = "".join(fold(cell.text) for cell in fragment.cells if cell.row <= count)
    return count if count and top == "".join(fold(cell.text) for cell in table.header) else 0


def _restarts(table: Joining, fragment: Fragment, skip: int, vocabulary: Vocabulary) -> bool:
    """Whether the numbers of the first column begin again at one, which a new table does."""
    ours = any(
        cell.column == 1 and vocabulary.is_number(cell.text)
        for part in table.parts
        for cell in part.fragment.cells
    )
    theirs = [
        c.text for c in fragment.cells if c.row == skip + 1 and c.column == 1 and vocabulary.is_number(c.text)
    ]
    return ours and bool(theirs) and numeral(theirs[0]) == 1


def _goes_on_in_group(
    table: Joining, fragment: Fragment, between: Sequence[Paragraph], vocabulary: Vocabulary
) -> bool:
    """Whether a line such as ``二、工程类`` heads a further group of the table, with no header below it."""
    lines = [line for line in between if not vocabulary.continued.fullmatch(fold(line.text))]
    return (
        len(lines) == 1
        and vocabulary.group_row.fullmatch(fold(lines[0].text)) is not None
        and fragment.spans_known == table.spans_known
        and fragment.columns == table.columns > 1
        and table.header_count > 0
        and not worded_rows(fragment, vocabulary)
    )


def _title_row(header: Sequence[Cell], fragment: Fragment, vocabulary: Vocabulary) -> str | None:
    """A title that stands in the table itself, over its whole width above the header words."""
    wide = [cell for cell in header if cell.column_span == fragment.columns > 1 and squeeze(cell.text)]
    rows = sorted(wide, key=lambda cell: cell.row)
    return _heading([Paragraph(" ".join(cell.text.split()), fragment.page) for cell in rows], vocabulary)


def _heading(paragraphs: Sequence[Paragraph], vocabulary: Vocabulary) -> str | None:
    """The nearest line above that may head a table: short, no sentence, no annex label or count."""
    bracketed = ""
    for paragraph in reversed(paragraphs):
        text = paragraph.text.strip()
        if not vocabulary.is_heading(text):
            continue
        if is_heading(paragraph, vocabulary):
            if _is_bracketed(text) and not bracketed:
                bracketed = text  # such as (2024年版): the end of the heading in the line above
                continue
            return join_lines(f"{text}\n{bracketed}") if bracketed else text
        if vocabulary.group_row.fullmatch(fold(text)) and text[-1] in _COLONS:
            return text
        if paragraph.level is None:
            break
    return bracketed or None


def _is_bracketed(text: str) -> bool:
    return text[0] in _OPENING and text[-1] in _CLOSING and not any(char in _OPENING for char in text[1:])


def _noted(table: Joining, blocks: Sequence[Paragraph | Fragment], vocabulary: Vocabulary) -> Joining:
    """The table with the notes that stand under its parts."""
    for index in table.indices:
        run: list[Paragraph] = []
        for block in islice(blocks, index + 1, None):
            noted = isinstance(block, Paragraph) and vocabulary.is_note(block.text)
            if isinstance(block, Fragment) or not (noted or run):
                break
            if not noted and (is_heading(block, vocabulary) or _is_annex(block, vocabulary)):
                break
            run.append(block)
        table.notes.extend(run)
    return table


def _is_annex(line: Paragraph, vocabulary: Vocabulary) -> bool:
    return vocabulary.annex.fullmatch(fold(line.text)) is not None and len(line.text) < HEADING_LENGTH
