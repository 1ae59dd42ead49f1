"""Links of a web page: a notice's attachments, the entries and further pages of an index."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from pipeline.documents.text import fold
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.html_charset import decoded
from pipeline.vocabulary import load_vocabulary

_LONGEST_NAME = 200

ATTACHED = frozenset(
    (".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".zip", ".rar", ".7z", ".png", ".jpg",
     ".jpeg", ".tif", ".tiff", ".txt", ".csv")
)  # fmt: skip
"""Ends of the names of files that notices attach."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and its words."""

    address: str
    text: str


def links(page: bytes, address: str, charset: str | None) -> list[Link]:
    """All links of a page with absolute addresses, each address once, in order; none of what is no page."""
    from pipeline.readers.html_tree import parsed

    try:
        root = parsed(decoded(page, charset)[0], address)
    except UnreadableDocument:
        return []
    base = _absolute(address, str(root.xpath("string(//base/@href)") or "")) or address
    found: dict[str, Link] = {}
    for anchor in root.iter("a"):
        target = _absolute(base, str(anchor.get("href") or ""))
        if target is None:
            continue
        text = "".join(map(str, anchor.itertext()))
        words = " ".join(str(anchor.get("title") or text or anchor.get("download") or "").split())
        found.setdefault(target, Link(target, words))
    return list(found.values())


def _absolute(base: str, href: str) -> str | None:
    """The web address that a link leads to; None for a script, or what no address can be."""
    with suppress(ValueError):
        target = urldefrag(urljoin(base, href.strip()))[0]
        if urlsplit(target).scheme in ("http", "https"):
            return target
    return None


def attachments(page: bytes, address: str, charset: str | None, pattern: str | None) -> list[Link]:
    """The links of a notice page to files; with a pattern, those whose words or address it is found in.

    A file is told by the end of its name, in the address or the words, or by words such as 附件1.
    """
    wanted = re.compile(pattern) if pattern else None
    own = urldefrag(address)[0]  # 附件1 may be a place on the page itself
    return [
        link
        for link in links(page, address, charset)
        if link.address != own
        and (wanted.search(link.text) or wanted.search(link.address) if wanted else _is_file(link))
    ]


def entries(page: bytes, address: str, charset: str | None, pattern: str) -> list[Link]:
    """The links of an index whose words look like those of such a notice."""
    wanted = re.compile(pattern)
    return [link for link in links(page, address, charset) if wanted.search(link.text)]


def file_name(address: str, headers: Mapping[str, str] | None = None) -> str:
    """The name of the file at an address, for people: the one that its answer states, else the address's.

    Two addresses may share one.
    """
    stated = _stated_name((headers or {}).get("content-disposition", ""))
    parts = urlsplit(address)
    return stated or _printable(PurePosixPath(unquote(parts.path)).name) or parts.netloc


def _stated_name(disposition: str) -> str:
    """The last part of the file name in a Content-Disposition header, however it is written there."""
    message = Message()
    with suppress(ValueError, LookupError):
        message["content-disposition"] = disposition.replace("\r", " ").replace("\n", " ")
        name = unquote(message.get_filename() or "")
        with suppress(UnicodeError):  # bytes of GBK, which the client took for Latin-1
            name = name.encode("latin-1").decode("gb18030")
        name = str(make_header(decode_header(name))).replace("\\", "/")
        kept = _printable(PurePosixPath(name).name)
        return kept if kept.strip(".") else ""
    return ""


def _printable(name: str) -> str:
    """A name that does nothing to a terminal; of a long one the end."""
    return "".join(char for char in name if char.isprintable()).strip()[-_LONGEST_NAME:]


def page_addresses(first: str, template: str | None, last: int) -> Iterator[str]:
    """The pages of an index: the first, and those that the template gives with {page} from 1 to last."""
    yield first
    for number in range(1, last + 1) if template else ():
        yield urljoin(first, template.replace("{page}", str(number))) if template else first


def _is_file(link: Link) -> bool:
    parts = urlsplit(link.address)
    named = (unquote(parts.path), link.text, *(value for _, value in parse_qsl(parts.query)))
    if any(PurePosixPath(name.strip().lower()).suffix in ATTACHED for name in named):
        return True
    return load_vocabulary(SCHEMAS).annex.match(fold(link.text)) is not None
