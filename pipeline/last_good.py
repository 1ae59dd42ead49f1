"""The last good readings of documents that are gone, damaged, or hold no list any more.

Missing is never abolished: what they said stays published until a notice replaces it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.archive import RawDocument, Watched
from pipeline.documents.findings import Finding, Severity
from pipeline.errors import UnreadableDocument
from pipeline.extracted import load_extracted
from pipeline.taken import Taken, last_good

Key = tuple[str, str]
"""Folder and address of a document: what stays when its bytes change."""


def key_of(raw: RawDocument) -> Key:
    """What names the document whatever it holds."""
    return raw.watched.folder, raw.address


@dataclass(frozen=True, slots=True)
class LastGood:
    """The documents that the current version was made of, in its order, and where their readings are kept."""

    home: Path
    extracted: Path
    watched: Mapping[str, Watched]
    documents: Mapping[Key, Mapping[str, str]]

    @classmethod
    def of(
        cls, home: Path, extracted: Path, watched: Sequence[Watched], published: Mapping[str, object] | None
    ) -> "LastGood":
        """Those that inputs.json of the current version names; without those that a source leaves out now."""
        recorded = (published or {}).get("notices")
        records = (
            [{key: str(value) for key, value in one.items()} for one in recorded or []]
            if isinstance(recorded, list)
            else []
        )
        folders = {one.folder: one for one in watched}
        return cls(
            home,
            extracted,
            folders,
            {
                (one["folder"], one.get("address", f"{one['folder']}/{one['name']}")): one
                for one in records
                if one["folder"] in folders and one["name"] not in folders[one["folder"]].ignore
            },
        )

    def missing(self, present: Set[Key]) -> Iterator[Callable[[], Taken]]:
        """What stands in for the documents that are not present; each may raise UnreadableDocument."""
        for key in self.documents:
            if key not in present and (found := self._stand_in(key)) is not None:
                yield found

    def instead_of(self, taken: Taken) -> Taken | None:
        """What stands in for a document that holds no list any more; None where it is as it was."""
        key = key_of(taken.raw)
        if taken.stands_in or self.documents.get(key, {}).get("sha256") in (None, taken.raw.sha256):
            return None
        stand_in = self._stand_in(key)
        try:
            return stand_in() if stand_in else None
        except UnreadableDocument:
            return None

    def _stand_in(self, key: Key) -> Callable[[], Taken] | None:
        folder, address = key
        record = self.documents[key]
        name, sha256 = record["name"], record["sha256"]
        kept = load_extracted(self.extracted, sha256, name, any_version=True)
        if kept is None:
            return None
        path = self.home / folder / name
        part_of = record.get("part_of") or None
        raw = RawDocument(self.watched[folder], path, sha256, None, name, address, part_of)
        return partial(last_good, raw, kept, _told(name))


def _told(name: str) -> Finding:
    return Finding(
        "document-missing",
        Severity.WARNING,
        f"{name} is missing, cannot be read or holds no list any more; "
        "its entries stay as they were last read",
        remedy="Put the document back, or name it under `ignore` in its source file to leave it out.",
    )


def whole_notices(taken: Sequence[Taken]) -> tuple[list[Taken], list[Taken]]:
    """Pages with what is attached to them as one notice; and those that hold no catalogue then."""
    from pipeline.annexes import whole_notice

    beside = _beside(taken)
    page_of = [one.raw.part_of or beside.get(key_of(one.raw)) for one in taken]
    pages = {one.raw.address for one in taken}
    attached: dict[str, list[Taken]] = {}
    for one, page in zip(taken, page_of, strict=True):
        if page in pages:
            attached.setdefault(str(page), []).append(one)
    kept: list[Taken] = []
    without: list[Taken] = []
    for one, page in zip(taken, page_of, strict=True):
        if page in pages:
            continue
        parts = attached.get(one.raw.address, [])
        notice = whole_notice(one.notice, [part.notice for part in parts]) if parts else one.notice
        whole = replace(one, notice=notice, attached=tuple(parts))
        (kept if notice.catalogues else without).append(whole)
    return kept, without


def _beside(taken: Sequence[Taken]) -> dict[Key, str]:
    """Files put beside a saved page that links to them, each to the address of that page."""
    from pipeline.annexes import names_attached

    found: dict[Key, str] = {}
    names = {(one.raw.watched.folder, one.raw.name): one for one in taken if one.raw.part_of is None}
    for page in taken:
        for name in sorted(names_attached(page.notice)):
            file = names.get((page.raw.watched.folder, name))
            if file is not None and file is not page and not file.notice.attachments:
                found.setdefault(key_of(file.raw), page.raw.address)
    return found


def notices_of(taken: Sequence[Taken], last: LastGood) -> tuple[list[Taken], list[Taken]]:
    """The whole notices, and what holds no list, or none any more.

    An attached file, or a notice, that has lost its list is what it was when it had it.
    """
    lost: list[Taken] = []
    mended = []
    for one in taken:
        before = last.instead_of(one) if one.raw.part_of and not one.notice.catalogues else None
        if before is not None and before.notice.catalogues:
            lost.append(one)
            mended.append(before)
        else:
            mended.append(one)
    kept, without = whole_notices(mended)
    lost += without
    parts = [last.instead_of(part) or part for one in without for part in (one, *one.attached)]
    return kept + whole_notices(parts)[0], lost
