"""The forms in which the notices are made: digital, scans, poor scans, each with what it must reach."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.typeset.facts import Notice
from tests.typeset.ofd import typeset_ofd
from tests.typeset.office import soffice, typeset_doc
from tests.typeset.parts import on_one_page
from tests.typeset.pdf import typeset_pdf
from tests.typeset.scan import Scanner, as_pdf, as_picture, as_tiff, scanned_pages
from tests.typeset.web import typeset_html
from tests.typeset.word import typeset_word
from tests.typeset.workbook import typeset_xls, typeset_xlsx

Kind = Literal["digital", "scan", "poor scan"]


@dataclass(frozen=True, slots=True)
class Aim:
    """Cells that must be exact, and cells that may be wrong without a mark, as shares of all."""

    exact: float
    unmarked: float


AIMS: dict[Kind, Aim] = {
    "digital": Aim(1, 0),
    "scan": Aim(0.995, 1 / 1000),
    "poor scan": Aim(0.97, 1 / 300),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A document of a form; ``facts`` is what stands in it, less than the notice where a page is all."""

    facts: Notice
    file: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form by name. ``whole`` says that the document holds all of the notice, its particulars too."""

    name: str
    kind: Kind
    make: Callable[[Notice], Made]
    whole: bool = True
    needs_office: bool = False

    @property
    def lacking(self) -> str | None:
        """What this machine lacks to make or read it."""
        return "LibreOffice is not installed" if self.needs_office and soffice() is None else None


def _digital(name: str, ending: str, typeset: Callable[[Notice], bytes], *, office: bool = False) -> Form:
    def make(notice: Notice) -> Made:
        return Made(notice, f"notice.{ending}", typeset(notice))

    return Form(name, "digital", make, needs_office=office)


def _zip(notice: Notice) -> bytes:
    """The Word file in a folder of an archive, beside a file that is no document."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("附件/通知.docx", typeset_word(notice))
        archive.writestr("附件/Thumbs.db", b"\xd0\xcf\x11\xe0" + bytes(60))
    return target.getvalue()


def _scan(name: str, kind: Kind, scanner: Scanner) -> Form:
    """Every page as a picture, in a PDF."""

    def make(notice: Notice) -> Made:
        pages = scanned_pages(typeset_pdf(notice), scanner)
        return Made(notice, "scan.pdf", as_pdf(pages, scanner.dpi))

    return Form(name, kind, make)


def _tiff(name: str, kind: Kind, scanner: Scanner) -> Form:
    def make(notice: Notice) -> Made:
        pages = scanned_pages(typeset_pdf(notice), scanner)
        return Made(notice, "scan.tif", as_tiff(pages, scanner.dpi))

    return Form(name, kind, make)


def _picture(name: str, picture: Literal["PNG", "JPEG"], kind: Kind, scanner: Scanner) -> Form:
    """One page of the last list."""

    def make(notice: Notice) -> Made:
        short, pdf = on_one_page(notice)
        (page,) = scanned_pages(pdf, scanner)
        return Made(short, f"scan.{picture.lower()}", as_picture(page, picture, scanner.dpi))

    return Form(name, kind, make, whole=False)


DIGITAL = (
    _digital("PDF", "pdf", typeset_pdf),
    _digital("DOCX", "docx", typeset_word),
    _digital("DOC", "doc", typeset_doc, office=True),
    _digital("WPS", "wps", typeset_doc, office=True),
    _digital("XLSX, a sheet a list", "xlsx", typeset_xlsx),
    _digital("XLSX, one sheet", "xlsx", lambda notice: typeset_xlsx(notice, one_sheet=True)),
    _digital("XLS, a sheet a list", "xls", typeset_xls),
    _digital("XLS, one sheet", "xls", lambda notice: typeset_xls(notice, one_sheet=True)),
    _digital("HTML, UTF-8", "html", typeset_html),
    _digital("HTML, GB18030", "html", lambda notice: typeset_html(notice, "gb18030")),
    _digital("OFD", "ofd", typeset_ofd),
    _digital("ZIP of a DOCX", "zip", _zip),
)

SCANS = (
    _scan("scan 300 dpi grey", "scan", Scanner(300, "grey", skew=0.5, noise=5, blur=0.7)),
    _scan("scan 300 dpi bilevel", "scan", Scanner(300, "bilevel", skew=0.5, noise=8, blur=0.7)),
    _scan("scan 300 dpi grey, sealed", "scan", Scanner(300, "grey", skew=0.5, noise=5, blur=0.7, seal=True)),
    _scan("scan 300 dpi bilevel, sealed", "scan", Scanner(300, "bilevel", skew=0.5, noise=8, seal=True)),
    _scan("scan 200 dpi grey", "scan", Scanner(200, "grey", skew=0.7, noise=6, blur=0.5, shade=0.2)),
    _scan("scan 200 dpi bilevel", "scan", Scanner(200, "bilevel", skew=0.7, noise=8, blur=0.5)),
    _scan(
        "scan 200 dpi colour, sealed",
        "scan",
        Scanner(200, "colour", skew=0.7, noise=6, blur=0.5, seal=True, shade=0.2),
    ),
    _scan("scan 200 dpi grey, sealed", "scan", Scanner(200, "grey", skew=0.7, noise=6, blur=0.5, seal=True)),
    _tiff("TIFF 200 dpi bilevel", "scan", Scanner(200, "bilevel", skew=0.3, noise=4)),
    _picture(
        "PNG 200 dpi colour, sealed", "PNG", "scan", Scanner(200, "colour", skew=1.5, noise=6, seal=True)
    ),
    _picture("JPEG 200 dpi grey", "JPEG", "scan", Scanner(200, "grey", skew=2, noise=6, shade=0.3)),
    _scan(
        "scan 150 dpi grey, noisy", "poor scan", Scanner(150, "grey", skew=0.8, noise=12, blur=0.6, shade=0.2)
    ),
    _scan("scan 150 dpi bilevel, noisy", "poor scan", Scanner(150, "bilevel", skew=0.8, noise=10, blur=0.4)),
    _scan(
        "scan 150 dpi colour, noisy, sealed",
        "poor scan",
        Scanner(150, "colour", skew=0.8, noise=12, blur=0.6, seal=True),
    ),
)

FORMS: tuple[Form, ...] = (*DIGITAL, *SCANS)


def write(made: Made, folder: Path) -> Path:
    """The document as a file."""
    path = folder / made.file
    path.write_bytes(made.data)
    return path
