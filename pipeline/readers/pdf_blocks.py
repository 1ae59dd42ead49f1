"""A page's tables and lines as blocks of the document, with their places on the page as shown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.documents.findings import Finding
from pipeline.documents.model import Cell, Fragment, Paragraph
from pipeline.documents.places import PageBox, Place
from pipeline.readers.pdf_doubts import blank_pages
from pipeline.readers.pdf_frame import Frame
from pipeline.readers.pdf_page import PageContent
from pipeline.readers.pdf_paragraphs import Line, in_order, running_lines

if TYPE_CHECKING:
    from pipeline.readers.scan_frame import ScanFrame


def blocks(contents: Sequence[PageContent]) -> Iterator[Paragraph | Fragment]:
    """All pages' blocks in reading order, without headers, footers and page numbers."""
    running = running_lines([line for content in contents for line in content.lines])
    for content in contents:
        yield from _blocks(content, running)


def _blocks(content: PageContent, running: set[Line]) -> Iterator[Paragraph | Fragment]:
    """The page's blocks in reading order, with their places on the page as shown."""
    lines = [line for line in content.lines if line not in running]
    for block in in_order(lines, content.fragments):
        match block:
            case Paragraph():
                yield replace(block, places=_shown(block.places, content.frame))
            case Fragment():
                yield shown_fragment(block, content.frame)


def shown_fragment(fragment: Fragment, frame: "Frame | ScanFrame") -> Fragment:
    """The table with its places on the page as shown."""
    cells = tuple(_shown_cell(cell, frame) for cell in fragment.cells)
    return replace(fragment, cells=cells, places=_shown(fragment.places, frame))


def _shown_cell(cell: Cell, frame: "Frame | ScanFrame") -> Cell:
    if not frame.turn:
        return cell
    findings = tuple(replace(finding, places=_shown(finding.places, frame)) for finding in cell.findings)
    ink = None if cell.ink is None else frame.on_page(cell.ink)
    return replace(cell, places=_shown(cell.places, frame), findings=findings, ink=ink)


def _shown(places: tuple[Place, ...], frame: "Frame | ScanFrame") -> tuple[Place, ...]:
    return tuple(
        replace(place, box=frame.on_page(place.box)) if isinstance(place, PageBox) else place
        for place in places
    )


def findings_of(contents: Sequence[PageContent]) -> Iterator[Finding]:
    """What each page gives to know; blank pages on end are told together."""
    for is_blank, run in groupby(enumerate(contents, start=1), key=lambda numbered: numbered[1].blank):
        pages = list(run)
        if is_blank and len(pages) > 1:
            yield blank_pages(pages[0][0], pages[-1][0])
            continue
        for _, content in pages:
            for finding in content.findings:
                yield replace(finding, places=_shown(finding.places, content.frame))
