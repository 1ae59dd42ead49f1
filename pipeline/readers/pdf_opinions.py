"""The second opinion on every page, and the third where the first two differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.documents.findings import Finding, Severity
from pipeline.readers.pdf_agreement import agreed, agreeing, with_words_read
from pipeline.readers.pdf_page import Extent, PageContent
from pipeline.readers.pdf_shown import as_shown
from pipeline.readers.pdf_tablers import TablersDocument
from pipeline.readers.pdf_tablers_page import PageRead
from pipeline.readers.pdf_verdict import Evidence, settled


@dataclass(frozen=True, slots=True)
class Compared:
    """The pages with their readings and findings, and those on which the third engine was asked."""

    pages: tuple[PageContent, ...]
    asked: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()


def second_opinion(
    first: Sequence[PageContent], data: bytes, password: str | None = None, *, plain: bool = True
) -> Compared:
    """pdfplumber's pages held against tablers', and against camelot's where those differ."""
    pages = list(first)
    turns = {number: page.frame.turn for number, page in enumerate(pages, start=1) if page.frame.turn}
    asked: tuple[int, ...] = ()
    try:
        with TablersDocument(data, password, plain=plain, turns=turns) as document:
            disputed = _first_pass(pages, document)
        if disputed:
            shown = as_shown(data, password, turns, without_hidden=disputed)
            asked = _second_pass(pages, disputed, shown)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic in Rust derives from BaseException alone
        return Compared(tuple(pages), asked, (_failed(error),))
    return Compared(tuple(pages), asked)


def _first_pass(pages: list[PageContent], document: TablersDocument) -> dict[int, PageRead]:
    """Where the engines agree the page is done; the others by number, as tablers reads them."""
    disputed: dict[int, PageRead] = {}
    extent: Extent | None = None
    for number, page in enumerate(pages[: document.pages], start=1):
        second = document.read(number, extent)
        page = with_words_read(page, partial(document.texts, number))  # noqa: PLW2901
        page_agreed = agreed(page, second)
        pages[number - 1] = page_agreed or page
        if page_agreed is None and _is_believed(page):
            disputed[number] = second
        extent = page.after.extent or second.extent or extent
    return disputed


def _is_believed(page: PageContent) -> bool:
    """Whether the page's text can be read at all: engines that agree on a font's lies prove nothing."""
    return all(finding.code == "page-unread" or not finding.marks for finding in page.findings)


def _second_pass(pages: list[PageContent], disputed: dict[int, PageRead], shown: bytes) -> tuple[int, ...]:
    """First tablers' other ways, then camelot and the picture: the pages that needed these."""
    from pipeline.readers.pdf_camelot import camelot_cells
    from pipeline.readers.pdf_picture import Picture

    left: dict[int, PageRead] = {}
    with TablersDocument(shown) as document:
        for number, second in disputed.items():
            page = pages[number - 1]
            others = document.every_reading(number, _extent_before(pages, number))
            best = max([second, *others], key=lambda reading: agreeing(page, reading))
            page_agreed = agreed(page, best)
            if page_agreed is None:
                left[number] = best
            else:
                pages[number - 1] = page_agreed
        third = camelot_cells(shown, {number: document.size(number)[1] for number in left}) if left else {}
        for number, second in left.items():
            picture = Picture(shown, number)
            texts = partial(document.texts, number, is_inked=picture.inked)
            evidence = Evidence(second, third.get(number, ()), picture.shows, texts)
            pages[number - 1] = settled(pages[number - 1], evidence)
    return tuple(sorted(left))


def _extent_before(pages: Sequence[PageContent], number: int) -> Extent | None:
    return pages[number - 2].after.extent if number > 1 else None


def _failed(error: BaseException) -> Finding:
    return Finding(
        "engine-failed",
        Severity.WARNING,
        f"the second engine could not read the document ({type(error).__name__}), so one alone read it",
        remedy="Compare the tables with the pages",
    )
