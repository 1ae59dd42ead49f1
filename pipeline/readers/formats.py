"""The formats of documents: how each is told by its content, what it is called, and who reads it.

A new format is one line in FORMATS and a function that imports its reader, which is done late: each
reader brings a heavy library, and a run needs one or two. The first format that fits is taken.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.documents.model import Document
from pipeline.readers.content import Content
from pipeline.readers.ole import OLE
from pipeline.readers.options import Options

Recogniser = Callable[[Content], bool]
Reader = Callable[[Content, Options], Document]

_GIVE_OTHER = "Give the notice as PDF, DOCX or text."
_UNPACK = "Unpack it and give the documents in it."
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


_OPEN = "application/vnd.oasis.opendocument."


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


def streams(*names: str) -> Recogniser:
    """The recogniser of OLE files with a stream of one of these names at their root."""
    return lambda content: not content.streams.isdisjoint(names)


def _is_office(folder: str) -> Recogniser:
    """The recogniser of Office packages whose document lies in a folder, also without list of contents."""
    return lambda content: (
        content.has_member(folder)
        and (content.has_member("[Content_Types].xml") or content.has_member(f"{folder}_rels/"))
    )


def _is_saved_by(program: bytes) -> Recogniser:
    """The recogniser of XML that an Office program of 2003 saved."""
    return lambda content: (found := _PROGRAM.search(content.data[:1024])) is not None and found[1] == program


def _is_xml(content: Content) -> bool:
    return _XML.match(content.data.removeprefix(b"\xef\xbb\xbf")) is not None


def _is_open(kind: str) -> Recogniser:
    """The recogniser of OpenDocument files, which say their kind in their first bytes."""
    mark = f"mimetype{_OPEN}{kind}".encode()
    return lambda content: content.data.startswith(b"PK") and mark in content.data[:200]


def _is_pdf(content: Content) -> bool:
    return b"%PDF-" in content.data[:1024]


def _is_web_page(content: Content) -> bool:
    head = content.data[:16_384]
    if 4 * head[:400].count(0) > len(head[:400]):  # UTF-16: markup is ASCII
        head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\x00", b"")
    return _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def _is_ofd(content: Content) -> bool:
    return content.has_member("OFD.xml") or content.has_member("/OFD.xml")


def _is_web_archive(content: Content) -> bool:
    head = content.data[:4096].lower()
    return _HEADER.match(head) is not None and b"multipart/related" in head and b"mime-version:" in head


def _is_damaged_zip(content: Content) -> bool:
    return content.data.startswith(b"PK") and content.members is None


def _is_text(content: Content) -> bool:
    return b"\x00" not in content.data[:65536]


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

    return read_converted(content, "odt", f"{_OPEN}text")


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


def _is_csv(content: Content) -> bool:
    from pipeline.readers.csv_sheet import is_csv

    # Spreadsheet programs save "Unicode text" as UTF-16.
    wide = content.data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return (wide or _is_text(content)) and is_csv(content.data, content.name)


def _csv(content: Content, options: Options) -> Document:
    from pipeline.readers.csv_sheet import read_csv

    return read_csv(content.data, content.name, content.sha256)


def _text(content: Content, options: Options) -> Document:
    from pipeline.readers.text import read_text

    return read_text(content.data, content.name, content.sha256)


_OFFICE = "application/vnd.openxmlformats-officedocument."

FORMATS = (
    Format("PDF", "application/pdf", (".pdf",), _is_pdf, _pdf, counted="page"),
    Format(
        "Word document (DOCX)",
        f"{_OFFICE}wordprocessingml.document",
        (".docx", ".docm", ".dotx"),
        _is_office("word/"),
        _docx,
    ),
    Format(
        "Excel workbook (XLSX)",
        f"{_OFFICE}spreadsheetml.sheet",
        (".xlsx", ".xlsm"),
        _is_office("xl/"),
        _xlsx,
        counted="sheet",
    ),
    Format("OFD file", "application/ofd", (".ofd",), _is_ofd, _ofd, counted="page"),
    Format(
        "PowerPoint file (PPTX)",
        f"{_OFFICE}presentationml.presentation",
        (".pptx",),
        _is_office("ppt/"),
        remedy=_GIVE_OTHER,
    ),
    Format("OpenDocument text (ODT)", f"{_OPEN}text", (".odt",), _is_open("text"), _odt),
    Format(
        "OpenDocument file other than a text",
        f"{_OPEN}other",
        (".ods", ".odp"),
        _is_open(""),
        remedy="Save it as XLSX or DOCX.",
    ),
    Format(
        "damaged DOCX or ZIP file", "application/zip", (), _is_damaged_zip, remedy="Fetch the file again."
    ),
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
    Format("web archive (MHTML)", "multipart/related", (".mht", ".mhtml"), _is_web_archive, _mhtml),
    Format(
        "Word document (XML of 2003)",
        "application/msword-xml",
        (".doc", ".xml"),
        _is_saved_by(b"Word"),
        _word_xml,
    ),
    Format(
        "Excel workbook (XML of 2003)",
        "application/vnd.ms-excel-xml",
        (".xls", ".xml"),
        _is_saved_by(b"Excel"),
        _excel_xml,
        counted="sheet",
    ),
    Format("web page", "text/html", (".html", ".htm", ".xhtml", ".shtml"), _is_web_page, _html),
    Format("XML file", "application/xml", (".xml",), _is_xml, remedy=_GIVE_OTHER),
    Format("CSV file", "text/csv", (".csv", ".tsv"), _is_csv, _csv),
    Format("plain text", "text/plain", (".txt", ".md", ".csv", ".tsv"), _is_text, _text),
)
"""All formats that are known, in the order in which they are tried."""
