"""Reading Word documents: the true grid of tables, the accepted text, and what is no document."""

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.places import GridPlace, ParagraphPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers import package as parts
from pipeline.readers.docx import read_docx
from pipeline.readers.docx_numbering import written
from pipeline.reading import notice_of, tables_in

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TWO_WIDE = '<w:gridSpan w:val="2"/>'
BEGINS = '<w:vMerge w:val="restart"/>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def package(document: str, **parts: str) -> bytes:
    """A Word file with the given document.xml; other parts by the stem of their name in word/."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", document)
        for stem, content in parts.items():
            archive.writestr(f"word/{stem}.xml", content)
    return out.getvalue()


def body(content: str, namespace: str = WORD, **parts: str) -> Document:
    xml = f'<w:document xmlns:w="{namespace}"><w:body>{content}</w:body></w:document>'
    return read(package(xml, **parts))


def read(data: bytes) -> Document:
    return read_docx(data, "notice.docx", "0" * 64)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def cells(document: Document) -> list[tuple[int, int, int, int, str]]:
    (fragment,) = [block for block in document.blocks if isinstance(block, Fragment)]
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in fragment.cells]


def p(content: str) -> str:
    return f"<w:p><w:r><w:t>{content}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_paragraphs_and_tables_come_in_order_with_their_places() -> None:
    document = docx.Document()
    document.add_heading("境外职业资格认可目录", level=1)
    document.add_paragraph("")
    document.add_paragraph("（共计 2 项）")
    table = document.add_table(rows=2, cols=2)
    for row, words in enumerate((("序号", "证书"), ("1", "会士\n(FRSC)"))):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    document.add_paragraph("附件 2")
    out = io.BytesIO()
    document.save(out)

    result = read(out.getvalue())

    first, second, fragment, last = result.blocks
    assert (result.pages, result.findings) == (1, ())
    assert first == Paragraph("境外职业资格认可目录", 1, (ParagraphPlace(1),), level=1)
    assert second == Paragraph("（共计 2 项）", 1, (ParagraphPlace(3),))
    assert last == Paragraph("附件 2", 1, (ParagraphPlace(4),))
    assert isinstance(fragment, Fragment)
    assert (fragment.rows, fragment.columns, fragment.spans_known) == (2, 2, True)
    assert fragment.cells[3] == Cell("会士\n(FRSC)", 2, 2, places=(GridPlace(1, 2, 2),), readings=("docx",))


@st.composite
def merges(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """A grid and rectangles on it that do not overlap."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    taken: set[tuple[int, int]] = set()
    rectangles = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in taken:
                free = next((x for x in range(column, columns) if (row, x) in taken), columns)
                width, height = draw(st.integers(1, free - column)), draw(st.integers(1, rows - row))
                rectangles.append((row, column, height, width))
                taken |= {(row + y, column + x) for y in range(height) for x in range(width)}
    return rows, columns, rectangles


@settings(max_examples=25, deadline=None)
@given(merges())
def test_any_merged_cells_read_back_exactly(grid: tuple[int, int, list[tuple[int, int, int, int]]]) -> None:
    rows, columns, rectangles = grid
    document = docx.Document()
    table = document.add_table(rows=rows, cols=columns)
    for row, column, height, width in rectangles:
        merged = table.cell(row, column).merge(table.cell(row + height - 1, column + width - 1))
        merged.text = f"格{row}{column}"
    out = io.BytesIO()
    document.save(out)
    expected = [
        (row + 1, column + 1, height, width, f"格{row}{column}") for row, column, height, width in rectangles
    ]
    assert cells(read(out.getvalue())) == expected


def test_rows_may_begin_and_end_inside_the_grid() -> None:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="2"/></w:trPr>{tc(p("内"))}</w:tr>'
    document = body(f"<w:tbl>{row}</w:tbl>")
    assert cells(document) == [(1, 2, 1, 1, "内")]
    (fragment,) = document.blocks
    assert isinstance(fragment, Fragment)
    assert fragment.columns == 4


def test_a_merge_that_goes_on_from_nothing_is_doubtful() -> None:
    first = f"<w:tr>{tc(p('甲'), TWO_WIDE + BEGINS)}</w:tr>"
    second = f"<w:tr>{tc(p('乙'), '<w:vMerge/>')}{tc(p('丙'))}</w:tr>"
    document = body(f"<w:tbl>{first}{second}</w:tbl>")
    assert cells(document) == [(1, 1, 1, 2, "甲"), (2, 1, 1, 1, "乙"), (2, 2, 1, 1, "丙")]
    (fragment,) = document.blocks
    assert isinstance(fragment, Fragment)
    assert [[finding.code for finding in cell.findings] for cell in fragment.cells] == [
        [],
        ["span-uncertain"],
        [],
    ]


