"""Characters that show nothing: kept in the text of cells, whatever the format; they fill no cell or line."""

from collections.abc import Callable

import pytest

from pipeline.documents.model import Fragment, Paragraph
from pipeline.documents.text import fold
from pipeline.readers.door import read_document
from pipeline.reading import notice_of
from tests.typeset.rows import Rows, book, text, web, word

UNSEEN = "\u200b\u00ad\u2060\u200e\ufeff\u202a\u202c\u061c\u200d\u200c\u180e"
HEADER = ("序号", "职业资格名称", "发证机构", "职称层级")
NAME = "会".join(UNSEEN) + "士"


@pytest.mark.parametrize("made", [web, book, word, text])
def test_the_text_of_a_cell_keeps_them_in_every_format(made: Callable[[Rows], bytes]) -> None:
    document = read_document(
        made([HEADER, ("1", f"A{NAME}", "学会", "\u200b"), ("2", "会员", "学会", "")]), "a"
    )
    (catalogue,) = notice_of(document).catalogues
    first = catalogue.rows[0]
    assert first.values["qualification"].text == f"A{NAME}"
    assert fold(first.values["qualification"].text) == fold("A" + "会" * (len(UNSEEN) - 1) + "士")
    assert first.values["grade"].text == ""


def test_lines_outside_of_tables_are_without_them() -> None:
    page = (
        f"<html><p>附\u200b件</p><p>&#8203;</p><p>{NAME}</p><table><tr><td>\ufeff<td>甲\u200b</table></html>"
    )
    *lines, table = read_document(page.encode(), "a").blocks
    assert [line.text for line in lines if isinstance(line, Paragraph)] == ["附件", "会" * 10 + "士"]
    assert isinstance(table, Fragment)
    assert [cell.text for cell in table.cells] == ["", "甲\u200b"]
