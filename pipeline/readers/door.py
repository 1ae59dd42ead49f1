"""The front door of all readers: a document's format is told by its content, never by its name."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.text import without_unseen
from pipeline.errors import UnreadableDocument
from pipeline.readers.content import Content
from pipeline.readers.formats import FORMATS, Format
from pipeline.readers.limits import FILE_BYTES
from pipeline.readers.options import Options

_DEFAULT = Options()


def read_document(data: bytes, name: str, options: Options = _DEFAULT) -> Document:
    """Read a document of any format that is known. Raises UnreadableDocument naming what it is."""
    content = Content(data, name)
    _check_size(content)
    found = format_of(content)
    if found.read is None:
        raise UnreadableDocument(
            f"this is a file that is not read: {found.words}", document=name, remedy=found.remedy
        )
    document = _seen(found.read(content, options))
    misled = _misled(name, found)
    return document if misled is None else replace(document, findings=(*document.findings, misled))


def format_of(content: Content) -> Format:
    """The format that the content has. Raises UnreadableDocument where it has none that is known."""
    for one in FORMATS:
        if one.is_it(content):
            return one
    known = ", ".join(one.words for one in FORMATS if one.read is not None)
    raise UnreadableDocument(
        "this is a binary file of no known format",
        document=content.name,
        remedy=f"Formats that are read: {known}.",
    )


def taken_for(document: Document) -> str:
    """What a document was read as, such as ``PDF (2 pages)``."""
    found = next(one for one in FORMATS if one.media_type == document.media_type and one.read is not None)
    if not found.counted:
        return found.words
    return f"{found.words} ({document.pages} {found.counted}{'' if document.pages == 1 else 's'})"


def _check_size(content: Content) -> None:
    if not content.data.removeprefix(b"\xef\xbb\xbf").strip(b"\x00 \t\r\n"):
        raise UnreadableDocument(
            "the file is empty", document=content.name, remedy="Pull the document again."
        )
    if len(content.data) > FILE_BYTES:
        raise UnreadableDocument(
            f"the file has {len(content.data)} bytes, more than {FILE_BYTES}",
            document=content.name,
            remedy="Give a smaller file.",
        )


def _seen(document: Document) -> Document:
    """The document whose lines lack what is not seen, and so its cells that hold nothing else.

    Other cells keep it: their text is exact, and comparisons leave it out.
    """
    return replace(document, blocks=tuple(_seen_blocks(document.blocks)))


def _seen_blocks(blocks: Iterable[Paragraph | Fragment]) -> Iterator[Paragraph | Fragment]:
    for block in blocks:
        match block:
            case Paragraph():
                text = without_unseen(block.text)
                if text.strip():
                    yield block if text == block.text else replace(block, text=text)
            case Fragment():
                empty = [bool(cell.text) and not without_unseen(cell.text).strip() for cell in block.cells]
                cells = zip(block.cells, empty, strict=True)
                seen = (replace(cell, text="") if is_empty else cell for cell, is_empty in cells)
                yield replace(block, cells=tuple(seen)) if any(empty) else block


def _misled(name: str, found: Format) -> Finding | None:
    """What to say where the end of the name belongs to another format than the content."""
    suffix = PurePath(name).suffix.lower()
    if suffix in found.suffixes or not any(suffix in one.suffixes for one in FORMATS):
        return None
    return Finding(
        "format-not-as-named",
        Severity.INFO,
        f"the name ends in {suffix}, but the content is that of a {found.words}; it was read as that",
        remedy="Nothing, if the file is the notice; else fetch it again.",
    )
