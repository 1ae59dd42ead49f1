"""The parts of an Office package (DOCX, XLSX): opened with limits, parsed without entities or network."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from pipeline.documents.findings import Finding, Severity
from pipeline.errors import UnreadableDocument
from pipeline.readers.limits import SMALLER

FETCH_AGAIN = "Fetch the file again from where it was published"
# A notice of hundreds of pages has under 20 MB of text; more is a mistake or a trap.
PART_LIMIT = 64 * 1024 * 1024
# Macros, embedded objects, and documents that Word would take in when it opens the file.
_EXTRAS = ("vbaProject", "/embeddings/", "afchunk", "/activeX/")
PARTS_LIMIT = 4 * PART_LIMIT
MEMBER_LIMIT = 10_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Element = etree._Element


class Package:
    """An Office file's parts by name; ``main`` is that of the document or workbook itself.

    ``main_part`` is where it stands when nothing says so, ``kind`` what the file should be.
    """

    def __init__(self, data: bytes, name: str, main_part: str, kind: str) -> None:
        self.name = name
        self._kind = kind
        self._unpacked = 0
        self._archive = _archive(data, name)
        names = self._archive.namelist()
        if len(names) > MEMBER_LIMIT:
            raise UnreadableDocument(
                "the file has too many parts to be a document", document=name, remedy=SMALLER
            )
        self._names = set(names)
        self.main = self._main_part(main_part)

    def part(self, path: str) -> Element | None:
        """The root of an XML part, None where the package has none of that name."""
        if path not in self._names:
            return None
        content = self._content(path)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged(path) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableDocument(
                f"its part {path} declares a document type, which no Office program writes",
                document=self.name,
                remedy=FETCH_AGAIN,
            )
        return root

    def parts_in(self, folder: str) -> Iterator[Element]:
        """The XML parts that lie in a folder."""
        for path in sorted(self._names):
            part = self.part(path) if path.startswith(folder) and path.endswith(".xml") else None
            if part is not None:
                yield part

    def beside_main(self, file: str) -> Element | None:
        """A part in the folder of the main one, such as styles.xml."""
        return self.part(posixpath.join(posixpath.dirname(self.main), file))

    def left_out(self) -> tuple[Finding, ...]:
        """That the file has macros, embedded objects or whole documents in it, which are not read."""
        extras = [path for path in sorted(self._names) if any(mark in path for mark in _EXTRAS)]
        if not extras:
            return ()
        message = f"macros or embedded objects are not read: {', '.join(extras[:5])}"
        remedy = "Look whether the notice has a list in an embedded object; give that as a file of its own"
        return (Finding("part-left-out", Severity.INFO, message, remedy=remedy),)

    def related(self, path: str) -> dict[str, tuple[str, str]]:
        """The parts that a part refers to, by identity: the last word of their type, and their name."""
        folder, file = posixpath.split(path)
        relations = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = {}
        for relation in [] if relations is None else relations:
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found

    def _main_part(self, main_part: str) -> str:
        targets = [target for kind, target in self.related("").values() if kind == "officeDocument"]
        main = next((target for target in targets if target in self._names), main_part)
        if main not in self._names:
            remedy = "It may be damaged, or an archive under this name; open it and save it anew"
            raise UnreadableDocument(f"the file has no {self._kind} in it", document=self.name, remedy=remedy)
        return main

    def _content(self, path: str) -> bytes:
        try:
            with self._archive.open(path) as stream:
                content = stream.read(PART_LIMIT + 1)  # the size that the archive states may be false
        except NotImplementedError as error:  # a way of packing that zipfile does not know
            raise self._damaged(path) from error
        except RuntimeError as error:  # zipfile's word for encrypted members
            remedy = "Save a copy without password and add that"
            raise UnreadableDocument(
                "the file asks for a password", document=self.name, remedy=remedy
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise self._damaged(path) from error
        self._unpacked += len(content)
        if self._unpacked > PARTS_LIMIT:
            limit = PARTS_LIMIT // 1024 // 1024
            raise self._too_large(f"its parts are larger than {limit} MB together")
        if len(content) > PART_LIMIT:
            limit = PART_LIMIT // 1024 // 1024
            raise self._too_large(f"its part {path} is larger than {limit} MB")
        return content

    def _too_large(self, message: str) -> UnreadableDocument:
        return UnreadableDocument(message, document=self.name, remedy=SMALLER)

    def _damaged(self, path: str) -> UnreadableDocument:
        return UnreadableDocument(f"its part {path} is damaged", document=self.name, remedy=FETCH_AGAIN)


def _archive(data: bytes, name: str) -> zipfile.ZipFile:
    if not data:
        raise UnreadableDocument("the file is empty", document=name, remedy=FETCH_AGAIN)
    if data.startswith(OLE):
        remedy = "Open it in a word processor and save it as .docx, without password"
        raise UnreadableDocument("this is an older or encrypted Word file", document=name, remedy=remedy)
    if not data.startswith(b"PK"):
        remedy = (
            "It may be a web page saved under this name: open it in a browser, then fetch the file itself"
        )
        raise UnreadableDocument("this is no Word file", document=name, remedy=remedy)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableDocument(
            "the file is cut off or damaged", document=name, remedy=FETCH_AGAIN
        ) from error
