"""One address fetched: what is tried again, what is refused, and how a host is treated."""

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from pipeline.pull.addresses import PullError
from pipeline.pull.fetch import Fetcher, Polite
from tests.pull.city import City, answer, fails_first, redirects, served

POLITE = Polite(pause=0.0)


@pytest.fixture
def city() -> Iterator[City]:
    with served() as city:
        yield city


def fetched(city: City, path: str, polite: Polite = POLITE, **limits: float) -> bytes:
    with Fetcher(**limits) as fetcher:  # type: ignore[arg-type]
        return fetcher.fetch(city.at(path), polite).body


def refusal(city: City, path: str, polite: Polite = POLITE, **limits: float) -> str:
    with pytest.raises(PullError) as caught:
        fetched(city, path, polite, **limits)
    return str(caught.value)


def test_a_server_that_is_busy_is_asked_again(city: City) -> None:
    city.pages["/a"] = fails_first(2, 503, b"body")
    assert fetched(city, "/a") == b"body"
    assert city.asked["/a"] == 3


def test_retry_after_is_waited_for(city: City) -> None:
    city.pages["/a"] = fails_first(1, 429, b"body", retry_after="1")
    begun = time.monotonic()
    assert fetched(city, "/a") == b"body"
    assert time.monotonic() - begun >= 1


def test_a_wait_that_is_too_long_is_not_waited_for(city: City) -> None:
    city.pages["/a"] = fails_first(9, 503, b"", retry_after="86400")
    assert "answers 503" in refusal(city, "/a")
    assert city.asked["/a"] == 1


def test_what_is_refused_is_not_asked_again(city: City) -> None:
    city.pages["/a"] = lambda handler: answer(handler, 403, b"no")
    assert "answers 403" in refusal(city, "/a")
    assert city.asked["/a"] == 1


def test_an_unchanged_document_is_not_sent_again(city: City) -> None:
    city.pages["/a"] = b"body"
    with Fetcher() as fetcher:
        first = fetcher.fetch(city.at("/a"), POLITE)
        second = fetcher.fetch(city.at("/a"), POLITE, {"if-none-match": first.headers["etag"]})
    assert (first.state, second.state, city.sent["/a"]) == ("new", "unchanged", 1)


def test_robots_txt_is_obeyed(city: City) -> None:
    city.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /private\n", "/private/a": b"a", "/b": b"b"}
    assert "robots.txt" in refusal(city, "/private/a")
    assert fetched(city, "/b") == b"b"
    assert city.asked["/private/a"] == 0


def test_a_host_is_given_a_pause_and_told_who_asks(city: City) -> None:
    city.pages |= {"/a": b"a", "/b": b"b"}
    polite = Polite(pause=0.3, contact="mailto:data@example.org")
    with Fetcher() as fetcher:
        for path in ("/a", "/b"):
            fetcher.fetch(city.at(path), polite)
    gaps = [after - before for before, after in zip(city.times, city.times[1:], strict=False)]
    assert min(gaps) >= 0.28
    assert all(agent.startswith("renke/") and "data@example.org" in agent for agent in city.agents)


def test_a_redirect_within_the_host_is_followed(city: City) -> None:
    city.pages |= {"/a": redirects("/b"), "/b": b"b"}
    assert fetched(city, "/a") == b"b"


def test_a_redirect_in_a_circle_ends(city: City) -> None:
    city.pages |= {"/a": redirects("/b"), "/b": redirects("/a")}
    assert "circle" in refusal(city, "/a")
    assert city.asked["/a"] == 1


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://192.0.2.1/", "private network"),  # reserved, as no address of the internet
        ("http://10.0.0.1/x", "private network"),
        ("http://[::1]/x", "private network"),
        ("file:///etc/passwd", "no web address"),
    ],
)
def test_a_redirect_into_a_private_network_is_not_followed(city: City, to: str, words: str) -> None:
    city.pages["/a"] = redirects(to)
    assert words in refusal(city, "/a")


def test_a_redirect_to_another_host_is_followed_only_where_the_source_names_it(city: City) -> None:
    with served() as other:
        other.pages["/b"] = b"b"
        city.pages["/a"] = redirects(other.at("/b"))
        assert "another host" in refusal(city, "/a")
        assert other.asked["/b"] == 0
        assert fetched(city, "/a", Polite(pause=0, hosts=frozenset({"127.0.0.1"}))) == b"b"


def test_a_body_that_is_too_large_is_given_up(city: City) -> None:
    city.pages["/stated"] = b"x" * 2000
    assert "limit is 1000" in refusal(city, "/stated", limit=1000)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("connection", "close")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            handler.close_connection = True

    city.pages["/endless"] = endless
    assert "limit is 1000000" in refusal(city, "/endless", limit=1_000_000)


