"""What a refresh would do: the documents that are there, those that are gone, and what is published."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.archive import RawDocument, documents_in
from pipeline.dataset.rollback import refreshed_inputs
from pipeline.dataset.versions import read_inputs
from pipeline.documents.findings import Finding, Severity
from pipeline.errors import ConfigurationError
from pipeline.extracted import load_extracted
from pipeline.freshness import inputs_of, same_inputs
from pipeline.sources import Source, load_sources
from pipeline.taken import Taken, last_good


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


def stand_ins(plan: Plan, unreadable: set[Path]) -> Iterator[Callable[[], Taken]]:
    """The last good readings of documents that the current version holds and that are gone or damaged now.

    Missing is never abolished: what they said stays published until a notice replaces it.
    """
    present = {(raw.watched.folder, raw.name) for raw in plan.documents if raw.path not in unreadable}
    watched = {source.watched.folder: source.watched for source in plan.sources}
    for record in _published_documents(plan):
        folder, name, sha256 = record["folder"], record["name"], record["sha256"]
        if (folder, name) in present or folder not in watched or name in watched[folder].ignore:
            continue
        kept = load_extracted(plan.extracted, sha256, name, any_version=True)
        if kept is not None:
            address = record.get("address", f"{folder}/{name}")
            raw = RawDocument(watched[folder], plan.home / folder / name, sha256, None, name, address)
            yield partial(last_good, raw, kept, _stands_in(name))


def _published_documents(plan: Plan) -> list[dict[str, str]]:
    """The documents whose notices the current version holds."""
    recorded = (plan.published or {}).get("notices")
    records = recorded if isinstance(recorded, list) else []
    return [{key: str(value) for key, value in record.items()} for record in records]


def _stands_in(name: str) -> Finding:
    return Finding(
        "document-missing",
        Severity.WARNING,
        f"{name} is missing or cannot be read any more; its entries stay as they were last read",
        remedy="Put the document back, or name it under `ignore` in its source file to leave it out.",
    )
