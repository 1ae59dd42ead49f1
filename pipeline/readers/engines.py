"""Which engines read a PDF: both, held against each other, or the fast one alone."""

from typing import Literal, TypeAlias

Engines: TypeAlias = Literal["both", "fast"]

BOTH: Engines = "both"
FAST: Engines = "fast"
ENGINES: tuple[Engines, ...] = (BOTH, FAST)
