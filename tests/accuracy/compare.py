"""What was read against the facts: cells exact, wrong and marked, wrong and unmarked; rows lost and extra."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from pipeline.catalogues.model import Catalogue, CatalogueRow, Value
from pipeline.catalogues.model import Notice as ReadNotice
from pipeline.documents.model import SURE
from pipeline.documents.text import squeeze
from tests.typeset.facts import ExpectedRow, Notice, catalogue_rows

WIDTHS = ("<wide>", "<narrow>")
GAPS = ("number-gap", "number-missing", "number-out-of-order", "count-mismatch")
"""Findings that tell that rows are lost."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell that is not as printed."""

    list_heading: str
    number: str
    role: str
    expected: str
    read: str | None
    marked: bool

    def __str__(self) -> str:
        mark = "marked" if self.marked else "UNMARKED"
        place = f"{self.list_heading[:12]} {self.number} {self.role}"
        return f"{place}: {self.read!r} for {self.expected!r} ({mark})"


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts add up over lists, notices and forms."""

    cells: int = 0
    exact: int = 0
    marked: int = 0
    unmarked: int = 0
    exact_marked: int = 0
    lost: int = 0
    extra: int = 0
    particulars: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Compared:
    """The counts, and each wrong cell."""

    counts: Counts
    wrong: tuple[Wrong, ...]


def fold_width(text: str) -> str:
    """Full and half width alike; nothing else is folded."""
    return "".join(
        unicodedata.normalize("NFKC", char) if unicodedata.decomposition(char).startswith(WIDTHS) else char
        for char in text
    )


def key(text: str, *, widths: bool) -> str:
    """What is compared: white space never counts, width does unless ``widths`` folds it."""
    return squeeze(fold_width(text) if widths else text)


def compare(facts: Notice, read: ReadNotice, *, widths: bool = False) -> Compared:
    """Rows are matched by list and number, cells by role; ``widths`` folds full and half width."""
    pairs, extra = _lists(facts, read.catalogues, widths=widths)
    parts = [_compare_list(expected, rows, widths=widths) for expected, rows in pairs]
    unasked = sum(len(catalogue.rows) for catalogue in extra)
    counts = sum((part.counts for part in parts), Counts(extra=unasked))
    return Compared(
        counts,
        tuple(wrong for part in parts for wrong in part.wrong),
    )


def _lists(
    facts: Notice, read: Sequence[Catalogue], *, widths: bool
) -> tuple[list[tuple[list[ExpectedRow], tuple[CatalogueRow, ...]]], list[Catalogue]]:
    """Each list with what was read of it: under its heading, else the next list that has none of theirs."""
    left = list(read)
    found: dict[int, Catalogue] = {}
    headings = [key(catalogue.heading, widths=widths) for catalogue in facts.catalogues]
    for index, heading in enumerate(headings):
        for catalogue in left:
            if key(catalogue.heading or "", widths=widths) == heading:
                found[index] = catalogue
                left.remove(catalogue)
                break
    for index in range(len(headings)):
        if index not in found and left:
            found[index] = left.pop(0)
    pairs = [
        (catalogue_rows(catalogue), found[index].rows if index in found else ())
        for index, catalogue in enumerate(facts.catalogues)
    ]
    return pairs, left


def _compare_list(expected: Sequence[ExpectedRow], rows: Sequence[CatalogueRow], *, widths: bool) -> Compared:
    pairs, extra = _paired(expected, rows, widths=widths)
    told = any(finding.code in GAPS for row in rows for finding in row.findings)
    wrong: list[Wrong] = []
    exact_marked = 0
    for fact, row in pairs:
        row_wrong = list(_lost_cells(fact, told) if row is None else _wrong_cells(fact, row, widths=widths))
        wrong += row_wrong
        bad = {one.role for one in row_wrong}
        if row is not None:
            exact_marked += sum(is_marked(row, role) for role in ("number", *fact.cells) if role not in bad)
    cells = sum(1 + len(fact.cells) for fact in expected)
    marked = sum(one.marked for one in wrong)
    counts = Counts(
        cells=cells,
        exact=cells - len(wrong),
        marked=marked,
        unmarked=len(wrong) - marked,
        exact_marked=exact_marked,
        lost=sum(row is None for _, row in pairs),
        extra=extra,
    )
    return Compared(counts, tuple(wrong))


def _paired(
    expected: Sequence[ExpectedRow], rows: Sequence[CatalogueRow], *, widths: bool
) -> tuple[list[tuple[ExpectedRow, CatalogueRow | None]], int]:
    """Each fact with the row of its number, None where it is lost; and how many rows are nobody's.

    As many rows with other numbers as facts between two that match are those facts, numbers misread.
    """
    asked = [key(fact.number, widths=widths) for fact in expected]
    told = [key(row.number.text if row.number else "", widths=widths) for row in rows]
    found: dict[int, CatalogueRow] = {}
    for _, first, last, start, end in SequenceMatcher(None, asked, told, autojunk=False).get_opcodes():
        if last - first == end - start:
            found |= dict(zip(range(first, last), rows[start:end], strict=True))
    return [(fact, found.get(index)) for index, fact in enumerate(expected)], len(rows) - len(found)


def _lost_cells(fact: ExpectedRow, told: bool) -> Iterable[Wrong]:
    for role, text in {"number": fact.number, **fact.cells}.items():
        yield Wrong(fact.list_heading, fact.number, role, text, None, told)


def _wrong_cells(fact: ExpectedRow, row: CatalogueRow, *, widths: bool) -> Iterable[Wrong]:
    """Cells of the row that differ, and columns that are not printed but were read."""
    texts = {"number": fact.number, **fact.cells}
    for role in dict.fromkeys((*texts, *row.values)):
        text = texts.get(role, "")
        value: Value | None = row.number if role == "number" else row.values.get(role)
        read = None if value is None else value.text
        if role not in texts and not squeeze(read or ""):
            continue
        if read is None or key(read, widths=widths) != key(text, widths=widths):
            yield Wrong(fact.list_heading, fact.number, role, text, read, is_marked(row, role))


def is_marked(row: CatalogueRow, role: str) -> bool:
    """Whether the row tells that the cell is doubtful."""
    value = row.number if role == "number" else row.values.get(role)
    doubtful = value is not None and value.confidence < SURE
    return doubtful or any(finding.marks and finding.role in (role, None) for finding in row.findings)


def particulars_wrong(facts: Notice, read: ReadNotice, *, widths: bool) -> list[str]:
    """The particulars of the notice that differ: they make its identifiers."""
    told = {
        "title": [facts.title],
        "document number": [facts.document_number or ""],
        "issued": [facts.issued.isoformat()],
        "authorities": sorted(facts.authorities),
        "supersedes": sorted(facts.supersedes),
    }
    found = {
        "title": [read.facts.title.value if read.facts.title else ""],
        "document number": [read.facts.document_number.value if read.facts.document_number else ""],
        "issued": [read.facts.issued.value if read.facts.issued else ""],
        "authorities": sorted(fact.value for fact in read.facts.authorities),
        "supersedes": sorted(fact.value for fact in read.facts.supersedes),
    }

    def folded(texts: list[str]) -> Counter[str]:
        return Counter(key(text, widths=widths) for text in texts)

    return [
        f"{name}: {found[name]} for {told[name]}"
        for name in told
        if folded(found[name]) != folded(told[name])
    ]
