"""What a version is made of, as digests: whether anything is new. Imports the standard library alone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.archive import RawDocument, Watched, documents_in
from pipeline.dataset.rollback import refreshed_inputs
from pipeline.dataset.versions import is_complete
from pipeline.knowledge import SCHEMAS
from pipeline.readers.ocr_names import chosen_ocr

_PACKAGE = Path(__file__).parent
_READING_CODE = ("readers", "documents", "vocabulary.py")
_READING_WORDS = ("columns.yaml", "layout.yaml", "workbooks.yaml")  # tables are found by their header words
_READING_LIBRARIES = (
    "camelot-py",
    "lxml",
    "opencv-python-headless",
    "pdfminer.six",
    "pdfplumber",
    "pypdfium2",
    "rapidocr",
    "tablers",
    "xlrd",
)
_BUILDING_LIBRARIES = ("babel", "great-expectations", "opencc", "openpyxl", "pandas", "pyarrow", "rapidfuzz")


def inputs_of(home: Path, watched: Sequence[Watched], documents: Sequence[RawDocument]) -> dict[str, object]:
    """The part of inputs.json that is known before anything is read."""
    return {
        "code": code_digest(),
        "documents": [document.record() for document in documents],
        "libraries": _versions(_BUILDING_LIBRARIES),
        "reader": reader_version(),
        "registry": registry_digest(home),
        "schemas": _folder_digest(SCHEMAS),
        "sources": _folder_digest(home / "sources"),
        "watched": [one.record() for one in watched],
    }


def registry_digest(home: Path) -> str:
    """SHA-256 of what registry/ holds."""
    return _folder_digest(home / "registry")


def same_inputs(published: dict[str, object] | None, inputs: dict[str, object]) -> bool:
    """Whether a version was made of these inputs."""
    return published is not None and {key: published.get(key) for key in inputs} == inputs


def unchanged(home: Path) -> dict[str, object] | None:
    """inputs.json of the last refreshed version if a refresh would make the same again, else None.

    The folders to look at are those of that version: they are the same where sources/ is the same.
    """
    published = refreshed_inputs(home / "dataset")
    if published is None or not is_complete(home / "dataset"):
        return None
    watched = watched_before(published)
    inputs = inputs_of(home, watched, documents_in(home, watched))
    return published if same_inputs(published, inputs) else None


def nothing_due(home: Path, published: Mapping[str, object]) -> bool:
    """Whether no source that this version was made from has addresses to look at now."""
    from pipeline.pull.looks import due, now, read_looks

    return not due(watched_before(published), read_looks(home), now())


def watched_before(published: Mapping[str, object]) -> list[Watched]:
    """The folders that a version was made from."""
    recorded = published.get("watched")
    return [
        Watched(one["jurisdiction"], one["folder"], tuple(one["ignore"]), one.get("look_every"))
        for one in (recorded if isinstance(recorded, list) else [])
    ]


def code_digest(parts: tuple[str, ...] = ()) -> str:
    """SHA-256 of the package's code, or of the named parts of it."""
    digest = hashlib.sha256()
    for part in [_PACKAGE / part for part in parts] or [_PACKAGE]:
        for path in sorted(part.rglob("*.py")) if part.is_dir() else [part]:
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@cache
def reader_version() -> str:
    """Changes when code, libraries or words that read documents change."""
    made_of = code_digest(_READING_CODE) + json.dumps(_versions(_READING_LIBRARIES)) + chosen_ocr()
    digest = hashlib.sha256(made_of.encode())
    for name in _READING_WORDS:
        digest.update((SCHEMAS / name).read_bytes())
    return digest.hexdigest()[:12]


@cache
def maker_version() -> str:
    """Changes when code, libraries or words change that make entries of what was read."""
    made_of = (code_digest(), _versions(_BUILDING_LIBRARIES), _folder_digest(SCHEMAS), reader_version())
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:12]


def _versions(libraries: Sequence[str]) -> dict[str, str]:
    return {name: version(name) for name in libraries}


def _folder_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