def test_text_hidden_in_a_merged_cell_is_told() -> None:
    first = f"<w:tr>{tc(p('甲'), BEGINS)}{tc(p('1'))}</w:tr>"
    second = f"<w:tr>{tc(p('旧'), '<w:vMerge/>')}{tc(p('2'))}</w:tr>"
    (fragment,) = body(f"<w:tbl>{first}{second}</w:tbl>").blocks
    assert isinstance(fragment, Fragment)
    merged = fragment.cells[0]
    assert (merged.text, merged.row_span) == ("甲", 2)
    assert [(finding.code, "旧" in finding.message) for finding in merged.findings] == [("text-hidden", True)]


def open_at(*sides: str) -> str:
    lines = "".join(f'<w:{side} w:val="nil"/>' for side in sides)
    return f"<w:tcBorders>{lines}</w:tcBorders>"


def test_blanks_with_no_line_between_them_and_a_word_are_a_part_of_its_cell() -> None:
    middle = [
        tc(p(""), open_at("bottom")),
        tc(p("金融"), open_at("top", "bottom")),
        tc(p(""), open_at("top")),
    ]
    rows = [f"<w:tr>{first}{tc(p(str(at)))}</w:tr>" for at, first in enumerate([*middle, tc(p(""))], start=1)]
    found = cells(body(f"<w:tbl>{''.join(rows)}</w:tbl>"))
    assert [cell for cell in found if cell[1] == 1] == [(1, 1, 3, 1, "金融"), (4, 1, 1, 1, "")]


def test_a_line_that_one_of_two_cells_draws_parts_them() -> None:
    half = f"<w:tr>{tc(p('甲'), open_at('bottom'))}{tc(p('1'))}</w:tr><w:tr>{tc(p(''))}{tc(p('2'))}</w:tr>"
    assert [cell[2] for cell in cells(body(f"<w:tbl>{half}</w:tbl>"))] == [1, 1, 1, 1]
    bare = "".join(f"<w:tr>{tc(p(text), open_at('top', 'bottom'))}</w:tr>" for text in ("甲", ""))
    assert [cell[2] for cell in cells(body(f"<w:tbl>{bare}</w:tbl>"))] == [1, 1]


def test_tracked_changes_are_accepted() -> None:
    paragraph = (
        "<w:p><w:r><w:t>认可</w:t></w:r><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom></w:p>"
    )
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>上</w:t></w:r></w:p>{p('下')}"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{tc(p('删'))}</w:tr>"
    kept = f"<w:tr><w:trPr><w:ins/></w:trPr>{tc(paragraph)}</w:tr>"
    document = body(f"{paragraph}{joined}<w:tbl>{gone}{kept}</w:tbl>")
    assert texts(document) == ["认可新", "上下"]
    assert cells(document) == [(1, 1, 1, 1, "认可新")]


def test_links_fields_controls_and_breaks_keep_what_is_shown() -> None:
    content = (
        "<w:p><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r><w:r><w:tab/><w:t>A</w:t><w:br/>"
        "<w:noBreakHyphen/><w:br w:type='page'/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r></w:p>"
    )
    assert texts(body(content)) == ["链控\tA\n-拼"]


def test_a_table_in_a_cell_becomes_lines_of_it() -> None:
    inner = f"<w:tbl><w:tr>{tc(p('一'))}{tc(p('二'))}</w:tr></w:tbl>"
    document = body(f"<w:tbl><w:tr>{tc(p('上') + inner + p(''))}{tc(p('右'))}</w:tr></w:tbl>")
    assert cells(document) == [(1, 1, 1, 1, "上\n一\n二"), (1, 2, 1, 1, "右")]


def simple_table(*rows: tuple[str, ...]) -> str:
    return "".join(
        ["<w:tbl>", *(f"<w:tr>{''.join(tc(p(x)) for x in row)}</w:tr>" for row in rows), "</w:tbl>"]
    )


CATALOGUE = (("序号", "证书名称", "发证机构"), ("1", "会士", "学会"), ("2", "会员", "协会"))
REST = (("3", "会长", "学会"), ("4", "会友", "协会"))


