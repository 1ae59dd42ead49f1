"""How the format of a document is told by its content."""

import re
from collections.abc import Callable

from pipeline.readers.content import Content

Recogniser = Callable[[Content], bool]

OPEN = "application/vnd.oasis.opendocument."
"""What the media types of OpenDocument files begin with."""
# A page begins with comments, declarations and then one of these; mail headers begin a web archive.
_MARKUP = re.compile(
    rb"(\s|<!--(?>.*?-->)|<\?(?!mso-application)[^>]*>)*+"
    rb"(<!doctype\s+html|<(html|head|body|meta|title|script|style|link|table|div|p|h[1-6]|center|font|span)[\s>/])",
    re.I | re.S,
)
# Office programs of 2003 save XML under the names of their older formats, and say which of them they are.
_PROGRAM = re.compile(rb"""<\?mso-application\s+progid=["'](\w+)""")
_XML = re.compile(rb"\s*<(\?xml\s|!doctype\s)", re.I)
_HEADER = re.compile(rb"\s*[a-z-]+:[^\n]*\n", re.I)


def begins(*signatures: bytes) -> Recogniser:
    """The recogniser of files that begin with one of these bytes."""
    return lambda content: content.data.startswith(signatures)


def streams(*names: str) -> Recogniser:
    """The recogniser of OLE files with a stream of one of these names at their root."""
    return lambda content: not content.streams.isdisjoint(names)


def is_office(folder: str) -> Recogniser:
    """The recogniser of Office packages whose document lies in a folder, also without list of contents."""
    return lambda content: (
        content.has_member(folder)
        and (content.has_member("[Content_Types].xml") or content.has_member(f"{folder}_rels/"))
    )


def is_saved_by(program: bytes) -> Recogniser:
    """The recogniser of XML that an Office program of 2003 saved."""
    return lambda content: (found := _PROGRAM.search(content.data[:1024])) is not None and found[1] == program


def is_xml(content: Content) -> bool:
    return _XML.match(content.data.removeprefix(b"\xef\xbb\xbf")) is not None


def is_open(kind: str) -> Recogniser:
    """The recogniser of OpenDocument files, which say their kind in their first bytes."""
    mark = f"mimetype{OPEN}{kind}".encode()
    return lambda content: content.data.startswith(b"PK") and mark in content.data[:200]


def is_pdf(content: Content) -> bool:
    return b"%PDF-" in content.data[:1024]


def is_web_page(content: Content) -> bool:
    head = content.data[:16_384]
    if 4 * head[:400].count(0) > len(head[:400]):  # UTF-16: markup is ASCII
        head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\x00", b"")
    return _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def is_ofd(content: Content) -> bool:
    return content.has_member("OFD.xml") or content.has_member("/OFD.xml")


def is_web_archive(content: Content) -> bool:
    head = content.data[:4096].lower()
    return _HEADER.match(head) is not None and b"multipart/related" in head and b"mime-version:" in head


def is_damaged_zip(content: Content) -> bool:
    return content.data.startswith(b"PK") and content.members is None


def is_text(content: Content) -> bool:
    return b"\x00" not in content.data[:65536]


def is_csv(content: Content) -> bool:
    from pipeline.readers.csv_sheet import has_csv_header

    # Spreadsheet programs save "Unicode text" as UTF-16.
    wide = content.data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return (wide or is_text(content)) and has_csv_header(content.data, content.name)
