"""Web pages: the article among navigation, the grid that spans make, charsets, and what is not read."""

import pytest

from pipeline.documents.findings import Severity
from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.places import GridPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers.door import read_document
from pipeline.reading import notice_of, tables_in

TITLE = "关于发布境外职业资格目录的通知"
HEADER = "<tr><th>序号</th><th>证书名称</th><th>颁证机构</th><th>国家（地区）</th></tr>"


def page(body: str, head: str = "", charset: str = "utf-8") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(charset)


def read(body: str, head: str = "", charset: str = "utf-8") -> Document:
    return read_document(page(body, head, charset), "notice.html")


def table(document: Document) -> Fragment:
    (fragment,) = (block for block in document.blocks if isinstance(block, Fragment))
    return fragment


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grid(fragment: Fragment) -> list[list[str]]:
    at = {position: cell.text for cell in fragment.cells for position in cell.covers()}
    return [
        [at.get((row, column), "") for column in range(1, fragment.columns + 1)]
        for row in range(1, fragment.rows + 1)
    ]


def cell_of(inner: str) -> Cell:
    return table(read(f"<table>{HEADER}<tr><td>1</td><td>{inner}</td></tr></table>")).cells[5]


def said(document: Document, code: str) -> list[str]:
    return [finding.message for finding in document.findings if finding.code == code]


def test_cells_and_rows_stand_where_browsers_put_them_when_tags_are_left_open() -> None:
    for body in (
        "<table><tr><td><font>序号<td><font>证书<tr><td><font>1<td><font>甲<tr><td>2<td>乙</table><p>完",
        "<table><tr><td>序号<td><div>证书<tr><td><div>1<td>甲<tr><td>2<td><div>乙</table><p>完",
        "<table><form><tr><td>序号<td>证书</tr><tr><form><td>1<td>甲</form></tr></form><tr><td>2<td>乙</table>",
    ):
        assert grid(table(read(body))) == [["序号", "证书"], ["1", "甲"], ["2", "乙"]]


def test_a_row_with_fewer_cells_than_the_others_is_marked() -> None:
    rows = "<tr><td>1<td>甲<td>乙<td>丙</tr><tr><td>2<td>丁<td>戊</tr><tr><td colspan=2>注：略</tr>"
    (catalogue,) = notice_of(read(f"<h1>{TITLE}</h1><table>{HEADER}{rows}</table>")).catalogues
    assert [[finding.code for finding in row.findings] for row in catalogue.rows] == [[], ["row-too-short"]]


def test_page_numbers_between_the_parts_of_a_table_are_no_headings() -> None:
    parts = [f"<table>{HEADER}<tr><td>{n}<td>甲{n}<td>乙<td>丙</table>" for n in range(1, 5)]
    between = (f"<h1>{TITLE}</h1><p>目录</p>", "<p>— 3 —</p>", "<p>第4页/共5页</p>", "<p>5</p>")
    body = "".join(line + part for line, part in zip(between, parts, strict=True))
    (catalogue,) = notice_of(read(body)).catalogues
    assert (catalogue.heading, len(catalogue.rows)) == ("目录", 4)


def test_a_title_above_a_header_need_not_be_merged() -> None:
    lists = "".join(
        f"<tr><td>{title}<td><td><td></tr>{HEADER}<tr><td>1<td>甲<td>乙<td>丙</tr>"
        for title in ("一、甲类", "二、乙类")
    )
    found = notice_of(read(f"<h1>{TITLE}</h1><table>{lists}</table>")).catalogues
    assert [catalogue.heading for catalogue in found] == ["一、甲类", "二、乙类"]


def test_blank_rows_between_entries_make_no_form() -> None:
    blank = "<tr><td>&nbsp;<td><td><td></tr>"
    rows = "".join(f"<tr><td>{n}<td>甲{n}<td>乙<td>丙</tr>{blank}" for n in (1, 2, 3))
    (catalogue,) = notice_of(read(f"<h1>{TITLE}</h1><table>{HEADER}{blank * 2}{rows}</table>")).catalogues
    assert len(catalogue.rows) == 3
    form = f"<table>{HEADER}<tr><td>1<td>甲<td>乙<td>丙</tr>{blank * 3}</table>"
    assert notice_of(read(f"<h1>{TITLE}</h1>{form}")).catalogues == ()


