"""What a refresh would do: the documents that are there, and what is published."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive import RawDocument, documents_in
from pipeline.dataset.rollback import refreshed_inputs
from pipeline.dataset.versions import read_inputs
from pipeline.errors import ConfigurationError
from pipeline.freshness import inputs_of, same_inputs
from pipeline.sources import Source, load_sources


@dataclass(frozen=True, slots=True)
class Plan:
    """What a refresh would do: ``inputs`` name the version that it would make."""

    home: Path
    sources: tuple[Source, ...]
    documents: tuple[RawDocument, ...]
    inputs: dict[str, object]
    published: dict[str, object] | None
    """inputs.json of the current version."""
    refreshed: dict[str, object] | None
    """inputs.json of the last version that a refresh made: the current one, but where it was rolled back."""

    @property
    def up_to_date(self) -> bool:
        """Whether the last refresh had the same inputs."""
        return same_inputs(self.refreshed, self.inputs)

    @property
    def extracted(self) -> Path:
        """Where readings are kept."""
        return self.home / "extracted"


def plan(home: Path) -> Plan:
    """Look at sources and documents; reads no document. Raises ConfigurationError."""
    sources = load_sources(home)
    check_writable(home)
    watched = [source.watched for source in sources]
    documents = documents_in(home, watched)
    inputs = inputs_of(home, watched, documents)
    dataset = home / "dataset"
    return Plan(home, sources, tuple(documents), inputs, read_inputs(dataset), refreshed_inputs(dataset))


def check_writable(home: Path) -> None:
    """Raises ConfigurationError where a refresh could not keep what it makes."""
    for name in ("extracted", "dataset"):
        folder = home / name
        nearest = folder if folder.exists() else home
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise ConfigurationError(
                f"{nearest} is not writable",
                remedy="Give yourself the right to write there, or choose another --home.",
            )
