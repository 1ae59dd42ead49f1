"""What holds on a day: from the dates of a notice or entry, never from the clock. Imports nothing heavy."""

import datetime
from collections.abc import Mapping

STATES = ("in force", "superseded", "expired", "not yet in force", "unknown")


def day_before(day: str | None) -> str | None:
    """The day before an ISO date; None for what is no date."""
    try:
        return (datetime.date.fromisoformat(day or "") - datetime.timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return None


def last_day(expires: str | None, successor_begins: str | None) -> str | None:
    """The last day of what ends by its own words, or on the day before its successor begins."""
    return min((day for day in (expires, day_before(successor_begins)) if day), default=None)


def as_on(row: Mapping[str, object], day: str | None) -> dict[str, object]:
    """The row with its status on a day; as it is where no day is asked."""
    return {**row, "status": state_on(row, day)} if day else dict(row)


def state_on(row: Mapping[str, object], day: str) -> str:
    """Whether a row of notices or crosswalk holds on a day: one of STATES.

    ``row`` has status, expires, valid_from and valid_until, as published.
    """
    begun, end, expires = row["valid_from"], row["valid_until"], row["expires"]
    if begun is None:
        return "unknown"
    if day < str(begun):
        return "not yet in force"
    if end is None:
        # replaced by a notice of which no day is known
        return "unknown" if row["status"] == "superseded" else "in force"
    if day <= str(end):
        return "in force"
    return "expired" if expires == end or row["status"] != "superseded" else "superseded"