def test_a_picture_in_a_cell_is_said_to_be_unread() -> None:
    assert [one.code for one in cell_of("<img src=a.png width=80 height=30>").findings] == ["part-unread"]
    assert cell_of("甲<img src=dot.gif width=5 height=5>").findings == ()


@pytest.mark.parametrize(
    "struck", ["<del>旧</del>", "<s>旧</s>", "<i style='text-decoration:line-through'>旧</i>"]
)
def test_words_struck_out_are_read_and_marked(struck: str) -> None:
    cell = cell_of(f"{struck}新")
    assert (cell.text, [finding.code for finding in cell.findings]) == ("旧新", ["text-struck"])


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("甲<br>乙", "甲\n乙"),
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
        ("美国&nbsp;会计&#8203;师<sup>2</sup>", "美国 会计\u200b师2"),
        ("注册\n   会计师", "注册会计师"),
        ("Chartered\n   Accountant", "Chartered Accountant"),
        ("<ruby>特<rp>(</rp><rt>tè</rt><rp>)</rp></ruby>许", "特许"),
        ("甲<!-- 乙 --><script>1</script><style>p{}</style>", "甲"),
        ("甲<span style='display: none'>乙</span><i hidden>丙</i>", "甲"),
        ("甲<table><tr><td>子一<td>子二</table>乙", "甲\n子一\n子二\n乙"),
        ("<ol><li>甲<li>乙</ol>", "1. 甲\n2. 乙"),
        ("<o:p>甲</o:p><font><b>乙</b></font>", "甲乙"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("0&lt;1 &amp;eacute; &#x4e2d;", "0<1 &eacute; 中"),
    ],
)
def test_a_cell_holds_the_text_that_is_shown(inner: str, text: str) -> None:
    assert cell_of(inner).text == text


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", ["ab", "ac", "ad"]),
        ("<tr><td rowspan=99>a<td>b<tr><td>c", ["ab", "ac"]),
        ("<tr><td>a<td>b<tr><td colspan=99>c", ["ab", "cc"]),
        ("<tbody><tr><td rowspan=5>a<td>b<tr><td>c<tbody><tr><td>d<td>e", ["ab", "ac", "de"]),
        (
            "<tfoot><tr><td>f<td>g</tfoot><tbody><tr><td>a<td>b</tbody><thead><tr><td>h<td>i</thead>",
            ["hi", "ab", "fg"],
        ),
        ("<tr><td colspan=2>a<td>b<tr><td colspan=2>c<td>d", ["ab", "cd"]),
        ("<tr><td rowspan=2>a<td>b</tr><tr></tr><tr><td>c<td>d", ["ab", "cd"]),
        ("<td>a<td>b<tr><td>c<td>d", ["ab", "cd"]),
        ("<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f", ["aab", "aac", "def"]),
        ("<tr><td>a<td>b<tr style='display:none'><td>x<td>y<tr><td>c<td>d", ["ab", "cd"]),
    ],
)
def test_spans_make_the_grid_as_browsers_lay_it(rows: str, expected: list[str]) -> None:
    assert grid(table(read(f"<table>{rows}</table>"))) == [list(row) for row in expected]


def test_a_span_that_runs_into_another_cell_is_cut_and_its_row_doubted() -> None:
    rows = "<tr><td>1<td>a<td rowspan=2>k<td>z<tr><td>2<td colspan=3>over<td>v"
    fragment = table(read(f"<table>{HEADER}{rows}</table>"))
    doubted = {cell.text for cell in fragment.cells for finding in cell.findings if finding.marks}
    assert doubted == {"over", "v"}
    assert fragment.rows == 3


def test_places_count_tables_rows_and_columns_of_the_page() -> None:
    one = f"<table>{HEADER}<tr><td rowspan=2>1<td>a<td>b<td>c<tr><td>d<td>e<td>f</table>"
    fragments = [block for block in read(f"{one}<p>续</p>{one}").blocks if isinstance(block, Fragment)]
    assert [cell.places for cell in fragments[1].cells if cell.text == "e"] == [(GridPlace(2, 3, 3),)]