def test_a_list_in_a_cell_of_a_table_that_lays_out_the_page_is_a_table() -> None:
    outer = f"<w:tbl><w:tr>{tc(p('目录') + simple_table(*CATALOGUE) + p('注：略'))}</w:tr></w:tbl>"
    document = body(outer)
    assert texts(document) == ["目录", "注：略"]
    assert [cell[-1] for cell in cells(document)][3:6] == ["1", "会士", "学会"]


def test_a_list_in_a_text_box_is_a_table() -> None:
    box = f"<w:txbxContent>{p('目录')}{simple_table(*CATALOGUE)}</w:txbxContent>"
    document = body(f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>")
    assert texts(document) == ["目录"]
    assert len(cells(document)) == 9


def test_a_list_split_by_a_sentence_goes_on_by_its_numbers() -> None:
    split = f"{simple_table(*CATALOGUE)}{p('以下为续表内容。')}{simple_table(*REST)}"
    (table,) = tables_in(body(split))
    assert table.rows == 5
    headed = f"{simple_table(*CATALOGUE)}{p('境外职业资格服务目录')}{simple_table(*REST)}"
    assert len(tables_in(body(headed))) == 2
    again = f"{simple_table(*CATALOGUE)}{p('以下不同。')}{simple_table(*CATALOGUE)}"
    assert len(tables_in(body(again))) == 2


def test_a_header_repeated_by_hand_in_a_table_is_no_entry() -> None:
    (catalogue,) = notice_of(body(simple_table(*CATALOGUE, CATALOGUE[0], *REST))).catalogues
    assert [row.number.text for row in catalogue.rows if row.number] == ["1", "2", "3", "4"]


def test_a_footnote_is_marked_and_stands_under_its_table() -> None:
    notes = (
        f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0">{p("-")}</w:footnote>'
        f'<w:footnote w:id="7">{p("限一级。")}</w:footnote></w:footnotes>'
    )
    marked = '<w:p><w:r><w:t>会士</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>'
    rows = simple_table(*CATALOGUE).replace(p("会士"), marked)
    document = body(rows + p("完"), footnotes=notes)
    assert texts(document) == ["[1]限一级。", "完"]
    (catalogue,) = notice_of(document).catalogues
    first = catalogue.rows[0]
    assert first.values["qualification"].text == "会士[1]"
    assert [(note.mark, note.text) for note in first.notes] == [("[1]", "[1]限一级。")]


def test_a_formula_and_a_soft_hyphen_keep_their_characters() -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = f'<m:oMath xmlns:m="{space}"><m:r><m:t>x</m:t></m:r><m:r><m:t>≥5</m:t></m:r></m:oMath>'
    content = f"<w:p><w:r><w:t>年限</w:t></w:r>{formula}<w:r><w:t>en\u00adgineer</w:t></w:r></w:p>"
    assert texts(body(content)) == ["年限x≥5en\u00adgineer"]


def test_a_sign_of_a_symbol_font_is_marked() -> None:
    sign = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'
    (fragment,) = body(f"<w:tbl><w:tr>{tc(sign)}{tc(p('甲'))}</w:tr></w:tbl>").blocks
    assert isinstance(fragment, Fragment)
    assert [[finding.code for finding in cell.findings] for cell in fragment.cells] == [["text-garbled"], []]
    half = body(sign.replace("F0FE", "D842"))
    assert texts(half) == ["\ufffd"]


def test_numbers_may_be_defined_by_a_style() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="1"><w:styleLink w:val="s"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="s"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
    )
    assert texts(body(numbered(1) + numbered(1), numbering=numbering)) == ["1.", "2."]


def test_lists_in_content_controls_and_alternatives_are_read() -> None:
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    control = f"<w:sdt><w:sdtContent>{simple_table(*CATALOGUE)}</w:sdtContent></w:sdt>"
    either = (
        f'<mc:AlternateContent xmlns:mc="{compatibility}"><mc:Choice>{simple_table(*CATALOGUE)}</mc:Choice>'
        f"<mc:Fallback>{simple_table(*CATALOGUE)}</mc:Fallback></mc:AlternateContent>"
    )
    assert len(body(control + either).blocks) == 2


def test_macros_and_embedded_objects_are_left_out_with_a_word() -> None:
    out = io.BytesIO(package(f'<w:document xmlns:w="{WORD}"><w:body>{p("甲")}</w:body></w:document>'))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
        archive.writestr("word/embeddings/oleObject1.bin", b"x")
    (finding,) = read(out.getvalue()).findings
    assert (finding.code, finding.severity) == ("part-left-out", "info")


