"""OFD (GB/T 33190), the state's fixed-layout format: bytes to a document, pages read as those of a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.memory import uncollected
from pipeline.readers.limits import PAGE_SIDE, PAGES, SMALLER, LimitExceeded
from pipeline.readers.ocr_names import RAPIDOCR, OcrName
from pipeline.readers.ofd_geometry import Matrix
from pipeline.readers.ofd_marks import drawn
from pipeline.readers.ofd_package import MAIN_PART, OfdPackage, child, children, located, numbers, text_of
from pipeline.readers.ofd_picture import OfdPicture
from pipeline.readers.ofd_resources import Resources
from pipeline.readers.package import FETCH_AGAIN, Element
from pipeline.readers.pdf_blocks import blocks, findings_of
from pipeline.readers.pdf_frame import Frame
from pipeline.readers.pdf_page import Before, PageContent, PageDraft, page_draft
from pipeline.readers.pdf_runs import page_contents
from pipeline.readers.pdf_scans import with_scans
from pipeline.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from pipeline.readers.scan_page import Scan

MEDIA_TYPE = "application/ofd"
READER = "ofd"
POINTS = 72 / 25.4
_A4 = (0.0, 0.0, 210.0, 297.0)
_BY_EYE = "Compare the page by eye; give the list as a file of its own if it is one"


def read_ofd(data: bytes, name: str, sha256: str, *, ocr: OcrName = RAPIDOCR) -> Document:
    """The document's paragraphs and tables in reading order, places in points as on a PDF's pages.

    Raises UnreadableDocument for what is no whole OFD, is encrypted, or exceeds a limit.
    """
    package = OfdPackage(data, name)
    reading = _Reading(package)
    with uncollected():
        contents = list(page_contents(reading.drafts(), load_vocabulary(SCHEMAS)))
    contents = with_scans(contents, lambda page: reading.pictures[page].scan(page), ocr, reading.pictures)
    found = tuple(blocks(contents))
    if not contents:
        raise UnreadableDocument("the OFD file has no pages", document=name, remedy=FETCH_AGAIN)
    findings = (*reading.findings, *findings_of(contents))
    return Document(name, sha256, MEDIA_TYPE, len(contents), found, findings)


def picture_of(data: bytes, name: str, page: int) -> "Scan":
    """A page that is a picture. Raises UnreadableDocument, or KeyError where the page is none."""
    reading = _Reading(OfdPackage(data, name))
    for _ in reading.drafts():
        if page in reading.pictures:
            return reading.pictures[page].scan(page)
    raise KeyError(page)


@dataclass(slots=True)
class _Body:
    """One document of the file: where it lies, its resources, page templates and usual page."""

    path: str
    root: Element
    resources: Resources
    templates: dict[str, tuple[str, str]]
    area: Element | None
    kept: dict[str, Element | None] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """One pass through the file's documents and pages, which count on from one to the next."""

    package: OfdPackage
    findings: list[Finding] = field(default_factory=list)
    pages: int = 0
    pictures: dict[int, OfdPicture] = field(default_factory=dict)

    def drafts(self) -> Iterator[PageDraft | PageContent]:
        """The pages, read but for tables without upright rules."""
        before = Before()
        for body in self._bodies():
            for page in children(child(body.root, "Pages"), "Page"):
                self.pages += 1
                if self.pages > PAGES:
                    message = f"the OFD file has more than {PAGES} pages, which is the limit"
                    raise UnreadableDocument(message, document=self.package.name, remedy=SMALLER)
                draft = self._page(body, located(body.path, page.get("BaseLoc", "")), before)
                before = draft.after
                yield draft

    def _bodies(self) -> Iterator[_Body]:
        root = self.package.root(MAIN_PART)
        if child(root, "Encryptions") is not None or child(root, "DocBody", "Encryptions") is not None:
            raise UnreadableDocument(
                "the OFD file is encrypted",
                document=self.package.name,
                remedy="Save a copy without encryption and add that",
            )
        for entry in children(root, "DocBody"):
            if child(entry, "DocRoot") is None:
                continue
            path = located(MAIN_PART, text_of(child(entry, "DocRoot")))
            document = self.package.root(path)
            common = child(document, "CommonData")
            resources = Resources()
            resources.add(self.package, path, common)
            templates = {
                one.get("ID", ""): (located(path, one.get("BaseLoc", "")), one.get("ZOrder", "Background"))
                for one in children(common, "TemplatePage")
            }
            self._say_unread(path, document, sealed=child(entry, "Signatures") is not None)
            yield _Body(path, document, resources, templates, child(common, "PageArea"))

    def _say_unread(self, path: str, document: Element, *, sealed: bool) -> None:
        """Seals, annotations and attached files, which are no part of the text."""
        if sealed:
            self._note("the document is sealed or signed; seals were not read")
        named = child(document, "Annotations")
        listed = self.package.part(located(path, text_of(named))) if named is not None else None
        if any(True for _ in children(listed, "Page")):
            self._note("the document has annotations, which were not read")
        named = child(document, "Attachments")
        listed = self.package.part(located(path, text_of(named))) if named is not None else None
        names = [one.get("Name", "") for one in children(listed, "Attachment")]
        if names:
            self._note(f"the document holds other files, which were not read: {', '.join(names[:5])}")

    def _note(self, message: str) -> None:
        self.findings.append(Finding("part-unread", Severity.INFO, message, remedy=_BY_EYE))

    def _page(self, body: _Body, path: str, before: Before) -> PageDraft | PageContent:
        page = self.package.root(path, page=self.pages)
        area = child(page, "Area")
        box = _physical(area) or _physical(body.area) or _A4
        frame = Frame(0.0, box[3] * POINTS, box[2] * POINTS, box[3] * POINTS)
        resources = Resources(
            dict(body.resources.parameters),
            dict(body.resources.spaces),
            dict(body.resources.fonts),
            dict(body.resources.composites),
            dict(body.resources.files),
        )
        resources.add(self.package, path, page)
        to_page: Matrix = (
            *(POINTS, 0.0, 0.0, -POINTS),
            *(-box[0] * POINTS, (box[1] + box[3]) * POINTS),
        )
        if max(frame.page_width, frame.page_height) > PAGE_SIDE:
            raise self._exceeded(f"the page is wider or higher than the limit of {PAGE_SIDE:.0f} points")
        try:
            drawing = drawn(self._contents(body, page), resources, to_page)
        except LimitExceeded as error:
            raise self._exceeded(str(error)) from error
        draft = page_draft(drawing.marks, frame, self.pages, before, READER)
        if isinstance(draft, PageContent) and drawing.pictures:
            self.pictures[self.pages] = OfdPicture(self.package, frame, tuple(drawing.pictures))
        return draft

    def _exceeded(self, message: str) -> UnreadableDocument:
        return UnreadableDocument(message, document=self.package.name, page=self.pages, remedy=SMALLER)

    def _contents(self, body: _Body, page: Element) -> list[Element | None]:
        """The page's templates and its own content in the order in which they are drawn."""
        under: list[Element | None] = []
        over: list[Element | None] = []
        for named in children(page, "Template"):
            path, order = body.templates.get(named.get("TemplateID", ""), ("", "Background"))
            if path not in body.kept:
                body.kept[path] = child(self.package.part(path), "Content") if path else None
            (over if named.get("ZOrder", order) == "Foreground" else under).append(body.kept[path])
        return [*under, child(page, "Content"), *over]


def _physical(area: Element | None) -> tuple[float, float, float, float] | None:
    """The sheet's left, top, width and height in millimetres."""
    found = numbers(text_of(child(area, "PhysicalBox")), 4)
    if found is None or found[2] <= 0 or found[3] <= 0:
        return None
    return found[0], found[1], found[2], found[3]