def test_the_article_is_told_from_navigation_calendar_and_footer() -> None:
    document = read(
        "<div class=nav><ul><li><a href=/>首页</a><li><a href=/a>公开</a><li><a href=/b>服务</a></ul></div>"
        "<p>当前位置：<a href=/>首页</a></p>"
        "<table><tr><td><table><tr><td>日<td>一<tr><td>1<td>2</table><td>"
        f"<h1>{TITLE}</h1><p>某人社发〔2025〕3号</p>"
        "<p>一、印发给你们。</p><p align=right>某市人力资源和社会保障局<br>2025年1月3日</p>"
        "<p align=center><b>某市境外职业资格目录</b></p>"
        f"<table>{HEADER}<tr><td>1<td>甲<td>乙<td>英国</table>"
        "</td></tr></table><table><tr><td>网站地图<td>2020年1月1日</table>",
        f"<title>{TITLE}-某市人社局</title>",
    )
    assert texts(document)[0] == TITLE
    assert len(said(document, "part-unread")) == 1
    notice = notice_of(document)
    facts = notice.facts
    found = [fact and fact.value for fact in (facts.title, facts.document_number, facts.issued)]
    assert found == [TITLE, "某人社发〔2025〕3号", "2025-01-03"]
    assert [(one.heading, len(one.rows)) for one in notice.catalogues] == [("某市境外职业资格目录", 1)]
    assert not notice.set_aside


def test_a_table_above_the_text_that_says_number_and_date_is_no_list() -> None:
    document = read(
        f"<h1>{TITLE}</h1><table><tr><td>发文字号</td><td>某人社发〔2025〕3号</td></tr>"
        f"<tr><td>公开方式</td><td>主动公开</td></tr></table><p>正文。</p><table>{HEADER}"
        "<tr><td>1<td>甲<td>乙<td>英国</table>"
    )
    notice = notice_of(document)
    number = notice.facts.document_number
    assert number is not None
    assert number.value == "某人社发〔2025〕3号"
    assert len(notice.catalogues) == 1


def test_headings_are_told_by_tag_boldness_and_alignment() -> None:
    document = read(
        "<h2>一<br>二</h2><p><strong>三</strong></p><center>四</center><p>五<b>六</b></p>"
        "<div style='text-align:center'><p>七</p><p style='text-align:left'>八</p></div>"
    )
    levels = {b.text: b.level for b in document.blocks if isinstance(b, Paragraph)}
    assert levels == {"一二": 2, "三": 3, "四": 3, "五六": None, "七": 3, "八": None}


def test_a_heading_of_several_lines_is_one_and_an_annex_label_is_none_of_it() -> None:
    document = read("<p align=center><b>附件1<br>境外职业资格<br>认可清单<br>（共2项）</b></p>")
    assert texts(document) == ["附件1", "境外职业资格认可清单", "（共2项）"]


def test_a_header_that_is_a_table_of_its_own_keeps_its_rows() -> None:
    body = "<div><table><tr><td>1<td>甲<td>乙<td>丙<tr><td>2<td>丁<td>戊<td>己</table></div>"
    for title in ("", f"<div><h1>{TITLE}</h1>"):
        (joined,) = tables_in(read(f"{title}<table>{HEADER}</table>{body}"))
        assert joined.rows == 3


def test_a_table_cut_into_several_is_one() -> None:
    rows = "<table><tr><td>{}<td>证{}<td>机构<td>英国</table>"
    cut = f"<table>{HEADER}</table>" + "".join(rows.format(number, number) for number in (1, 2, 3))
    (joined,) = tables_in(read(f"<p><b>目录</b></p>{cut}"))
    assert (joined.rows, joined.header_rows) == (4, 1)


def test_caption_and_text_outside_of_cells_are_kept() -> None:
    document = read(f"<table><caption>目录一</caption>{HEADER}外<tr><td>1<td>甲<td>乙<td>丙</table>")
    assert texts(document) == ["目录一", "外"]


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", ""])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le"])
def test_the_bytes_tell_the_charset_whatever_the_page_says(charset: str, declared: str) -> None:
    text = "關於公布境外職業資格證書認可目錄的通知。" if charset == "big5" else "请贯彻执行《目录》通知。"
    document = read(f"<p>{text}</p>", f"<meta charset='{declared}'>" if declared else "", charset)
    assert texts(document) == [text]
    assert not document.findings


