"""The recorded steps applied to what was read again, and the comparison with what was published."""

import unicodedata
from collections.abc import Sequence, Set

from pipeline.documents.text import squeeze, without_unseen

_JOINED = frozenset({"row-joined", "span-joined"})
"""Steps that leave out what a page prints again of the cell on the page before."""


def replay(parts: Sequence[str], steps: Set[str]) -> str:
    """The text that the steps make of what stands in the places, in their order."""
    made: list[str] = []
    for part in parts:
        again = steps & _JOINED and squeeze("".join(made)) == squeeze(part)
        if squeeze(without_unseen(part)) and not again:
            made.append(part)
    return "\n".join(made)


def same(read: str, published: str, *, scanned: bool = False) -> bool:
    """Whether two texts differ in white space alone; of scans also in width."""
    if scanned:
        read, published = (unicodedata.normalize("NFKC", text) for text in (read, published))
    return squeeze(read) == squeeze(published)
