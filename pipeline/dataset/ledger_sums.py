"""The sums of a version's ledger.json: what became of the pages, tables and cells of its documents."""

import json
from collections import Counter
from pathlib import Path

from pipeline.errors import RenkeError


def ledger_of(folder: Path) -> list[dict[str, object]]:
    """The accounts of a version's documents. Raises RenkeError where it has none."""
    try:
        accounts: list[dict[str, object]] = json.loads((folder / "ledger.json").read_text("utf-8"))[
            "documents"
        ]
    except (OSError, ValueError, KeyError) as error:
        raise RenkeError(f"{folder} has no ledger.json", remedy="Run 'renke refresh'.") from error
    return accounts


def sums_of(accounts: list[dict[str, object]]) -> dict[str, dict[str, int]]:
    """Over all documents: pages, tables and cells by what became of them."""
    sums: dict[str, dict[str, int]] = {}
    for kind in ("pages", "tables", "cells"):
        counted: Counter[str] = Counter()
        for account in accounts:
            counts = account[kind]
            counted.update(counts if isinstance(counts, dict) else {})
        sums[kind] = dict(sorted(counted.items()))
    return sums