def test_bytes_that_are_no_text_are_marked_in_their_cell() -> None:
    data = page(f"<table>{HEADER}<tr><td>1<td>证书<td>机构<td>英国</table>", charset="gb18030")
    damaged = data.replace("证书<td>".encode("gb18030"), "证".encode("gb18030") + b"\xff\xff<td>")
    document = read_document(damaged, "notice.html")
    marked = [cell.text for cell in table(document).cells if cell.findings]
    assert [text[0] for text in marked] == ["证"]
    assert said(document, "text-garbled")


def test_attachments_are_listed_and_said() -> None:
    document = read(
        f"<h1>{TITLE}</h1><p>正文</p><p><a href='/a/目录.PDF'>目录</a> <a href='x?file=1.docx'>下载</a>"
        "<a href='/p/1'>附件2：申请表</a> <a href='/news'>新闻</a></p>"
    )
    assert [(one.title, one.address) for one in document.attachments] == [
        ("目录", "/a/目录.PDF"),
        ("下载", "x?file=1.docx"),
        ("附件2：申请表", "/p/1"),
    ]
    assert len(said(document, "attachment-linked")) == 3
    assert "申请表" in "".join(texts(document))


@pytest.mark.parametrize(
    "body",
    [
        "<div style='display:grid'><p>序号</p><p>证书名称</p><p>颁证机构</p><p>1</p><p>甲</p></div>",
        "<div><div><i>序号</i><i>证书名称</i><i>颁证机构</i></div><div><i>1</i><i>甲</i><i>乙</i></div>"
        "<div><i>2</i><i>丙</i><i>丁</i></div></div>",
        f"<img src=table.png><p>{TITLE}</p>",
        "<iframe src=list.html></iframe>",
        f"<div hidden><table>{HEADER}</table></div>",
    ],
)
def test_what_may_hold_a_list_and_is_not_read_is_said(body: str) -> None:
    assert said(read(body), "part-unread")


def test_a_small_picture_is_no_table() -> None:
    assert not said(read("<p>正文<img src=icon.gif width=16 height=16></p>"), "part-unread")


def test_a_web_archive_and_xhtml_are_read() -> None:
    html = page(f"<table>{HEADER}<tr><td>1<td>甲<td>乙<td>丙</table>", charset="gb18030")
    archive = (
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; "
        b'boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="gb2312"\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + html + b"\r\n--b--\r\n"
    )
    strict = b'<?xml version="1.0" encoding="UTF-8"?>\n' + page(
        f"<table>{HEADER}<tr><td>1</td><td>甲</td><td>乙</td><td>丙</td></tr></table>"
    )
    for data in (archive, strict):
        assert grid(table(read_document(data, "a")))[1] == ["1", "甲", "乙", "丙"]


BAD = {
    "nested divisions": ("<div>" * 200_000, "nests its tags"),
    "nested tables": ("<table><tr><td>" * 60_000, "nests its tags"),
    "spans": ("<table>" + "<tr><td colspan=1000 rowspan=60000>x" * 2000, None),
    "spans that cover too much": (
        "<table>" + "<tr>" + "<td colspan=1000 rowspan=0>x" * 9 + "<tr>" * 2000,
        "span",
    ),
    "entities": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>', None),
}


