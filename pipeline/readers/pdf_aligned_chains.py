"""Tables without upright rules followed over pages: where each begins, goes on and ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.readers.pdf_aligned_body import END_GAP, Body
from pipeline.readers.pdf_aligned_columns import Columns, columns_of
from pipeline.readers.pdf_aligned_cuts import rest_of_row
from pipeline.readers.pdf_aligned_grid import is_full
from pipeline.readers.pdf_aligned_header import Header, header_at
from pipeline.readers.pdf_aligned_rows import Block
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_textlines import TextLine
from pipeline.vocabulary import Vocabulary

# The page of a table's part that stands before those that are read.
BEFORE = -1
# Header words that are repeated overleaf stand this near to the same place, in points.
SAME_PLACE = 4.0
# The rest of a row stands among so many lines at the head of a page, below running headers.
FIRST = 3


@dataclass(frozen=True, slots=True)
class PageLines:
    """What of a page may belong to tables without upright rules: its lines and level rules.

    ``heads`` are the indices of the lines of column words; ``ruled`` tells that other tables stand on the
    page, before which no table goes on.
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
class Piece:
    """A table's part on one page."""

    page: int
    header: Header | None
    blocks: list[Block]


@dataclass(slots=True, eq=False)
class Chain:
    """The parts of a table on the pages that it runs over, with one set of columns."""

    open: Open
    pieces: list[Piece] = field(default_factory=list)


def open_after(chains: Sequence[Chain], page: int) -> Chain | None:
    """The table that may go on after a page, with its part there as the last part before."""
    parts = [
        (piece, chain) for chain in chains for piece in chain.pieces if piece.page == page and piece.blocks
    ]
    if not parts:
        return None
    piece, chain = max(parts, key=lambda part: part[0].blocks[-1].bottom)
    return Chain(chain.open, [Piece(BEFORE, None, piece.blocks)])


