"""What a person should know of a PDF page and its cells."""

from collections.abc import Iterator

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.places import PageBox
from pipeline.readers.marked_cells import GARBLED
from pipeline.readers.pdf_frame import Box

BY_EYE = "Compare the page by eye"


def unread(number: int, *, blank: bool) -> Finding:
    """The page shows no text."""
    if blank:
        return Finding("page-unread", Severity.INFO, f"page {number} is blank")
    return Finding(
        "page-unread",
        Severity.WARNING,
        f"page {number} has no text, only pictures or drawings, and was not read",
        remedy=f"{BY_EYE}, or read it as a scan",
    )


def blank_pages(first: int, last: int) -> Finding:
    """Several blank pages on end."""
    return Finding("page-unread", Severity.INFO, f"pages {first} to {last} are blank")


def unreadable(number: int) -> Finding:
    """The page's fonts hide what is printed."""
    return Finding(
        "text-unreadable",
        Severity.ERROR,
        f"page {number}: its fonts do not say which characters are printed, so its text is not believed "
        "and no row was read from it",
        remedy="Read the page as a scan, or get a copy whose text can be searched",
    )


def layer_doubt(number: int) -> Finding:
    """The page is a scan with somebody's recognised text."""
    return Finding(
        "text-layer-read",
        Severity.WARNING,
        f"page {number} is a picture, and the unseen text laid over it was read",
        remedy=f"{BY_EYE}: the text may differ from what the picture shows",
    )


def lost_text(number: int, box: Box) -> Finding:
    """Text within a table that is in none of its cells."""
    return Finding(
        "text-outside-cells",
        Severity.WARNING,
        f"page {number}: text within a table stands in none of its cells",
        places=(PageBox(number, box),),
        remedy=BY_EYE,
    )


def partly_read(number: int) -> Finding:
    """The page's instructions end too early."""
    return Finding(
        "page-damaged",
        Severity.WARNING,
        f"page {number} is damaged in the file, and only a part of it may have been read",
        remedy="Fetch the file again from where it was published, and compare the page",
    )


def partly_drawn(number: int) -> Finding:
    """A picture that the page was read from ends too early."""
    return Finding(
        "page-damaged",
        Severity.ERROR,
        f"page {number} shows a picture that is cut off or damaged in the file: rows of it may be missing",
        remedy="Fetch the file again from where it was published, and compare the page",
    )


def cell_doubts(text: str, places: tuple[PageBox, ...], *, overrun: bool, cut: bool) -> Iterator[Finding]:
    """What is doubtful in a cell with this text."""
    if GARBLED in text:
        yield Finding(
            "text-garbled",
            Severity.WARNING,
            "the font does not say which characters some glyphs are",
            places=places,
            remedy="Read the words on the page and record a correction",
        )
    if overrun:
        yield Finding(
            "text-outside-cells",
            Severity.WARNING,
            "text runs over the rule beside this cell, so that it and the next may hold parts of each other",
            places=places,
            remedy="Compare the cell and its neighbours with the page",
        )
    if cut:
        yield Finding(
            "text-clipped",
            Severity.INFO,
            "the page shows only a part of the text that the file holds for this cell",
            places=places,
        )
