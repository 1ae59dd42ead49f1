"""Documents to notices, one by one: read, or as they were read, and interpreted."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive import RawDocument
from pipeline.documents.findings import Finding
from pipeline.extracted import is_extracted, keep_extracted, load_extracted

if TYPE_CHECKING:
    from pipeline.catalogues.model import Notice
    from pipeline.documents.model import Document


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that was read and interpreted, or stands in for one that is missing or damaged now."""

    raw: RawDocument
    notice: "Notice"
    """May hold no catalogue, as a page whose list is attached to it."""
    read_as: str
    findings: tuple[Finding, ...] = ()
    """What happened to the document on the way."""
    stands_in: bool = False
    attached: tuple["Taken", ...] = ()
    """The files that belong to it."""


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


def interpreted(
    raw: RawDocument, document: "Document", findings: tuple[Finding, ...] = (), *, stands_in: bool = False
) -> Taken:
    """The notice in a document. Its reading is let go: it lies in extracted/. Raises UnreadableDocument."""
    from pipeline.readers.door import taken_for
    from pipeline.reading import accounted_notice

    told = (*raw.findings, *findings)
    return Taken(raw, accounted_notice(document), taken_for(document), told, stands_in)


def take_all(raws: Sequence[RawDocument], extracted: Path) -> Outcomes:
    """All documents; several are read at once."""
    from pipeline.readers.files import at_once

    def interpreting(raw: RawDocument, read: Callable[[], "Document"]) -> Callable[[], Taken]:
        return lambda: interpreted(raw, read())

    outcomes = at_once(lambda raw: read_raw(raw, extracted), raws)
    try:
        for raw, read in zip(raws, outcomes, strict=True):
            yield interpreting(raw, read)
    finally:
        outcomes.close()
