"""Pointing back to an older version, and keeping to it until something is new. Imports nothing heavy."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.dataset.versions import current_version, point_to, read_inputs, version_inputs

_FILE = "held.json"


@dataclass(frozen=True, slots=True)
class Hold:
    """``current`` points to ``version`` by a person's will; ``set_aside`` is what a refresh had made."""

    version: str
    set_aside: str


def roll_back(dataset: Path, version: str) -> Hold | None:
    """Point ``current`` to ``version`` and hold it there; None where that is what a refresh would give.

    Raises PublicationError where ``version`` is not there whole.
    """
    before = held(dataset)
    now = before.set_aside if before else current_version(dataset)
    if now is None or now == version:
        point_to(dataset, version)
        (dataset / _FILE).unlink(missing_ok=True)
        return None
    hold = Hold(version, now)
    # First the hold: it says nothing until ``current`` points to its version.
    point_to(dataset, version, before=lambda: _keep(dataset, hold))
    return hold


def held(dataset: Path) -> Hold | None:
    """The hold that ``current`` is under; a version published since then has ended it."""
    try:
        hold = Hold(**json.loads((dataset / _FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return hold if hold.version == current_version(dataset) else None


def refreshed_inputs(dataset: Path) -> dict[str, object] | None:
    """inputs.json of the last version that a refresh made: where nothing differs from it, nothing is new."""
    hold = held(dataset)
    return version_inputs(dataset, hold.set_aside) if hold else read_inputs(dataset)


def _keep(dataset: Path, hold: Hold) -> None:
    unfinished = dataset / f".{_FILE}-new"
    unfinished.write_text(json.dumps(asdict(hold)) + "\n", encoding="utf-8")
    unfinished.replace(dataset / _FILE)
