"""Documents of older word processors, by way of LibreOffice."""

import io
from pathlib import Path

import docx
import pytest

from pipeline.documents.model import Fragment
from pipeline.errors import UnreadableDocument
from pipeline.readers import libreoffice
from pipeline.readers.door import read_document, taken_for
from pipeline.readers.libreoffice import converted, find_libreoffice

needs_libreoffice = pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
RTF = rb"{\rtf1\ansi {\trowd\cellx2000\cellx4000 a\intbl\cell b\intbl\cell\row}\pard after\par}"


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, words in enumerate((("序号", "证书名称", "发证机构"), ("1", "会士", "学会"), ("2", "会员", ""))):
        for column, text in enumerate(words):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    document.add_paragraph("以上。")
    out = io.BytesIO()
    document.save(out)
    path = tmp_path_factory.mktemp("word") / "notice.docx"
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture(scope="module")
def old_word(word: Path) -> bytes:
    return converted(word, "doc", "notice.docx")[0]


@needs_libreoffice
@pytest.mark.parametrize("name", ["notice.doc", "notice.wps"])
def test_an_old_word_document_gives_what_the_docx_gives(word: Path, old_word: bytes, name: str) -> None:
    document = read_document(old_word, name)
    assert taken_for(document) == "Word or WPS document (DOC)"
    assert [finding.code for finding in document.findings] == ["file-converted"]
    (expected,) = [b for b in read_document(word.read_bytes(), "n.docx").blocks if isinstance(b, Fragment)]
    (fragment,) = [block for block in document.blocks if isinstance(block, Fragment)]
    shape = [(c.row, c.column, c.row_span, c.column_span, c.text.strip()) for c in fragment.cells]
    assert shape == [(c.row, c.column, c.row_span, c.column_span, c.text.strip()) for c in expected.cells]


@needs_libreoffice
def test_rich_text_is_converted_too() -> None:
    document = read_document(RTF, "notice.doc")
    assert taken_for(document) == "RTF document"
    assert {finding.code for finding in document.findings} == {"file-converted", "format-not-as-named"}
    (fragment,) = [block for block in document.blocks if isinstance(block, Fragment)]
    assert [cell.text for cell in fragment.cells] == ["a", "b"]


def test_where_there_is_no_libreoffice_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKE_SOFFICE", "/nowhere/soffice")
    with pytest.raises(UnreadableDocument, match=r"LibreOffice, .* was not found") as caught:
        read_document(RTF, "notice.rtf")
    assert "RENKE_SOFFICE" in caught.value.remedy


def program(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_a_conversion_that_gives_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKE_SOFFICE", program(tmp_path / "soffice", "exit 0"))
    with pytest.raises(UnreadableDocument, match="cannot read the file") as caught:
        read_document(RTF, "notice.rtf")
    assert caught.value.document == "notice.rtf"


def test_a_conversion_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKE_SOFFICE", program(tmp_path / "soffice", f"sleep 30\ntouch {tmp_path}/ended"))
    monkeypatch.setattr(libreoffice, "SECONDS", 0.3)
    with pytest.raises(UnreadableDocument, match="did not convert"):
        read_document(RTF, "notice.rtf")
    assert not (tmp_path / "ended").exists()
