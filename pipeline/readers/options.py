"""What a user may choose about reading a document."""

from dataclasses import dataclass

from pipeline.readers.engines import BOTH, Engines


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one run: ``password`` opens encrypted PDF files, ``engines`` read them."""

    password: str | None = None
    engines: Engines = BOTH
