"""raw/: documents as published, never altered. Which there are now, and which there were before."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UnreadableDocument
from pipeline.sources import Source


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document in the folder of its source, known by its SHA-256; ``error`` where it cannot be opened."""

    source: Source
    path: Path
    sha256: str
    error: UnreadableDocument | None = None

    @property
    def name(self) -> str:
        """File name."""
        return self.path.name

    def record(self) -> dict[str, str]:
        """As inputs.json names it."""
        return {"jurisdiction": self.source.jurisdiction, "name": self.name, "sha256": self.sha256}


def documents_in(home: Path, sources: Sequence[Source]) -> list[RawDocument]:
    """Every document of every source, by jurisdiction and name; hidden and ignored files are passed over."""
    found = [_document(source, path) for source in sources for path in _files(home / source.watch, source)]
    return sorted(found, key=lambda one: (one.source.jurisdiction, one.name))


def _files(folder: Path, source: Source) -> Iterable[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        hidden = path.name.startswith((".", "~$"))
        if not hidden and path.name not in source.ignore and not path.is_dir():
            yield path


def _document(source: Source, path: Path) -> RawDocument:
    try:
        with path.open("rb") as file:
            return RawDocument(source, path, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        failure = UnreadableDocument(
            f"the file cannot be opened ({error.strerror})", document=path.name, remedy="Check its permissions."
        )
        return RawDocument(source, path, "", failure)
