"""``make bench``, second part: a scanned page against bare RapidOCR, and the digital forms of a notice.

Times are the clock's, best of several runs; Renke and RapidOCR take turns, so that what else the machine does
strikes both. Reading is timed to the joined rows.
"""

import argparse
import io
import time
from collections.abc import Callable, Sequence

import numpy
import pypdfium2
from rich.console import Console
from rich.table import Table

from pipeline.catalogues.model import CatalogueRow, Notice
from pipeline.errors import RenkeError
from pipeline.readers.door import read_document
from pipeline.reading import notice_of
from tests.accuracy.forms import DIGITAL
from tests.typeset.facts import load_notice
from tests.typeset.parts import on_one_page
from tests.typeset.pdf import typeset_pdf
from tests.typeset.scan import Scanner, as_pdf, as_picture, scanned_pages

NOTICE = "weihai"
SCANNER = Scanner(200, "grey", skew=0.7, noise=6, blur=0.5, shade=0.2)
AIM = 1.15


def best(times: int, *runs: Callable[[], object]) -> list[float]:
    """The shortest time of each, all taking turns; one run before warms them."""
    seconds: list[list[float]] = [[] for _ in runs]
    for turn in range(times + 1):
        for run, taken in zip(runs, seconds, strict=True):
            start = time.perf_counter()
            run()
            if turn:
                taken.append(time.perf_counter() - start)
    return [min(taken) for taken in seconds]


def read(data: bytes, name: str) -> Notice:
    return notice_of(read_document(data, name))


def rows_of(notice: Notice) -> list[CatalogueRow]:
    return [row for catalogue in notice.catalogues for row in catalogue.rows]


def scans(console: Console, times: int) -> None:
    """One page, and two in one document, against RapidOCR alone on the same picture."""
    from rapidocr import RapidOCR

    _, pdf = on_one_page(load_notice(NOTICE))
    (page,) = scanned_pages(pdf, SCANNER)
    png = as_picture(page, "PNG", SCANNER.dpi)
    two = as_pdf([page, page], SCANNER.dpi)
    picture = numpy.asarray(page.convert("RGB"))[..., ::-1]
    engine = RapidOCR(params={"Global.log_level": "critical", "Global.return_word_box": True})
    rows = len(rows_of(read(png, "page.png")))
    bare, one, both = best(
        times, lambda: engine(picture), lambda: read(png, "page.png"), lambda: read(two, "two.pdf")
    )
    table = Table(title=f"a scanned page of {rows} rows, {SCANNER.dpi} dpi")
    for column in ("what", "s/page", "of RapidOCR"):
        table.add_column(column, justify="left" if column == "what" else "right")
    table.add_row("RapidOCR alone", f"{bare:.2f}", "1.00")
    table.add_row("renke, one page", f"{one:.2f}", f"{one / bare:.2f} (aim: at most {AIM})")
    table.add_row("renke, two pages in a PDF", f"{both / 2:.2f}", f"{both / 2 / bare:.2f}")
    console.print(table)


def digital(console: Console, times: int) -> None:
    """Each form of one notice; its pages are those of the PDF."""
    notice = load_notice(NOTICE)
    document = pypdfium2.PdfDocument(io.BytesIO(typeset_pdf(notice)))
    pages = len(document)
    document.close()
    table = Table(title=f"the digital forms of a notice of {pages} pages")
    for column in ("form", "pages/s", "s", "rows"):
        table.add_column(column, justify="left" if column == "form" else "right")
    for form in DIGITAL:
        if form.lacking:
            console.print(f"{form.name}: left out, {form.lacking}")
            continue
        made = form.make(notice)
        try:
            rows = len(rows_of(read(made.data, made.file)))
        except RenkeError as error:
            console.print(str(error))
            continue
        (seconds,) = best(times, lambda data=made.data, name=made.file: read(data, name))  # type: ignore[misc]
        table.add_row(form.name, f"{pages / seconds:.1f}", f"{seconds:.2f}", str(rows))
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_forms", description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", choices=("scans", "digital"))
    chosen = parser.parse_args(arguments)
    console = Console(width=110)
    if chosen.only != "scans":
        digital(console, chosen.times)
    if chosen.only != "digital":
        scans(console, chosen.times)


if __name__ == "__main__":
    main()
