"""Whether the numbers of a catalogue run on: 1, 2, 3 …, in their group or chapter."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.catalogues.model import CatalogueRow
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.numbers import numeral
from pipeline.tables.numbers import NumberKey, number_key
from pipeline.vocabulary import Vocabulary


def check_numbers(
    rows: Sequence[CatalogueRow], fields: Sequence[bool], vocabulary: Vocabulary
) -> list[CatalogueRow]:
    """Rows with findings where numbers do not run 1, 2, 3 … in their group, or chapter (the 2 of 2.1).

    Where a merged cell begins (``fields``) numbers may begin again, if they do so wherever they do.
    """
    checked: list[CatalogueRow] = []
    last: dict[tuple[str | None, NumberKey], int] = {}
    printed = [_bare(row.number.text, vocabulary) if row.number else "" for row in rows]
    numbered = any(numeral(text) is not None for text in printed)
    anew = _restart_in_fields(rows, printed, fields)
    for row, text, field in zip(rows, printed, fields, strict=True):
        number = numeral(text)
        if anew and field and number == 1:
            last = {}
        chapter = (row.group, (number_key(text, vocabulary) or (0,))[:-1])
        expected = last.get(chapter, 0) + 1
        finding = None
        if number is None and numbered:
            finding = (
                "number-missing",
                f"the row after number {expected - 1} has no number",
            )
        elif (
            number is not None
            and number != expected
            and not (row.group and number == 1 + max(last.values(), default=0))
        ):
            finding = _number_finding(number, expected)
        if number is not None:
            last[chapter] = number
        checked.append(row if finding is None else _with(row, *finding))
    return checked


def _restart_in_fields(rows: Sequence[CatalogueRow], printed: Sequence[str], fields: Sequence[bool]) -> bool:
    """Whether numbers begin again more than once, and always where a merged cell begins."""
    firsts = [
        field
        for row, text, field in zip(rows, printed, fields, strict=True)
        if row.group is None and numeral(text) == 1
    ]
    return len(firsts) > 1 and all(firsts)


def _bare(number: str, vocabulary: Vocabulary) -> str:
    """A printed number without the mark of a note, as in ``12*``; a mark alone is the number."""
    return vocabulary.mark.sub("", number) or number


def _number_finding(number: int, expected: int) -> tuple[str, str]:
    if number == expected - 1:
        return "number-repeated", f"number {number} stands in two rows"
    if number > expected:
        missing = f"{expected}" if number == expected + 1 else f"{expected} to {number - 1}"
        return "number-gap", f"number {number} follows {expected - 1}: {missing} missing"
    return "number-out-of-order", f"number {number} follows {expected - 1}"


def _with(row: CatalogueRow, code: str, message: str) -> CatalogueRow:
    finding = Finding(
        code,
        Severity.ERROR,
        message,
        places=row.number.places if row.number else (),
        remedy="Compare with the published document: a row may be lost or read twice.",
    )
    return replace(row, findings=(*row.findings, finding))
