"""extracted/: what reading each document gave, so that nothing is read twice."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.documents.model import Document
from pipeline.freshness import reader_version


def load_extracted(folder: Path, sha256: str, name: str, *, any_version: bool = False) -> Document | None:
    """The kept reading of a document, or None; with ``any_version`` also one by older code."""
    exact = folder / f"{sha256}.{reader_version()}.json"
    older = sorted(folder.glob(f"{sha256}.*.json")) if any_version else []
    for path in (exact, *older):
        try:
            return replace(_adapter().validate_json(path.read_bytes()), name=name)
        except (OSError, ValidationError):
            continue  # absent or damaged: the document is read again
    return None


def is_extracted(folder: Path, sha256: str) -> bool:
    """Whether a reading of a document by this code is kept; it may be damaged."""
    return (folder / f"{sha256}.{reader_version()}.json").exists()


def keep_extracted(folder: Path, document: Document) -> None:
    """Keep the reading of a document, in one step, so that a stop leaves no half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document.sha256}.{reader_version()}.json"
    unfinished = path.with_suffix(".tmp")
    unfinished.write_bytes(_adapter().dump_json(document))
    unfinished.replace(path)


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)
