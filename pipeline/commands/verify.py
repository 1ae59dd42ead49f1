"""``renke verify``: each published value read again from its raw document, each file held to the others."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.verify.model import FileFailure, Replayed
    from pipeline.verify.run import Counts


@click.command()
@click.argument("entry", required=False)
@click.option("--all", "every", is_flag=True, help="Every value and every file; so it is without ENTRY too.")
@click.option(
    "--rebuild", is_flag=True, help="Build the version anew from its inputs.json; compare the bytes."
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: each failure, then the counts.")
@click.pass_obj
def verify(home: Path, entry: str | None, every: bool, rebuild: bool, as_json: bool) -> int:
    """Read each published value of ENTRY, or of all, again from its raw document and compare.

    Without ENTRY also raw/ and the version are held to their hashes, and the forms of tables to each other.
    """
    if entry is not None and every:
        raise click.UsageError("give an ENTRY or --all, not both")
    from pipeline.verify.run import Counts

    counts = Counts()
    began = time.monotonic()
    show = _json if as_json else _print
    for failure in _failures(home, entry, counts, rebuild=rebuild):
        show(failure)
    sums = {name: getattr(counts, name) for name in ("values", "equal", "different", "unreadable")}
    if as_json:
        click.echo(json.dumps(sums))
    else:
        click.echo(", ".join(f"{name} {number}" for name, number in sums.items()))
    _tell(counts, time.monotonic() - began)
    return 1 if counts.failed else 0


def _failures(
    home: Path, entry: str | None, counts: "Counts", *, rebuild: bool
) -> Iterator["Replayed | FileFailure"]:
    from pipeline.verify.run import current_folder, read_inputs
    from pipeline.verify.run import verify as verified

    progress: Callable[[str], None] = lambda words: click.echo(words, err=True)  # noqa: E731
    if entry is not None:
        _check_entry(home, entry)
    yield from verified(home, entry, counts, progress)
    if not rebuild:
        return
    from pipeline.verify.rebuild import rebuilt

    folder = current_folder(home)
    with TemporaryDirectory(prefix="renke-") as scratch:
        progress("build the version anew")
        for failure in rebuilt(home, folder, read_inputs(folder), Path(scratch), progress):
            counts.add(failure)
            yield failure


def _check_entry(home: Path, entry: str) -> None:
    from pipeline.commands.trace import not_found
    from pipeline.dataset.browse import opened, rows

    with opened(home) as connection:
        if not rows(connection, "SELECT 1 FROM entries WHERE entry_id = ?", entry):
            raise click.BadParameter(not_found(entry, rows(connection, "SELECT entry_id FROM entries")))


def _json(failure: "Replayed | FileFailure") -> None:
    click.echo(json.dumps(_record(failure), ensure_ascii=False))


def _record(failure: "Replayed | FileFailure") -> dict[str, object]:
    from pipeline.documents.places import place_json
    from pipeline.verify.model import FileFailure

    if isinstance(failure, FileFailure):
        record = {"file": failure.file, "expected": failure.expected, "found": failure.found}
        where = {"table": failure.table, "key": failure.key, "column": failure.column}
        return record | {name: value for name, value in where.items() if value is not None}
    traced = failure.traced
    published = traced.value if traced.printed in (None, failure.text) else traced.printed
    return {
        "entry_id": traced.entry_id,
        "role": traced.role,
        "document": traced.document,
        "place": None if failure.place is None else place_json(failure.place),
        "published": published,
        "read": failure.text,
        **({"why": failure.why} if failure.why else {}),
    }


def _print(failure: "Replayed | FileFailure") -> None:
    record = _record(failure)
    if "file" in record:
        where = ", ".join(str(record[name]) for name in ("file", "table", "key", "column") if name in record)
        click.echo(f"{where}: expected {record['expected']!r}, found {record['found']!r}")
        return
    from pipeline.documents.places import describe

    place = "" if getattr(failure, "place", None) is None else f", {describe(failure.place)}"  # type: ignore[union-attr,arg-type]
    words = f"{record['entry_id']}, {record['role']}: {record['document']}{place}: "
    if record["read"] is None:
        click.echo(f"{words}cannot be read again: {record.get('why')}")
    else:
        click.echo(f"{words}published {record['published']!r}, read {record['read']!r}")


def _tell(counts: "Counts", seconds: float) -> None:
    for (engine, equal), number in sorted(counts.engines.items()):
        click.echo(f"{engine}: {number} {'equal' if equal else 'different'}", err=True)
    click.echo(f"{counts.files} failures of files, {seconds:.1f} s", err=True)
