"""``make accuracy``: every notice in every form, read, and each cell held against the facts.

Exit status 1 where a form misses its aim or cannot be read.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from pipeline.errors import RenkeError
from pipeline.readers.files import read_file
from pipeline.reading import notice_of
from tests.accuracy.compare import Counts, compare, particulars_wrong
from tests.accuracy.forms import AIMS, FORMS, Form, write
from tests.typeset.facts import NAMES, load_notice
from tests.typeset.parts import shortened

COLUMNS = (
    "form",
    "cells",
    "exact",
    "%",
    "wrong marked",
    "wrong unmarked",
    "right marked",
    "lost rows",
    "extra rows",
    "particulars",
    "s/page",
    "",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One notice in one form; ``failure`` says why it could not be made or read."""

    form: str
    notice: str
    counts: Counts = field(default_factory=Counts)
    pages: int = 0
    seconds: float = 0.0
    wrong: tuple[str, ...] = ()
    failure: str | None = None


def measured(form: Form, name: str, rows: int | None) -> Result:
    """Make the document, read it, compare."""
    notice = load_notice(name)
    if rows is not None:
        notice = shortened(notice, rows)
    made = form.make(notice)
    widths = form.kind != "digital"
    with TemporaryDirectory() as folder:
        path = write(made, Path(folder))
        start = time.perf_counter()
        try:
            document = read_file(path)
            read = notice_of(document)
        except RenkeError as error:
            return Result(form.name, name, failure=str(error))
        seconds = time.perf_counter() - start
    compared = compare(made.facts, read, widths=widths)
    particulars = particulars_wrong(made.facts, read, widths=widths) if form.whole else []
    return Result(
        form.name,
        name,
        compared.counts + Counts(particulars=len(particulars)),
        document.pages,
        seconds,
        (*map(str, compared.wrong), *particulars),
    )


def results(forms: Sequence[Form], names: Sequence[str], rows: int | None, jobs: int) -> Iterable[Result]:
    """Every notice in every form, in that order."""
    pairs = [(form, name) for form in forms for name in names]
    if jobs == 1:
        return (measured(form, name, rows) for form, name in pairs)
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_measured, [(form.name, name, rows) for form, name in pairs]))


def _measured(asked: tuple[str, str, int | None]) -> Result:
    form, name, rows = asked
    return measured(next(one for one in FORMS if one.name == form), name, rows)


def misses(form: Form, counts: Counts) -> list[str]:
    """What keeps the form from its aim."""
    aim = AIMS[form.kind]
    words = []
    if counts.cells == 0 or counts.exact < aim.exact * counts.cells:
        words.append(f"exact below {aim.exact:.1%}")
    if counts.unmarked > aim.unmarked * counts.cells:
        words.append(f"unmarked above {aim.unmarked:.2%}")
    if counts.extra:
        words.append("extra rows")
    if form.kind == "digital" and counts.particulars:
        words.append("particulars")
    return words


def cells_of(name: str, results_of: Sequence[Result], words: str) -> list[str]:
    counts = sum((one.counts for one in results_of), Counts())
    pages, seconds = sum(one.pages for one in results_of), sum(one.seconds for one in results_of)
    share = f"{counts.exact / counts.cells:.2%}" if counts.cells else ""
    numbers = (
        counts.marked,
        counts.unmarked,
        counts.exact_marked,
        counts.lost,
        counts.extra,
        counts.particulars,
    )
    speed = f"{seconds / pages:.2f}" if pages else ""
    return [name, str(counts.cells), str(counts.exact), share, *map(str, numbers), speed, words]


def report(console: Console, forms: Sequence[Form], found: Sequence[Result], *, each: bool) -> bool:
    """Print the table; whether every aim is reached."""
    table = Table(title="every notice in every form, against its facts")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in ("form", "") else "right")
    reached, failed = True, list[str]()
    by_name = {form.name: form for form in forms}
    for name, group in groupby(found, key=lambda one: one.form):
        of_form = list(group)
        failures = [f"{one.form}, {one.notice}: {one.failure}" for one in of_form if one.failure]
        counts = sum((one.counts for one in of_form), Counts())
        words = [f"{len(failures)} not read"] if failures else misses(by_name[name], counts)
        reached = reached and not words
        table.add_row(*cells_of(name, of_form, "; ".join(words) or "reached"))
        failed += failures
        if each:
            for one in of_form:
                table.add_row(*cells_of(f"  {one.notice}", [one], ""), style="dim")
    console.print(table)
    for line in failed:
        console.print(line, markup=False, soft_wrap=True)
    return reached


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and each wrong cell where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument(
        "--only", action="append", default=[], help="forms whose name holds this (repeatable)"
    )
    parser.add_argument("--notice", action="append", choices=NAMES, help="only this notice (repeatable)")
    parser.add_argument("--sample", type=int, metavar="N", help="only the first N rows of each list")
    parser.add_argument("--jobs", type=int, default=1, help="notices read at once")
    parser.add_argument("--each", action="store_true", help="a line for each notice too")
    parser.add_argument("--wrong", action="store_true", help="print every cell that is not as printed")
    chosen = parser.parse_args(arguments)
    console = Console(width=180)
    forms = [form for form in FORMS if not chosen.only or any(words in form.name for words in chosen.only)]
    for form in [form for form in forms if form.lacking]:
        console.print(f"{form.name}: left out, {form.lacking}")
    forms = [form for form in forms if not form.lacking]
    found = []
    for result in results(forms, chosen.notice or NAMES, chosen.sample, chosen.jobs):
        found.append(result)
        for line in result.wrong if chosen.wrong else ():
            console.print(f"{result.form}, {result.notice}: {line}", markup=False, soft_wrap=True)
    return 0 if report(console, forms, found, each=chosen.each) else 1


if __name__ == "__main__":
    sys.exit(main())
