"""Files cut off, damaged or named falsely: refused within bounds, or read, with what is missing said."""

import io
import re

import docx
import openpyxl
import pytest
from docx.shared import Pt
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

from pipeline.documents.findings import Severity
from pipeline.documents.model import Document, Fragment
from pipeline.errors import UnreadableDocument
from pipeline.readers.door import read_document, taken_for
from pipeline.reading import notice_of
from tests.conftest import ROOT
from tests.packages import parts, zipped
from tests.typeset.office import soffice

WORD = (ROOT / "raw" / "CN-TJ" / "tianjin-2023.docx").read_bytes()
ROWS = (("序号", "证书名称", "发证机构"), ("1", "会士", "化学学会"), ("2", "会员", "物理学会"))
PAGE = "<table>" + "".join(f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>" for row in ROWS) + "</table>"


def book() -> dict[str, bytes]:
    made = openpyxl.Workbook()
    for row in ROWS:
        made.active.append(row)
    made.create_sheet("附件2").append(("甲",))
    out = io.BytesIO()
    made.save(out)
    return parts(out.getvalue())


def read(data: bytes, name: str = "notice") -> Document:
    return read_document(data, name)


def said(document: Document) -> list[tuple[str, Severity]]:
    return [(finding.code, finding.severity) for finding in document.findings]


ZEROS = "\0" * 512
MISSING = ("part-unread", Severity.ERROR)


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        (PAGE, False),
        (f"<html><body>{PAGE}", False),
        (f"<html><body>{PAGE[:-8]}", True),
        (f"<html><body>{PAGE[:90]}", True),
        (f"<html><body>{PAGE[:-8]}</body></html>", False),
        (f"<html><body><!-- <table> -->{PAGE}", False),
        (f"<html><script>write('<table>')</script><body>{PAGE}", False),
        (f"<html><body>{PAGE}<p>{ZEROS}</body></html>", True),
    ],
)
def test_a_web_page_that_is_cut_off_is_told(page: str, missing: bool) -> None:
    assert (MISSING in said(read(page.encode()))) is missing


def test_a_web_archive_that_is_cut_off_is_told() -> None:
    head = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html\n\n'
    )
    assert MISSING in said(read(f"{head}<html>{PAGE[:-20]}".encode(), "page.doc"))


def test_a_tag_with_attributes_without_end_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(UnreadableDocument, match="attributes"):
        read(b"<html><table " + b" ".join(b"a%d=1" % number for number in range(200_000)) + b">")
    picture = f'<html><img src="data:image/png;base64,{"A" * 200_000}">{PAGE}</html>'
    assert any(isinstance(block, Fragment) for block in read(picture.encode()).blocks)


@pytest.mark.parametrize("head", [b"<?a>" * 3000, b"<!--a-->" * 2000, b"<!--" * 3000])
def test_what_may_begin_a_web_page_and_does_not_is_text(head: bytes) -> None:
    assert taken_for(read(head + "\n序号".encode())) == "plain text"


def test_sheets_that_are_not_in_the_file_are_told() -> None:
    whole = book()
    lost = {name: data for name, data in whole.items() if name != "xl/worksheets/sheet2.xml"}
    assert said(read(zipped(whole))) == []
    document = read(zipped(lost))
    assert said(document) == [MISSING]
    assert "附件2" in document.findings[0].message


def test_merged_cells_beyond_all_measure_are_refused_by_name() -> None:
    made = book()
    sheet = made["xl/worksheets/sheet1.xml"].decode()
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    merged = '<mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    made["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", far + merged).encode()
    with pytest.raises(UnreadableDocument, match="'Sheet' cover more than") as caught:
        read(zipped(made))
    assert caught.value.remedy


def test_an_office_file_without_its_list_of_contents_is_read() -> None:
    for package, kind in ((parts(WORD), "DOCX"), (book(), "XLSX")):
        del package["[Content_Types].xml"]
        assert kind in taken_for(read(zipped(package)))


def test_xml_of_no_known_kind_is_refused() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    for text in (laughs, f'<?xml version="1.0"?>{laughs}', '<?xml version="1.0"?><list><row>1</row></list>'):
        with pytest.raises(UnreadableDocument, match="XML file"):
            read(text.encode())


def test_a_member_above_its_archive_is_read() -> None:
    assert taken_for(read(zipped({"../附件/a.docx": WORD}))) == "ZIP archive (1 document)"


@pytest.mark.skipif(soffice() is None, reason="no LibreOffice")
def test_the_xml_that_excel_saves_as_xls_is_a_workbook() -> None:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in row) + "</Row>"
        for row in ROWS
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="附件1"><Table>{rows}</Table>'
        "</Worksheet></Workbook>"
    )
    document = read(xml.encode(), "list.xls")
    assert said(document) == [("file-converted", Severity.INFO)]
    (catalogue,) = notice_of(document).catalogues
    assert [row.values["qualification"].text for row in catalogue.rows] == ["会士", "会员"]


def test_every_refusal_has_a_remedy() -> None:
    made = parts(WORD)
    declared = re.sub(rb"\?>", b"?><!DOCTYPE w>", made["word/document.xml"], count=1)
    for data in (
        zipped({**made, "word/document.xml": declared}),
        zipped({f"word/{n}": b"" for n in range(3)}),
    ):
        with pytest.raises(UnreadableDocument) as caught:
            read(data)
        assert caught.value.remedy


def test_a_picture_as_large_as_a_table_is_told_in_word_and_excel() -> None:
    for points, told in ((400, True), (100, False)):
        drawn = io.BytesIO()
        Image.new("RGB", (points, points // 2), "white").save(drawn, "PNG")
        word, saved = docx.Document(), io.BytesIO()
        word.add_picture(drawn, width=Pt(points))
        word.save(saved)
        made, kept = openpyxl.Workbook(), io.BytesIO()
        made.active.append(ROWS[0])
        made.active.add_image(Drawing(drawn), "B4")
        made.save(kept)
        for data in (saved, kept):
            assert (("part-unread", Severity.WARNING) in said(read(data.getvalue()))) is told