def test_two_hundred_thousand_nested_tags_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(package(f'<w:document xmlns:w="{WORD}"><w:body>' + "<w:p>" * 200_000))


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('红头')}</w:txbxContent>"
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    paragraph = (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{compatibility}"><mc:Choice><w:drawing>{box}</w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>正文</w:t></w:r></w:p>"
    )
    assert texts(body(paragraph)) == ["红头", "正文"]


def test_the_strict_namespace_is_read_too() -> None:
    assert texts(body(p("严格"), "http://purl.oclc.org/ooxml/wordprocessingml/main")) == ["严格"]


def numbered(number: int, level: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr></w:p>'
    )


def test_numbers_that_word_supplies_are_read() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="5">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1.%2）"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>'
    )
    labels = [numbered(1), numbered(1, 1), numbered(1), numbered(1, 1), numbered(1, 1), numbered(2)]
    rows = "".join(f"<w:tr>{tc(label)}</w:tr>" for label in labels)
    document = body(f"<w:tbl>{rows}</w:tbl>{numbered(1)}{numbered(0)}", numbering=numbering)
    assert [cell[-1] for cell in cells(document)] == ["1", "（1.一）", "2", "（2.一）", "（2.二）", "7"]
    assert texts(document) == ["3"]


@pytest.mark.parametrize(
    ("number", "number_format", "words"),
    [
        (12, "chineseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "chineseCounting", "一千零一十"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "decimalFullWidth", "３"),
        (7, "someday", "7"),
    ],
)
def test_numbers_are_written_in_words_formats(number: int, number_format: str, words: str) -> None:
    assert written(number, number_format) == words


def test_a_label_may_write_the_numbers_of_all_levels_in_digits() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1"/></w:lvl><w:lvl w:ilvl="1"><w:isLgl/>'
        '<w:lvlText w:val="%1.%2"/></w:lvl><w:lvl w:ilvl="2"><w:lvlRestart w:val="0"/><w:lvlText w:val="%3"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
    )
    lines = "".join(numbered(1, level) for level in (0, 1, 2, 0, 1, 2))
    assert texts(body(lines, numbering=numbering)) == ["一", "1.1", "1", "二", "2.1", "2"]


def test_of_paragraphs_made_one_the_last_is_numbered() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0">'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
    )
    gone = numbered(1).replace("</w:numPr>", "</w:numPr><w:rPr><w:del/></w:rPr>")
    assert texts(body(gone + numbered(1) + numbered(1), numbering=numbering)) == ["1.", "2."]


def test_the_end_of_the_last_paragraph_of_a_cell_may_be_deleted() -> None:
    last = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>末</w:t></w:r></w:p>"
    assert cells(body(f"<w:tbl><w:tr>{tc(last)}</w:tr></w:tbl>"))[0][-1] == "末"


def test_a_field_within_the_code_of_a_field_shows_nothing() -> None:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = sign("begin") + sign("separate") + "<w:r><w:t>旧</w:t></w:r>" + sign("end")
    outer = sign("begin") + inner + sign("separate") + "<w:r><w:t>新</w:t></w:r>" + sign("end")
    cut = f"<w:p>{sign('begin')}<w:r><w:t>余</w:t></w:r></w:p>"
    assert texts(body(f"<w:p>{outer}</w:p>{cut}")) == ["新", "余"]


def test_what_is_shown_in_capitals_is_read_so() -> None:
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:type="character" w:styleId="C"><w:rPr><w:smallCaps/></w:rPr>'
        "</w:style></w:styles>"
    )
    runs = (
        "<w:r><w:rPr><w:caps/></w:rPr><w:t>cfa</w:t></w:r><w:r><w:t>frm</w:t></w:r>"
        '<w:r><w:rPr><w:rStyle w:val="C"/></w:rPr><w:t>cpa</w:t></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="C"/><w:smallCaps w:val="0"/></w:rPr><w:t>acca</w:t></w:r>'
    )
    assert texts(body(f"<w:p>{runs}</w:p>", styles=styles)) == ["CFAfrmCPAacca"]


def test_words_struck_out_are_read_and_marked() -> None:
    struck = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>旧</w:t></w:r><w:r><w:t>新</w:t></w:r></w:p>"
    (fragment,) = body(f"<w:tbl><w:tr>{tc(struck)}{tc(p('乙'))}</w:tr></w:tbl>").blocks
    assert isinstance(fragment, Fragment)
    assert [cell.text for cell in fragment.cells] == ["旧新", "乙"]
    assert [[finding.code for finding in cell.findings] for cell in fragment.cells] == [["text-struck"], []]


