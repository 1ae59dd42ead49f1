"""Archives (.zip) with documents in them: the documents of a notice, one after the other."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.places import Place
from pipeline.documents.text import fold, squeeze
from pipeline.errors import UnreadableDocument
from pipeline.knowledge import SCHEMAS
from pipeline.readers.content import Content
from pipeline.readers.door import format_of, read_document
from pipeline.readers.limits import ARCHIVE_BYTES, ARCHIVE_MEMBERS, FILE_BYTES, PACKED_BELOW
from pipeline.readers.options import Options
from pipeline.vocabulary import load_vocabulary

MEDIA_TYPE = "application/zip"
_UTF8 = 0x800  # the flag of member names that are UTF-8
_LITTLE = 1 << 20  # what packs below this is no bomb
_GIVE_ALONE = "Unpack the archive and give the documents in it"
# Two members are one notice in two forms when so much of their cells' text is the same.
_SAME = 0.9
_SAME_CELLS = 12


@dataclass(frozen=True, slots=True)
class _Member:
    """A document in an archive: its path there, also through an archive within, and its bytes."""

    path: str
    data: bytes


def read_archive(content: Content, options: Options) -> Document:
    """All documents in the archive as one. Raises UnreadableDocument where none can be read."""
    findings: list[Finding] = []
    members = sorted(_members(content, content.name, [0], findings), key=lambda member: _order(member.path))
    read: list[Document] = []
    for member in members:
        document = _read(member, options, findings)
        if document is None:
            continue
        same = next((other for other in read if _is_same(other, document)), None)
        if same is not None:
            message = f"{member.path} holds the same tables as {same.name}, which was read"
            remedy = "Nothing, if they are the same notice; else give it as a file of its own"
            findings.append(Finding("second-rendition", Severity.INFO, message, remedy=remedy))
            continue
        read.append(document)
    if not read:
        reasons = "".join(f"\n  {finding.message}" for finding in findings)
        raise UnreadableDocument(
            f"no document in the archive can be read{reasons}", document=content.name, remedy=_GIVE_ALONE
        )
    return _together(read, content, findings)


def member_of(data: bytes, name: str, path: str) -> bytes:
    """The bytes of the document at a path in an archive. Raises UnreadableDocument."""
    for member in _members(Content(data, name), name, [0], []):
        if member.path == path:
            return member.data
    raise UnreadableDocument(f"the archive holds no {path}", document=name, remedy=_GIVE_ALONE)


def _members(
    content: Content, archive_name: str, unpacked: list[int], findings: list[Finding], within: str = ""
) -> Iterator[_Member]:
    """The documents of the archive and of archives in it; ``unpacked`` counts the bytes of all."""
    with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_clutter(_name(info))]
        if len(infos) > ARCHIVE_MEMBERS:
            raise UnreadableDocument(
                f"the archive has {len(infos)} members, more than {ARCHIVE_MEMBERS}",
                document=archive_name,
                remedy=_GIVE_ALONE,
            )
        for info in infos:
            path = within + _name(info)
            try:
                data = _unpacked(archive, info)
            except UnreadableDocument as error:
                findings.append(_unread(path, error.message, error.remedy))
                continue
            unpacked[0] += len(data)
            if unpacked[0] > ARCHIVE_BYTES:
                raise UnreadableDocument(
                    f"the documents in the archive are larger than {ARCHIVE_BYTES >> 20} MB together",
                    document=archive_name,
                    remedy=_GIVE_ALONE,
                )
            inner = Content(data, PurePosixPath(path).name)
            if not _is_archive(inner):
                yield _Member(path, data)
            elif within:
                findings.append(_unread(path, "it is an archive in an archive in an archive", _GIVE_ALONE))
            else:
                yield from _members(inner, archive_name, unpacked, findings, f"{path}/")


def _is_archive(content: Content) -> bool:
    try:
        return content.members is not None and format_of(content).media_type == MEDIA_TYPE
    except UnreadableDocument:
        return False


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member. Raises UnreadableDocument for what is damaged, locked or a bomb."""
    try:
        with archive.open(info) as stream:
            data = stream.read(FILE_BYTES + 1)  # the size that the archive states may be false
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableDocument("it is damaged", document=info.filename, remedy=_GIVE_ALONE) from error
    except RuntimeError as error:  # zipfile's word for encrypted members
        raise UnreadableDocument(
            "it asks for a password", document=info.filename, remedy=_GIVE_ALONE
        ) from error
    if len(data) > FILE_BYTES or len(data) > max(_LITTLE, info.compress_size * PACKED_BELOW):
        raise UnreadableDocument(
            f"it grows from {info.compress_size} bytes to {len(data)} and more, as no document does",
            document=info.filename,
            remedy=_GIVE_ALONE,
        )
    return data


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name: where it does not say that it is UTF-8, that or GB 18030, as Windows packs it."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename


