"""Tables without upright rules: three-line tables, and tables by the alignment of their text alone.

A line with known column words is required. Its words and the blank strips between the columns below, on all
pages that the table runs over, give the columns; full rules, the numbers column and the gaps between lines
give the rows. All is then drawn as rules that were not printed, and the grid made from them as from printed
ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.readers.pdf_aligned_chains import BEFORE, Chain, PageLines, Piece, Tracer
from pipeline.readers.pdf_aligned_columns import Columns
from pipeline.readers.pdf_aligned_cuts import cut_rows
from pipeline.readers.pdf_aligned_grid import AlignedTable, drawn, is_full
from pipeline.readers.pdf_aligned_rows import Band, Block, bands_of, spacing_of
from pipeline.readers.pdf_rules import Rule
from pipeline.vocabulary import Vocabulary


def aligned_tables(
    pages: Sequence[PageLines], before: Chain | None, vocabulary: Vocabulary
) -> tuple[list[list[AlignedTable]], list[Chain]]:
    """The tables on each of the pages, and how they run over these.

    ``before`` is the table that the first page may go on with, of which its last part is known.
    """
    chains = Tracer(pages, vocabulary).chains(before)
    found: list[list[tuple[float, AlignedTable]]] = [[] for _ in pages]
    for chain in chains:
        for piece, table in _tables(chain, pages):
            if piece.page != BEFORE:
                found[piece.page].append((table.grid.ys[0], table))
    return [[table for _, table in sorted(page, key=lambda one: one[0])] for page in found], chains


def _tables(chain: Chain, pages: Sequence[PageLines]) -> Iterator[tuple[Piece, AlignedTable]]:
    columns = _around(chain)
    numbered = columns.number is not None
    levels = [pages[piece.page].levels if piece.page != BEFORE else () for piece in chain.pieces]
    whole = [
        block
        for piece, rules in zip(chain.pieces, levels, strict=True)
        for block in piece.blocks
        if not _parted_by_rules(block, columns, rules)
    ]
    spacing = spacing_of(whole, numbered=numbered)
    parts: list[list[Band]] = []
    for piece, rules in zip(chain.pieces, levels, strict=True):
        bands: list[Band] = []
        for block in piece.blocks:
            if _parted_by_rules(block, columns, rules):
                bands.append(Band(block.top, block.bottom, block.lines))
            else:
                bands += bands_of(block, spacing, numbered=numbered)
        parts.append(bands)
    for piece, rules, bands, cut in zip(chain.pieces, levels, parts, cut_rows(parts, columns), strict=True):
        table = drawn(piece.header, bands, columns, rules) if bands else None
        if table is not None:
            yield piece, replace(table, cut=cut)


def _around(chain: Chain) -> Columns:
    """The chain's columns, wide enough for all its lines."""
    lines = [line for piece in chain.pieces for block in piece.blocks for line in block.lines]
    columns = chain.open.columns
    left = min(columns.xs[0], *(line.left - 1 for line in lines))
    right = max(columns.xs[-1], *(line.right + 1 for line in lines))
    return replace(columns, xs=(left, *columns.xs[1:-1], right))


def _parted_by_rules(block: Block, columns: Columns, levels: Sequence[Rule]) -> bool:
    """Whether rules under some of the columns part the block's rows, as where a cell spans two of them."""
    parted = {
        round(rule.at) for rule in levels if block.top < rule.at < block.bottom and not is_full(rule, columns)
    }
    return bool(parted) and len(parted) >= len(block.anchors) - 1
