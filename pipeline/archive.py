"""raw/: documents as published, never altered. Which there are now, and which there were before."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.documents.findings import Finding, Severity
from pipeline.errors import UnreadableDocument
from pipeline.manifest import Pulled, latest, object_path, read_manifest


@dataclass(frozen=True, slots=True)
class Watched:
    """The folder of a source, below the home folder, and the file names in it that are left out."""

    jurisdiction: str
    folder: str
    ignore: tuple[str, ...] = ()
    look_every: float | None = None
    """Hours after which its addresses are looked at again; None where it has none."""

    def record(self) -> dict[str, object]:
        """As inputs.json names it."""
        return {
            "jurisdiction": self.jurisdiction,
            "folder": self.folder,
            "ignore": list(self.ignore),
            "look_every": self.look_every,
        }


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document of a source, known by its SHA-256; ``error`` where it cannot be opened.

    ``address`` is where it was fetched, or its path below the home folder; ``part_of`` the address of the
    notice page that it is attached to.
    """

    watched: Watched
    path: Path
    sha256: str
    error: UnreadableDocument | None = None
    name: str = ""
    address: str = ""
    part_of: str | None = None
    findings: tuple[Finding, ...] = ()

    def record(self) -> dict[str, str]:
        """As inputs.json names it."""
        record = {
            "jurisdiction": self.watched.jurisdiction,
            "name": self.name,
            "folder": self.watched.folder,
            "sha256": self.sha256,
            "address": self.address,
            "told": " ".join(finding.code for finding in self.findings),
        }
        return {**record, "part_of": self.part_of} if self.part_of else record


def documents_in(home: Path, watched: Sequence[Watched]) -> list[RawDocument]:
    """Every document of every source, by jurisdiction and name; hidden and ignored files are passed over.

    Those that share a name come in the order in which they were first fetched, whatever they hold now: the
    place of a list in its notice names its entries.
    """
    pulled = latest(read_manifest(home))
    found: list[RawDocument] = []
    for one in sorted(watched, key=lambda one: (one.jurisdiction, one.folder)):
        put = [_document(one, path) for path in _files(home / one.folder, one.ignore)]
        known = {document.sha256 for document in put}
        fetched = [_pulled(home, one, lines) for (folder, _), lines in pulled.items() if folder == one.folder]
        names = Counter(document.name for document in (*put, *filter(None, fetched)))
        taken = [(document.name, document) for document in put]
        for document in fetched:
            if document and document.sha256 not in known and document.name not in one.ignore:
                known.add(document.sha256)
                twice = names[document.name] > 1
                named = replace(document, name=f"{document.sha256[:8]}-{document.name}")
                taken.append((document.name, named if twice else document))
        found += [document for _, document in sorted(taken, key=lambda pair: pair[0])]
    return found


def _pulled(home: Path, watched: Watched, lines: Sequence[Pulled]) -> RawDocument | None:
    """What an address gave last, and what has become of it since."""
    stored = [line for line in lines if line.sha256 is not None]
    if not stored:
        return None
    last = stored[-1]
    findings = []
    if len({line.sha256 for line in stored}) > 1:
        before = [line for line in stored if line.sha256 != last.sha256][-1]
        findings.append(
            Finding(
                "document-changed",
                Severity.INFO,
                f"{last.address} gives another document since {last.time}; "
                f"the one of {before.time} stays in raw/ as {before.sha256}",
                remedy="See with 'renke diff' what changed in the list.",
            )
        )
    if lines[-1].state == "gone":
        findings.append(
            Finding(
                "address-gone",
                Severity.WARNING,
                f"{last.address} is gone since {lines[-1].time}; what it gave last is kept",
                remedy="Look for its new address and correct it in the source file; nothing was removed.",
            )
        )
    sha256 = str(last.sha256)
    path = object_path(home, sha256)
    return RawDocument(watched, path, sha256, None, last.name, last.address, last.part_of, tuple(findings))


def _files(folder: Path, ignore: Sequence[str]) -> Iterable[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if not path.name.startswith((".", "~$")) and path.name not in ignore and not path.is_dir():
            yield path


def _document(watched: Watched, path: Path) -> RawDocument:
    name = path.name.encode("utf-8", "replace").decode()
    if name != path.name:  # such as one that an archive packed in GBK gives
        return _unopened(watched, path, name, "the file has a name that is no UTF-8", "Give it another name.")
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return RawDocument(watched, path, digest, None, name, f"{watched.folder}/{name}")
    except OSError as error:
        words = f"the file cannot be opened ({error.strerror})"
        return _unopened(watched, path, name, words, "Check that it is there and may be read.")


def _unopened(watched: Watched, path: Path, name: str, words: str, remedy: str) -> RawDocument:
    failure = UnreadableDocument(words, document=name, remedy=remedy)
    return RawDocument(watched, path, "", failure, name, f"{watched.folder}/{name}")
