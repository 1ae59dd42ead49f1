"""One verification: files against hashes, forms against each other, values against raw documents."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.dataset.browse import opened_version
from pipeline.dataset.versions import current_version, version_folder
from pipeline.errors import ConfigurationError, RenkeError
from pipeline.verify.model import FileFailure, Replayed
from pipeline.verify.values import Progress, replayed


@dataclass(slots=True)
class Counts:
    """How many values were read again, and what came of it; ``engines`` counts those of each."""

    equal: int = 0
    different: int = 0
    unreadable: int = 0
    files: int = 0
    engines: Counter[tuple[str, bool]] = field(default_factory=Counter)

    @property
    def values(self) -> int:
        """Rows of lineage."""
        return self.equal + self.different + self.unreadable

    @property
    def failed(self) -> bool:
        """Whether anything is not as it was published, or could not be looked at."""
        return bool(self.different or self.unreadable or self.files)

    def add(self, failure: "Replayed | FileFailure") -> None:
        """Count what was found."""
        if isinstance(failure, FileFailure):
            self.files += 1
        elif failure.text is None:
            self.unreadable += 1
        else:
            self.engines[failure.engine, failure.equal] += 1
            self.equal += failure.equal
            self.different += not failure.equal


def verify(
    home: Path, entry: str | None, counts: Counts, progress: Progress
) -> Iterator[Replayed | FileFailure]:
    """The failures, one after the other; ``counts`` has the sums at the end.

    Of one entry its values alone are read again. Raises RenkeError where nothing is published.
    """
    folder = current_folder(home)
    inputs = read_inputs(folder)
    if entry is None:
        yield from _files(home, folder, inputs, counts, progress)
    with opened_version(folder) as connection:
        for found in replayed(connection, home, inputs, entry, progress):
            counts.add(found)
            if not found.equal:
                yield found


def _files(
    home: Path, folder: Path, inputs: dict[str, object], counts: Counts, progress: Progress
) -> Iterator[FileFailure]:
    from pipeline.verify.agreement import disagreements
    from pipeline.verify.files import raw_failures, version_failures
    from pipeline.verify.recount import miscounts

    for words, failures in (
        ("raw/ against its hashes", raw_failures(home, inputs)),
        ("the version against its hashes", version_failures(folder, inputs)),
        ("the ledger against the raw documents", miscounts(home, folder, inputs, progress)),
        ("workbook, CSV, Parquet and SQLite against each other", disagreements(folder)),
    ):
        progress(words)
        for failure in failures:
            counts.add(failure)
            yield failure


def current_folder(home: Path) -> Path:
    """The folder of the current version. Raises ConfigurationError where there is none."""
    dataset = home / "dataset"
    version = current_version(dataset)
    if version is None:
        raise ConfigurationError(f"{dataset} holds no published version", remedy="Run 'renke refresh' first.")
    return version_folder(dataset, version)


def read_inputs(folder: Path) -> dict[str, object]:
    """What a version was made of. Raises RenkeError."""
    try:
        inputs: dict[str, object] = json.loads((folder / "inputs.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RenkeError(
            f"{folder / 'inputs.json'} is damaged, so that nothing tells what the version was made of",
            remedy="Remove that version's folder and run 'renke refresh'.",
        ) from error
    return inputs
