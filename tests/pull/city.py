"""A city's web site on loopback: an index, notice pages, attachments, and the faults of real servers."""

import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import docx

HEADER = ("序号", "证书名称", "颁发机构", "对应职称级别")
Rows = tuple[tuple[str, str, str], ...]


def list_file(rows: Rows) -> bytes:
    """An annex as a Word document: the list alone."""
    document = docx.Document()
    document.add_paragraph("境外职业资格认可目录")
    table = document.add_table(0, len(HEADER), style="Table Grid")
    for texts in (HEADER, *((str(i), *row) for i, row in enumerate(rows, start=1))):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def notice_page(number: str, date: str, attached: dict[str, str], *text: str) -> bytes:
    """A notice page: its number, title, text, date, and links to its attachments."""
    links = "".join(f'<p><a href="{address}">{words}</a></p>' for address, words in attached.items())
    lines = "".join(f"<p>{line}</p>" for line in text)
    return (
        "<html><head><meta charset=utf-8><title>云州市</title></head><body>"
        "<div class=nav><a href='/'>首页</a></div>"
        f"<div><p>{number}</p><h1>关于印发云州市境外职业资格认可目录的通知</h1>{lines}"
        f"<p>云州市人力资源和社会保障局</p><p>{date}</p>{links}</div></body></html>"
    ).encode()


def index_page(entries: dict[str, str]) -> bytes:
    """An index of notices."""
    items = "".join(f'<li><a href="{address}">{words}</a></li>' for address, words in entries.items())
    return f"<html><meta charset=utf-8><body><ul>{items}</ul></body></html>".encode()


@dataclass
class City:
    """What each path answers: bytes, or a function that answers by itself; and what was asked."""

    pages: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    """Requests that were answered with a body."""
    agents: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    address: str = ""

    def at(self, path: str) -> str:
        return f"{self.address}{path}"


@contextmanager
def served() -> Iterator[City]:
    """A city's site, for as long as the block runs."""
    city = City()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            city.asked[self.path] += 1
            city.times.append(time.monotonic())
            city.agents.add(self.headers.get("user-agent", ""))
            page = city.pages.get(self.path)
            if page is None:
                answer(self, 404, b"not found")
            elif callable(page):
                page(self)
            else:
                tag = f'"{hash(page)}"'
                if self.headers.get("if-none-match") == tag:
                    answer(self, 304, b"", etag=tag)
                else:
                    city.sent[self.path] += 1
                    answer(self, 200, page, etag=tag)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    city.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield city
    finally:
        server.shutdown()
        server.server_close()


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """One whole answer."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def redirects(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: answer(handler, 302, b"", location=to)


def fails_first(
    times: int, status: int, body: bytes, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Fails some times, then answers."""
    left = [times]

    def page(handler: BaseHTTPRequestHandler) -> None:
        if left[0]:
            left[0] -= 1
            answer(handler, status, b"busy", **headers)
        else:
            answer(handler, 200, body)

    return page
