"""extracted/: what reading each document gave, so that nothing is read twice."""

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.documents.model import Document
from pipeline.freshness import reader_version
from pipeline.kept import keep, recall


def load_extracted(folder: Path, sha256: str, name: str, *, any_version: bool = False) -> Document | None:
    """The kept reading of a document, or None; with ``any_version`` also one by older code."""
    older = sorted(folder.glob(f"{sha256}.*.json")) if any_version else []
    for path in (_path(folder, sha256), *older):
        found = recall(path, _adapter())
        if found is not None:
            return replace(found, name=name)
    return None


def is_extracted(folder: Path, sha256: str) -> bool:
    """Whether a reading of a document by this code is kept; it may be damaged."""
    return _path(folder, sha256).exists()


def digest_of(folder: Path, sha256: str) -> str | None:
    """SHA-256 of the kept reading of a document; None where none is kept. The reading may be damaged."""
    try:
        return hashlib.sha256(_path(folder, sha256).read_bytes()).hexdigest()
    except OSError:
        return None


def keep_extracted(folder: Path, document: Document) -> None:
    """Keep the reading of a document."""
    keep(_path(folder, document.sha256), _adapter(), document)


def _path(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.{reader_version()}.json"


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)
