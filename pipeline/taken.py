"""Documents to notices, one by one: read, or as they were read, and interpreted."""

import hashlib
import shutil
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from pipeline.archive import RawDocument
from pipeline.catalogues.model import Notice
from pipeline.documents.findings import Finding
from pipeline.extracted import digest_of, is_extracted, keep_extracted, load_extracted
from pipeline.freshness import maker_version
from pipeline.kept import keep, recall
from pipeline.memory import uncollected

if TYPE_CHECKING:
    from pipeline.documents.model import Document


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What a document was read as, and the notice in it."""

    read_as: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that was read and interpreted, or stands in for one that is missing or damaged now."""

    raw: RawDocument
    notice: Notice
    """May hold no catalogue, as a page whose list is attached to it."""
    read_as: str
    findings: tuple[Finding, ...] = ()
    """What happened to the document on the way."""
    stands_in: bool = False
    attached: tuple["Taken", ...] = ()
    """The files that belong to it."""
    digest: str = ""
    """Of its reading and its name; empty for what stands in, whose reading may be by older code."""

    @property
    def whole_digest(self) -> str:
        """That of the document and of the files that belong to it; empty where one has none."""
        digests = [one.digest for one in (self, *self.attached)]
        return hashlib.sha256(" ".join(digests).encode()).hexdigest() if all(digests) else ""


Outcomes = Generator[Callable[[], Taken], None, None]
"""What was taken, in order, each as a function that waits for it, and returns it or raises."""


def is_read(raw: RawDocument, extracted: Path) -> bool:
    """Whether a reading of the document is kept, so that it need not be read."""
    return is_extracted(extracted, raw.sha256)


def read_raw(raw: RawDocument, extracted: Path) -> "Document":
    """Read a document, or take its kept reading. Raises UnreadableDocument."""
    kept = load_extracted(extracted, raw.sha256, raw.name)
    if kept is not None:
        return kept
    if raw.error is not None:
        raise raw.error
    from pipeline.readers.files import read_file

    document = read_file(raw.path, name=raw.name)
    if any(finding.code == "page-scanned" for finding in document.findings):
        from pipeline.cell_pictures import with_cell_pictures

        document = with_cell_pictures(document, raw.path.read_bytes(), extracted)
    keep_extracted(extracted, document)
    return document


def take(raw: RawDocument, extracted: Path) -> Taken:
    """Read and interpret a document, as far as neither is kept. Raises UnreadableDocument."""
    return _recalled(raw, extracted) or _interpreted(raw, read_raw(raw, extracted), extracted)


def last_good(raw: RawDocument, document: "Document", finding: Finding) -> Taken:
    """The notice in the last reading of a document that is gone. Raises UnreadableDocument."""
    found = interpret(document)
    return Taken(raw, found.notice, found.read_as, (*raw.findings, finding), stands_in=True)


def interpret(document: "Document") -> Interpreted:
    """The notice in a document. Raises UnreadableDocument."""
    from pipeline.readers.door import taken_for
    from pipeline.reading import accounted_notice

    return Interpreted(taken_for(document), accounted_notice(document))


def take_all(raws: Sequence[RawDocument], extracted: Path) -> Outcomes:
    """All documents; several are read at once."""
    from pipeline.readers.files import at_once

    def recalled_or_read(raw: RawDocument) -> "Taken | Document":
        return _recalled(raw, extracted) or read_raw(raw, extracted)

    def taking(raw: RawDocument, outcome: Callable[[], "Taken | Document"]) -> Callable[[], Taken]:
        def taken() -> Taken:
            found = outcome()
            return found if isinstance(found, Taken) else _interpreted(raw, found, extracted)

        return taken

    outcomes = at_once(recalled_or_read, raws)
    try:
        for raw, outcome in zip(raws, outcomes, strict=True):
            yield taking(raw, outcome)
    finally:
        outcomes.close()


def made(extracted: Path) -> Path:
    """The folder of what this code made of readings."""
    return extracted / "made" / maker_version()


def forget_older(extracted: Path) -> None:
    """Remove what other code made of readings: it is never looked at again."""
    for folder in made(extracted).parent.glob("*/"):
        if folder.name != maker_version():
            shutil.rmtree(folder, ignore_errors=True)


def _recalled(raw: RawDocument, extracted: Path) -> Taken | None:
    """A document whose notice is kept."""
    digest = _digest(raw, extracted)
    with uncollected():
        found = recall(_path(digest, extracted), _adapter()) if digest else None
    return None if found is None else _taken(raw, found, digest)


def _interpreted(raw: RawDocument, document: "Document", extracted: Path) -> Taken:
    """The notice in a document, which is kept. The reading is let go: it lies in extracted/."""
    found = interpret(document)
    digest = _digest(raw, extracted)
    if digest:
        keep(_path(digest, extracted), _adapter(), found)
    return _taken(raw, found, digest)


def _taken(raw: RawDocument, found: Interpreted, digest: str) -> Taken:
    return Taken(raw, found.notice, found.read_as, raw.findings, digest=digest)


def _digest(raw: RawDocument, extracted: Path) -> str:
    """That of the kept reading with the document's name, which findings tell; empty where none is kept."""
    reading = digest_of(extracted, raw.sha256)
    return hashlib.sha256(f"{reading} {raw.name}".encode()).hexdigest() if reading else ""


def _path(digest: str, extracted: Path) -> Path:
    return made(extracted) / f"{digest}.notice.json.gz"


@cache
def _adapter() -> TypeAdapter[Interpreted]:
    return TypeAdapter(Interpreted)
