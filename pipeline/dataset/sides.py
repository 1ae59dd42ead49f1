"""What `renke diff` is given: a file, a dataset version, or a notice of the current version."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.dataset.browse import opened, opened_version, rows
from pipeline.dataset.comparable import Comparable, identified, of_entries, of_notice
from pipeline.dataset.versions import current_version, published, version_folder
from pipeline.errors import ConfigurationError, UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.names.registry import load_registry

_ENTRIES = "SELECT * FROM entries ORDER BY notice_id, catalogue_id, position"
_OF_NOTICE = "SELECT * FROM entries WHERE notice_id = ? ORDER BY catalogue_id, position"
_NOTICES = "SELECT notice_id, superseded_by FROM notices"


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A published version: its entries as the database gives them, and what supersedes its notices."""

    entries: Sequence[Mapping[str, object]]
    superseded_by: Mapping[str, str | None]

    @classmethod
    def of_folder(cls, folder: Path) -> "PublishedVersion":
        """A version by its folder."""
        with opened_version(folder) as connection:
            return cls(rows(connection, _ENTRIES), _successors(connection))

    def rows(self, scopes: Mapping[str, str]) -> list[Comparable]:
        return list(of_entries(self.entries, scopes))

    @property
    def in_force(self) -> list[str]:
        return [notice for notice, successor in self.superseded_by.items() if successor is None]


def _successors(connection: sqlite3.Connection) -> dict[str, str | None]:
    notices = {str(row["notice_id"]): row["superseded_by"] for row in rows(connection, _NOTICES)}
    return {notice: None if by is None else str(by) for notice, by in notices.items()}


def compared(old: str, new: str, home: Path) -> tuple[list[Comparable], list[Comparable]]:
    """Both sides with identities.

    Raises ConfigurationError for what is none of the three, UnreadableDocument for a file without a list.
    """
    before, after = _side(old, home), _side(new, home)
    if isinstance(before, PublishedVersion) and isinstance(after, PublishedVersion):
        return versions_compared(before, after)
    ours, theirs = (_rows(before), _rows(after))
    if all(row.entry_id for row in (*ours, *theirs)):
        return ours, theirs
    return identified(ours, theirs, load_registry(home / "registry"), SCHEMAS)


def _rows(side: PublishedVersion | list[Comparable]) -> list[Comparable]:
    return side.rows(dict.fromkeys(side.in_force, "")) if isinstance(side, PublishedVersion) else side


def _side(given: str, home: Path) -> PublishedVersion | list[Comparable]:
    if Path(given).is_file():
        return _of_file(Path(given))
    dataset = home / "dataset"
    version = current_version(dataset) if given == "current" else given
    if version in published(dataset):
        return PublishedVersion.of_folder(version_folder(dataset, version))
    if current_version(dataset) is not None:
        with opened(home) as connection:
            known = [str(row["notice_id"]) for row in rows(connection, _NOTICES)]
            if given in known:
                return list(of_entries(rows(connection, _ENTRIES), {given: ""}))
        words = f"a version ({', '.join(published(dataset))}) or a notice ({', '.join(known)})"
    else:
        words = "a version or a notice once 'renke refresh' has published them"
    raise ConfigurationError(f"{given} is no file, version or notice", remedy=f"Name a file, {words}.")


def _of_file(path: Path) -> list[Comparable]:
    from pipeline.readers.files import read_file
    from pipeline.reading import notice_of

    found = of_notice(notice_of(read_file(path)), SCHEMAS)
    if not found:
        raise UnreadableDocument(
            "no table in it is a catalogue, so there is nothing to compare",
            document=path.name,
            remedy="Look at it with 'renke read --tables'.",
        )
    return found


def versions_compared(
    before: PublishedVersion, after: PublishedVersion
) -> tuple[list[Comparable], list[Comparable]]:
    """A notice is compared with the one that replaced it since; those replaced before with themselves."""
    kept = set(after.in_force) | (set(before.superseded_by) - set(before.in_force))
    successors = _successor_of(before, after)
    return before.rows(successors), after.rows({n: n for n in after.superseded_by if n in kept})


def forerunners(folder: Path, after: PublishedVersion) -> PublishedVersion:
    """The version in a folder, with the entries alone that those of ``after`` are compared with."""
    there = {str(row["notice_id"]) for row in after.entries}
    with opened_version(folder) as connection:
        before = PublishedVersion((), _successors(connection))
        successors = _successor_of(before, after)
        wanted = sorted(notice for notice, successor in successors.items() if successor in there)
        return replace(
            before, entries=[row for notice in wanted for row in rows(connection, _OF_NOTICE, notice)]
        )


def _successor_of(before: PublishedVersion, after: PublishedVersion) -> dict[str, str]:
    """The notice that each notice of the version before is compared with."""

    def successor(notice: str) -> str:
        seen = {notice}
        while (by := after.superseded_by.get(notice)) is not None and by not in seen:
            seen.add(by)
            notice = by
        return notice

    in_force = set(before.in_force)
    return {n: successor(n) if n in in_force else n for n in before.superseded_by}
