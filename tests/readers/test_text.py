"""Plain text renditions: nothing is lost, and each text stands where its places say."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.places import Place, TextSpan
from pipeline.errors import UnreadableDocument
from pipeline.readers.door import read_document
from pipeline.readers.text import LINE_LIMIT, read_text

WORDS = st.text("英国会师（）()、。,abZ19 \u3000-/*#", max_size=12)
TABBED = st.lists(WORDS, min_size=2, max_size=5).map("\t".join)
STACKED = WORDS.map(lambda words: f"\t{words}")
PLAIN = (
    st.sampled_from(["", " ", "一、金融类", "附件 2", "# A 类", "**说明**", "备注：", "第二行", " 附件2"])
    | WORDS
)
BREAKS = st.sampled_from(["\n", "\r\n"])


def read(text: str) -> Document:
    return read_text(text.encode(), "a.txt", "0")


def tables(text: str) -> list[list[list[str]]]:
    """Every fragment as rows of texts; a missing cell is left out."""
    found = []
    for block in read(text).blocks:
        if isinstance(block, Fragment):
            rows: list[list[str]] = [[] for _ in range(block.rows)]
            for cell in block.cells:
                rows[cell.row - 1].append(cell.text)
            found.append(rows)
    return found


def paragraphs(text: str) -> list[str]:
    return [block.text for block in read(text).blocks if isinstance(block, Paragraph)]


def shown(lines: list[str], places: tuple[Place, ...]) -> list[str]:
    """What stands at the places of a cell."""
    return [lines[p.line - 1][p.start - 1 : p.end] for p in places if isinstance(p, TextSpan)]


def tokens(document: Document) -> list[tuple[int, int]]:
    """Line and column of every character in a place of a cell or paragraph."""
    taken: list[tuple[int, int]] = []
    for block in document.blocks:
        for thing in block.cells if isinstance(block, Fragment) else [block]:
            for place in thing.places:
                assert isinstance(place, TextSpan)
                taken.extend((place.line, column) for column in range(place.start, place.end + 1))
    return taken


@given(st.lists(TABBED | STACKED | PLAIN, max_size=25), BREAKS)
def test_every_visible_character_is_in_one_place_and_every_cell_is_at_its_places(
    lines: list[str], line_break: str
) -> None:
    document = read(line_break.join(lines))
    taken = Counter(tokens(document))
    visible = {
        (number, column)
        for number, line in enumerate(lines, start=1)
        for column, char in enumerate(line, start=1)
        if not char.isspace()
    }
    assert set(taken) >= visible
    assert not [position for position, times in taken.items() if times > 1]
    for block in document.blocks:
        for cell in block.cells if isinstance(block, Fragment) else ():
            assert cell.text.split("\n") == (shown(lines, cell.places) or [""])


@given(st.lists(st.lists(WORDS.filter(str.strip), min_size=3, max_size=3), min_size=1, max_size=6))
def test_tabbed_and_stacked_rows_hold_the_same_cells(rows: list[list[str]]) -> None:
    expected = [[text.strip() for text in row] for row in rows]
    assert tables("\n".join("\t".join(row) for row in rows)) == [expected]
    assert tables("\n\n".join("\n".join(f"\t{text}" for text in row) for row in rows)) == [expected]


def test_a_blank_line_ends_a_tabbed_table() -> None:
    assert tables("a\tb\n1\t2\n\na\tb\n3\t4\n") == [[["a", "b"], ["1", "2"]], [["a", "b"], ["3", "4"]]]


def test_a_blank_line_ends_a_row_where_each_line_is_a_cell() -> None:
    assert tables("目录\n\t序号\n\t证书\n\n\t1\n\t会士\n\n\t2\n\t\n") == [
        [["序号", "证书"], ["1", "会士"], ["2", ""]]
    ]


def test_a_cell_of_several_lines_keeps_its_line_breaks() -> None:
    header = "\t序号\n\t证书颁发机构\n\t国家或\n地区\n\n"
    text = header + "\t1\n\t特许金融分析师协会\nChartered Financial\nInstitute\n\t美国\n"
    assert tables(text) == [
        [
            ["序号", "证书颁发机构", "国家或\n地区"],
            ["1", "特许金融分析师协会\nChartered Financial\nInstitute", "美国"],
        ]
    ]


def test_a_line_inside_a_tabbed_table_continues_the_last_cell() -> None:
    assert tables("1\t会士\n(Fellow)\n2\t会员\n") == [[["1", "会士\n(Fellow)"], ["2", "会员"]]]


def test_a_line_after_a_tabbed_table_is_a_paragraph() -> None:
    text = "1\t会士\n2\t会员\n备注：以上\n"
    assert tables(text) == [[["1", "会士"], ["2", "会员"]]]
    assert paragraphs(text) == ["备注：以上"]


def test_an_outline_inside_a_tabbed_table_is_a_row_over_its_whole_width() -> None:
    (fragment,) = read("序号\t证书\t国家\n一、金融类\n1\tCFA\t美国\n").blocks
    assert isinstance(fragment, Fragment)
    (group,) = [cell for cell in fragment.cells if cell.row == 2]
    assert (group.text, group.column, group.column_span) == ("一、金融类", 1, 3)


@pytest.mark.parametrize("label", ["附件2", "附件 2：", " 附件2", "附表二"])
def test_the_label_of_the_next_annex_is_no_line_of_the_last_cell(label: str) -> None:
    text = f"\t1\n\t会士\n\t从事研究。\n{label}\n\n查询程序\n"
    assert tables(text) == [[["1", "会士", "从事研究。"]]]
    assert paragraphs(text) == [label.strip(), "查询程序"]


def test_a_line_like_a_label_inside_a_row_belongs_to_its_cell() -> None:
    assert tables("\t1\n\t会士\n级别2\n\t英国\n\n\t2\n\t会员\n\t英国\n")[0][0] == ["1", "会士\n级别2", "英国"]


def test_markup_leaves_paragraphs_and_stays_in_cells() -> None:
    text = "## **A 类**\n\n1\t**会士**<sup>2</sup>\n"
    (heading, fragment) = read(text).blocks
    assert isinstance(heading, Paragraph)
    assert (heading.text, heading.level) == ("A 类", 2)
    assert isinstance(fragment, Fragment)
    assert fragment.cells[1].text == "**会士**<sup>2</sup>"


def test_cells_say_line_and_code_points_and_who_read_them() -> None:
    (fragment,) = read("序号\t 证书 \n1\t𠮷会士\n").blocks
    assert isinstance(fragment, Fragment)
    assert fragment.cells[1] == Cell("证书", 1, 2, places=(TextSpan(1, 5, 6),), readings=("text",))
    assert fragment.cells[3].places == (TextSpan(2, 3, 5),)


def test_a_text_does_not_know_its_merged_cells() -> None:
    (fragment,) = read("1\t会士\n").blocks
    assert isinstance(fragment, Fragment)
    assert not fragment.spans_known


def test_the_separators_of_pages_and_lines_end_a_line() -> None:
    assert paragraphs("A 类\x0cB 类\u2028C 类\rD 类") == ["A 类", "B 类", "C 类", "D 类"]


def test_what_is_no_utf_8_is_refused_with_the_byte() -> None:
    with pytest.raises(UnreadableDocument, match="byte 1 is not UTF-8") as caught:
        read_text(b"a\xd6\xd0", "a.txt", "0")
    assert "UTF-8" in caught.value.remedy


def test_an_endless_line_is_refused_with_its_number() -> None:
    assert read("a" * LINE_LIMIT).blocks
    with pytest.raises(UnreadableDocument, match=re.escape(f"line 2 has {LINE_LIMIT + 1} characters")):
        read("a\n" + "a" * (LINE_LIMIT + 1))


LIST = [
    "| 序号 | 证书名称 | 发证机构 |",
    "|---|:---:|---|",
    "| 1 | 会士 | 学会\\|协会 |",
    "| 2 | | 学会<br>总会 |",
]


@pytest.mark.parametrize(
    "lines",
    [LIST, [LIST[0], *LIST[2:]], [line.strip("| ") for line in LIST[:2]] + LIST[2:]],
    ids=["a rule under the header", "no rule", "no outer strokes"],
)
def test_rows_between_strokes_are_a_table_with_places(lines: list[str]) -> None:
    text = "\n".join(["## A 类", "", *lines, "", "以上 | 以下"])
    heading, fragment, last = read_document(text.encode(), "a.md").blocks
    assert isinstance(fragment, Fragment)
    assert [cell.text for cell in fragment.cells] == [
        *("序号", "证书名称", "发证机构"),
        *("1", "会士", "学会\\|协会"),
        *("2", "", "学会<br>总会"),
    ]
    source = text.split("\n")
    for cell in fragment.cells:
        for place in cell.places:
            assert isinstance(place, TextSpan)
            assert source[place.line - 1][place.start - 1 : place.end] == cell.text
    assert (getattr(heading, "text", ""), getattr(last, "text", "")) == ("A 类", "以上 | 以下")


def test_a_stroke_in_a_line_makes_no_table() -> None:
    document = read_document("首页 | 政务公开 | 通知\n当前位置：首页 | 通知\n| 一行 |\n".encode(), "a.txt")
    assert not any(isinstance(block, Fragment) for block in document.blocks)
