"""Each page, table and sheet of the raw documents counted anew, and held to the sums of the ledger.

What replay cannot see shows here: a page, a table, a row that was never read, a merged cell of another span.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries

from pipeline.dataset.ledger_sums import ledger_of
from pipeline.verify.documents import OpenDocument, opened
from pipeline.verify.model import FileFailure, Recount
from pipeline.verify.values import Progress, raw_paths

LEDGER = "ledger.json"


def miscounts(
    home: Path, folder: Path, inputs: Mapping[str, object], progress: Progress
) -> Iterator[FileFailure]:
    """The parts of the raw documents of which the ledger says otherwise."""
    paths = raw_paths(home, inputs)
    for account in ledger_of(folder):
        path, name = paths.get(str(account["sha256"])), str(account["document"])
        if path is None or not path.is_file():
            continue  # missing documents are named with their hashes
        progress(f"counted again: {name}")
        with opened(path.read_bytes(), name) as document:
            yield from _safely(document, name, account)


def _safely(document: OpenDocument, name: str, account: Mapping[str, Any]) -> Iterator[FileFailure]:
    try:
        yield from miscounted(document, name, account.get("sums", ()))
    except Exception as error:  # a damaged document makes libraries raise nearly anything
        yield FileFailure(name, "a document that can be counted", f"{type(error).__name__}: {error}")


def miscounted(document: OpenDocument, name: str, sums: Sequence[Mapping[str, Any]]) -> Iterator[FileFailure]:
    """The parts of one document that the recorded sums leave out, or of which they say otherwise."""
    for member in dict.fromkeys(one.get("member") for one in sums):
        recorded = {
            (kind, one[kind]): one
            for one in sums
            if one.get("member") == member
            for kind in ("page", "table", "sheet", "lines")
            if kind in one
        }
        for found in document.recounts(member):
            one = recorded.get((found.kind, found.name), {})
            within = name if member is None else f"{name}, {member}"
            yield from _of_part(f"{within}, {found.kind} {found.name}", one, found)


def _of_part(where: str, recorded: Mapping[str, Any], found: Recount) -> Iterator[FileFailure]:
    characters = recorded.get("characters", 0)
    expected = found.characters
    if characters < expected and found.seen is not None:
        expected = found.seen()
    if characters < expected or (found.kind != "page" and characters != expected):
        yield FileFailure(LEDGER, expected, characters, key=where, column="characters")
    merged = {str(name): (rows, columns) for name, rows, columns in recorded.get("merged", ())}
    spans = dict(_of_tables(recorded, found)) if recorded else {}
    for name in sorted(merged.keys() | spans.keys()):
        if merged.get(name) != spans.get(name):
            key = f"{where}, cell {name}"
            yield FileFailure(LEDGER, spans.get(name), merged.get(name), key=key, column="merged")


def _of_tables(recorded: Mapping[str, Any], found: Recount) -> Iterator[tuple[str, tuple[int, int]]]:
    """The merged cells that a table should have; of a sheet those in its tables, cut where a table ends."""
    if found.kind != "sheet":
        yield from found.merged.items()
        return
    tables = [range_boundaries(one) for one in recorded.get("ranges", ())]
    for name, (rows, columns) in found.merged.items():
        letters, row = coordinate_from_string(name)
        column = column_index_from_string(letters)
        for left, top, right, bottom in tables:
            if top <= row <= bottom and left <= column <= right:
                spans = min(rows, bottom - row + 1), min(columns, right - column + 1)
                if spans != (1, 1):
                    yield name, spans
