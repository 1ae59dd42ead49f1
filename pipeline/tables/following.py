"""Whether a fragment goes on with a table: by what stands between, header words, numbers and grid lines."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.places import PageBox
from pipeline.documents.text import fold, squeeze
from pipeline.tables.joining import Alignment, Joining, Part, align, first_number, repeated_rows
from pipeline.tables.numbers import follows, is_first, number_key, parted
from pipeline.vocabulary import Vocabulary

# Grids on one page that are nearer than this, in points, are one that a gap in the rules parts.
GAP = 4.0
HEADING_LENGTH = 60
_RUNS = re.compile("#+")
_SENTENCE_ENDS = "。；;:：，,、"


@dataclass(frozen=True, slots=True)
class Continuation:
    """The part that the fragment becomes, and how it lies on the table's grid."""

    part: Part
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What the numbers say: the second part counts on, or begins again."""

    run_on: bool
    restart: bool


def continuation(
    table: Joining, fragment: Fragment, own: int, between: Sequence[Paragraph], vocabulary: Vocabulary
) -> Continuation | None:
    """How the fragment goes on with the table; None where it is another. ``own`` counts its header rows."""
    alignment = align(table, fragment)
    if alignment is None:
        return None
    skip = repeated_rows(table, fragment, alignment, vocabulary)
    if own > skip and _has_other_header(fragment, own, skip, vocabulary):
        return None
    part = Part(fragment, skip, alignment.lines)
    numbers = _numbers(table, part, vocabulary)
    if numbers.restart or not (alignment.alike or skip or numbers.run_on):
        return None
    between = [line for line in between if fold(line.text)]
    between = [line for line in between if not vocabulary.page_number.fullmatch(fold(line.text))]
    caption = any(vocabulary.continued.fullmatch(fold(line.text)) for line in between)
    rest = [line for line in between if not vocabulary.continued.fullmatch(fold(line.text))]
    if not (caption or numbers.run_on) and not _is_next(table, fragment, skip):
        return None
    if rest and not caption and not _passes(table, fragment, rest, numbers, skip, vocabulary):
        return None
    return Continuation(part, alignment)


def heads_another(
    table: Joining, fragment: Fragment, own: int, between: Sequence[Paragraph], vocabulary: Vocabulary
) -> bool:
    """Whether a fragment without a header is another list under the table's header: a heading stands between,
    and its numbers begin again.

    Where the table has groups headed by rows in it, a line of their kind heads a further group.
    """
    if not (table.header_count and fragment.spans_known and table.spans_known):
        return False
    if own and not _is_whole_row(fragment):
        return False
    lines = [line for line in between if fold(line.text) and fold(line.text) not in table.lead]
    lines = [line for line in lines if not vocabulary.continued.fullmatch(fold(line.text))]
    heads = [line for line in lines if is_heading(line, vocabulary) and not vocabulary.is_note(line.text)]
    alignment = align(table, fragment)
    same = fragment.columns == table.parts[0].fragment.columns
    if not heads or not same or alignment is None or not alignment.alike:
        return False
    if outline_kind(heads[-1].text, vocabulary) in _groups(table, vocabulary):
        return False
    part = Part(fragment, 0, alignment.lines)
    columns = part.columns_at(table.numbered_from)
    found = first_number(fragment, 0, columns, vocabulary)
    return is_first(found[0]) if found is not None else not columns


def _is_whole_row(fragment: Fragment) -> bool:
    """Whether the first row says one thing over the whole width, as the head of a group does."""
    return all(cell.column_span >= fragment.columns - 1 > 0 for cell in fragment.cells if cell.row == 1)


def _groups(table: Joining, vocabulary: Vocabulary) -> set[str]:
    """The kinds of outline that head groups in rows of the table."""
    kinds = (
        outline_kind(cell.text, vocabulary)
        for part in table.parts
        for cell in part.fragment.cells
        if cell.column_span >= part.fragment.columns - 1 > 0
    )
    return {kind for kind in kinds if kind is not None}


def outline_kind(text: str, vocabulary: Vocabulary) -> str | None:
    """The kind of outline that begins a line, ``#、`` of ``二、工程类``; None where it is no outline."""
    match = vocabulary.group_row.fullmatch(fold(text))
    return None if match is None else _RUNS.sub("#", "".join(map(_counted, match[1])))


def _counted(char: str) -> str:
    counts = (char.isascii() and char.isalnum()) or unicodedata.numeric(char, None) is not None
    return "#" if counts else char


def _has_other_header(fragment: Fragment, own: int, skip: int, vocabulary: Vocabulary) -> bool:
    """Whether rows that do not repeat the table's header are one: two known words, or half of all."""
    rows = range(skip + 1, own + 1)
    cells = [cell for cell in fragment.cells if cell.row in rows and squeeze(cell.text)]
    known = sum(fold(cell.text) in vocabulary.words for cell in cells)
    return known >= 2 or (known == 1 and len(cells) <= 2)


