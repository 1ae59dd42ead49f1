"""The body of a table without upright rules on one page: its lines in blocks between rules, and its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.documents.text import fold
from pipeline.readers.pdf_aligned_columns import Columns
from pipeline.readers.pdf_aligned_rows import Block, spacing_of, stretches
from pipeline.readers.pdf_textlines import TextLine
from pipeline.vocabulary import Vocabulary

# A gap between two lines wider than this (in ems) ends a table that no rule ends.
END_GAP = 2.5
# Lines this near (in ems) go on with the row above after the last number where no gap parts the rows.
TIGHT = 0.9
# Of the lines of a table without numbers more than this part have words in two columns.
FILLED = 0.15
# Of the lines between two rules so many may run across the columns (group rows).
CROSSING = 0.2


@dataclass(frozen=True, slots=True)
class Body:
    """Makes the blocks of a table with these columns."""

    columns: Columns
    vocabulary: Vocabulary

    def blocks(self, texts: Sequence[TextLine], start: int, top: float, full: Sequence[float]) -> list[Block]:
        """The lines between full rules, and those below the last that may belong to the table."""
        blocks: list[Block] = []
        at = start
        for bound in [*(y for y in full if y > top + 1), None]:
            end = at
            while end < len(texts) and (bound is None or texts[end].middle < bound):
                end += 1
            lines = texts[at:end]
            closed = bound is not None and self._fits(lines)
            if not closed:  # all that stands above a rule of the page, or a table that ends before it
                lines = lines[: self._open_end(lines)] if bound is None or not blocks else ()
            if not lines:
                break
            blocks.append(self._block(lines, top, bound if closed else None))
            at += len(lines)
            if bound is None or not closed:
                break
            top = bound
        return blocks

    def _block(self, lines: Sequence[TextLine], top: float, bottom: float | None) -> Block:
        anchors = tuple(i for i, line in enumerate(lines) if self.columns.is_anchor(line, self.vocabulary))
        heads = frozenset(i for i, line in enumerate(lines) if i not in anchors and self._heads(line))
        return Block(
            tuple(lines),
            anchors,
            heads,
            top,
            lines[-1].bottom + 1 if bottom is None else bottom,
            closed=bottom is not None,
            widths=tuple(map(self.columns.widths, lines)),
        )

    def _heads(self, line: TextLine) -> bool:
        """Whether the line, between rows, heads a group of them: one text that is no part of a row."""
        if len(line.words) > 1:
            return False
        in_numbers = bool(self.columns.number_of(line)) if self.columns.number is not None else False
        outlined = self.vocabulary.group_row.fullmatch(fold(line.text)) is not None
        return outlined or in_numbers or bool(self.columns.crossed(line))

    def _fits(self, lines: Sequence[TextLine]) -> bool:
        crossing = sum(bool(self.columns.crossed(line)) for line in lines)
        return bool(lines) and crossing <= max(1, CROSSING * len(lines))

    def _open_end(self, lines: Sequence[TextLine]) -> int:
        """How many of the lines, which no rule ends, may belong to the table."""
        for at, line in enumerate(lines):
            gap = line.top - lines[at - 1].bottom if at else 0.0
            if at and gap > END_GAP * line.size:
                return at
            beyond = line.right > self.columns.xs[-1] + line.size and self.columns.filled(line) < 2
            outside = beyond or line.left < self.columns.xs[0] - line.size
            if outside or (self.vocabulary.is_note(line.text) and len(line.words) == 1):
                return at
            if self.columns.crossed(line) and not self._is_group_between(lines, at):
                return at
        return len(lines)

    def _is_group_between(self, lines: Sequence[TextLine], at: int) -> bool:
        """Whether a line that runs across the columns heads rows that come right below it."""
        if at + 1 >= len(lines):
            return False
        line, below = lines[at], lines[at + 1]
        row = (
            self.columns.is_anchor(below, self.vocabulary)
            if self.columns.number is not None
            else self.columns.filled(below) > 1
        )
        return row and len(line.words) == 1 and below.top - line.bottom <= END_GAP * line.size

    def ended(self, blocks: list[Block], *, goes_on: bool, headed: bool) -> list[Block]:
        """The blocks without what stands below the table's end on the page."""
        numbered = self.columns.number is not None
        while len(blocks) > 1 and not blocks[-1].closed and not goes_on:
            if numbered and blocks[-1].anchors:
                break
            blocks.pop()
        while len(blocks) > 1 and (
            (numbered and not blocks[-1].anchors and not goes_on) or (headed and self._is_heading(blocks[-1]))
        ):
            blocks.pop()
        if numbered and blocks and not blocks[-1].closed:
            blocks[-1] = self._after_numbers(blocks[-1], goes_on=goes_on)
        return [block for block in blocks if block.lines]

    def _is_heading(self, block: Block) -> bool:
        """Whether a block right above another header is its heading: single texts, not in several columns."""
        columns = {at for row in block.widths for at, width in enumerate(row) if width}
        crossing = any(self.columns.crossed(line) for line in block.lines)
        return all(len(line.words) == 1 for line in block.lines) and (len(columns) == 1 or crossing)

    def _after_numbers(self, block: Block, *, goes_on: bool) -> Block:
        """The block up to the end of the row of its last number, or the first part of one more."""
        gap = spacing_of([block], numbered=True).gap if block.anchors else None
        last = block.anchors[-1] if block.anchors else 0
        limit = gap if gap is not None else TIGHT * block.lines[last].size
        starts = [start for start in stretches(block.lines, limit) if start > last]
        end = starts[0] if starts else len(block.lines)
        if goes_on and len(starts) == 1 and gap is not None:
            end = len(block.lines)
        kept = block.lines[:end]
        return replace(
            block,
            lines=kept,
            heads=frozenset(head for head in block.heads if head < end),
            bottom=max(line.bottom for line in kept) + 1,
            widths=block.widths[:end],
        )

    def is_filled(self, blocks: Sequence[Block]) -> bool:
        """Whether the rows bear numbers or, without a column for them, fill more than one column."""
        if self.columns.number is not None:
            return any(block.anchors for block in blocks)
        filled = [block.filled(at) for block in blocks for at in range(len(block.lines))]
        return sum(count > 1 for count in filled) > FILLED * len(filled)
