"""One address fetched: politely, within limits, and told apart from what only looks like an answer."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import urljoin, urlsplit

import httpx
import stamina
from protego import Protego

from pipeline import __version__
from pipeline.pull.addresses import PullError, check_address, check_link, check_redirect
from pipeline.pull.answers import MOVED, Passing, state_of
from pipeline.pull.deadline import Connections, Deadline
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
ROBOTS_BYTES = 512 << 10
"""Bytes of robots.txt that are looked at."""
_ENCODINGS = "gzip, deflate"
"""What is asked for: a piece of these grows a thousandfold at most, one that was packed twice without end."""


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


class Fetcher:
    """Fetches addresses; one for a run, so that its pauses and robots.txt hold for all sources."""

    def __init__(
        self, *, deadline: float = DEADLINE, silence: float = SILENCE, limit: int = FILE_BYTES
    ) -> None:
        self._deadline, self._limit = deadline, limit
        self._client = httpx.Client(
            follow_redirects=False,
            timeout=httpx.Timeout(silence),
            headers={"user-agent": agent(None), "accept-encoding": _ENCODINGS},
        )
        self._connections = Connections()
        self._asked: dict[str, float] = {}
        self._robots: dict[str, Protego | PullError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(
        self,
        address: str,
        polite: Polite,
        validators: Mapping[str, str] | None = None,
        *,
        page: str | None = None,
    ) -> Answer:
        """The answer of an address; ``validators`` are request headers for a conditional request.

        ``page`` is the address of the page that links to it. Raises PullError, after some attempts where
        the failure may pass.
        """
        check_address(address)
        if page is not None:
            check_link(address, page)
        self._obey_robots(address, polite)
        return self._patiently(address, polite, validators or {})

    def _patiently(
        self, address: str, polite: Polite, headers: Mapping[str, str], *, robots: bool = False
    ) -> Answer:
        try:
            for attempt in stamina.retry_context(
                on=_backoff,
                attempts=ATTEMPTS,
                timeout=None,
                wait_initial=max(polite.pause, 0.05),
                wait_max=30.0,
            ):
                with attempt:
                    return self._followed(address, polite, headers, robots=robots)
        except Passing as error:
            remedy = "It may pass: refresh again later"
            raise PullError(str(error), address=address, remedy=remedy, passing=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            words = str(error) or type(error).__name__
            raise PullError(words, address=address, remedy="Check the address and the network") from error
        raise AssertionError("an attempt either returns or raises")

    def _followed(self, address: str, polite: Polite, headers: Mapping[str, str], *, robots: bool) -> Answer:
        """The answer after redirects, of which only some are followed; a cookie may lead back to a page."""
        at, seen = address, {(address, self._cookies())}
        while True:
            answer = self._once(address, at, polite, headers, ROBOTS_BYTES if robots else None)
            if answer.status not in MOVED:
                return answer
            to = _joined(address, at, answer.headers.get("location", ""))
            check_redirect(address, to, polite.hosts)
            step = (to, self._cookies())
            if step in seen or len(seen) > REDIRECTS:
                raise PullError(
                    "it redirects in a circle",
                    address=address,
                    remedy="Look at it in a browser, correct the address",
                )
            if not robots:
                self._obey_robots(to, polite)
            seen.add(step)
            at = to

    def _cookies(self) -> tuple[str, ...]:
        return tuple(sorted(f"{one.name}={one.value}" for one in self._client.cookies.jar))

    def _once(
        self, asked: str, address: str, polite: Polite, headers: Mapping[str, str], first: int | None
    ) -> Answer:
        """One request. Of a body that is larger than ``first`` no more is read."""
        self._wait(address, polite)
        all_headers = {**headers, "user-agent": agent(polite.contact)}
        with Deadline(self._deadline, self._connections) as deadline:
            try:
                with self._client.stream(
                    "GET", address, headers=all_headers, extensions={"trace": self._connections.trace}
                ) as response:
                    state = state_of(asked, response, conditional=bool(headers))
                    body = self._body(asked, response, first) if state == "new" else b""
            except (
                httpx.TimeoutException,
                httpx.NetworkError,
                httpx.ProtocolError,
                httpx.DecodingError,
            ) as error:
                if deadline.passed:
                    raise self._too_slow(asked) from error
                raise Passing(f"{type(error).__name__}: {error}".rstrip(": ")) from error
            if deadline.passed:
                raise self._too_slow(asked)
        of_answer: Literal["new", "unchanged", "gone"] = "new" if state == "moved" else state
        return Answer(of_answer, asked, address, response.status_code, dict(response.headers), body)

    def _body(self, asked: str, response: httpx.Response, first: int | None) -> bytes:
        """The content, as far as the limit on bytes lets it come."""
        stated = response.headers.get("content-length", "")
        if first is None and stated.isascii() and stated.isdigit() and float(stated) > self._limit:
            raise _too_large(asked, stated, self._limit)
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            parts.append(part)
            if first is not None and size > first:
                break
            if first is None and size > self._limit:
                raise _too_large(asked, str(size), self._limit)
        return b"".join(parts)[:first]

    def _too_slow(self, asked: str) -> PullError:
        return PullError(
            f"the answer takes more than {self._deadline:.0f} seconds",
            address=asked,
            remedy="Refresh again later, or fetch it by hand and put it into raw/",
            passing=True,
        )

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
        delay = rules.crawl_delay(agent(polite.contact)) if isinstance(rules, Protego) else None
        return min(float(delay), 60.0) if delay else 0.0

    def _obey_robots(self, address: str, polite: Polite) -> None:
        """Raises PullError where robots.txt forbids the address, or its host fails: then it is left alone."""
        parts = urlsplit(address)
        if parts.netloc not in self._robots:
            self._robots[parts.netloc] = self._rules(f"{parts.scheme}://{parts.netloc}/robots.txt", polite)
        rules = self._robots[parts.netloc]
        if isinstance(rules, PullError):
            raise rules
        if not rules.can_fetch(address, agent(polite.contact)):
            raise PullError(
                "robots.txt of its host does not allow it to be fetched",
                address=address,
                remedy="Fetch it by hand and put it into raw/, or ask the publisher",
            )

    def _rules(self, robots: str, polite: Polite) -> Protego | PullError:
        """What robots.txt says; nothing where there is none, or what is there leads elsewhere."""
        try:
            answer = self._patiently(robots, polite, {}, robots=True)
        except PullError as error:
            return error if error.passing else Protego.parse("")
        return Protego.parse(answer.body.decode("utf-8", "replace"))


def agent(contact: str | None) -> str:
    """Who asks, and whom to write to."""
    return f"renke/{__version__}" + (f" (+{contact})" if contact else "")


def _backoff(error: Exception) -> bool | float:
    if not isinstance(error, Passing):
        return False
    if error.wait is None:
        return True
    return error.wait if error.wait <= LONGEST_WAIT else False


def _joined(asked: str, at: str, location: str) -> str:
    try:
        return urljoin(at, location)
    except ValueError as error:
        raise PullError(
            f"it redirects to {location!r}, which is no web address",
            address=asked,
            remedy="Look at it in a browser, correct the address",
        ) from error


def _too_large(address: str, size: str, limit: int) -> PullError:
    return PullError(
        f"it has {size} bytes or more, the limit is {limit}",
        address=address,
        remedy="Look at what it is in a browser",
    )
