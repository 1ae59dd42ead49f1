"""Archives: the documents in them, each place with its path, within limits."""

import io
import zipfile

import openpyxl
import pytest

from pipeline.catalogues.report import row_records
from pipeline.documents.model import Document, Fragment
from pipeline.errors import UnreadableDocument
from pipeline.readers import archive
from pipeline.readers.door import read_document, taken_for
from pipeline.reading import notice_of
from tests.conftest import ROOT
from tests.packages import zipped

HEADER = ("序号", "证书名称", "发证机构", "职称层级")
WORD = (ROOT / "raw" / "CN-TJ" / "tianjin-2023.docx").read_bytes()


def book(*names: str) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADER)
    for number, name in enumerate(names, 1):
        workbook.active.append((number, name, f"{name}学会", "中级"))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(members: dict[str, bytes]) -> Document:
    return read_document(zipped(members), "notice.zip")


def codes(document: Document) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.severity)) for finding in document.findings]


def test_lists_of_all_members_count_and_places_name_them() -> None:
    document = read({"通知/tianjin.docx": WORD, "通知/附件1.xlsx": book("会士", "会员")})
    assert taken_for(document) == "ZIP archive (2 documents)"
    notice = notice_of(document)
    assert [len(catalogue.rows) for catalogue in notice.catalogues] == [27, 2]
    first, *_, last = row_records(notice)
    assert {first["document"], last["document"]} == {"notice.zip"}
    assert first["places"]["qualification"][0]["member"] == "通知/tianjin.docx"  # type: ignore[index]
    assert last["places"]["qualification"] == [  # type: ignore[index]
        {"sheet": "Sheet", "cell": "B3", "member": "通知/附件1.xlsx"}
    ]


def test_annexes_come_after_the_notice_in_the_order_of_their_numbers() -> None:
    names = ["附件10.xlsx", "附件2.xlsx", "通知.docx"]
    document = read({names[0]: book("甲"), names[1]: book("乙"), names[2]: WORD})
    members = [
        block.places[0].member for block in document.blocks if isinstance(block, Fragment) and block.places
    ]
    assert members == ["附件2.xlsx", "附件10.xlsx"]
    assert document.blocks[0].places[0].member == "通知.docx"


def test_lists_of_two_members_are_two_where_each_begins_with_one() -> None:
    notice = notice_of(read({"1.xlsx": book("会士"), "2.xlsx": book("会员")}))
    assert [len(catalogue.rows) for catalogue in notice.catalogues] == [1, 1]


def test_an_archive_in_an_archive_is_read_and_one_deeper_is_named() -> None:
    inner = zipped({"a.xlsx": book("会士")})
    document = read({"内.zip": inner})
    (fragment,) = [block for block in document.blocks if isinstance(block, Fragment)]
    assert fragment.cells[0].places[0].member == "内.zip/a.xlsx"
    deeper = read({"a.xlsx": book("会士"), "外.zip": zipped({"内.zip": inner})})
    assert codes(deeper) == [("member-unread", "error")]
    assert "外.zip/内.zip" in deeper.findings[0].message


def test_names_that_windows_packed_are_read_as_chinese() -> None:
    data = zipped({"notice1.xlsx": book("会士")})
    name = "目录表".encode("gb18030") + b".xlsx"
    assert len(name) == len("notice1.xlsx") - 1
    data = data.replace(b"notice1.xlsx", b"1" + name)
    (fragment,) = [b for b in read_document(data, "n.zip").blocks if isinstance(b, Fragment)]
    assert fragment.cells[0].places[0].member == "1目录表.xlsx"


def test_one_notice_in_two_forms_counts_once() -> None:
    names = [f"会士{number}" for number in range(9)]
    text = "\t".join(HEADER) + "\n" + "".join(f"{n}\t{x}\t{x}学会\t中级\n" for n, x in enumerate(names, 1))
    document = read({"notice.xlsx": book(*names), "notice2.tsv": text.encode()})
    assert codes(document) == [("second-rendition", "info")]
    assert sum(len(catalogue.rows) for catalogue in notice_of(document).catalogues) == 9


def test_damaged_members_are_named_and_the_others_read() -> None:
    data = bytearray(zipped({"a.xlsx": book("会士"), "b.txt": b"0123456789" * 9}, zipfile.ZIP_STORED))
    at = data.index(b"0123456789")
    data[at] = ord("x")
    document = read_document(bytes(data), "n.zip")
    assert codes(document) == [("member-unread", "error")]
    assert "b.txt was not read: it is damaged" in document.findings[0].message
    assert any(isinstance(block, Fragment) for block in document.blocks)


def test_what_is_no_document_is_left_out_with_a_word() -> None:
    members = {
        "a.xlsx": book("会士"),
        "b.rar": b"Rar!\x1a\x07\x00",
        "__MACOSX/._a.xlsx": b"\x00\x05",
        ".DS_Store": b"\x00",
    }
    assert codes(read(members)) == [("members-left-out", "info")]


def test_an_archive_without_a_document_that_can_be_read_is_named() -> None:
    with pytest.raises(UnreadableDocument, match=r"no document in the archive(.|\n)*RAR archive"):
        read({"b.rar": b"Rar!\x1a\x07\x00"})


def test_bombs_are_refused() -> None:
    zeros = bytes(300 << 20)
    document = read({"a.xlsx": book("会士"), "zeros.txt": zeros})
    assert codes(document) == [("member-unread", "error")]
    assert "grows from" in document.findings[0].message
    word = zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": zeros})
    with pytest.raises(UnreadableDocument, match="larger than 64 MB"):
        read_document(word, "bomb.docx")
    with pytest.raises(UnreadableDocument, match="no document in the archive"):
        read({"bomb.docx": word})


def test_too_many_or_too_large_documents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    members = {f"{number}.txt": b"A" * 100 for number in range(5)}
    monkeypatch.setattr(archive, "ARCHIVE_BYTES", 400)
    with pytest.raises(UnreadableDocument, match="together"):
        read(members)
    monkeypatch.setattr(archive, "ARCHIVE_MEMBERS", 4)
    with pytest.raises(UnreadableDocument, match="5 members, more than 4"):
        read(members)


def test_a_folder_called_word_makes_no_word_document() -> None:
    document = read({"word/a.xlsx": book("会士")})
    assert taken_for(document) == "ZIP archive (1 document)"
