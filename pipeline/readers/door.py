"""The front door of all readers: a document's format is told by its content, never by its name."""

import hashlib
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO

from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.readers.engines import BOTH, Engines
from pipeline.readers.limits import FILE_BYTES

_READ_FORMATS = "PDF, DOCX and plain text"
_NOT_READ = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or WPS file", "Save it as DOCX."),
    (b"\x89PNG", "a PNG picture", "Publish or scan it as a PDF with text."),
    (b"\xff\xd8\xff", "a JPEG picture", "Publish or scan it as a PDF with text."),
    (b"II*\x00", "a TIFF picture", "Publish or scan it as a PDF with text."),
    (b"MM\x00*", "a TIFF picture", "Publish or scan it as a PDF with text."),
    (b"Rar!", "a RAR archive", "Unpack it and give the documents in it."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and give the documents in it."),
    (b"{\\rtf", "an RTF file", "Save it as DOCX."),
)
_Reader = Callable[[bytes, str, str], Document]


def sha256_of(data: bytes) -> str:
    """The identity of a document: the SHA-256 of its bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_document(
    data: bytes, name: str, password: str | None = None, *, engines: Engines = BOTH
) -> Document:
    """Read a document of any format that is known. Raises UnreadableDocument naming what it is.

    ``engines`` says whether both PDF engines read, or the fast one alone.
    """
    if not data.removeprefix(b"\xef\xbb\xbf").strip(b"\x00 \t\r\n"):
        raise UnreadableDocument("the file is empty", document=name, remedy="Pull the document again.")
    if len(data) > FILE_BYTES:
        raise UnreadableDocument(
            f"the file has {len(data)} bytes, more than {FILE_BYTES}",
            document=name,
            remedy="Give a smaller file.",
        )
    return _reader(data, name, password, engines)(data, name, sha256_of(data))


def _reader(data: bytes, name: str, password: str | None, engines: Engines) -> _Reader:
    # Readers are imported late: each brings a heavy library, and a run needs one or two.
    if b"%PDF-" in data[:1024]:
        from pipeline.readers.pdf import read_pdf

        return partial(read_pdf, password=password, engines=engines)
    if data.startswith(b"PK"):
        return _zip_reader(data, name)
    for signature, words, remedy in _NOT_READ:
        if data.startswith(signature):
            raise _not_read(words, name, remedy)
    return _text_reader(data, name)


def _zip_reader(data: bytes, name: str) -> _Reader:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableDocument(
            "the file begins like a DOCX or ZIP file and is damaged", document=name, remedy="Pull it again."
        ) from error
    if any(member.startswith("word/") for member in members):
        from pipeline.readers.docx import read_docx

        return read_docx
    if "xl/workbook.xml" in members:
        raise _not_read("an Excel workbook", name, "Give the notice as PDF, DOCX or text.")
    if "OFD.xml" in members:
        raise _not_read("an OFD file", name, "Give the notice as PDF, DOCX or text.")
    raise _not_read("a ZIP archive", name, "Unpack it and give the documents in it.")


def _text_reader(data: bytes, name: str) -> _Reader:
    from pipeline.readers.text import read_text

    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise _not_read("a web page", name, "Give the notice as PDF, DOCX or text.")
    if b"\x00" in data[:65536]:
        raise _not_read("a binary file of no known format", name, f"Formats that are read: {_READ_FORMATS}.")
    return read_text


def _not_read(words: str, name: str, remedy: str) -> UnreadableDocument:
    return UnreadableDocument(f"this is {words}, which is not read", document=name, remedy=remedy)