def _is_clutter(path: str) -> bool:
    """Whether a member is what systems and programs leave behind."""
    parts = PurePosixPath(path).parts
    return (
        "__MACOSX" in parts
        or any(part.startswith((".", "~$")) and part != ".." for part in parts)
        or path.endswith("Thumbs.db")
    )


def _order(path: str) -> tuple[bool, list[tuple[int, str]]]:
    """The notice before its annexes, annex 2 before annex 10."""
    vocabulary = load_vocabulary(SCHEMAS)
    is_annex = vocabulary.annex.search(fold(PurePosixPath(path).name)) is not None
    pieces = re.findall(r"[0-9]+|[^0-9]+", path)
    return is_annex, [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]


def _read(member: _Member, options: Options, findings: list[Finding]) -> Document | None:
    content = Content(member.data, PurePosixPath(member.path).name)
    try:
        found = format_of(content)
        if found.read is None:
            message = f"{member.path} was not read: it is a {found.words}"
            findings.append(Finding("members-left-out", Severity.INFO, message, remedy=found.remedy))
            return None
        document = read_document(member.data, content.name, options)
    except UnreadableDocument as error:
        findings.append(_unread(member.path, error.message, error.remedy))
        return None
    return _within(document, member.path)


def _unread(path: str, reason: str, remedy: str) -> Finding:
    return Finding("member-unread", Severity.ERROR, f"{path} was not read: {reason}", remedy=remedy)


def _is_same(one: Document, other: Document) -> bool:
    """Whether two documents hold the same tables, as the PDF and the DOCX of one notice do."""
    ours, theirs = _words(one), _words(other)
    if min(len(ours), len(theirs)) < _SAME_CELLS:
        return False
    return len(ours & theirs) >= _SAME * max(len(ours), len(theirs))


def _words(document: Document) -> frozenset[str]:
    cells = (cell for block in document.blocks if isinstance(block, Fragment) for cell in block.cells)
    return frozenset(fold(squeeze(cell.text)) for cell in cells if cell.text.strip())


def _together(read: Sequence[Document], content: Content, findings: Sequence[Finding]) -> Document:
    blocks: list[Paragraph | Fragment] = []
    page = 0
    for document in read:
        blocks.extend(replace(block, page=block.page + page) for block in document.blocks)
        page += document.pages + 1  # so that no page follows on one of another document
    said = [
        replace(finding, message=f"{document.name}: {finding.message}")
        for document in read
        for finding in document.findings
    ]
    return Document(
        content.name,
        content.sha256,
        MEDIA_TYPE,
        len(read),
        tuple(blocks),
        (*said, *findings),
        tuple(attachment for document in read for attachment in document.attachments),
    )


def _within(document: Document, path: str) -> Document:
    """The document with the member's path in each of its places, and as its name."""

    def places(of: Sequence[Place]) -> tuple[Place, ...]:
        return tuple(replace(place, member=path) for place in of)

    def findings(of: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(replace(finding, places=places(finding.places)) for finding in of)

    def cell(one: Cell) -> Cell:
        return replace(one, places=places(one.places), findings=findings(one.findings))

    def block(one: Paragraph | Fragment) -> Paragraph | Fragment:
        if isinstance(one, Fragment):
            return replace(one, places=places(one.places), cells=tuple(map(cell, one.cells)))
        return replace(one, places=places(one.places))

    blocks = tuple(map(block, document.blocks))
    return replace(document, name=path, blocks=blocks, findings=findings(document.findings))
