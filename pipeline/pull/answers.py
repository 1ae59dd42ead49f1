"""What an answer is by its status and headers: a document, none, or a failure that may pass."""

import email.utils
from datetime import UTC, datetime
from typing import Literal

import httpx

from pipeline.pull.addresses import PullError

PASSING = {408, 425, 429, 500, 502, 503, 504}
MOVED = {301, 302, 303, 307, 308}
_WHOLE = {200, 203}
_GONE = {404, 410}
_NOT_ASKED = {"br", "zstd", "compress", "x-gzip", "x-compress"}


class Passing(Exception):
    """A failure that may pass; ``wait`` is how many seconds the server asks for."""

    def __init__(self, words: str, wait: float | None = None) -> None:
        super().__init__(words)
        self.wait = wait


def state_of(
    asked: str, response: httpx.Response, *, conditional: bool
) -> Literal["new", "unchanged", "gone", "moved"]:
    """What an answer is by its status. Raises PullError, or Passing, where it brings none."""
    status = response.status_code
    if status in PASSING:
        wait = _retry_after(response.headers.get("retry-after", ""))
        raise Passing(f"the server answers {status}", wait)
    if status == 304 and conditional:
        return "unchanged"
    if status in _GONE:
        return "gone"
    if status in MOVED:
        return "moved"
    if status not in _WHOLE:
        raise PullError(f"the server answers {status}", address=asked, remedy="Look at it in a browser")
    encodings = [one.strip().lower() for one in response.headers.get("content-encoding", "").split(",")]
    if len(encodings) > 1 or set(encodings) & _NOT_ASKED:
        raise PullError(
            f"it is encoded as {', '.join(encodings)}, which was not asked for",
            address=asked,
            remedy="Fetch it by hand and put it into raw/",
        )
    return "new"


def _retry_after(text: str) -> float | None:
    """Seconds of a Retry-After header, which gives seconds or a date."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
