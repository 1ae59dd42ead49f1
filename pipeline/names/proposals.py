"""Names that OCR read nearly as a known form: that form is proposed in a finding, and no text changes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import Place
from pipeline.names.keys import name_key
from pipeline.names.nearly import KnownName, KnownNames
from pipeline.names.registry import GivenIssuer, GivenQualification, Registry

LANGUAGES = ("zh", "latin")
# A form that OCR alone reads is known where it stands in so many cells, and the other in one.
REPEATED = 3
# Ordinary names differ by a character too: where the cell was read less surely than this, a slip is likely.
SURE = 0.97


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name in a cell of an entry. ``scanned`` tells that OCR alone read it."""

    entry: str
    role: str
    language: str
    text: str
    places: tuple[Place, ...] = ()
    confidence: float = 1.0
    scanned: bool = False

    @property
    def kind(self) -> str:
        """Whether it names a qualification or an issuer."""
        return self.role.partition("_")[0]

    def key(self, schemas: Path) -> tuple[str, str, str]:
        """What equal names have in common."""
        return self.kind, self.language, name_key(self.text, schemas)


Owners = Mapping[tuple[str, str, str], str]
"""The identity of a name by its key."""


def proposals(
    names: Sequence[ReadName], registry: Registry, schemas: Path, owners: Owners | None = None
) -> Iterator[tuple[str, Finding]]:
    """A finding, with its entry, for each scanned name that may be a slip of a known one."""
    scanned = [name for name in names if name.scanned]
    if not scanned:
        return
    own = owners or {}
    keys = {name: name.key(schemas) for name in names}
    cells = Counter(keys[name] for name in {(keys[name], name.places): name for name in scanned}.values())

    def known(name: ReadName) -> KnownName:
        return KnownName(*keys[name][:2], name.text, own.get(keys[name], ""), name.entry)

    sure = KnownNames((*(known(name) for name in names if not name.scanned), *_given(registry)), schemas)
    repeated = KnownNames((known(name) for name in scanned if cells[keys[name]] >= REPEATED), schemas)
    for name in scanned:
        asked = name.kind, name.language, name.text
        if sure.holds(*asked):
            continue
        near = sure.near(*asked) or (repeated.near(*asked) if cells[keys[name]] == 1 else ())
        if near:
            yield name.entry, _finding(name, near)


def _given(registry: Registry) -> Iterator[KnownName]:
    """What people gave, and what was printed before, where not OCR alone has read it."""
    people: tuple[GivenIssuer | GivenQualification, ...] = (*registry.issuers, *registry.qualifications)
    for given in people:
        kind = given.id.partition(":")[0]
        for names in (given.names, given.former):
            yield from (KnownName(kind, "zh", text, given.id) for text in names.zh)
            yield from (KnownName(kind, "latin", text, given.id) for text in names.latin)
    for one in registry.ledger.identities:
        kind = one.id.partition(":")[0]
        for form in one.forms:
            if not form.scanned:
                spelt = zip(LANGUAGES, (form.zh, form.latin), strict=True)
                yield from (KnownName(kind, language, text, one.id) for language, text in spelt if text)


def _finding(name: ReadName, near: Sequence[KnownName]) -> Finding:
    known = "; ".join(f"“{one.text}” ({_whose(one)})" for one in near)
    message = f"“{' '.join(name.text.split())}” is read here, and nearly the same is known: {known}"
    about = (
        name.role,
        name.places,
        "Compare the cell with its picture, and record a correction if it is misread",
    )
    if name.confidence < SURE:
        return Finding("name-nearly-known", Severity.WARNING, message, *about)
    return Finding("name-nearly-known", Severity.INFO, message, *about)


def _whose(name: KnownName) -> str:
    return ", ".join(filter(None, (name.identity, name.shown)))
