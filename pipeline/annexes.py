"""A web page and the files attached to it are one notice: its text, and its lists."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline.catalogues.model import Catalogue, Notice
from pipeline.documents.text import squeeze

# What a page without lists says, and what is attached to it answers.
_SETTLED = ("no-catalogue", "attachment-linked")


def whole_notice(page: Notice, attached: Sequence[Notice]) -> Notice:
    """The notice of a page, with the lists of the files attached to it.

    Of files that hold the same lists (a PDF and its Word original) the one with fewest marks is taken. What
    the page does not say of itself is taken from the first file that says it.
    """
    facts = page.facts
    for one in attached:
        known = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
        missing = {name: getattr(one.facts, name) for name, value in known.items() if value in (None, ())}
        facts = replace(facts, **missing)
    taken: dict[tuple[tuple[object, ...], ...], Notice] = {}
    for one in sorted((page, *attached), key=_marks):
        if one.catalogues:
            taken.setdefault(tuple(_print(catalogue) for catalogue in one.catalogues), one)
    lists = [
        replace(catalogue, document=one.document, sha256=one.sha256)
        for one in (page, *attached)
        if any(one is kept for kept in taken.values())
        for catalogue in one.catalogues
    ]
    return replace(
        page,
        facts=facts,
        catalogues=tuple(replace(one, ordinal=ordinal) for ordinal, one in enumerate(lists, start=1)),
        sections=page.sections or next((one.sections for one in attached if one.sections), ()),
        annexes=page.annexes or next((one.annexes for one in attached if one.annexes), ()),
        set_aside=(*page.set_aside, *(aside for one in attached for aside in one.set_aside)),
        findings=tuple(
            finding
            for one in (page, *attached)
            for finding in one.findings
            if not (lists and finding.code in _SETTLED)
        ),
        accounts=tuple(account for one in (page, *attached) for account in one.accounts),
    )


def names_attached(page: Notice) -> frozenset[str]:
    """The names of files that a page links to, by the links and by their words: they may lie beside it."""
    paths = [unquote(urlsplit(one.address).path) for one in page.attachments if _is_address(one.address)]
    found = [*(PurePosixPath(path).name for path in paths), *(one.title.strip() for one in page.attachments)]
    return frozenset(name for name in found if PurePosixPath(name).suffix)


def _is_address(address: str) -> bool:
    try:
        return bool(urlsplit(address).path)
    except ValueError:
        return False


def _marks(notice: Notice) -> int:
    return sum(finding.marks for one in notice.catalogues for row in one.rows for finding in row.findings)


def _print(catalogue: Catalogue) -> tuple[object, ...]:
    """What two renditions of one list have in common: its size, and its first and last row's words."""
    rows = catalogue.rows
    ends = [rows[0], rows[-1]] if rows else []
    return len(rows), *(squeeze(row.values[role].text) for row in ends for role in sorted(row.values)[:2])
