"""Cells with their parts marked: ``zh{英国皇家化学会}(latin{Royal Society of Chemistry}, abbr{RSC})``."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipeline.names.parts import NameParts, Part

CELLS = Path(__file__).with_name("cells.yaml")
_MARK = re.compile(r"(?:zh|latin|abbr|scope|partner|condition|exemption|rest)\{|\}|\|")


def marked(cell: str, names: Sequence[NameParts]) -> str:
    """The cell with a mark around each part; ``|`` stands before each further name."""
    opens: dict[int, list[str]] = defaultdict(list)
    closes: dict[int, int] = defaultdict(int)
    for number, name in enumerate(names):
        if number:
            opens[min(part.start for part in name.parts)].append("|")
        for kind, part in sorted(_parts(name), key=lambda found: (found[1].start, -found[1].end)):
            opens[part.start].append(f"{kind}{{")
            closes[part.end] += 1
    pieces = []
    for position in range(len(cell) + 1):
        pieces += ["}" * closes[position], *opens[position], cell[position : position + 1]]
    return "".join(pieces)


def plain(text: str) -> str:
    """The cell without marks."""
    return _MARK.sub("", text)


def _parts(name: NameParts) -> list[tuple[str, Part]]:
    single = (
        ("zh", name.zh),
        ("latin", name.latin),
        ("abbr", name.abbreviation),
        ("scope", name.scope),
        ("partner", name.label),
    )
    several = (("condition", name.conditions), ("exemption", name.exemptions), ("rest", name.rest))
    return [
        *((kind, part) for kind, part in single if part),
        *((kind, part) for kind, parts in several for part in parts),
    ]
