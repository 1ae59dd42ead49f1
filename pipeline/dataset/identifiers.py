"""Identifiers from what the source prints: notices, lists, entries."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from pipeline.catalogues.model import Catalogue, CatalogueRow, Notice
from pipeline.documents.text import fold

_LETTER = re.compile(r"^([a-z])(?![a-z])")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def notice_key(notice: Notice, year_and_sequence: tuple[str, str] | None) -> str | None:
    """Year and sequence of the notice's own number, else its date of issue; None where it has neither."""
    if year_and_sequence is not None:
        return "-".join(year_and_sequence)
    return notice.facts.issued.value if notice.facts.issued else None


def series_of(document_number: str) -> str:
    """What stands before the year of a document number, such as 沪人社专."""
    return re.split(r"[〔\[(【（［]", document_number)[0].strip()


def list_keys(catalogues: Sequence[Catalogue]) -> list[str]:
    """The letter that begins each heading, else (or where two lists share one) the list's ordinal."""
    letters = [_LETTER.match(fold(c.heading or "")) for c in catalogues]
    count = Counter(match[1] for match in letters if match)
    return [
        match[1].upper() if match and count[match[1]] == 1 else str(catalogue.ordinal)
        for match, catalogue in zip(letters, catalogues, strict=True)
    ]


def row_keys(rows: Sequence[CatalogueRow]) -> list[str]:
    """The last part of each entry_id: the number in ASCII digits; ``2.5`` where numbers restart in groups,
    ``26~2`` for a second row of one number, ``~7`` for the seventh row where none is printed.
    """
    plain = [_digits(row) for row in rows]
    group_of = _groups(rows, plain)
    groups = list(dict.fromkeys(group_of))
    by_group: dict[str | int | None, set[str]] = {}
    for group, number in zip(group_of, plain, strict=True):
        if number:
            by_group.setdefault(group, set()).add(number)
    restarts = len(groups) > 1 and sum(map(len, by_group.values())) > len(set().union(*by_group.values()))
    keys: list[str] = []
    seen: Counter[str] = Counter()
    for ordinal, (group, number) in enumerate(zip(group_of, plain, strict=True), start=1):
        if not number:
            keys.append(f"~{ordinal}")
            continue
        key = f"{groups.index(group) + 1}.{number}" if restarts else number
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return keys


def _groups(rows: Sequence[CatalogueRow], plain: Sequence[str | None]) -> list[str | int | None]:
    """What parts the rows: their groups; without these how often the numbers have begun again, where no
    finding says that they should not have.
    """
    if any(row.group is not None for row in rows):
        return [row.group for row in rows]
    groups: list[str | int | None] = []
    begun = 0
    for row, number in zip(rows, plain, strict=True):
        doubted = any(finding.code.startswith("number-") for finding in row.findings)
        begun += number == "1" and not doubted
        groups.append(begun)
    return groups


def _digits(row: CatalogueRow) -> str | None:
    match = _NUMBER.search(fold(row.number.text)) if row.number else None
    return match.group() if match else None


def recognition_ids(jurisdiction: str, kind: str, names: Sequence[tuple[str, str]]) -> list[str]:
    """Identifiers of a list's rows by what they recognise, so that they stay when an edition renumbers.

    ``names`` are the comparison keys of qualification and issuer; a second row of the same gets ``~2``.
    """
    seen: Counter[str] = Counter()
    ids = []
    for qualification, issuer in names:
        digest = hashlib.sha256("|".join((jurisdiction, kind, qualification, issuer)).encode()).hexdigest()[
            :12
        ]
        seen[digest] += 1
        ids.append(f"{jurisdiction}:{digest}" + (f"~{seen[digest]}" if seen[digest] > 1 else ""))
    return ids
