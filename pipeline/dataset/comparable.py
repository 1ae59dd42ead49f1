"""Entries in the form in which two editions, versions or files are compared."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalogues.knowledge import load_lists
from pipeline.catalogues.model import Notice
from pipeline.dataset.entries import PRINTED_ROLES, issuers_in, qualification_in
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold, join_lines, squeeze
from pipeline.names.identify import Mention, identify
from pipeline.names.parts import NameParts
from pipeline.names.places import countries
from pipeline.names.registry import Registry

_QUALIFICATION = ("qualification", "qualification_zh", "qualification_en")
_ISSUER = ("issuer", "issuer_zh", "issuer_en")
_OTHER = "other:"
# Columns in which `renke read --csv` says where a row stands, besides its list.
_PLACES = ("other:document", "other:group")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a qualification taken apart, without scope and conditions; None for what is not printed."""

    zh: str | None = None
    latin: str | None = None
    abbreviation: str | None = None


@dataclass(frozen=True, slots=True)
class Comparable:
    """One entry: its list and number as printed, and printed texts by role.

    Entries of different ``scope`` are never one. ``identity`` is None where it is not known yet.
    """

    scope: str
    heading: str | None
    number: str | None
    cells: Mapping[str, str]
    entry_id: str | None = None
    identity: str | None = None
    issuer_ids: tuple[str, ...] = ()
    named: Named = Named()

    @property
    def qualification(self) -> str:
        """Printed name, of separate columns joined with `` / ``."""
        return _of(self.cells, _QUALIFICATION)

    @property
    def issuer(self) -> str:
        """Printed body, of separate columns joined with `` / ``."""
        return _of(self.cells, _ISSUER)

    @property
    def ordinal(self) -> str | None:
        """The number in ASCII digits, of Chinese numerals too; as printed where it is none."""
        if self.number is None:
            return None
        digits = _NUMBER.search(fold(self.number))
        if digits:
            return digits.group()
        counted = numeral(self.number)
        return squeeze(self.number) if counted is None else str(counted)

    def record(self) -> dict[str, str | None]:
        """What a difference says of it."""
        return {
            "list": self.heading,
            "number": self.number,
            "qualification": self.qualification,
            "issuer": self.issuer,
        }


def _of(cells: Mapping[str, str], roles: Sequence[str]) -> str:
    return " / ".join(cells[role] for role in roles if cells.get(role))


def of_notice(notice: Notice, schemas: Path, scope: str = "") -> list[Comparable]:
    """The rows of every catalogue of a notice that was just read.

    A column that says in which list a row stands, as a team's own sheet has it, goes before the heading.
    """
    listing = {f"{_OTHER}{word}" for word in load_lists(schemas).columns}
    rows = []
    for catalogue in notice.catalogues:
        for row in catalogue.rows:
            number = join_lines(row.number.text) if row.number else None
            cells = {role: join_lines(value.text) for role, value in row.values.items()}
            told = [role for role in cells if fold(role) in listing]
            heading = cells[told[0]] if told else catalogue.heading
            own = {role: text for role, text in cells.items() if role not in (*told, *_PLACES)}
            rows.append(Comparable(scope, heading, number, own))
    return rows


def of_entries(rows: Iterable[Mapping[str, object]], scopes: Mapping[str, str]) -> Iterator[Comparable]:
    """Published entries, as the database gives them; without the notices that ``scopes`` lacks."""
    for row in rows:
        notice = str(row["notice_id"])
        if notice not in scopes:
            continue
        cells = {role: text for role in PRINTED_ROLES if isinstance(text := row[f"{role}_printed"], str)}
        other = row["other_printed"]
        cells |= other if isinstance(other, dict) else {}
        yield Comparable(
            scopes[notice],
            _text(row["list_printed"]),
            _text(row["number_printed"]),
            cells,
            str(row["entry_id"]),
            _text(row["qualification_id"]),
            tuple(issuers) if isinstance(issuers := row["issuer_ids"], list) else (),
            Named(*(_text(row[f"qualification_{part}"]) for part in ("zh", "en", "abbreviation"))),
        )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def identified(
    old: Sequence[Comparable], new: Sequence[Comparable], registry: Registry, schemas: Path
) -> tuple[list[Comparable], list[Comparable]]:
    """Both sides with the identities that they have when they are looked at together."""
    rows = [*old, *new]
    names = [qualification_in(row.cells, schemas) for row in rows]
    asked = [_mention(str(i), *both, schemas) for i, both in enumerate(zip(rows, names, strict=True))]
    found = identify(asked, registry, schemas)
    by_row = {mention.entry_id: mention for mention in found.mentions}
    given = [
        replace(
            row,
            identity=by_row[str(i)].qualification_id,
            issuer_ids=by_row[str(i)].issuer_ids,
            named=_named(name),
        )
        for i, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
    return given[: len(old)], given[len(old) :]


def _named(name: NameParts | None) -> Named:
    if name is None:
        return Named()
    return Named(*(part.text if part else None for part in (name.zh, name.latin, name.abbreviation)))


def _mention(key: str, row: Comparable, name: NameParts | None, schemas: Path) -> Mention:
    return Mention(
        key,
        name,
        issuers_in(row.cells, schemas),
        countries(row.cells.get("country", ""), schemas).codes,
    )
