"""raw/: documents as published, never altered. Which there are now, and which there were before."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UnreadableDocument


@dataclass(frozen=True, slots=True)
class Watched:
    """The folder of a source, below the home folder, and the file names in it that are left out."""

    jurisdiction: str
    folder: str
    ignore: tuple[str, ...] = ()

    def record(self) -> dict[str, object]:
        """As inputs.json names it."""
        return {"jurisdiction": self.jurisdiction, "folder": self.folder, "ignore": list(self.ignore)}


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document in the folder of its source, known by its SHA-256; ``error`` where it cannot be opened."""

    watched: Watched
    path: Path
    sha256: str
    error: UnreadableDocument | None = None

    @property
    def name(self) -> str:
        """File name."""
        return self.path.name

    @property
    def address(self) -> str:
        """Path below the home folder."""
        return f"{self.watched.folder}/{self.name}"

    def record(self) -> dict[str, str]:
        """As inputs.json names it."""
        return {
            "jurisdiction": self.watched.jurisdiction,
            "name": self.name,
            "folder": self.watched.folder,
            "sha256": self.sha256,
        }


def documents_in(home: Path, watched: Sequence[Watched]) -> list[RawDocument]:
    """Every document of every source, by jurisdiction and name; hidden and ignored files are passed over."""
    found = [_document(one, path) for one in watched for path in _files(home / one.folder, one.ignore)]
    return sorted(found, key=lambda one: (one.watched.jurisdiction, one.watched.folder, one.name))


def _files(folder: Path, ignore: Sequence[str]) -> Iterable[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if not path.name.startswith((".", "~$")) and path.name not in ignore and not path.is_dir():
            yield path


def _document(watched: Watched, path: Path) -> RawDocument:
    try:
        with path.open("rb") as file:
            return RawDocument(watched, path, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        failure = UnreadableDocument(
            f"the file cannot be opened ({error.strerror})",
            document=path.name,
            remedy="Check that it is there and may be read.",
        )
        return RawDocument(watched, path, "", failure)