def test_a_picture_in_a_cell_is_said_to_be_unread() -> None:
    def shown(kind: str, words: str) -> str:
        picture = f'<w:drawing><d:{kind} xmlns:d="d"><d:blip/></d:{kind}></w:drawing>'
        return tc(f"<w:p><w:r><w:t>{words}</w:t>{picture}</w:r></w:p>")

    row = f"<w:tr>{shown('inline', '甲')}{shown('anchor', '')}{shown('anchor', '乙')}</w:tr>"
    (fragment,) = body(f"<w:tbl>{row}</w:tbl>").blocks
    assert isinstance(fragment, Fragment)
    found = [[finding.code for finding in cell.findings] for cell in fragment.cells]
    assert found == [["part-unread"], ["part-unread"], []]


def test_a_document_within_the_document_is_said_to_be_unread() -> None:
    (finding,) = body(f"{p('甲')}<w:altChunk/>").findings
    assert (finding.code, finding.severity) == ("part-unread", "warning")


def test_a_style_gives_its_heading_level_to_those_based_on_it() -> None:
    styles = (
        f'<w:styles xmlns:w="{WORD}">'
        '<w:style w:styleId="a"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="loop"><w:basedOn w:val="loop"/></w:style></w:styles>'
    )
    content = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>'
        for style in ("a", "b", "loop", "unknown")
    )
    levels = [block.level for block in body(content, styles=styles).blocks if isinstance(block, Paragraph)]
    assert levels == [2, 2, None, None]


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


GOOD = package(f'<w:document xmlns:w="{WORD}"><w:body/></w:document>')
BOMB = f'<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document xmlns:w="{WORD}"><w:body>&a;</w:body></w:document>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"<html>404</html>", "is no Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older or encrypted"),
        (GOOD[: len(GOOD) // 2], "cut off or damaged"),
        (workbook(), "no Word document"),
        (package("<w:document"), "document.xml is damaged"),
        (package(BOMB), "document type"),
        (package(f'<w:document xmlns:w="{WORD}"/>'), "no body"),
    ],
)
def test_what_is_no_whole_document_is_refused_with_its_name(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words) as raised:
        read(data)
    assert raised.value.document == "notice.docx"


def test_a_part_beyond_the_limit_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_LIMIT", 1024)
    with pytest.raises(UnreadableDocument, match="larger than"):
        body(p("大" * 2000))


def test_what_word_hides_is_left_out_and_said() -> None:
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr>'
        '</w:style><w:style w:type="character" w:styleId="I"><w:basedOn w:val="H"/></w:style></w:styles>'
    )
    runs = (
        '<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:rStyle w:val="I"/></w:rPr><w:t>乙</w:t></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="I"/><w:vanish w:val="0"/></w:rPr><w:t>丙</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>丁</w:t></w:r></w:p>"
    )
    hidden = f"<w:tr><w:trPr><w:hidden/></w:trPr>{tc(p('旧'))}</w:tr>"
    document = body(f"<w:tbl>{hidden}<w:tr>{tc(runs)}</w:tr></w:tbl>", styles=styles)
    assert cells(document) == [(1, 1, 1, 1, "甲丙")]
    (finding,) = document.findings
    assert finding.code == "text-hidden"
    assert finding.message.endswith("1 hidden rows of tables; hidden text: 乙 … 丁")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", [(1, 1, 2, 1, "甲")]),  # as some programs write it
        ("", "乙", [(1, 1, 1, 1, "甲"), (2, 1, 1, 1, "乙")]),
        (BEGINS, "乙", [(1, 1, 2, 1, "甲")]),
    ],
)
def test_a_merged_cell_without_its_beginning_is_marked(
    first: str, second: str, expected: list[tuple[int, int, int, int, str]]
) -> None:
    document = body(
        f"<w:tbl><w:tr>{tc(p('甲'), first)}</w:tr><w:tr>{tc(p(second), '<w:vMerge/>')}</w:tr></w:tbl>"
    )
    assert cells(document) == expected
    (fragment,) = document.blocks
    assert isinstance(fragment, Fragment)
    marked = any(finding.code == "span-uncertain" for cell in fragment.cells for finding in cell.findings)
    assert marked == (not first)
