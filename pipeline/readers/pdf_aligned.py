"""Tables without upright rules: three-line tables, and tables by the alignment of their text alone.

A line with known column words is required. Its words and the blank strips between the columns below, on all
pages that the table runs over, give the columns; full rules, the numbers column and the gaps between lines
give the rows. All is then drawn as rules that were not printed, and the grid made from them as from printed
ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.documents.text import fold
from pipeline.readers.pdf_aligned_columns import Columns, columns_of
from pipeline.readers.pdf_aligned_grid import AlignedTable, drawn, is_full
from pipeline.readers.pdf_aligned_header import Header, header_at
from pipeline.readers.pdf_aligned_rows import Band, Block, Spacing, bands_of, spacing_of, stretches
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_textlines import TextLine
from pipeline.vocabulary import Vocabulary

# A gap between two lines wider than this (in ems) ends a table that no rule ends.
END_GAP = 2.5
# Lines this near (in ems) go on with the row above after the last number where no gap parts the rows.
TIGHT = 0.9
# Of the lines of a table without numbers more than this part have words in two columns.
FILLED = 0.25
# Of the lines between two rules so many may run across the columns (group rows).
CROSSING = 0.2
# Header words that are repeated overleaf stand this near to the same place, in points.
SAME_PLACE = 4.0


@dataclass(frozen=True, slots=True)
class PageLines:
    """What of a page may belong to tables without upright rules: its lines and level rules.

    ``heads`` are the indices of the lines of column words; ``ruled`` tells that other tables stand on the page, before which no table goes on.
    """

    texts: tuple[TextLine, ...]
    levels: tuple[Rule, ...]
    heads: tuple[int, ...]
    ruled: bool = False

    def next_head(self, start: int) -> int:
        """The next line of column words from ``start`` on; the number of lines if there is none."""
        return next((head for head in self.heads if head >= start), len(self.texts))


@dataclass(frozen=True, slots=True)
class Open:
    """A table that the next page may go on with: its columns, and the words of its header."""

    columns: Columns
    words: tuple[str, ...] = ()
    places: tuple[float, ...] = ()


@dataclass(slots=True)
class _Piece:
    """A table's part on one page."""

    page: int
    header: Header | None
    blocks: list[Block]


@dataclass(slots=True)
class _Chain:
    """The parts of a table on the pages that it runs over, with one set of columns."""

    open: Open
    pieces: list[_Piece] = field(default_factory=list)


def aligned_tables(
    pages: Sequence[PageLines], before: Open | None, vocabulary: Vocabulary
) -> tuple[list[list[AlignedTable]], Open | None]:
    """The tables on each of the pages, and the one that the page after them may go on with.

    ``before`` is the table that the first page may go on with.
    """
    chains = _Tracer(pages, vocabulary).chains(before)
    found: list[list[tuple[float, AlignedTable]]] = [[] for _ in pages]
    for chain in chains:
        for piece, table in _tables(chain, pages):
            found[piece.page].append((table.grid.ys[0], table))
    tables = [[table for _, table in sorted(page, key=lambda one: one[0])] for page in found]
    last = chains[-1] if chains else None
    goes_on = last is not None and last.pieces and last.pieces[-1].page == len(pages) - 1
    return tables, last.open if last is not None and goes_on else None


def _tables(chain: _Chain, pages: Sequence[PageLines]) -> Iterator[tuple[_Piece, AlignedTable]]:
    columns = chain.open.columns
    numbered = columns.number is not None
    levels = [pages[piece.page].levels for piece in chain.pieces]
    whole = [
        block
        for piece, rules in zip(chain.pieces, levels, strict=True)
        for block in piece.blocks
        if not _parted_by_rules(block, columns, rules)
    ]
    spacing = spacing_of(whole, numbered=numbered)
    for piece, rules in zip(chain.pieces, levels, strict=True):
        bands: list[Band] = []
        for block in piece.blocks:
            if _parted_by_rules(block, columns, rules):
                bands.append(Band(block.top, block.bottom, block.lines))
            else:
                bands += bands_of(block, spacing, numbered=numbered)
        table = drawn(piece.header, bands, columns, rules) if bands else None
        if table is not None:
            yield piece, table


