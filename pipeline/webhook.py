"""Telling webhooks of sources of a published change. Never fails a run, never says a secret."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from pipeline.sources import Source

if TYPE_CHECKING:
    from pipeline.building import Published
    from pipeline.dataset.records import ChangeRecord

ATTEMPTS = 3
SECONDS = 10.0
"""How long one attempt may be silent."""
Counts = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Jurisdiction → table → added, removed or changed → how many rows."""


def count_changes(changes: Iterable["ChangeRecord"]) -> Counts:
    """Changes by jurisdiction, of rows that belong to one."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for change in changes:
        jurisdiction, _, rest = (change.entry_id or _notice(change) or change.key).partition("/")
        if rest:
            counts[jurisdiction][change.table][change.change] += 1
    return {
        one: {table: dict(sorted(count.items())) for table, count in sorted(tables.items())}
        for one, tables in sorted(counts.items())
    }


def _notice(change: "ChangeRecord") -> str | None:
    """The notice that a row of ``findings`` names, which has no key."""
    old, new = cast("dict[str, list[str | None]]", change.values).get("notice_id", (None, None))
    return new or old


def tell(sources: Sequence[Source], published: "Published") -> Iterator[str]:
    """Send each source's webhook what changed in its jurisdiction; words about those that failed."""
    failed: set[str] = set()
    for source in sources:
        changes = published.changed.get(source.jurisdiction)
        if source.webhook is None or not changes:
            continue
        address = source.webhook.get_secret_value()
        if address in failed:
            continue  # it would be waited for once a source
        words = _post(
            address,
            {
                "version": published.version,
                "previous": published.previous,
                "jurisdiction": source.jurisdiction,
                "changes": changes,
            },
        )
        if words is not None:
            failed.add(address)
            host = urlsplit(address).hostname  # the rest of the address may be a secret
            yield f"{source.jurisdiction}: its webhook on {host} was not told of {published.version}: {words}"


def _post(address: str, message: Mapping[str, object]) -> str | None:
    """Send a message, more than once where a failure may pass; what went wrong at last, or None."""
    import httpx
    import stamina

    from pipeline.pull.answers import PASSING
    from pipeline.pull.fetch import agent

    def passing(error: Exception) -> bool:
        if isinstance(error, httpx.HTTPStatusError):
            return error.response.status_code in PASSING
        return isinstance(error, httpx.TransportError)

    try:
        for attempt in stamina.retry_context(on=passing, attempts=ATTEMPTS, wait_initial=0.2, wait_max=5.0):
            with attempt:
                headers = {"user-agent": agent(None)}
                httpx.post(address, json=message, headers=headers, timeout=SECONDS).raise_for_status()
    except httpx.HTTPStatusError as error:
        return f"it answers {error.response.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error).__name__  # its words may name the whole address
    return None
