"""Identifiers that were given, with every printed form that they were given to: registry/given.jsonl.

`renke refresh` keeps this file: it adds lines and forms, and never takes one away. So an identifier outlives
the notice that it came from, and names that come later can't change it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from pipeline.names.registry_yaml import Kept, RegistryError, write_whole

FILE = "given.jsonl"
_REMEDY = "Restore the file from version control; nobody but renke writes it."


class GivenForm(Kept):
    """One printed form. ``entry_id``: of a name that says too little to be known again elsewhere.

    ``scanned``: only OCR has read it so far, so that it may be misread.
    """

    zh: str | None = None
    latin: str | None = None
    abbreviation: str | None = None
    scope: str | None = None
    countries: tuple[str, ...] = ()
    entry_id: str | None = None
    scanned: bool = False

    @property
    def order(self) -> tuple[object, ...]:
        """A total order."""
        texts = (self.zh, self.latin, self.abbreviation, self.scope, self.entry_id)
        return (*(text or "" for text in texts), self.countries)


class GivenIdentity(Kept):
    """An identifier and its forms; ``issuer_ids`` are those with which a qualification was printed."""

    id: Annotated[str, StringConstraints(pattern=r"^(issuer|qualification):\S+$")]
    issuer_ids: tuple[str, ...] = ()
    forms: tuple[GivenForm, ...] = Field(min_length=1)


_LINE = TypeAdapter(GivenIdentity)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All identifiers that were given, in the order of the file."""

    identities: tuple[GivenIdentity, ...] = ()

    def of(self, kind: str) -> tuple[GivenIdentity, ...]:
        """Those of issuers or of qualifications."""
        return tuple(one for one in self.identities if one.id.startswith(f"{kind}:"))


def load_ledger(folder: Path) -> Ledger:
    """Read given.jsonl; a missing one is empty. Raises RegistryError with file, line and identity."""
    path = folder / FILE
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return Ledger()
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(str(error), file=path, remedy=_REMEDY) from error
    found: dict[str, GivenIdentity] = {}
    for number, line in enumerate(lines, start=1):
        try:
            one = _LINE.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(step) for step in first["loc"])
            message = f"{key}: {first['msg']}" if key else first["msg"]
            raise RegistryError(message, file=path, line=number, remedy=_REMEDY) from error
        if one.id in found:
            raise RegistryError("stands twice", file=path, line=number, identity=one.id, remedy=_REMEDY)
        found[one.id] = one
    return Ledger(tuple(found.values()))


def extended(ledger: Ledger, seen: Iterable[GivenIdentity]) -> Ledger:
    """The ledger with identities and forms that it does not have yet; sorted by identifier."""
    known = {one.id: one for one in ledger.identities}
    for one in seen:
        before = known.get(one.id)
        forms: dict[tuple[object, ...], GivenForm] = {}
        for form in (*(before.forms if before else ()), *one.forms):
            if form.order not in forms or forms[form.order].scanned:
                forms[form.order] = form
        known[one.id] = GivenIdentity(
            id=one.id,
            issuer_ids=before.issuer_ids if before else one.issuer_ids,
            forms=tuple(forms[order] for order in sorted(forms, key=repr)),
        )
    return Ledger(tuple(known[identifier] for identifier in sorted(known)))


def keep_ledger(folder: Path, ledger: Ledger) -> None:
    """Write given.jsonl whole or not at all. Raises RegistryError where it cannot be written."""
    text = "".join(f"{_line(one)}\n" for one in ledger.identities)
    write_whole(folder / FILE, text, ": identifiers are kept before they are published")


def _line(identity: GivenIdentity) -> str:
    record: Mapping[str, object] = identity.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(record, ensure_ascii=False)
