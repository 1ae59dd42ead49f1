"""The parts of an entry's names as published, each with the characters of its cell."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.dataset.records import Json
from pipeline.names.alternatives import alternatives
from pipeline.names.knowledge import name_words
from pipeline.names.parts import NameParts, Part
from pipeline.names.split import split_issuers, split_name


def name_parts(text: Mapping[str, str], schemas: Path) -> list[Json]:
    """Each part of each name in the cells of qualifications and issuers, by role, in the order printed."""
    found: list[Json] = []
    for role, printed in text.items():
        for number, name in enumerate(_names(role, printed, schemas), start=1):
            parts = [
                *_labelled(name),
                *(("alternative", one) for one in _alternatives(printed, name, schemas)),
            ]
            found += [
                {
                    "role": role,
                    "name": number,
                    "part": label,
                    "text": part.text,
                    "from": part.start,
                    "to": part.end,
                }
                for label, part in sorted(parts, key=lambda one: (one[1].start, -one[1].end))
            ]
    return found


def described(name: NameParts) -> str:
    """The parts of a name in one line, for the steps of its lineage."""
    parts = [f"{label}: {part.text}" for label, part in _labelled(name)]
    return "; ".join([*parts, "domestic partner"] if name.partner else parts)


def _names(role: str, printed: str, schemas: Path) -> tuple[NameParts, ...]:
    kind = role.partition("_")[0]
    if role not in (kind, f"{kind}_zh", f"{kind}_en"):
        return ()
    if kind == "issuer":
        return split_issuers(printed, schemas)
    return (split_name(printed, schemas),) if kind == "qualification" else ()


def _alternatives(printed: str, name: NameParts, schemas: Path) -> tuple[Part, ...]:
    return alternatives(printed, name, name_words(schemas))


def _labelled(name: NameParts) -> Iterator[tuple[str, Part]]:
    single = (
        ("zh", name.zh),
        ("latin", name.latin),
        ("abbreviation", name.abbreviation),
        ("scope", name.scope),
        ("partner label", name.label),
    )
    yield from ((label, part) for label, part in single if part)
    several = (("condition", name.conditions), ("exemption", name.exemptions), ("rest", name.rest))
    yield from ((label, part) for label, parts in several for part in parts)
