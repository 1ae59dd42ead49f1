"""The formats of documents: how each is told by its content, what it is called, and who reads it.

A new format is one line in FORMATS and a function that imports its reader, which is done late: each
reader brings a heavy library, and a run needs one or two. The first format that fits is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.documents.model import Document
from pipeline.readers.content import Content
from pipeline.readers.ole import OLE
from pipeline.readers.options import Options
from pipeline.readers.recognisers import (
    OPEN,
    Recogniser,
    begins,
    is_csv,
    is_damaged_zip,
    is_ofd,
    is_office,
    is_open,
    is_pdf,
    is_saved_by,
    is_text,
    is_web_archive,
    is_web_page,
    is_xml,
    streams,
)

Reader = Callable[[Content, Options], Document]

_GIVE_OTHER = "Give the notice as PDF, DOCX or text."
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


def _pdf(content: Content, options: Options) -> Document:
    from pipeline.readers.pdf import read_pdf

    return read_pdf(
        content.data,
        content.name,
        content.sha256,
        options.password,
        engines=options.engines,
        ocr=options.ocr,
    )


def _picture(content: Content, options: Options) -> Document:
    from pipeline.readers.picture import read_picture

    return read_picture(content.data, content.name, content.sha256, ocr=options.ocr)


def _docx(content: Content, options: Options) -> Document:
    from pipeline.readers.docx import read_docx

    return read_docx(content.data, content.name, content.sha256)


def _xlsx(content: Content, options: Options) -> Document:
    from pipeline.readers.xlsx import read_xlsx

    return read_xlsx(content.data, content.name, content.sha256)


def _xls(content: Content, options: Options) -> Document:
    from pipeline.readers.xls import read_xls

    return read_xls(content.data, content.name, content.sha256)


def _doc(content: Content, options: Options) -> Document:
    from pipeline.readers.converted import read_converted

    return read_converted(content, "doc", "application/msword")


def _odt(content: Content, options: Options) -> Document:
    from pipeline.readers.converted import read_converted

    return read_converted(content, "odt", f"{OPEN}text")


def _word_xml(content: Content, options: Options) -> Document:
    from pipeline.readers.converted import read_converted

    return read_converted(content, "xml", "application/msword-xml")


def _excel_xml(content: Content, options: Options) -> Document:
    from pipeline.readers.converted import read_converted_book

    return read_converted_book(content, "xml", "application/vnd.ms-excel-xml")


def _rtf(content: Content, options: Options) -> Document:
    from pipeline.readers.converted import read_converted

    return read_converted(content, "rtf", "application/rtf")


def _ofd(content: Content, options: Options) -> Document:
    from pipeline.readers.ofd import read_ofd

    return read_ofd(content.data, content.name, content.sha256, ocr=options.ocr)


def _html(content: Content, options: Options) -> Document:
    from pipeline.readers.html import read_html

    return read_html(content.data, content.name, content.sha256)


def _mhtml(content: Content, options: Options) -> Document:
    from pipeline.readers.html import read_mhtml

    return read_mhtml(content.data, content.name, content.sha256)


def _zip(content: Content, options: Options) -> Document:
    from pipeline.readers.archive import read_archive

    return read_archive(content, options)


def _csv(content: Content, options: Options) -> Document:
    from pipeline.readers.csv_sheet import read_csv

    return read_csv(content.data, content.name, content.sha256)


def _text(content: Content, options: Options) -> Document:
    from pipeline.readers.text import read_text

    return read_text(content.data, content.name, content.sha256)


_OFFICE = "application/vnd.openxmlformats-officedocument."

FORMATS = (
    Format("PDF", "application/pdf", (".pdf",), is_pdf, _pdf, counted="page"),
    Format(
        "Word document (DOCX)",
        f"{_OFFICE}wordprocessingml.document",
        (".docx", ".docm", ".dotx"),
        is_office("word/"),
        _docx,
    ),
    Format(
        "Excel workbook (XLSX)",
        f"{_OFFICE}spreadsheetml.sheet",
        (".xlsx", ".xlsm"),
        is_office("xl/"),
        _xlsx,
        counted="sheet",
    ),
    Format("OFD file", "application/ofd", (".ofd",), is_ofd, _ofd, counted="page"),
    Format(
        "PowerPoint file (PPTX)",
        f"{_OFFICE}presentationml.presentation",
        (".pptx",),
        is_office("ppt/"),
        remedy=_GIVE_OTHER,
    ),
    Format("OpenDocument text (ODT)", f"{OPEN}text", (".odt",), is_open("text"), _odt),
    Format(
        "OpenDocument file other than a text",
        f"{OPEN}other",
        (".ods", ".odp"),
        is_open(""),
        remedy="Save it as XLSX or DOCX.",
    ),
    Format("damaged DOCX or ZIP file", "application/zip", (), is_damaged_zip, remedy="Fetch the file again."),
    Format("ZIP archive", "application/zip", (".zip",), begins(b"PK"), _zip, counted="document"),
    Format(
        "Excel workbook (XLS)",
        "application/vnd.ms-excel",
        (".xls", ".et"),
        streams("Workbook", "Book"),
        _xls,
        counted="sheet",
    ),
    Format(
        "Word or WPS document (DOC)",
        "application/msword",
        (".doc", ".wps", ".dot"),
        streams("WordDocument", "WpsDocument"),
        _doc,
    ),
    Format(
        "PowerPoint file (PPT)",
        "application/vnd.ms-powerpoint",
        (".ppt",),
        streams("PowerPoint Document"),
        remedy=_GIVE_OTHER,
    ),
    Format(
        "encrypted Office file",
        "application/x-ole-storage",
        (),
        streams("EncryptedPackage"),
        remedy="Save a copy without password and give that.",
    ),
    Format(
        "OLE file of no known kind, or a damaged one",
        "application/x-ole-storage",
        (),
        begins(OLE),
        remedy="Fetch it again, or save it as DOCX.",
    ),
    Format("PNG picture", "image/png", (".png",), begins(b"\x89PNG"), _picture, counted="page"),
    Format(
        "JPEG picture", "image/jpeg", (".jpg", ".jpeg"), begins(b"\xff\xd8\xff"), _picture, counted="page"
    ),
    Format(
        "TIFF picture",
        "image/tiff",
        (".tif", ".tiff"),
        begins(b"II*\x00", b"MM\x00*"),
        _picture,
        counted="page",
    ),
    Format("RAR archive", "application/vnd.rar", (".rar",), begins(b"Rar!"), remedy=_UNPACK),
    Format("7z archive", "application/x-7z-compressed", (".7z",), begins(b"7z\xbc\xaf"), remedy=_UNPACK),
    Format("RTF document", "application/rtf", (".rtf",), begins(b"{\\rtf"), _rtf),
    Format("web archive (MHTML)", "multipart/related", (".mht", ".mhtml"), is_web_archive, _mhtml),
    Format(
        "Word document (XML of 2003)",
        "application/msword-xml",
        (".doc", ".xml"),
        is_saved_by(b"Word"),
        _word_xml,
    ),
    Format(
        "Excel workbook (XML of 2003)",
        "application/vnd.ms-excel-xml",
        (".xls", ".xml"),
        is_saved_by(b"Excel"),
        _excel_xml,
        counted="sheet",
    ),
    Format("web page", "text/html", (".html", ".htm", ".xhtml", ".shtml"), is_web_page, _html),
    Format("XML file", "application/xml", (".xml",), is_xml, remedy=_GIVE_OTHER),
    Format("CSV file", "text/csv", (".csv", ".tsv"), is_csv, _csv),
    Format("plain text", "text/plain", (".txt", ".md", ".csv", ".tsv"), is_text, _text),
)
"""All formats that are known, in the order in which they are tried."""
