"""Rows that a reader left in the text: lines after a list that go on with its numbers."""

import re
from collections.abc import Sequence

from pipeline.catalogues.model import CatalogueRow
from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document, Paragraph
from pipeline.documents.numbers import numeral
from pipeline.documents.places import PageBox

_NUMBERED = re.compile(r"\s*([0-9]{1,5})\s*(?=[^\s0-9.、,，:：)）年月日%-])")


def rows_left(document: Document, rows: Sequence[CatalogueRow]) -> list[Finding]:
    """An error where text on the list's last page or later begins with the next two numbers.

    A table without rules may end too early for its reader; what it left then stands among the paragraphs.
    """
    last = rows[-1].number if rows else None
    number = numeral(last.text) if last else None
    pages = [place.page for place in last.places if isinstance(place, PageBox)] if last else []
    if number is None or not pages:
        return []
    lines = [p for p in document.blocks if isinstance(p, Paragraph) and p.page >= max(pages)]
    found = {int(match[1]): line for line in lines if (match := _NUMBERED.match(line.text))}
    if number + 1 not in found or number + 2 not in found:
        return []
    return [
        Finding(
            "rows-unread",
            Severity.ERROR,
            f"the list ends with {number}, and text after it goes on with {number + 1}: rows were not read",
            places=found[number + 1].places,
            remedy="Look at the page with 'renke read --draw'; take the rows from the published document.",
        )
    ]
