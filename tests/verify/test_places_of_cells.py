"""What stands at a place of a Word document or web page is found again as it was read."""

from pipeline.documents.model import Fragment
from pipeline.documents.text import squeeze
from pipeline.readers.docx import read_docx
from pipeline.readers.door import read_document
from pipeline.verify.web import WebPlaces
from pipeline.verify.word import WordPlaces
from tests.readers.test_docx import WORD, p, package, tc


def numbered(*marks: str) -> str:
    settings = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return "".join(f"<w:p><w:pPr>{settings}{mark}</w:pPr></w:p>" for mark in marks)


def test_word_numbers_fields_and_capitals_are_found_again() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/>'
        "</w:num></w:numbering>"
    )
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF</w:instrText></w:r>'
        '<w:r><w:t>旧</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>新</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    capitals = "<w:r><w:rPr><w:caps/></w:rPr><w:t>cfa</w:t></w:r>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{tc(numbered(''))}{tc(p('删'))}</w:tr>"
    name = tc(f"<w:p>{field}{capitals}</w:p>")
    merged = f"<w:tr>{tc(numbered('<w:rPr><w:del/></w:rPr>', ''))}{name}</w:tr>"
    last = f"<w:tr>{tc(numbered(''))}{tc(p('末'))}</w:tr>"
    body = f"<w:tbl>{gone}{merged}{last}</w:tbl>"
    data = package(f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>', numbering=numbering)
    (table,) = read_docx(data, "a.docx", "0" * 64).blocks
    assert isinstance(table, Fragment)
    assert [cell.text for cell in table.cells] == ["1.", "新CFA", "2.", "末"]
    places = WordPlaces(data, "a.docx")
    assert [places.read(cell.places[0])[0] for cell in table.cells] == ["1.", "新CFA", "2.", "末"]


def test_rows_that_a_style_sheet_hides_do_not_count() -> None:
    rows = "".join(
        f"<tr{mark}><td>{words}</td><td>x</td></tr>" for mark, words in ((" class=old", "旧"), ("", "新"))
    )
    data = f"<html><head><style>.old{{display:none}}</style></head><body><table>{rows}</table></body></html>"
    (table,) = read_document(data.encode(), "a.html").blocks
    assert isinstance(table, Fragment)
    places = WebPlaces(data.encode(), "a.html")
    assert [squeeze(places.read(cell.places[0])[0]) for cell in table.cells] == ["新", "x"]
