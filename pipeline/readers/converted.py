"""Documents of older programs (.doc, .wps, .rtf, XML), of which LibreOffice makes DOCX or XLSX to be read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document
from pipeline.readers.content import Content
from pipeline.readers.docx import read_docx
from pipeline.readers.libreoffice import converted


def read_converted(content: Content, suffix: str, media_type: str) -> Document:
    """The document by way of DOCX; its places are those of the DOCX. Raises UnreadableDocument.

    ``suffix`` tells LibreOffice the format.
    """
    return _by_way_of("docx", read_docx, content, suffix, media_type)


def read_converted_book(content: Content, suffix: str, media_type: str) -> Document:
    """The workbook by way of XLSX. Raises UnreadableDocument."""
    from pipeline.readers.xlsx import read_xlsx

    return _by_way_of("xlsx", read_xlsx, content, suffix, media_type)


def _by_way_of(
    form: str, read: Callable[[bytes, str, str], Document], content: Content, suffix: str, media_type: str
) -> Document:
    with TemporaryDirectory(prefix="renke-") as folder:
        source = Path(folder) / f"document.{suffix}"
        source.write_bytes(content.data)
        data, program = converted(source, form, content.name)
    document = read(data, content.name, content.sha256)
    finding = Finding(
        "file-converted",
        Severity.INFO,
        f"{program} made {form.upper()} of the file, which was read; places count through the tables of that",
        remedy="Nothing; compare with the published document where a value is in doubt",
    )
    return replace(document, media_type=media_type, findings=(*document.findings, finding))
