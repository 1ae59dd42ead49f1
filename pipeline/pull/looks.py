"""extracted/looks.json: when each source was looked at last, and what was seen. Standard library alone.

It may be lost: then every source is looked at again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.archive import Watched

_FILE = "looks.json"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a source: when, what failed, and entries of its index that may be notices to take."""

    time: str
    changed: str | None = None
    """When a look last brought something new."""
    failures: tuple[str, ...] = ()
    """What could not be fetched, and why."""
    remarks: tuple[str, ...] = ()
    """What was fetched otherwise than before: an address that is gone, an index that is empty."""
    offered: tuple[tuple[str, str], ...] = ()
    """Address and words of each."""


def read_looks(home: Path) -> dict[str, Look]:
    """The last look at each source, by its folder."""
    try:
        kept = json.loads((home / "extracted" / _FILE).read_text("utf-8"))
        return {
            folder: Look(
                one["time"],
                one["changed"],
                tuple(one["failures"]),
                tuple(one["remarks"]),
                tuple((address, words) for address, words in one["offered"]),
            )
            for folder, one in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def keep_looks(home: Path, looks: Mapping[str, Look]) -> None:
    """Keep them in one step."""
    path = home / "extracted" / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    text = json.dumps({folder: asdict(look) for folder, look in sorted(looks.items())}, ensure_ascii=False)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def due(watched: Iterable[Watched], looks: Mapping[str, Look], now: datetime) -> list[str]:
    """The folders of the sources whose addresses should be looked at."""
    return [
        one.folder
        for one in watched
        if one.look_every is not None
        and (
            (look := looks.get(one.folder)) is None
            or datetime.fromisoformat(look.time) + timedelta(hours=one.look_every) <= now
        )
    ]


def now() -> datetime:
    """The time of day, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
