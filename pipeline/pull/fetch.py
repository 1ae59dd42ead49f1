"""One address fetched: politely, within limits, and told apart from what only looks like an answer."""

import email.utils
import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Self
from urllib.parse import urljoin, urlsplit

import httpx
import stamina
from protego import Protego

from pipeline import __version__
from pipeline.errors import RenkeError
from pipeline.readers.limits import FILE_BYTES

ATTEMPTS = 4
"""How often an address is asked at most where it fails in a way that may pass."""
REDIRECTS = 5
DEADLINE = 300.0
"""Seconds that one answer may take in all, however steadily it drips."""
SILENCE = 30.0
"""Seconds without a byte."""
LONGEST_WAIT = 120.0
"""Seconds of Retry-After that are waited for; a longer one ends the attempt."""
PASSING = {408, 425, 429, 500, 502, 503, 504}
_GONE = {404, 410}
_MOVED = {301, 302, 303, 307, 308}


class PullError(RenkeError):
    """An address that could not be fetched."""

    def __init__(self, message: str, *, address: str, remedy: str = "") -> None:
        super().__init__(f"{address}: {message}", remedy=remedy)
        self.address = address


@dataclass(frozen=True, slots=True)
class Polite:
    """How a source wants to be asked: seconds between two requests of one host, and other hosts allowed."""

    pause: float = 1.0
    hosts: frozenset[str] = frozenset()
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered. ``headers`` have lower-case names; ``address`` is where redirects led."""

    state: Literal["new", "unchanged", "gone"]
    asked: str
    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class _Passing(Exception):
    """A failure that may pass; ``wait`` is how many seconds the server asks for."""

    def __init__(self, words: str, wait: float | None = None) -> None:
        super().__init__(words)
        self.wait = wait


class Fetcher:
    """Fetches addresses; one for a run, so that its pauses and robots.txt hold for all sources."""

    def __init__(
        self, *, deadline: float = DEADLINE, silence: float = SILENCE, limit: int = FILE_BYTES
    ) -> None:
        self._deadline, self._limit = deadline, limit
        self._client = httpx.Client(
            follow_redirects=False, timeout=httpx.Timeout(silence), headers={"user-agent": agent(None)}
        )
        self._asked: dict[str, float] = {}
        self._robots: dict[str, Protego] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, address: str, polite: Polite, validators: Mapping[str, str] | None = None) -> Answer:
        """The answer of an address; ``validators`` are request headers for a conditional request.

        Raises PullError, after some attempts where the failure may pass.
        """
        _check_address(address)
        if not self._allowed(address, polite):
            raise PullError(
                "robots.txt of its host does not allow it to be fetched",
                address=address,
                remedy="Fetch it by hand and put it into raw/, or ask the publisher",
            )
        return self._patiently(address, polite, validators or {})

    def _patiently(self, address: str, polite: Polite, headers: Mapping[str, str]) -> Answer:
        try:
            for attempt in stamina.retry_context(
                on=_backoff,
                attempts=ATTEMPTS,
                timeout=None,
                wait_initial=max(polite.pause, 0.05),
                wait_max=30.0,
            ):
                with attempt:
                    return self._followed(address, polite, headers)
        except _Passing as error:
            remedy = "It may pass: refresh again later"
            raise PullError(str(error), address=address, remedy=remedy) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            words = str(error) or type(error).__name__
            raise PullError(words, address=address, remedy="Check the address and the network") from error
        raise AssertionError("an attempt either returns or raises")

    def _followed(self, address: str, polite: Polite, headers: Mapping[str, str]) -> Answer:
        """The answer after redirects, of which only some are followed."""
        at, seen = address, {address}
        while True:
            answer = self._once(address, at, polite, headers)
            if answer.status not in _MOVED:
                return answer
            to = urljoin(at, answer.headers.get("location", ""))
            _check_redirect(address, to, polite)
            if to in seen or len(seen) > REDIRECTS:
                raise PullError(
                    "it redirects in a circle",
                    address=address,
                    remedy="Look at it in a browser, correct the address",
                )
            seen.add(to)
            at = to

    def _once(self, asked: str, address: str, polite: Polite, headers: Mapping[str, str]) -> Answer:
        self._wait(address, polite)
        begun = time.monotonic()
        all_headers = {**headers, "user-agent": agent(polite.contact)}
        try:
            with self._client.stream("GET", address, headers=all_headers) as response:
                _check_status(response)
                body = self._body(asked, response, begun)
        except (
            httpx.TimeoutException,
            httpx.NetworkError,
            httpx.ProtocolError,
            httpx.DecodingError,
        ) as error:
            raise _Passing(f"{type(error).__name__}: {error}".rstrip(": ")) from error
        state: Literal["new", "unchanged", "gone"] = "new"
        if response.status_code == 304:
            state = "unchanged"
        elif response.status_code in _GONE:
            state = "gone"
        elif response.status_code not in _MOVED and not response.is_success:
            raise PullError(
                f"the server answers {response.status_code}", address=asked, remedy="Look at it in a browser"
            )
        return Answer(state, asked, address, response.status_code, dict(response.headers), body)

    def _body(self, asked: str, response: httpx.Response, begun: float) -> bytes:
        """The content, as far as the limits on bytes and seconds let it come."""
        stated = response.headers.get("content-length", "")
        if stated.isdigit() and int(stated) > self._limit:
            raise _too_large(asked, int(stated), self._limit)
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._limit:
                raise _too_large(asked, size, self._limit)
            if time.monotonic() - begun > self._deadline:
                raise PullError(
                    f"the answer takes more than {self._deadline:.0f} seconds",
                    address=asked,
                    remedy="Refresh again later, or fetch it by hand and put it into raw/",
                )
            parts.append(part)
        return b"".join(parts)

    def _wait(self, address: str, polite: Polite) -> None:
        """Let the pause pass that the host is owed."""
        host = urlsplit(address).netloc
        pause = max(polite.pause, self._crawl_delay(host, polite))
        last = self._asked.get(host)
        if last is not None:
            time.sleep(max(0.0, last + pause - time.monotonic()))
        self._asked[host] = time.monotonic()

    def _crawl_delay(self, host: str, polite: Polite) -> float:
        rules = self._robots.get(host)
        delay = rules.crawl_delay(agent(polite.contact)) if rules else None
        return min(float(delay), 60.0) if delay else 0.0

    def _allowed(self, address: str, polite: Polite) -> bool:
        parts = urlsplit(address)
        if parts.netloc not in self._robots:
            robots = f"{parts.scheme}://{parts.netloc}/robots.txt"
            try:
                answer = self._patiently(robots, polite, {})
                text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            except PullError as error:
                if " answers 4" not in error.message and "redirects" not in error.message:
                    raise  # a host that fails is not asked for more
                text = ""
            self._robots[parts.netloc] = Protego.parse(text)
        return bool(self._robots[parts.netloc].can_fetch(address, agent(polite.contact)))


def agent(contact: str | None) -> str:
    """Who asks, and whom to write to."""
    return f"renke/{__version__}" + (f" (+{contact})" if contact else "")


def _backoff(error: Exception) -> bool | float:
    if not isinstance(error, _Passing):
        return False
    if error.wait is None:
        return True
    return error.wait if error.wait <= LONGEST_WAIT else False


def _check_status(response: httpx.Response) -> None:
    if response.status_code in PASSING:
        wait = _retry_after(response.headers.get("retry-after", ""))
        raise _Passing(f"the server answers {response.status_code}", wait)


def _retry_after(text: str) -> float | None:
    """Seconds of a Retry-After header, which gives seconds or a date."""
    if text.strip().isdigit():
        return float(text)
    try:
        at = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _too_large(address: str, size: int, limit: int) -> PullError:
    return PullError(
        f"it has {size} bytes or more, the limit is {limit}",
        address=address,
        remedy="Look at what it is in a browser",
    )


def _check_address(address: str) -> None:
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise PullError("this is no web address", address=address, remedy="Begin it with https://")


def _check_redirect(address: str, to: str, polite: Polite) -> None:
    """A redirect may lead within its host, or to one that the source names; never into a private network."""
    _check_address(to)
    here, there = urlsplit(address), urlsplit(to)
    if here.scheme == "https" and there.scheme != "https":
        raise PullError(
            f"it redirects to {to}, which is not encrypted", address=address, remedy="Correct the address"
        )
    if there.hostname == here.hostname and there.port == here.port:
        return
    if _is_private(there.hostname or "") and there.hostname != here.hostname:
        raise PullError(
            f"it redirects to {to}, an address of a private network",
            address=address,
            remedy="Look at it in a browser; it was not followed",
        )
    same_host = there.hostname == here.hostname and {here.port, there.port} <= {None, 80, 443}
    if not same_host and there.hostname not in polite.hosts:
        raise PullError(
            f"it redirects to another host, {there.netloc}",
            address=address,
            remedy=f"If that is right, name {there.hostname} under `hosts` of the source file",
        )


def _is_private(host: str) -> bool:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False  # asking it will say so
    return any(not ipaddress.ip_address(str(one).split("%")[0]).is_global for one in found)
