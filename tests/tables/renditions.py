"""Text renditions made from known tables, with merged cells whose words stand in some of their rows."""

import random
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from pipeline.documents.text import squeeze
from pipeline.tables.spanning import Anchor
from tests.tables.known import read_tables
from tests.typeset.facts import expected_rows, load_notice

HEADER = "序号\t职业资格证书\t发证机构\t国家"
_ROWS = [row for name in ("shanghai", "weihai", "beijing") for row in expected_rows(load_notice(name))]
_ISSUERS = list(dict.fromkeys(squeeze(row.cells["issuer"]) for row in _ROWS))
ISSUERS = [issuer for issuer in _ISSUERS if "(" in issuer and issuer.endswith(")")]
QUALIFICATIONS = [row.cells["qualification"].replace("\n", " ") for row in _ROWS]


@dataclass(frozen=True, slots=True)
class Rendition:
    """A text, and the issuer that each of its rows has."""

    text: str
    issuers: tuple[str, ...]


def rendition(seed: int, anchor: Anchor) -> Rendition:
    """A table whose issuers are merged over one to six rows, on pages of some length, header repeated.

    In the middle style half of the merged cells break their words over two or three rows.
    """
    chance = random.Random(seed)
    target, sizes = chance.randint(15, 80), [0]
    while sum(sizes) < target:
        sizes.append(chance.choice([1, 1, 1, 2, 2, 3, 3, 4, 5, 6]))
    sizes = sizes[1:]
    issuers: list[str] = []
    column: list[str] = []
    for size, issuer in zip(sizes, chance.sample(ISSUERS, len(sizes)), strict=True):
        issuers.extend([issuer] * size)
        column.extend(_words(issuer, size, anchor, chance))
    qualifications = chance.sample(QUALIFICATIONS, len(column))
    page_length = chance.choice([15, 20, 30, 1000])
    lines = ["附件1", "", "测试清单", "", HEADER]
    on_page = row = 0
    for size in sizes:
        if on_page and on_page + size > page_length:
            lines += ["", HEADER]
            on_page = 0
        for _ in range(size):
            lines.append(f"{row + 1}\t{qualifications[row]}\t{column[row]}\t英国")
            row, on_page = row + 1, on_page + 1
    return Rendition("\n".join(lines), tuple(issuers))


def _words(issuer: str, size: int, anchor: Anchor, chance: random.Random) -> list[str]:
    """The rows of one merged cell: the issuer, whole or in lines, at their top or middle."""
    if anchor is Anchor.TOP:
        return [issuer, *[""] * (size - 1)]
    count = chance.randint(2, min(size, 3)) if size > 1 and chance.random() < 0.5 else 1
    cuts = [0, *sorted(chance.sample(range(3, len(issuer) - 3), count - 1)), len(issuer)]
    slack = size - count
    above = slack // 2 + (slack % 2 if chance.random() < 0.5 else 0)
    lines = [issuer[a:b] for a, b in pairwise(cuts)]
    return [""] * above + lines + [""] * (slack - above)


def read(made: Rendition) -> Counter[tuple[bool, bool]]:
    """How many issuers were read right, and marked."""
    (table,) = read_tables(made.text)
    grid = table.grid()
    counts: Counter[tuple[bool, bool]] = Counter()
    for row, issuer in enumerate(made.issuers, start=2):
        cell = grid[row, 3]
        marked = cell.confidence < 0.9 or any(finding.marks for finding in cell.findings)
        counts[squeeze(cell.text) == issuer, marked] += 1
    return counts
