"""Less of a notice: its first rows, or what fits on one page."""

import io

import pypdfium2

from tests.typeset.facts import Catalogue, Notice
from tests.typeset.pdf import typeset_pdf

ROWS_TRIED = range(24, 3, -4)


def first_rows(catalogue: Catalogue, rows: int) -> Catalogue:
    """The first rows of a list; pages end where they did, the number that it states is dropped."""
    if rows >= len(catalogue.rows):
        return catalogue
    ends = tuple(end for end in catalogue.page_ends if end < rows)
    kept = {row[0] for row in catalogue.rows[:rows]}
    return catalogue.model_copy(
        update={
            "rows": catalogue.rows[:rows],
            "page_ends": ends,
            "stated": None,
            "notes": tuple(note for note in catalogue.notes if note.row in kept),
        }
    )


def shortened(notice: Notice, rows: int) -> Notice:
    """The notice with the first rows of each list, and no table or annex besides the lists."""
    lists = tuple(first_rows(catalogue, rows) for catalogue in notice.catalogues)
    return notice.model_copy(
        update={"catalogues": lists, "asides": (), "grids": (), "annexes": (), "stated_total": None}
    )


def on_one_page(notice: Notice) -> tuple[Notice, bytes]:
    """As many rows of the last list as one page holds, and that page as a PDF."""
    last = notice.catalogues[-1].model_copy(update={"new_page": True})
    for rows in ROWS_TRIED:
        short = shortened(notice.model_copy(update={"catalogues": (last,)}), rows)
        document = pypdfium2.PdfDocument(typeset_pdf(short))
        try:
            if len(document) == 2:
                return short, page_alone(document, 1)
        finally:
            document.close()
    raise ValueError(f"{notice.file}: not even {ROWS_TRIED[-1]} rows fit on a page")


def page_alone(document: pypdfium2.PdfDocument, index: int) -> bytes:
    """One page, counted from 0, as a PDF."""
    target = io.BytesIO()
    alone = pypdfium2.PdfDocument.new()
    alone.import_pages(document, [index])
    alone.save(target)
    alone.close()
    return target.getvalue()
