"""The front door tells formats by content, and says of what it does not read what to do."""

import zipfile
from io import BytesIO

import pytest

from pipeline.errors import UnreadableDocument
from pipeline.readers import door
from pipeline.readers.content import sha256_of
from pipeline.readers.door import read_document, taken_for
from tests.readers.pdf_drawing import pdf


def zipped(*members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, "<a/>")
    return buffer.getvalue()


UNREAD = {
    "empty": (b"", "empty"),
    "blank": (b" \r\n\t\x00\x00", "empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf\n", "empty"),
    "damaged PNG": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "picture is damaged"),
    "damaged JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture is damaged"),
    "damaged TIFF": (b"II*\x00\x08\x00", "picture is damaged"),
    "damaged OLE": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "OLE file"),
    "RAR": (b"Rar!\x1a\x07\x00", "RAR"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "7z"),
    "slides": (zipped("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
    "open workbook": (
        b"PK" + b"\x00" * 28 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "OpenDoc",
    ),
    "workbook that is none": (zipped("[Content_Types].xml", "xl/workbook.xml"), "no Excel workbook"),
    "OFD": (zipped("OFD.xml", "Doc_0/Document.xml"), "OFD"),
    "archive of an archive of nothing": (zipped(), "no document in the archive"),
    "damaged archive": (zipped("word/document.xml")[:-30], "damaged"),
    "binary": (bytes(range(256)) * 8, "binary file"),
    "GB 18030": ("境外职业资格".encode("gb18030"), "not UTF-8"),
    "UTF-16": ("境外职业资格\n".encode("utf-16"), "binary|not UTF-8"),
}


@pytest.mark.parametrize(("content", "said"), UNREAD.values(), ids=UNREAD.keys())
def test_what_is_not_read_is_named_with_a_remedy(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said) as caught:
        read_document(content, "notice.xyz")
    assert caught.value.document == "notice.xyz"
    assert caught.value.remedy


def test_text_is_read_whatever_its_name_says() -> None:
    document = read_document("境外职业资格认可目录\n会士\n".encode(), "notice.pdf")
    assert document.media_type == "text/plain"
    assert document.name == "notice.pdf"


def test_pdf_is_read_whatever_its_name_says_and_stands_before_it() -> None:
    document = read_document(b"\n" + pdf(lambda canvas: None), "notice.txt")
    assert document.media_type == "application/pdf"


def test_a_byte_order_mark_is_no_text() -> None:
    (paragraph,) = read_document("\ufeffA 类\n".encode(), "a.txt").blocks
    assert read_document("A 类\n".encode(), "a.txt").blocks == (paragraph,)


def test_a_document_is_known_by_the_hash_of_its_bytes() -> None:
    data = "A 类\n".encode()
    assert read_document(data, "a.txt").sha256 == sha256_of(data)
    assert sha256_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "FILE_BYTES", 10)
    assert read_document(b"a" * 10, "a.txt").blocks
    with pytest.raises(UnreadableDocument, match="11 bytes, more than 10"):
        read_document(b"a" * 11, "a.txt")


def test_what_a_document_was_read_as_is_said_in_words() -> None:
    assert taken_for(read_document(pdf(lambda canvas: None), "a.pdf")) == "PDF (1 page)"
    assert taken_for(read_document("A 类\n".encode(), "a.txt")) == "plain text"


def test_a_name_that_says_another_format_is_told_and_the_content_wins() -> None:
    document = read_document("A 类\n".encode(), "notice.PDF")
    (finding,) = document.findings
    assert (finding.code, finding.severity) == ("format-not-as-named", "info")
    assert ".pdf" in finding.message
    assert "plain text" in finding.message


@pytest.mark.parametrize("name", ["notice.txt", "notice", "notice.2024", "a.md"])
def test_a_name_that_says_nothing_else_is_no_finding(name: str) -> None:
    assert read_document("A 类\n".encode(), name).findings == ()
