"""Names that stand for one another in one cell: ``特许会员/专业会员``, ``FRICS/MRICS``."""

import re
from itertools import pairwise

from pipeline.documents.text import fold
from pipeline.names.knowledge import NameWords
from pipeline.names.parts import NameParts, Part, part_of
from pipeline.names.script import runs

_MARK = re.compile(r"\s*(?:(?<!<)[/／、]|或(?!以[上下]))\s*")


def alternatives(text: str, name: NameParts, words: NameWords) -> tuple[Part, ...]:
    """The pieces of the Chinese name, the foreign name and the abbreviation that are alternatives."""
    found: list[Part] = []
    for part in (name.zh, name.latin, name.abbreviation):
        pieces = _pieces(text, part) if part else ()
        if len(pieces) > 1 and (
            part is name.abbreviation
            or all(fold(piece.text).endswith(words.alternative_endings) for piece in pieces)
        ):
            found += pieces
    return tuple(found)


def _pieces(text: str, part: Part) -> tuple[Part, ...]:
    """The part cut at its marks, those within brackets left alone."""
    hidden = [run for run in runs(text, part.start, part.end) if run.kind == "bracket"]
    marks = [
        mark.span()
        for mark in _MARK.finditer(text, part.start, part.end)
        if not any(run.start <= mark.start() < run.end for run in hidden)
    ]
    edges = [part.start, *(edge for mark in marks for edge in mark), part.end]
    pieces = (part_of(text, start, end) for start, end in list(pairwise(edges))[::2])
    return tuple(piece for piece in pieces if piece)
