"""Documents of older word processors (.doc, .wps, .rtf): LibreOffice makes a DOCX of them, which is read."""

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
    with TemporaryDirectory(prefix="renke-") as folder:
        source = Path(folder) / f"document.{suffix}"
        source.write_bytes(content.data)
        data, program = converted(source, "docx", content.name)
    document = read_docx(data, content.name, content.sha256)
    finding = Finding(
        "file-converted",
        Severity.INFO,
        f"{program} made a DOCX of the file, which was read; places count through the tables of that",
        remedy="Nothing; compare with the published document where a value is in doubt",
    )
    return replace(document, media_type=media_type, findings=(*document.findings, finding))
