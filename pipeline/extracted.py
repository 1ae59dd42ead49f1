"""extracted/: what reading each document gave, so that nothing is read twice."""

import hashlib
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.documents.model import Document

_PACKAGE = Path(__file__).parent
_READING_CODE = ("readers", "documents")
_READING_LIBRARIES = ("lxml", "pdfminer.six", "pdfplumber")


def code_digest(parts: tuple[str, ...] = ()) -> str:
    """SHA-256 of the package's code, or of the named parts of it."""
    digest = hashlib.sha256()
    for folder in [_PACKAGE / part for part in parts] or [_PACKAGE]:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@cache
def reader_version() -> str:
    """Changes when code or libraries that read documents change."""
    libraries = " ".join(f"{name}={version(name)}" for name in _READING_LIBRARIES)
    return hashlib.sha256((code_digest(_READING_CODE) + libraries).encode()).hexdigest()[:12]


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
