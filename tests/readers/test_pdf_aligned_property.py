"""Tables without upright rules, set in any way over pages, read back as they were set, or are marked."""

from difflib import SequenceMatcher

import pytest

from pipeline.catalogues.model import CatalogueRow, Value
from pipeline.documents.places import PageBox
from pipeline.documents.text import squeeze
from pipeline.readers.pdf import read_pdf
from pipeline.reading import notice_of
from tests.readers.aligned_pages import Row, typeset

Printed = tuple[tuple[str, str], ...]


def printed(row: Row) -> Printed:
    return tuple(sorted((role, squeeze(text)) for role, text in row.cells.items() if text))


def values(row: CatalogueRow) -> dict[str, Value]:
    return {**row.values, **({"number": row.number} if row.number else {})}


def as_read(row: CatalogueRow) -> Printed:
    texts = {role: squeeze(value.text) for role, value in values(row).items()}
    return tuple(sorted((role, text) for role, text in texts.items() if text))


def marked(row: CatalogueRow) -> set[str | None]:
    roles = {finding.role for finding in row.findings if finding.marks}
    return roles | {role for role, value in values(row).items() if value.confidence < 0.9}


def unmarked_differences(rows: list[Row], read: list[CatalogueRow]) -> list[str]:
    """What was set and is not read, and no finding says so."""
    told = []
    blocks = SequenceMatcher(None, [*map(printed, rows)], [*map(as_read, read)], autojunk=False).get_opcodes()
    for kind, start, end, first, last in blocks:
        if kind == "equal":
            continue
        for at in range(max(end - start, last - first)):
            ours = dict(printed(rows[start + at])) if at < end - start else {}
            row = read[first + at] if at < last - first else None
            theirs = dict(as_read(row)) if row is not None else {}
            marks = marked(row) if row is not None else set()
            told += [
                f"{role}: {ours.get(role)!r} is read {theirs.get(role)!r}"
                for role in ours.keys() | theirs.keys()
                if ours.get(role) != theirs.get(role) and role not in marks and None not in marks
            ]
    return told


@pytest.mark.parametrize("seed", range(400, 430))
def test_tables_without_upright_rules_read_back_over_pages_or_are_marked(seed: int) -> None:
    document = typeset(seed)
    notice = notice_of(read_pdf(document.data, "notice.pdf", "0" * 64))
    read = [row for catalogue in notice.catalogues for row in catalogue.rows]
    assert unmarked_differences(document.rows, read) == []
    pages = [
        {place.page for value in values(row).values() for place in value.places if isinstance(place, PageBox)}
        for row in read
    ]
    if len(read) == len(document.rows):
        assert pages == [row.pages for row in document.rows]
    headings = {row.heading for row in document.rows} - {None}
    assert headings <= {catalogue.heading for catalogue in notice.catalogues}
