"""What is verified and what was found: values, failures, and readers that go to one place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from pipeline.documents.places import Place


class Unverifiable(Exception):
    """A place that cannot be read again; the message says why."""


class PlaceReader(Protocol):
    """Reads a document at one place, apart from all that the first reading knew of it."""

    @property
    def engine(self) -> str:
        """Who reads."""
        ...

    def read(self, place: Place) -> Sequence[str]:
        """What stands there, in the ways in which it may be put together. Raises Unverifiable."""
        ...

    def close(self) -> None:
        """Let go of the document."""
        ...


@runtime_checkable
class GridReader(Protocol):
    """A reader of a format that says of each cell which rows and columns it takes."""

    def spans(self, place: Place) -> tuple[int, int]:
        """How many rows and columns the cell there takes. Raises Unverifiable."""
        ...


@dataclass(frozen=True, slots=True)
class Recount:
    """What a page, table or sheet of the raw document holds: letters and digits, merged cells by name.

    Of pages ``characters`` are the least that a reading must have: without lines that run on all pages.
    """

    kind: str
    name: int | str
    characters: int
    merged: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    seen: Callable[[], int] | None = None
    """Counts again, without what the page's picture does not show."""


@runtime_checkable
class RuleReader(Protocol):
    """A reader of pages on which rules are drawn."""

    def crossed(self, place: Place) -> bool:
        """Whether a rule runs through the place, so that it is more than one cell."""
        ...


@runtime_checkable
class LineReader(Protocol):
    """A reader of texts whose lines stand for the rows and cells of tables."""

    def cell_at(self, place: Place) -> tuple[int, int, int, int] | None:
        """Table, row, column, and how many rows down a merged cell may reach; None where no table tells."""
        ...


@runtime_checkable
class PartReader(Protocol):
    """A reader that can count a document anew, part by part."""

    def recounts(self) -> Iterator[Recount]:
        """Every page, table or sheet that holds any letter or digit."""
        ...


@dataclass(frozen=True, slots=True)
class Traced:
    """A row of lineage: ``value`` as lineage gives it, ``printed`` as the entry does."""

    entry_id: str
    role: str
    document: str
    sha256: str
    value: str
    printed: str | None
    places: tuple[Place, ...]
    steps: frozenset[str]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A value read again by ``engine``; ``text`` is None where it could not be, and ``why`` says why not."""

    traced: Traced
    engine: str
    text: str | None
    equal: bool
    place: Place | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FileFailure:
    """A file, or one cell of it, that is not as another says."""

    file: str
    expected: object
    found: object
    table: str | None = None
    key: str | None = None
    column: str | None = None
