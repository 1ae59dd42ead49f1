"""Links of a web page: a notice's attachments, the entries and further pages of an index."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from pipeline.readers.html_charset import decoded

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
    """All links of a page with absolute addresses, each address once, in order."""
    from lxml import html

    text, _ = decoded(page, charset)
    if not text.strip():
        return []
    found: dict[str, Link] = {}
    root = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    base = urljoin(address, str(root.xpath("string(//base/@href)") or ""))
    for anchor in root.iter("a"):
        target = urldefrag(urljoin(base, str(anchor.get("href") or "").strip()))[0]
        if urlsplit(target).scheme not in ("http", "https"):
            continue
        words = " ".join(str(anchor.get("title") or "".join(map(str, anchor.itertext()))).split())
        found.setdefault(target, Link(target, words))
    return list(found.values())


def attachments(page: bytes, address: str, charset: str | None, pattern: str | None) -> list[Link]:
    """The links of a notice page to files; with a pattern, those whose words or address it is found in."""
    wanted = re.compile(pattern) if pattern else None
    return [
        link
        for link in links(page, address, charset)
        if (wanted.search(link.text) or wanted.search(link.address) if wanted else _is_file(link.address))
    ]


def entries(page: bytes, address: str, charset: str | None, pattern: str) -> list[Link]:
    """The links of an index whose words look like those of such a notice."""
    wanted = re.compile(pattern)
    return [link for link in links(page, address, charset) if wanted.search(link.text)]


def file_name(address: str) -> str:
    """The name of the file at an address, for people; two addresses may share one."""
    parts = urlsplit(address)
    return PurePosixPath(unquote(parts.path)).name or parts.netloc


def page_addresses(first: str, template: str | None, last: int) -> Iterator[str]:
    """The pages of an index: the first, and those that the template gives with {page} from 1 to last."""
    yield first
    for number in range(1, last + 1) if template else ():
        yield urljoin(first, template.format(page=number)) if template else first


def _is_file(address: str) -> bool:
    return PurePosixPath(urlsplit(address).path.lower()).suffix in ATTACHED
