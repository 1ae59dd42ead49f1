"""The entries of one notice before identities are given: made, or taken as they were kept.

They depend on what was read of the notice, on its identifier and on corrections of its cells, so that of an
unchanged notice nothing need be normalised again.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.catalogues.model import Notice
from pipeline.dataset.entries import Context, Draft, draft_entry
from pipeline.dataset.identifiers import list_keys, row_keys
from pipeline.kept import keep, recall
from pipeline.names.corrections import Corrections

Drafts = tuple[tuple[Draft, ...], ...]
"""The drafts of each list of a notice, in the order of its rows."""


@dataclass(frozen=True, slots=True)
class Undrafted:
    """A notice to draft; ``corrections`` are those of its cells.

    ``digest`` is that of what was read of it; empty where that is not known.
    """

    notice: Notice
    notice_id: str
    digest: str
    corrections: Corrections


Drafter = Callable[[Undrafted, Path], Drafts]
"""Drafts a notice with the knowledge of a folder of schemas."""


def drafted(one: Undrafted, schemas: Path) -> Drafts:
    """Each row of each list normalised."""
    notice = one.notice
    return tuple(
        tuple(
            draft_entry(
                f"{one.notice_id}/{key}/{number}",
                row,
                Context.of(one.notice_id, notice, catalogue),
                one.corrections,
                schemas,
            )
            for number, row in zip(row_keys(catalogue.rows), catalogue.rows, strict=True)
        )
        for key, catalogue in zip(list_keys(notice.catalogues), notice.catalogues, strict=True)
    )


def keeping(folder: Path) -> Drafter:
    """Drafts as they are kept in a folder, else made and kept there."""

    def kept_or_drafted(one: Undrafted, schemas: Path) -> Drafts:
        if not one.digest:
            return drafted(one, schemas)
        path = folder / f"{_key(one)}.entries.json.gz"
        found = recall(path, _adapter())
        if found is None:
            found = drafted(one, schemas)
            keep(path, _adapter(), found)
        return found

    return kept_or_drafted


def _key(one: Undrafted) -> str:
    made_of = (one.digest, one.notice_id, one.corrections)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


@cache
def _adapter() -> TypeAdapter[Drafts]:
    return TypeAdapter(Drafts)
