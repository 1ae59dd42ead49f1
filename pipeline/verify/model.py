"""What is verified and what was found: values, failures, and readers that go to one place."""

from collections.abc import Sequence
from dataclasses import dataclass
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