@pytest.mark.parametrize(("body", "message"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_or_read_within_bounds(body: str, message: str | None) -> None:
    data = b"<html>" + body.encode()
    if message is None:
        assert "root:" not in str(read_document(data, "a.html").blocks)
        return
    with pytest.raises(UnreadableDocument, match=message):
        read_document(data, "a.html")


@pytest.mark.parametrize(
    ("style", "attributes", "hidden"),
    [
        (".a{display:none}", "class='b a'", True),
        ("#i , p { VISIBILITY : hidden }", "id=i", True),
        ("div.w > table .a{display:none}", "class=a", False),  # no child
        ("div .a{display:none}", "class=a", True),
        (".a{display:none} .a.on{display:inline}", "class='a on'", False),
        (".a.on{display:inline} .a{display:none}", "class='a on'", False),
        (".a{display:none!important} .a.on{display:inline}", "class='a on'", True),
        (".a{display:none}", "class=a style='display:inline'", False),
        ("@media print{.a{display:none}}", "class=a", False),
        ("@media screen{.a{display:none}} p{}", "class=a", True),
        ("@media (max-width:9px){.a{display:none}}", "class=a", False),
        ("a:hover .a{display:none} .a::after{display:none}", "class=a", False),
        ("/* .a{display:none} */ }}{{ .a", "class=a", False),
    ],
)
def test_what_a_style_sheet_hides_is_not_read(style: str, attributes: str, hidden: bool) -> None:
    rows = f"{HEADER}<tr><td>1</td><td>甲<span {attributes}>乙</span></td></tr>"
    document = read(f"<div class=w><div><table>{rows}</table></div></div>", f"<style>{style}</style>")
    assert grid(table(document))[1][1] == ("甲" if hidden else "甲乙")


def test_a_hidden_list_is_left_out_with_a_warning() -> None:
    shown = f"<table>{HEADER}<tr><td>1<td>甲<td>乙<td>丙</table>"
    document = read(f"{shown}<div class=a>{shown}</div>", "<style>.a{display:none}</style>")
    assert grid(table(document))[1] == ["1", "甲", "乙", "丙"]
    (finding,) = document.findings
    assert (finding.code, finding.severity) == ("part-unread", Severity.WARNING)


@pytest.mark.parametrize(
    ("above", "number"),
    [
        ("<table><tr><td>索引号<td>1<td>文　号<td>甲发〔2024〕2号</table>", "甲发〔2024〕2号"),
        (
            "<table><tr><td>废止文件<td>甲发〔2019〕7号<tr><td>发文字号：<td>甲发〔2024〕2号</table>",
            "甲发〔2024〕2号",
        ),
        ("<table><tr><td>文号<td>无<td>相关文件<td>甲发〔2019〕7号</table>", None),
        ("<table><tr><th>索引号<th>文号<tr><td>1<td>甲发〔2024〕2号</table>", "甲发〔2024〕2号"),
        ("<dl><dt>文号<dd>甲发〔2024〕2号</dl>", "甲发〔2024〕2号"),
        ("<p><b>文号：</b>甲发〔2024〕2号　<b>日期：</b>2024-03-05</p>", "甲发〔2024〕2号"),
        ("<p><a href=x>甲发〔2019〕7号</a></p><p>甲发〔2024〕2号</p>", "甲发〔2024〕2号"),
        ("<p>关于甲发〔2019〕7号的解读</p>", None),
    ],
)
def test_the_number_may_stand_in_a_part_of_the_page_above_the_title(above: str, number: str | None) -> None:
    rows = f"<table>{HEADER}<tr><td>1<td>甲<td>乙<td>丙</table>"
    body = f"<div><div>{above}</div></div><div><h1>{TITLE}</h1>{rows}</div>"
    fact = notice_of(read(body, f"<title>{TITLE}</title>")).facts.document_number
    assert (fact.value if fact else None) == number


def test_the_particulars_of_a_page_whose_lists_are_attached_do_not_end_its_text() -> None:
    particulars = (
        "<table><tr><td>索引号</td><td>014/2025-00123</td><td>文号</td><td>云人社〔2025〕5号</td></tr>"
        "<tr><td>发布机构</td><td>云州市人社局</td><td>成文日期</td><td>2025-06-10</td></tr></table>"
    )
    text = "<p>现予印发，自2025年7月15日起施行。</p><p>云州市人力资源和社会保障局</p><p>2025年6月10日</p>"
    found = notice_of(read(f"<h1>{TITLE}</h1>{particulars}{text}<p><a href='a.xlsx'>附件</a></p>")).facts
    assert found.document_number is not None
    assert found.effective is not None
    assert found.issued is not None
    assert found.document_number.value == "云人社〔2025〕5号"
    assert (found.effective.value, found.issued.value) == ("2025-07-15", "2025-06-10")


def test_a_small_table_of_an_unknown_kind_stays_a_table() -> None:
    document = read(f"<h1>{TITLE}</h1><table><tr><td>甲</td><td>乙</td></tr></table><p>正文。</p>")
    assert grid(table(document)) == [["甲", "乙"]]