def test_a_server_that_drips_or_hangs_is_given_up(city: City) -> None:
    over = threading.Event()

    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        try:
            while not over.wait(0.05):
                handler.wfile.write(b"x")
        except OSError:
            pass

    def hangs(_: BaseHTTPRequestHandler) -> None:
        over.wait(5)

    city.pages |= {"/drips": drips, "/hangs": hangs}
    assert "more than 0 seconds" in refusal(city, "/drips", deadline=0.4, silence=5)
    assert "ReadTimeout" in refusal(city, "/hangs", silence=0.1)
    over.set()


def test_a_header_that_drips_is_given_up(city: City) -> None:
    dripping = b"HTTP/1.1 200 OK\r\nx-a: " + b"y" * 900 + b"\r\n\r\n"
    sent: list[int] = []

    def drips(handler: BaseHTTPRequestHandler) -> None:
        try:
            for byte in dripping:
                handler.wfile.write(bytes([byte]))
                sent.append(byte)
                time.sleep(0.02)
        except OSError:
            handler.close_connection = True

    city.pages["/a"] = drips
    assert "more than 0 seconds" in refusal(city, "/a", deadline=0.4, silence=5)
    assert len(sent) < len(dripping)  # it was not waited for


@pytest.mark.parametrize(
    ("status", "words"),
    [(304, "answers 304"), (206, "answers 206"), (204, "answers 204")],
)
def test_an_answer_that_brings_no_document_is_none(city: City, status: int, words: str) -> None:
    city.pages["/a"] = lambda handler: answer(handler, status, b"abc" if status == 206 else b"")
    assert words in refusal(city, "/a")


def test_what_was_packed_as_was_not_asked_for_is_not_unpacked(city: City) -> None:
    twice = gzip.compress(gzip.compress(b"body"))
    city.pages["/a"] = lambda handler: answer(handler, 200, twice, content_encoding="gzip, gzip")
    assert "not asked for" in refusal(city, "/a")
    city.pages["/b"] = lambda handler: answer(handler, 200, gzip.compress(b"b"), content_encoding="gzip")
    assert fetched(city, "/b") == b"b"


def test_a_document_that_is_gone_is_gone_however_long_its_error_page(city: City) -> None:
    city.pages["/a"] = lambda handler: answer(handler, 404, b"x" * 5000)
    with Fetcher(limit=1000) as fetcher:
        assert fetcher.fetch(city.at("/a"), POLITE).state == "gone"


@pytest.mark.parametrize(
    "to", ["http://[bad/", "http://127.0.0.1:99999/", "http://a..b/", "http://" + "a" * 70]
)
def test_a_redirect_to_what_is_no_address_is_refused(city: City, to: str) -> None:
    city.pages["/a"] = redirects(to)
    assert "no web address" in refusal(city, "/a")


def test_a_redirect_obeys_robots_txt(city: City) -> None:
    city.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /private\n", "/a": redirects("/private/a")}
    assert "robots.txt" in refusal(city, "/a")
    assert city.asked["/private/a"] == 0


def test_a_page_that_sets_a_cookie_first_is_asked_again(city: City) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        if "cookie" in handler.headers:
            answer(handler, 200, b"in")
        else:
            answer(handler, 302, b"", location="/a", set_cookie="seen=1")

    city.pages["/a"] = page
    assert fetched(city, "/a") == b"in"


@pytest.mark.parametrize("wait", ["Wed, 21 Oct 2015 07:28:00 -0000", "\xb2", "-5", "Wed, 99 Foo 99999"])
def test_a_wait_that_is_none_does_no_harm(city: City, wait: str) -> None:
    city.pages["/a"] = fails_first(1, 429, b"body", retry_after=wait)
    assert fetched(city, "/a", Polite(pause=0)) == b"body"


def test_a_host_whose_robots_txt_fails_is_asked_for_it_once(city: City) -> None:
    city.pages |= {"/robots.txt": lambda handler: answer(handler, 429, b"", retry_after="9999"), "/a": b"a"}
    with Fetcher() as fetcher:
        for _ in range(3):
            with pytest.raises(PullError, match="answers 429"):
                fetcher.fetch(city.at("/a"), POLITE)
    assert city.asked == {"/robots.txt": 1}


def test_the_beginning_of_an_endless_robots_txt_is_obeyed(city: City) -> None:
    rules = b"User-agent: *\nDisallow: /private\n" + b"#\n" * 400_000
    city.pages |= {"/robots.txt": rules, "/private": b"a", "/b": b"b"}
    assert "robots.txt" in refusal(city, "/private", limit=1000)
    assert fetched(city, "/b") == b"b"


def test_a_link_into_a_private_network_is_not_followed(city: City) -> None:
    with Fetcher() as fetcher, pytest.raises(PullError, match="private network"):
        fetcher.fetch("http://10.0.0.1/a.pdf", POLITE, page="https://192.0.2.1/notice.html")


def test_a_body_that_is_shorter_than_stated_is_no_answer(city: City) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "100")
        handler.end_headers()
        handler.wfile.write(b"x")
        handler.close_connection = True

    city.pages["/cut"] = cut
    assert "RemoteProtocolError" in refusal(city, "/cut")
    assert city.asked["/cut"] > 1
