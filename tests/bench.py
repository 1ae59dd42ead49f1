"""``make bench``: the PDF readers side by side on one long table, against what is printed in it.

Each reader runs in a process of its own, so that its peak of memory is its own. Times are those of the
processor, best of several runs: what else the machine does counts little.
"""

import argparse
import io
import multiprocessing
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from pipeline.documents.text import squeeze
from pipeline.readers.pdf_page import PageContent
from tests.typeset.long_table import LongTable, long_table

ROLES = (
    "number",
    "qualification_zh",
    "qualification_en",
    "issuer_zh",
    "issuer_en",
    "country",
    "title",
    "grade",
    "remarks",
)
TEXT = Counter[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gave: texts of cells by page, or joined rows; how often the third was asked."""

    pages: tuple[TEXT, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    marked: tuple[tuple[bool, ...], ...] = ()
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A reader's best time, its peak of memory before and after, and what it read."""

    seconds: float
    before: float
    peak: float
    reading: Reading


Reader = Callable[[bytes], Reading]


def tablers_alone(data: bytes) -> Reading:
    import tablers

    with tablers.Document(bytes=data) as document:
        tables = [tablers.find_tables(page, extract_text=True) for page in document.pages()]
    return Reading(tuple(_texts(cell.text for table in page for cell in table.cells) for page in tables))


def pdfplumber_alone(data: bytes) -> Reading:
    import pdfplumber

    pages = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            tables = page.extract_tables()
            pages.append(_texts(text or "" for table in tables for row in table for text in row))
            page.close()
    return Reading(tuple(pages))


def camelot_alone(data: bytes) -> Reading:
    import camelot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = camelot.read_pdf(io.BytesIO(data), pages="all", flavor="lattice", engine="vector")
    pages: dict[int, TEXT] = {}
    for table in tables:
        pages.setdefault(table.page, Counter()).update(_texts(text for row in table.data for text in row))
    return Reading(tuple(pages[page] for page in sorted(pages)))


def renke_fast(data: bytes) -> Reading:
    from pipeline.readers.pdf import read_pdf
    from pipeline.reading import notice_of

    return _rows(notice_of(read_pdf(data, "long.pdf", "0", engines="fast")))


def renke(data: bytes) -> Reading:
    from pipeline.readers import pdf, pdf_opinions
    from pipeline.reading import notice_of

    asked: list[int] = []

    def counting(
        first: Sequence[PageContent], data: bytes, password: str | None, *, plain: bool
    ) -> pdf_opinions.Compared:
        compared = pdf_opinions.second_opinion(first, data, password, plain=plain)
        asked.extend(compared.asked)
        return compared

    with patch.object(pdf, "second_opinion", counting):
        reading = _rows(notice_of(pdf.read_pdf(data, "long.pdf", "0")))
    return Reading(rows=reading.rows, marked=reading.marked, asked=len(asked))


def _rows(notice: object) -> Reading:
    from pipeline.catalogues.model import Notice

    assert isinstance(notice, Notice)
    rows, marked = [], []
    for row in (row for catalogue in notice.catalogues for row in catalogue.rows):
        values = {"number": row.number, **row.values} if row.number else dict(row.values)
        doubtful = {finding.role for finding in row.findings if finding.marks}
        rows.append(tuple(squeeze(values[role].text) if role in values else "" for role in ROLES))
        marked.append(
            tuple(
                None in doubtful or role in doubtful or (role in values and values[role].confidence < 0.9)
                for role in ROLES
            )
        )
    return Reading(rows=tuple(rows), marked=tuple(marked))


def _texts(texts: object) -> TEXT:
    assert isinstance(texts, Sequence) or hasattr(texts, "__iter__")
    return Counter(text for one in texts if (text := squeeze(str(one))))


READERS: dict[str, Reader] = {
    "tablers: find_tables": tablers_alone,
    "renke, --engines fast": renke_fast,
    "pdfplumber: extract_tables": pdfplumber_alone,
    "camelot: vector": camelot_alone,
    "renke, both engines": renke,
}


def _measure(name: str, path: Path, times: int, answer: "multiprocessing.Queue[Measured]") -> None:
    data = path.read_bytes()
    READERS[name](path.with_name("short.pdf").read_bytes())  # imports are not reading
    before = _peak()
    seconds = []
    for _ in range(times):
        start = time.process_time()
        reading = READERS[name](data)
        seconds.append(time.process_time() - start)
    answer.put(Measured(min(seconds), before, _peak(), reading))


def _peak() -> float:
    """The most memory this process had so far, in MB (ru_maxrss would be the parent's too)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measured(name: str, path: Path, times: int) -> Measured:
    """Run a reader in a new process."""
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[Measured] = context.Queue()
    process = context.Process(target=_measure, args=(name, path, times, answer))
    process.start()
    result = answer.get()
    process.join()
    return result


def wrong_cells(reading: Reading, truth: LongTable) -> tuple[int, int, int]:
    """Wrong cells, those of them that nothing marks, and all cells: of pages, or of joined rows."""
    if reading.pages:
        printed = [_texts(page) for page in truth.printed]
        read = [*reading.pages, *([Counter()] * (len(printed) - len(reading.pages)))]
        wrong = sum(
            ((one - other) | (other - one)).total() for one, other in zip(printed, read, strict=False)
        )
        return wrong, wrong, sum(page.total() for page in printed)
    rows = {row[0]: (row, marks) for row, marks in zip(reading.rows, reading.marked, strict=True)}
    wrong = unmarked = 0
    for expected in truth.rows:
        row, marks = rows.get(expected[0], ((), ()))
        for column, text in enumerate(expected):
            if not row or row[column] != squeeze(text):
                wrong += 1
                unmarked += not (marks and marks[column])
    extra = len(reading.rows) - len(truth.rows)
    return wrong + max(extra, 0), unmarked + max(extra, 0), len(truth.rows) * len(ROLES)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=30)
    arguments.add_argument("--times", type=int, default=3)
    chosen = arguments.parse_args()
    truth = long_table(chosen.pages)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        path.write_bytes(truth.pdf)
        path.with_name("short.pdf").write_bytes(long_table(1).pdf)
        results = {name: measured(name, path, chosen.times) for name in READERS}
    console = Console(width=110)
    cells = sum(map(len, truth.printed))
    table = Table(
        title=f"{chosen.pages} pages, {cells} filled cells printed, {len(truth.rows)} rows once joined"
    )
    for column in ("reader", "pages/s", "s", "peak MB (over its start)", "wrong", "unmarked", "of"):
        table.add_column(column, justify="left" if column == "reader" else "right")
    for name, result in results.items():
        wrong, unmarked, of = wrong_cells(result.reading, truth)
        memory = f"{result.peak:.0f} ({result.peak - result.before:+.0f})"
        speed = f"{chosen.pages / result.seconds:.1f}"
        table.add_row(name, speed, f"{result.seconds:.2f}", memory, str(wrong), str(unmarked), str(of))
    console.print(table)
    tablers, fast, plumber, _, both = (result.seconds for result in results.values())
    asked = results["renke, both engines"].reading.asked
    console.print(f"fast / tablers: {fast / tablers:.2f} (aim: at most 2)")
    console.print(f"pdfplumber / fast: {plumber / fast:.1f} (aim: at least 5)")
    console.print(f"both / (tablers + pdfplumber): {both / (tablers + plumber):.2f} (aim: at most 1.3)")
    console.print(f"the third was asked about {asked} of {chosen.pages} pages")


if __name__ == "__main__":
    main()
