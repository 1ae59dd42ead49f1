"""Lists kept as CSV: told from text by a header of known words, read exactly."""

from pathlib import Path

import pytest

from pipeline.documents.places import SheetPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers.door import read_document, taken_for
from pipeline.reading import notice_of

ROWS = '序号,证书名称,颁发机构,职称级别\r\n1,"特许会计师,A","甲\n公会",中级\r\n2,=甲,+乙,\r\n'


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("parted", [",", "\t", ";"])
def test_cells_are_exact_in_every_charset(charset: str, parted: str) -> None:
    document = read_document(
        ROWS.replace("特许会计师,A", "特许会计师").replace(",", parted).encode(charset), "a"
    )
    assert taken_for(document) == "CSV file"
    (catalogue,) = notice_of(document).catalogues
    assert [[value.text for value in row.values.values()] for row in catalogue.rows] == [
        ["特许会计师", "甲\n公会", "中级"],
        ["=甲", "+乙", ""],
    ]
    assert catalogue.rows[0].values["issuer"].places == (SheetPlace("CSV", "C2"),)


def test_a_comma_in_quotes_parts_nothing() -> None:
    (catalogue,) = notice_of(read_document(ROWS.encode(), "a.csv")).catalogues
    assert catalogue.rows[0].values["qualification"].text == "特许会计师,A"


def test_text_with_commas_is_no_csv(tmp_path: Path) -> None:
    text = "职业资格证书,颁发机构,见附件。\n本通知自印发之日起施行,有效期五年。\n"
    assert taken_for(read_document(text.encode(), "a.txt")) == "plain text"


def test_a_list_in_a_csv_has_no_heading_but_its_own() -> None:
    (catalogue,) = notice_of(read_document(ROWS.encode(), "a.csv")).catalogues
    assert catalogue.heading is None


def test_a_quote_that_never_ends_is_refused() -> None:
    text = '序号,证书名称,发证机构\n1,"会士,学会\n2,会员,学会\n3,院士,学会\n'
    with pytest.raises(UnreadableDocument, match="CSV is damaged") as caught:
        read_document(text.encode(), "list.csv")
    assert caught.value.remedy
