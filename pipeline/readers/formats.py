"""The formats of documents: how each is told by its content, what it is called, and who reads it.

A new format is one line in FORMATS and a function that imports its reader, which is done late: each
reader brings a heavy library, and a run needs one or two. The first format that fits is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.documents.model import Document
from pipeline.readers.content import Content
from pipeline.readers.options import Options

Recogniser = Callable[[Content], bool]
Reader = Callable[[Content, Options], Document]

_SAVE_AS_DOCX = "Save it as DOCX."
_GIVE_OTHER = "Give the notice as PDF, DOCX or text."
_WITH_TEXT = "Publish or scan it as a PDF with text."
_UNPACK = "Unpack it and give the documents in it."


@dataclass(frozen=True, slots=True)
class Format:
    """One form in which a notice comes.

    ``words`` are what people call it; ``suffixes`` the ends of names that say so. ``read`` is None for
    what is not read; ``remedy`` then says what to do. ``counted`` names what ``Document.pages`` counts.
    """

    words: str
    media_type: str
    suffixes: tuple[str, ...]
    is_it: Recogniser
    read: Reader | None = None
    remedy: str = ""
    counted: str = ""


def begins(*signatures: bytes) -> Recogniser:
    """The recogniser of files that begin with one of these bytes."""
    return lambda content: content.data.startswith(signatures)


def holds(path: str) -> Recogniser:
    """The recogniser of ZIP files with a part of this name."""
    return lambda content: content.has_member(path)


def _is_pdf(content: Content) -> bool:
    return b"%PDF-" in content.data[:1024]


def _is_web_page(content: Content) -> bool:
    head = content.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _is_damaged_zip(content: Content) -> bool:
    return content.data.startswith(b"PK") and content.members is None


def _is_text(content: Content) -> bool:
    return b"\x00" not in content.data[:65536]


def _pdf(content: Content, options: Options) -> Document:
    from pipeline.readers.pdf import read_pdf

    return read_pdf(content.data, content.name, content.sha256, options.password, engines=options.engines)


def _docx(content: Content, options: Options) -> Document:
    from pipeline.readers.docx import read_docx

    return read_docx(content.data, content.name, content.sha256)


def _text(content: Content, options: Options) -> Document:
    from pipeline.readers.text import read_text

    return read_text(content.data, content.name, content.sha256)


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

FORMATS = (
    Format("PDF", "application/pdf", (".pdf",), _is_pdf, _pdf, counted="page"),
    Format(
        "Word document (DOCX)",
        f"{_OFFICE}wordprocessingml.document",
        (".docx", ".docm", ".dotx"),
        holds("word/"),
        _docx,
    ),
    Format(
        "Excel workbook (XLSX)",
        f"{_OFFICE}spreadsheetml.sheet",
        (".xlsx", ".xlsm"),
        holds("xl/workbook.xml"),
        remedy=_GIVE_OTHER,
    ),
    Format("OFD file", "application/ofd", (".ofd",), holds("OFD.xml"), remedy=_GIVE_OTHER),
    Format(
        "damaged DOCX or ZIP file", "application/zip", (), _is_damaged_zip, remedy="Fetch the file again."
    ),
    Format("ZIP archive", "application/zip", (".zip",), begins(b"PK"), remedy=_UNPACK),
    Format(
        "old Word, Excel or WPS file",
        "application/x-ole-storage",
        (".doc", ".xls", ".wps", ".et"),
        begins(_OLE),
        remedy=_SAVE_AS_DOCX,
    ),
    Format("PNG picture", "image/png", (".png",), begins(b"\x89PNG"), remedy=_WITH_TEXT),
    Format("JPEG picture", "image/jpeg", (".jpg", ".jpeg"), begins(b"\xff\xd8\xff"), remedy=_WITH_TEXT),
    Format(
        "TIFF picture", "image/tiff", (".tif", ".tiff"), begins(b"II*\x00", b"MM\x00*"), remedy=_WITH_TEXT
    ),
    Format("RAR archive", "application/vnd.rar", (".rar",), begins(b"Rar!"), remedy=_UNPACK),
    Format("7z archive", "application/x-7z-compressed", (".7z",), begins(b"7z\xbc\xaf"), remedy=_UNPACK),
    Format("RTF file", "application/rtf", (".rtf",), begins(b"{\\rtf"), remedy=_SAVE_AS_DOCX),
    Format("web page", "text/html", (".html", ".htm"), _is_web_page, remedy=_GIVE_OTHER),
    Format("plain text", "text/plain", (".txt", ".md", ".csv", ".tsv"), _is_text, _text),
)
"""All formats that are known, in the order in which they are tried."""