def _numbers(table: Joining, part: Part, vocabulary: Vocabulary) -> _Numbers:
    columns = part.columns_at(table.numbered_from)
    found = first_number(part.fragment, part.skip, columns, vocabulary)
    if found is None or not table.last_numbers:
        return _Numbers(run_on=False, restart=False)
    first, row = found
    run_on = any(follows(last, first) for last in table.last_numbers) or _is_cut_number(
        table, part, columns, vocabulary
    )
    restart = is_first(first) and not run_on and not _restarts_in_fields(table, part, row, vocabulary)
    if restart and (_is_group_above(part, row, vocabulary) or _ends_with_group(table, vocabulary)):
        restart = False
    return _Numbers(run_on, restart)


def _is_cut_number(table: Joining, part: Part, columns: Sequence[int], vocabulary: Vocabulary) -> bool:
    """Whether the first row holds the rest of the last number before it."""
    rest = next(
        (
            cell.text
            for cell in part.fragment.cells
            if cell.row == part.skip + 1 and cell.column in columns[:1]
        ),
        "",
    )
    return any(parted(before, upper, rest, vocabulary) is not None for before, upper in table.tails)


def _restarts_in_fields(table: Joining, part: Part, row: int, vocabulary: Vocabulary) -> bool:
    """Whether numbers begin again wherever a merged cell does, at the row and elsewhere in either part."""
    parts = [(one, one.skip or (table.header_count if one is table.parts[0] else 0)) for one in table.parts]
    starts = [
        (one.fragment, cell.row)
        for one, skip in (*parts, (part, part.skip))
        for cell in one.fragment.cells
        if cell.column in one.columns_at(table.numbered_from) and cell.row > skip
        for key in [number_key(cell.text, vocabulary)]
        if key is not None and is_first(key)
    ]
    return len(starts) > 2 and all(_merges_from(*start) for start in starts)


def _merges_from(fragment: Fragment, row: int) -> bool:
    """Whether a cell begins in the row in a column that merges cells; a field of one row merges none."""
    merging = {cell.column for cell in fragment.cells if cell.row_span > 1 and cell.column_span == 1}
    return any(cell.row == row and cell.column in merging for cell in fragment.cells) or not merging


def _is_group_above(part: Part, row: int, vocabulary: Vocabulary) -> bool:
    above = [cell for cell in part.fragment.cells if part.skip < cell.row < row]
    return any(_heads_group(above, at, part.fragment, vocabulary) for at in range(part.skip + 1, row))


def _ends_with_group(table: Joining, vocabulary: Vocabulary) -> bool:
    last = table.last
    return _heads_group(last.cells, last.rows, last, vocabulary)


def _heads_group(cells: Sequence[Cell], row: int, fragment: Fragment, vocabulary: Vocabulary) -> bool:
    filled = [cell for cell in cells if cell.row == row and squeeze(cell.text)]
    return (
        len(filled) == 1
        and fragment.columns > 1
        and filled[0].column_span >= fragment.columns - 1
        and not vocabulary.is_note(filled[0].text)
    )


def _is_next(table: Joining, fragment: Fragment, skip: int) -> bool:
    """Whether a page's last table and the next page's first meet, or two grids on one page touch."""
    ours, theirs = box_of(table.last), box_of(fragment)
    if ours is None or theirs is None:
        return True
    if fragment.page == table.last.page:
        return not skip and 0 <= theirs[1] - ours[3] <= GAP
    return fragment.page == table.last.page + 1


def _passes(
    table: Joining,
    fragment: Fragment,
    rest: Sequence[Paragraph],
    numbers: _Numbers,
    skip: int,
    vocabulary: Vocabulary,
) -> bool:
    """Whether a table goes on in spite of lines between: its title again, or notes under a part."""
    if box_of(fragment) is None:  # no page end explains the line, so the numbers must
        return numbers.run_on and not any(is_heading(line, vocabulary) for line in rest)
    if fragment.page > table.last.page + 1:
        return False
    again = [line for line in rest if fold(line.text) in table.lead and line.page == fragment.page]
    if len(again) == len(rest):
        return bool(skip) or numbers.run_on
    others = [line for line in rest if line not in again]
    noted = vocabulary.is_note(others[0].text)
    headed = any(is_heading(line, vocabulary) for line in others if not vocabulary.is_note(line.text))
    return numbers.run_on and fragment.page > table.last.page and (noted or not headed)


def is_heading(line: Paragraph, vocabulary: Vocabulary) -> bool:
    """Whether a line may head a table: short, no sentence, no annex label or count."""
    text = line.text.strip()
    short = len(text) <= HEADING_LENGTH and text[-1:] not in _SENTENCE_ENDS
    return short and vocabulary.is_heading(text)


def box_of(fragment: Fragment) -> tuple[float, float, float, float] | None:
    """The fragment's box on its page, None in formats without."""
    return next((place.box for place in fragment.places if isinstance(place, PageBox)), None)
