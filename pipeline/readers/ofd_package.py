"""The parts of an OFD file (GB/T 33190): opened with limits, parsed without entities or network."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from pipeline.errors import UnreadableDocument
from pipeline.readers.limits import SMALLER
from pipeline.readers.package import FETCH_AGAIN, MEMBER_LIMIT, PART_LIMIT, PARTS_LIMIT, Element

MAIN_PART = "OFD.xml"
# Files that stand in an encrypted OFD beside, or instead of, its parts.
_ENCRYPTED = frozenset(("encryptions.xml", "decryptseed.dat", "entriesmap.dat"))
_NO_PASSWORD = "Save a copy without encryption and add that"


class OfdPackage:
    """An OFD file's parts by their path within it."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise UnreadableDocument(
                "the OFD file is cut off or damaged", document=name, remedy=FETCH_AGAIN
            ) from error
        names = self._archive.namelist()
        if len(names) > MEMBER_LIMIT:
            raise UnreadableDocument(
                "the file has too many parts to be a document", document=name, remedy=SMALLER
            )
        self._names = {path.lstrip("/"): path for path in names}
        if any(posixpath.basename(path).lower() in _ENCRYPTED for path in names):
            raise UnreadableDocument("the OFD file is encrypted", document=name, remedy=_NO_PASSWORD)

    def root(self, path: str, *, page: int | None = None) -> Element:
        """The root of a part that must be there."""
        found = self.part(path, page=page)
        if found is None:
            message = f"the OFD file lacks its part {path}"
            raise UnreadableDocument(message, document=self.name, page=page, remedy=FETCH_AGAIN)
        return found

    def part(self, path: str, *, page: int | None = None) -> Element | None:
        """The root of an XML part, None where there is none of that path."""
        if path not in self._names:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        try:
            root = etree.fromstring(self.content(path, page), parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged(path, page) from error
        if root.getroottree().docinfo.internalDTD is not None:
            message = f"its part {path} declares a document type, which no OFD has"
            raise UnreadableDocument(message, document=self.name, page=page, remedy=FETCH_AGAIN)
        return root

    def content(self, path: str, page: int | None) -> bytes:
        """The bytes of a part that is there."""
        try:
            with self._archive.open(self._names[path]) as stream:
                content = stream.read(PART_LIMIT + 1)  # the size that the archive states may be false
        except RuntimeError as error:  # zipfile's word for encrypted members
            if isinstance(error, NotImplementedError):
                raise self._damaged(path, page) from error
            message = "the OFD file asks for a password"
            raise UnreadableDocument(message, document=self.name, remedy=_NO_PASSWORD) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise self._damaged(path, page) from error
        self._unpacked += len(content)
        if len(content) > PART_LIMIT or self._unpacked > PARTS_LIMIT:
            limit = (PART_LIMIT if len(content) > PART_LIMIT else PARTS_LIMIT) // 1024 // 1024
            message = f"its part {path} brings the text to more than {limit} MB"
            raise UnreadableDocument(message, document=self.name, page=page, remedy=SMALLER)
        return content

    def _damaged(self, path: str, page: int | None) -> UnreadableDocument:
        return UnreadableDocument(
            f"its part {path} is damaged", document=self.name, page=page, remedy=FETCH_AGAIN
        )


def located(base: str, location: str) -> str:
    """The path of a part that another one names, beside itself or, after a slash, from the top."""
    location = location.strip().replace("\\", "/")
    whole = location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
    return posixpath.normpath("/" + whole).lstrip("/")


def ofd_tag(element: Element) -> str:
    """The local name of an element; files come with and without the namespace and its prefix."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, *tags: str) -> Iterator[Element]:
    """The children with one of these names."""
    if element is not None:
        yield from (child for child in element if ofd_tag(child) in tags)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names."""
    for tag in path:
        element = next(children(element, tag), None)
    return element


def text_of(element: Element | None) -> str:
    """The text of an element, "" for None."""
    return "" if element is None else (element.text or "").strip()


def numbers(text: str | None, count: int | None = None) -> tuple[float, ...] | None:
    """The numbers of an attribute such as a box; None where there are not so many, or other words."""
    try:
        found = tuple(float(word) for word in (text or "").replace(",", " ").split())
    except ValueError:
        return None
    finite = all(abs(number) < 1e9 for number in found)
    return found if finite and (count is None or len(found) == count) else None
