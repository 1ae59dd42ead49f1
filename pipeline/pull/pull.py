"""The pull: each address of a source asked for what is new, which is kept in raw/. Nothing is removed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.errors import UnreadableDocument
from pipeline.manifest import Pulled, add_lines, latest, object_path, read_manifest, store
from pipeline.pull.addresses import PullError
from pipeline.pull.fetch import Answer, Fetcher, Polite
from pipeline.pull.looks import Look, keep_looks, now, read_looks
from pipeline.pull.pages import ATTACHED, Link, attachments, entries, file_name, page_addresses
from pipeline.readers.content import Content
from pipeline.readers.door import format_of
from pipeline.sources import Index, Published, Source

_KEPT_HEADERS = ("content-type", "content-length", "etag", "last-modified", "date")
_LOOK = "Look at it in a browser; what was there before is kept"
_TEXTS = (".txt", ".csv")
_Kind = Literal["page", "text", "file"]
Progress = Callable[[str], None]


@dataclass(slots=True)
class _Visit:
    """A visit to the addresses of one source: what is known of them, and what is found."""

    home: Path
    source: Source
    fetcher: Fetcher
    known: Mapping[str, Sequence[Pulled]]
    time: datetime
    progress: Progress
    failures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)
    new: int = 0

    @property
    def folder(self) -> str:
        return self.source.watch.as_posix()

    @property
    def polite(self) -> Polite:
        hosts = frozenset(self.source.hosts)
        return Polite(self.source.pause, hosts, self.source.contact)


def pull(home: Path, sources: Iterable[Source], progress: Progress) -> dict[str, Look]:
    """Look at every address of these sources; one that fails does not stop the others."""
    with Fetcher() as fetcher:
        return {source.watch.as_posix(): _visit(home, source, fetcher, progress) for source in sources}


def _visit(home: Path, source: Source, fetcher: Fetcher, progress: Progress) -> Look:
    folder = source.watch.as_posix()
    known = {address: lines for (at, address), lines in latest(read_manifest(home)).items() if at == folder}
    visit = _Visit(home, source, fetcher, known, now(), progress)
    for document in source.documents:
        _take(visit, document)
    for index in source.index:
        _look_through(visit, index)
    before = read_looks(home).get(folder)
    time = visit.time.isoformat()
    changed = time if visit.new else before.changed if before else None
    offered = tuple(sorted(visit.offered.items()))
    look = Look(time, changed, tuple(visit.failures), tuple(visit.remarks), offered)
    keep_looks(home, {**read_looks(home), folder: look})
    return look


def _take(visit: _Visit, document: Published) -> None:
    """A document, and the files attached to it if it is a web page."""
    answer = _fetch(visit, document.address, None)
    page = answer.body if answer and answer.state == "new" else _kept_body(visit, document.address)
    if page is None or not _is_page(page, file_name(document.address)):
        return
    charset = _charset(answer.headers if answer else {})
    where = answer.address if answer else document.address
    for link in attachments(page, where, charset, document.attachments):
        _fetch(visit, link.address, document.address, where)


def _fetch(visit: _Visit, address: str, part_of: str | None, page: str | None = None) -> Answer | None:
    """Ask an address, to which ``page`` links; what is new is stored. None where it failed, which is told."""
    visit.progress(f"{visit.source.jurisdiction} {address}")
    lines = visit.known.get(address, ())
    try:
        answer = visit.fetcher.fetch(address, visit.polite, _validators(lines), page=page)
        if answer.state == "new":
            _check_type(answer, address, visit)
    except PullError as error:
        visit.failures.append(str(error))
        return None
    line = _line(visit, answer, address, part_of)
    if answer.state == "gone" and (not lines or lines[-1].state != "gone"):
        visit.remarks.append(f"{address}: the server answers {answer.status}. Correct it in the source file.")
        add_lines(visit.home, [line])
    elif answer.state == "new":
        sha256, size = store(visit.home, answer.body)
        if not lines or lines[-1].sha256 != sha256:
            visit.new += 1
            add_lines(visit.home, [replace(line, sha256=sha256, size=size, state="stored")])
    return answer if answer.state != "gone" else None


def _line(visit: _Visit, answer: Answer, address: str, part_of: str | None) -> Pulled:
    return Pulled(
        address=address,
        folder=visit.folder,
        time=visit.time.isoformat(),
        state="gone",
        name=file_name(answer.address, answer.headers),
        part_of=part_of,
        final_address=answer.address if answer.address != address else None,
        headers={name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers},
    )


def _validators(lines: Sequence[Pulled]) -> dict[str, str]:
    """The headers that ask for a document only if it changed."""
    if not lines or lines[-1].state != "stored":
        return {}
    headers = lines[-1].headers or {}
    pairs = (("if-none-match", "etag"), ("if-modified-since", "last-modified"))
    return {ask: headers[name] for ask, name in pairs if name in headers}


def _check_type(answer: Answer, address: str, visit: _Visit) -> None:
    """An answer must be what was asked for: not an error page under the address of a file, not empty."""
    if not answer.body.strip():
        raise PullError("it answers with nothing", address=address, remedy="Refresh again later")
    name, before = file_name(address), _kept_body(visit, address)
    now, was = _kind(answer.body, name), _kind(before, name) if before is not None else _named_kind(name)
    if was == "file" and now != "file":
        what = "a web page" if now == "page" else "a text"
        raise PullError(f"it answers with {what} where a file was expected", address=address, remedy=_LOOK)
    if before is None or now != "page":
        return
    if b"<table" in before.lower() and b"<table" not in answer.body.lower():
        raise PullError(
            "it answers with a page without its table, perhaps an error page", address=address, remedy=_LOOK
        )
    had = any(lines[-1].part_of == address for lines in visit.known.values())
    if had and not _attached(visit, answer, address):
        raise PullError(
            "it answers with a page without the files attached to it, perhaps an error page",
            address=address,
            remedy=_LOOK,
        )


def _attached(visit: _Visit, answer: Answer, address: str) -> list[Link]:
    pattern = next((one.attachments for one in visit.source.documents if one.address == address), None)
    return attachments(answer.body, answer.address, _charset(answer.headers), pattern)


def _named_kind(name: str) -> _Kind | None:
    """What the name promises; None where it may be anything."""
    suffix = PurePosixPath(name.lower()).suffix
    return "file" if suffix in ATTACHED and suffix not in _TEXTS else None


def _kind(body: bytes, name: str) -> _Kind:
    try:
        media_type = format_of(Content(body, name)).media_type
    except UnreadableDocument:
        return "file"
    kinds: dict[str, _Kind] = {"text/html": "page", "text/plain": "text"}
    return kinds.get(media_type, "file")


def _is_page(body: bytes, name: str) -> bool:
    return _kind(body, name) == "page"


def _kept_body(visit: _Visit, address: str) -> bytes | None:
    stored = [line.sha256 for line in visit.known.get(address, ()) if line.sha256]
    path = object_path(visit.home, stored[-1]) if stored else None
    return path.read_bytes() if path and path.exists() else None


def _charset(headers: Mapping[str, str]) -> str | None:
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    charset = message.get_param("charset")
    return charset if isinstance(charset, str) else None


def _look_through(visit: _Visit, index: Index) -> None:
    """Entries of an index that may be notices are offered; taking one is for a person to decide."""
    known = {document.address for document in visit.source.documents}
    seen: set[str] = set()
    found = 0
    for address in page_addresses(index.address, index.further, index.pages):
        visit.progress(f"{visit.source.jurisdiction} {address}")
        try:
            answer = visit.fetcher.fetch(address, visit.polite)
        except PullError as error:
            visit.failures.append(str(error))
            return
        if answer.state == "gone":
            if address == index.address:
                visit.remarks.append(f"{address}: the index is gone. Correct it in the source file.")
            break  # past the last page
        listed = entries(answer.body, answer.address, _charset(answer.headers), index.notice)
        fresh = [link for link in listed if link.address not in seen]
        found += len(listed)
        if address != index.address and not fresh:
            break
        seen |= {link.address for link in fresh}
        visit.offered |= {link.address: link.text for link in fresh if link.address not in known}
    if not found:
        visit.remarks.append(
            f"{index.address}: no entry looks like a notice any more. "
            "Look at it in a browser; nothing was removed."
        )