@dataclass(frozen=True, slots=True)
class Tracer:
    """Follows tables over pages."""

    pages: Sequence[PageLines]
    vocabulary: Vocabulary

    def chains(self, before: Chain | None) -> list[Chain]:
        """All tables on the pages; ``before`` is the one that they may go on with."""
        chains: list[Chain] = []
        current = before
        for index, page in enumerate(self.pages):
            first = page.next_head(0)
            if current is not None and (piece := self._continued(index, first, current)):
                current.pieces.append(piece)
                if current not in chains:
                    chains.append(current)
            elif first:
                current = None if first == len(page.texts) and page.texts else current
            at = first
            while at < len(page.texts):
                header = self._header(page, at)
                chain = self._headed(index, header, current) if header is not None else None
                if chain is None:
                    at += 1
                else:
                    if chain not in chains:
                        chains.append(chain)
                    current = chain
                    at = header.after if header is not None else at + 1
                at = page.next_head(at)
        return [chain for chain in chains if chain.pieces]

    def _headed(self, index: int, header: Header, current: Chain | None) -> Chain | None:
        """The chain with the part below the header added: the current one if its header is repeated."""
        page = self.pages[index]
        if current is not None and self._repeats(index, header, current):
            chain = current
        else:
            pool = self._pool(index, header)
            end = page.texts[self._reach(page, header.after) - 1].bottom if pool else 0.0
            columns = columns_of(header, pool, page.levels, bottom=end)
            if columns is None:
                return None
            chain = Chain(Open(columns, header.words, header.places))
        piece = self._piece(index, header.after, header, chain)
        if piece is None:
            return None
        chain.pieces.append(piece)
        return chain

    def _repeats(self, index: int, header: Header, current: Chain) -> bool:
        """Whether a header that the chain's is printed again as, with lines below that fit its columns."""
        if not current.pieces or current.pieces[-1].page == index or not _same_header(current.open, header):
            return False
        page = self.pages[index]
        columns = current.open.columns
        own = page.texts[header.after : self._reach(page, header.after)]
        return bool(own) and columns.holds(own[0])

    def _reach(self, page: PageLines, start: int) -> int:
        """The line after the last that may belong to a table whose body begins at ``start``."""
        texts = page.texts
        limit = page.next_head(start)
        for at in range(start, limit):
            if at > start and texts[at].top - texts[at - 1].bottom > END_GAP * texts[at].size:
                return at
        return limit

    def _pool(self, index: int, header: Header) -> list[TextLine]:
        """The lines that tell the table's columns: below its header, and on pages that go on with it."""
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
        reach = Open(replace(columns, xs=(*columns.xs[:-1], float("inf"))), header.words, header.places)
        for number in range(index + 1, len(self.pages)):
            following = self.pages[number]
            first = following.next_head(0)
            start = self._start(following.texts[:first], reach, strict=False)
            if start is not None and not following.ruled:
                pool += following.texts[start : min(first, self._reach(following, start))]
                if first < len(following.texts):
                    break
                continue
            again = self._header(following, first)
            if again is None or not _same_header(reach, again):
                break
            pool += following.texts[again.after : self._reach(following, again.after)]
        return pool

    def _start(self, texts: Sequence[TextLine], table: Open, *, strict: bool = True) -> int | None:
        """The line with which a page goes on with the table; None where it does not.

        Unless ``strict`` its text may run over some of the columns, which are not sure yet.
        """
        columns = table.columns
        if columns.number is not None:
            first = next(
                (i for i, line in enumerate(texts) if columns.is_anchor(line, self.vocabulary)), None
            )
        else:
            first = next((i for i, line in enumerate(texts) if columns.filled(line) > 1), None)
        if first is None:
            return None
        crossed = columns.crossed(texts[first])
        if crossed and (strict or len(crossed) * 2 > len(columns.xs) - 2):
            return None
        while first > 0 and self._joins(texts, first, columns):
            first -= 1
        return first

    def _joins(self, texts: Sequence[TextLine], at: int, columns: Columns) -> bool:
        """Whether the line above belongs to the same table."""
        above = texts[at - 1]
        near = texts[at].top - above.bottom <= END_GAP * texts[at].size
        return near and columns.holds(above)

    def _continued(self, index: int, limit: int, chain: Chain) -> Piece | None:
        page = self.pages[index]
        if page.ruled:
            return None
        start = self._start(page.texts[:limit], chain.open)
        if start is None:
            start = self._rest(page.texts[:limit], chain)
        return None if start is None else self._piece(index, start, None, chain, limit=limit)

    def _rest(self, texts: Sequence[TextLine], chain: Chain) -> int | None:
        """The line with which the rest of the last row begins, on a page that holds no more of the table."""
        columns = chain.open.columns
        above = [line for piece in chain.pieces for block in piece.blocks for line in block.lines]
        for at, line in enumerate(texts):
            if above and columns.holds(line) and at < FIRST:
                following = range(at + 1, len(texts))
                end = next((n for n in following if not self._joins(texts, n, columns)), len(texts))
                if rest_of_row(above, texts[at:end], columns):
                    return at
        return None

    def _piece(
        self, index: int, start: int, header: Header | None, chain: Chain, *, limit: int | None = None
    ) -> Piece | None:
        """The table's part on the page from the line ``start`` on."""
        page, columns = self.pages[index], chain.open.columns
        limit = page.next_head(start) if limit is None else limit
        texts = page.texts[:limit]
        full = sorted(rule.at for rule in page.levels if is_full(rule, columns))
        if start >= len(texts):
            return None
        top = header.bottom if header is not None else texts[start].top - 1
        if header is None:
            top = max(
                (at for at in full if texts[start].top - texts[start].size < at <= texts[start].top),
                default=top,
            )
        body = Body(columns, self.vocabulary)
        blocks = body.blocks(texts, start, top, full)
        goes_on = limit == len(page.texts) and self._goes_on(index, chain.open)
        used = sum(len(block.lines) for block in blocks)
        blocks = body.ended(blocks, goes_on=goes_on, headed=limit < len(page.texts))
        if sum(len(block.lines) for block in blocks) == used and start + used == len(page.texts) and goes_on:
            blocks[-1] = replace(blocks[-1], trails=True)
        if not blocks or not (body.is_filled(blocks) or self._is_rest(blocks, chain)):
            return None
        blocks[0] = replace(blocks[0], first=True)
        if chain.pieces or header is None:
            blocks[0] = replace(blocks[0], leads=True)
        return Piece(index, header, blocks)

    def _is_rest(self, blocks: Sequence[Block], chain: Chain) -> bool:
        """Whether lines without numbers are the rest of the chain's last row."""
        above = [line for piece in chain.pieces for block in piece.blocks for line in block.lines]
        return len(blocks) == 1 and bool(above) and rest_of_row(above, blocks[0].lines, chain.open.columns)

    def _goes_on(self, index: int, table: Open) -> bool:
        """Whether the next page goes on with the table."""
        if index + 1 >= len(self.pages) or self.pages[index + 1].ruled:
            return False
        page = self.pages[index + 1]
        first = page.next_head(0)
        if self._start(page.texts[:first], table) is not None:
            return True
        header = self._header(page, first)
        return header is not None and _same_header(table, header)

    def _header(self, page: PageLines, at: int) -> Header | None:
        if at >= len(page.texts):
            return None
        return header_at(page.texts, at, page.levels, self.vocabulary)


def _same_header(table: Open, header: Header) -> bool:
    """Whether a header has the same words at the same places."""
    return header.words == table.words and all(
        abs(mine - theirs) <= SAME_PLACE for mine, theirs in zip(table.places, header.places, strict=True)
    )