def _parted_by_rules(block: Block, columns: Columns, levels: Sequence[Rule]) -> bool:
    """Whether rules under some of the columns part the block's rows, as where a cell spans two of them."""
    parted = {
        round(rule.at) for rule in levels if block.top < rule.at < block.bottom and not is_full(rule, columns)
    }
    return bool(parted) and len(parted) >= len(block.anchors) - 1


@dataclass(frozen=True, slots=True)
class _Tracer:
    """Follows tables over pages."""

    pages: Sequence[PageLines]
    vocabulary: Vocabulary

    def chains(self, before: Open | None) -> list[_Chain]:
        chains: list[_Chain] = []
        current = _Chain(before) if before is not None else None
        for index, page in enumerate(self.pages):
            first = page.next_head(0)
            if current is not None and (piece := self._continued(index, first, current.open)):
                current.pieces.append(piece)
                if current not in chains:
                    chains.append(current)
            elif first:
                current = None if first == len(page.texts) and page.texts else current
            at = first
            while at < len(page.texts):
                header = header_at(page.texts, at, page.levels, self.vocabulary)
                chain = self._headed(index, header, current) if header is not None else None
                if chain is None:
                    at += 1
                else:
                    if chain is not current:
                        chains.append(chain)
                    current = chain
                    at = header.after if header is not None else at + 1
                at = page.next_head(at)
        return [chain for chain in chains if chain.pieces]

    def _headed(self, index: int, header: Header, current: _Chain | None) -> _Chain | None:
        """The chain with the part below the header added: the current one if its header is repeated."""
        page = self.pages[index]
        words, places = header.words, tuple(left for left, _ in header.columns)
        if current is not None and current.pieces and _same_header(current.open, words, places):
            chain = current if current.pieces[-1].page < index else _Chain(current.open)
        else:
            pool = self._pool(index, header)
            end = page.texts[self._reach(page, header.after) - 1].bottom if pool else 0.0
            columns = columns_of(header, pool, page.levels, bottom=end)
            if columns is None:
                return None
            chain = _Chain(Open(columns, words, places))
        piece = self._piece(index, header.after, header, chain)
        if piece is None:
            return None
        chain.pieces.append(piece)
        return chain

    def _reach(self, page: PageLines, start: int) -> int:
        """The line after the last that may belong to a table whose body begins at ``start``."""
        texts = page.texts
        limit = page.next_head(start)
        for at in range(start, limit):
            if at > start and texts[at].top - texts[at - 1].bottom > END_GAP * texts[at].size:
                return at
        return limit

    def _pool(self, index: int, header: Header) -> list[TextLine]:
        """The lines that tell the table's columns: those below its header, and on pages that go on with it."""
        page = self.pages[index]
        own = page.texts[header.after : self._reach(page, header.after)]
        if not own or len(own) + header.after < len(page.texts):
            own_end = self._reach(page, header.after)
            if page.next_head(own_end) < len(page.texts):
                return list(own)
        columns = columns_of(header, own, page.levels, bottom=own[-1].bottom) if own else None
        if columns is None:
            return list(own)
        pool = list(own)
        reach = Open(replace(columns, xs=(*columns.xs[:-1], float("inf"))), header.words)
        for number in range(index + 1, len(self.pages)):
            following = self.pages[number]
            first = following.next_head(0)
            start = self._start(following.texts[:first], reach)
            if start is not None and not following.ruled:
                pool += following.texts[start : min(first, self._reach(following, start))]
                if first < len(following.texts):
                    break
                continue
            again = header_at(following.texts, first, following.levels, self.vocabulary) if (
                first < len(following.texts)
            ) else None
            places = tuple(left for left, _ in header.columns)
            if again is None or not _same_header(Open(columns, header.words, places), again.words, tuple(
                left for left, _ in again.columns
            )):
                break
            pool += following.texts[again.after : self._reach(following, again.after)]
        return pool

    def _start(self, texts: Sequence[TextLine], table: Open) -> int | None:
        """The line with which a page goes on with the table, below running headers; None where it does not."""
        columns = table.columns
        if columns.number is not None:
            first = next((i for i, line in enumerate(texts) if columns.is_anchor(line, self.vocabulary)), None)
        else:
            first = next((i for i, line in enumerate(texts) if columns.filled(line) > 1), None)
        if first is None or columns.crossed(texts[first]):
            return None
        while first > 0 and self._joins(texts, first, columns):
            first -= 1
        return first

    def _joins(self, texts: Sequence[TextLine], at: int, columns: Columns) -> bool:
        """Whether the line above belongs to the same table."""
        above = texts[at - 1]
        near = texts[at].top - above.bottom <= END_GAP * texts[at].size
        return near and columns.holds(above)

    def _continued(self, index: int, limit: int, table: Open) -> _Piece | None:
        page = self.pages[index]
        start = self._start(page.texts[:limit], table) if not page.ruled else None
        if start is None:
            return None
        return self._piece(index, start, None, _Chain(table, [_Piece(index - 1, None, [])]), limit=limit)

    def _piece(
        self, index: int, start: int, header: Header | None, chain: _Chain, *, limit: int | None = None
    ) -> _Piece | None:
        """The table's part on the page from the line ``start`` on."""
        page, columns = self.pages[index], chain.open.columns
        limit = page.next_head(start) if limit is None else limit
        texts = page.texts[:limit]
        full = sorted(rule.at for rule in page.levels if is_full(rule, columns))
        if start >= len(texts):
            return None
        top = header.bottom if header is not None else texts[start].top - 1
        if header is None:
            top = max((at for at in full if texts[start].top - texts[start].size < at <= texts[start].top), default=top)
        blocks = self._blocks(texts, start, top, full, columns)
        goes_on = limit == len(page.texts) and self._goes_on(index, chain.open)
        used = sum(len(block.lines) for block in blocks)
        blocks = self._ended(blocks, columns, goes_on=goes_on, headed=limit < len(page.texts))
        if sum(len(block.lines) for block in blocks) == used and start + used == len(page.texts) and goes_on:
            blocks[-1] = replace(blocks[-1], trails=True)
        if not blocks or not self._is_filled(blocks, columns):
            return None
        if header is None or chain.pieces:
            blocks[0] = replace(blocks[0], leads=True)
        return _Piece(index, header, blocks)

    def _goes_on(self, index: int, table: Open) -> bool:
        """Whether the next page goes on with the table."""
        if index + 1 >= len(self.pages) or self.pages[index + 1].ruled:
            return False
        page = self.pages[index + 1]
        first = page.next_head(0)
        if self._start(page.texts[:first], table) is not None:
            return True
        header = header_at(page.texts, first, page.levels, self.vocabulary) if first < len(page.texts) else None
        return header is not None and _same_header(
            table, header.words, tuple(left for left, _ in header.columns)
        )

    def _blocks(
        self, texts: Sequence[TextLine], start: int, top: float, full: Sequence[float], columns: Columns
    ) -> list[Block]:
        """The lines between full rules, and what stands below the last as far as it may belong to the table."""
        blocks: list[Block] = []
        at = start
        for bound in [*(y for y in full if y > top + 1), None]:
            end = at
            while end < len(texts) and (bound is None or texts[end].middle < bound):
                end += 1
            lines = texts[at:end]
            if bound is None:
                lines = lines[: self._open_end(lines, columns)]
            elif not self._fits(lines, columns):
                open_end = self._open_end(lines, columns)
                lines = lines[:open_end] if not blocks or blocks[-1].closed is False else []
                bound = None
            if not lines:
                break
            blocks.append(self._block(lines, top, bound, columns))
            at += len(lines)
            if bound is None:
                break
            top = bound
        return blocks

    def _block(
        self, lines: Sequence[TextLine], top: float, bottom: float | None, columns: Columns
    ) -> Block:
        anchors = tuple(i for i, line in enumerate(lines) if columns.is_anchor(line, self.vocabulary))
        heads = frozenset(i for i, line in enumerate(lines) if i not in anchors and self._heads(line, columns))
        return Block(
            tuple(lines),
            anchors,
            heads,
            top,
            lines[-1].bottom + 1 if bottom is None else bottom,
            closed=bottom is not None,
            filled=tuple(map(columns.filled, lines)),
        )

    def _heads(self, line: TextLine, columns: Columns) -> bool:
        """Whether the line, between rows, heads a group of them: one text that is no part of a row."""
        if len(line.words) > 1:
            return False
        in_numbers = bool(columns.number_of(line)) if columns.number is not None else False
        outlined = self.vocabulary.group_row.fullmatch(fold(line.text)) is not None
        return outlined or in_numbers or bool(columns.crossed(line))

    def _fits(self, lines: Sequence[TextLine], columns: Columns) -> bool:
        crossing = sum(bool(columns.crossed(line)) for line in lines)
        return bool(lines) and crossing <= max(1, CROSSING * len(lines))

    def _open_end(self, lines: Sequence[TextLine], columns: Columns) -> int:
        """How many of the lines, which no rule ends, may belong to the table."""
        for at, line in enumerate(lines):
            gap = line.top - lines[at - 1].bottom if at else 0.0
            if at and gap > END_GAP * line.size:
                return at
            outside = line.left < columns.xs[0] - line.size or line.right > columns.xs[-1] + line.size
            if outside or (self.vocabulary.is_note(line.text) and len(line.words) == 1):
                return at
            if columns.crossed(line) and not self._is_group_between(lines, at, columns):
                return at
        return len(lines)

    def _is_group_between(self, lines: Sequence[TextLine], at: int, columns: Columns) -> bool:
        """Whether a line that runs across the columns heads rows that come right below it."""
        if at + 1 >= len(lines):
            return False
        line, below = lines[at], lines[at + 1]
        row = columns.is_anchor(below, self.vocabulary) if columns.number is not None else columns.filled(below) > 1
        return row and len(line.words) == 1 and below.top - line.bottom <= END_GAP * line.size

    def _ended(
        self, blocks: list[Block], columns: Columns, *, goes_on: bool, headed: bool
    ) -> list[Block]:
        """The blocks without what stands below the table's end on the page."""
        numbered = columns.number is not None
        while len(blocks) > 1 and not blocks[-1].closed and not goes_on:
            if numbered and blocks[-1].anchors:
                break
            blocks.pop()
        while len(blocks) > 1 and (
            (numbered and not blocks[-1].anchors and not goes_on)
            or (headed and all(len(line.words) == 1 for line in blocks[-1].lines))
        ):
            blocks.pop()
        if numbered and blocks and not blocks[-1].closed:
            blocks[-1] = self._after_numbers(blocks[-1], goes_on=goes_on)
        return [block for block in blocks if block.lines]

    def _after_numbers(self, block: Block, *, goes_on: bool) -> Block:
        """The block up to the end of the row of its last number, or the first part of one more."""
        if not block.anchors:
            return block
        gap = spacing_of([block], numbered=True).gap
        last = block.anchors[-1]
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
            filled=block.filled[:end],
        )

    def _is_filled(self, blocks: Sequence[Block], columns: Columns) -> bool:
        """Whether the rows bear numbers or, without a column for them, fill more than one column."""
        if columns.number is not None:
            return any(block.anchors for block in blocks)
        filled = [count for block in blocks for count in block.filled]
        return sum(count > 1 for count in filled) > FILLED * len(filled)


def _same_header(table: Open, words: Sequence[str], places: Sequence[float]) -> bool:
    """Whether a header has the same words at the same places."""
    return tuple(words) == table.words and all(
        abs(mine - theirs) <= SAME_PLACE for mine, theirs in zip(table.places, places, strict=True)
    )
