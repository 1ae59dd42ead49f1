"""The parts of a Word package: opened with limits, parsed without entities or network."""

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from pipeline.errors import UnreadableDocument

FETCH_AGAIN = "Fetch the file again from where it was published"
# A notice of hundreds of pages has under 20 MB of text; more is a mistake or a trap.
PART_LIMIT = 64 * 1024 * 1024
MEMBER_LIMIT = 10_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_PART = "word/document.xml"
WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
Element = etree._Element


class Package:
    """A Word file's parts by name."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._archive = _archive(data, name)
        names = self._archive.namelist()
        if len(names) > MEMBER_LIMIT:
            raise UnreadableDocument("the file has too many parts to be a document", document=name)
        self._names = set(names)
        self.main = self._main_part()

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
                f"its part {path} declares a document type, which Word never writes", document=self.name
            )
        return root

    def beside_main(self, file: str) -> Element | None:
        """A part in the folder of the main one, such as styles.xml."""
        return self.part(posixpath.join(posixpath.dirname(self.main), file))

    def _main_part(self) -> str:
        relations = self.part("_rels/.rels")
        targets = (
            []
            if relations is None
            else [
                relation.get("Target", "").lstrip("/")
                for relation in relations
                if relation.get("Type", "").endswith("/officeDocument")
            ]
        )
        main = next((target for target in targets if target in self._names), MAIN_PART)
        if main not in self._names:
            remedy = "It may be a workbook or an archive under this name; open it and save it as .docx"
            raise UnreadableDocument("the file has no Word document in it", document=self.name, remedy=remedy)
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
        if len(content) > PART_LIMIT:
            limit = PART_LIMIT // 1024 // 1024
            raise UnreadableDocument(f"its part {path} is larger than {limit} MB", document=self.name)
        return content

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


def word_tag(element: Element) -> str:
    """The local name of a WordprocessingML element, "" for any other."""
    if not isinstance(element.tag, str):  # comments and processing instructions
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in WORD else ""


def word_child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of child names."""
    for tag in path:
        if element is None:
            return None
        element = next((child for child in element if word_tag(child) == tag), None)
    return element


def word_value(element: Element | None, attribute: str = "val") -> str | None:
    """An attribute in either of Word's namespaces."""
    if element is None:
        return None
    return next(
        (value for space in WORD if (value := element.get(f"{{{space}}}{attribute}")) is not None), None
    )


def is_on(element: Element | None) -> bool:
    """Whether a switch such as w:vanish is set: present, and not false."""
    return element is not None and word_value(element) not in ("0", "false", "off")
