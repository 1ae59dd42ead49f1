"""Workbooks: sheets to tables and lines, with the text that the program shows."""

import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side

from pipeline.documents.model import Document, Fragment, Paragraph
from pipeline.documents.places import SheetPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers import package
from pipeline.readers.door import read_document, taken_for
from pipeline.reading import notice_of, tables_in

HEADER = ("序号", "证书名称", "发证机构", "比照职称层级")
ROWS = (HEADER, (1, "会士", "学会", "中级"), (2, "会员", "协会", "初级"))


Book: TypeAlias = Any  # neither library is typed


def saved(book: Book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(rows: Sequence[Sequence[object]], sheet: Book = None) -> Book:
    book = openpyxl.Workbook() if sheet is None else None
    sheet = book.active if book is not None else sheet
    for row in rows:
        sheet.append(row)
    return book


def read(book: Book) -> Document:
    return read_document(saved(book), "notice.xlsx")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def fragments(document: Document) -> list[Fragment]:
    return [block for block in document.blocks if isinstance(block, Fragment)]


def grid(fragment: Fragment) -> list[list[str]]:
    rows = [["" for _ in range(fragment.columns)] for _ in range(fragment.rows)]
    for cell in fragment.cells:
        rows[cell.row - 1][cell.column - 1] = cell.text
    return rows


def old(rows: Sequence[Sequence[object]], *merges: tuple[int, int, int, int, str]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("目录")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    for merge in merges:
        sheet.write_merge(*merge)
    return saved(book)


@pytest.mark.parametrize("make", [lambda rows: saved(filled(rows)), old], ids=["xlsx", "xls"])
def test_titles_above_are_lines_and_numbers_stand_as_shown(
    make: Callable[[Sequence[Sequence[object]]], bytes],
) -> None:
    document = read_document(
        make([("附件 1",), ("境外职业资格目录",), (None, None, None, "单位：项"), *ROWS]), "n"
    )
    assert texts(document)[-3:] == ["附件 1", "境外职业资格目录", "单位：项"]
    (fragment,) = fragments(document)
    assert grid(fragment)[1] == ["1", "会士", "学会", "中级"]
    assert [len(catalogue.rows) for catalogue in notice_of(document).catalogues] == [2]
    cell = next(cell for cell in fragment.cells if cell.text == "会员")
    (place,) = cell.places
    assert isinstance(place, SheetPlace)
    assert place.cell == "B6"


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_merged_cells_span_header_levels_and_rows(kind: str) -> None:
    rows = [
        ("序号", "境外职业资格", None, "比照职称"),
        (None, "名称", "机构", None),
        (1, "甲", "学会", "中级"),
        (2, "乙", None, "中级"),
    ]
    if kind == "xlsx":
        book = filled(rows)
        for merge in ("A1:A2", "B1:C1", "D1:D2", "C3:C4"):
            book.active.merge_cells(merge)
        data = saved(book)
    else:
        bare: list[list[object]] = [
            [None] * 4,
            [None, "名称", "机构", None],
            [1, "甲", None, "中级"],
            [2, "乙", None, "中级"],
        ]
        merges = [
            (0, 1, 0, 0, "序号"),
            (0, 0, 1, 2, "境外职业资格"),
            (0, 1, 3, 3, "比照职称"),
            (2, 3, 2, 2, "学会"),
        ]
        data = old(bare, *merges)
    (fragment,) = fragments(read_document(data, "n"))
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in fragment.cells if cell.text}
    assert spans["序号"] == (2, 1)
    assert spans["境外职业资格"] == (1, 2)
    assert spans["学会"] == (2, 1)
    assert fragment.rows == 4


def test_two_lists_in_one_sheet_are_two_with_their_headings() -> None:
    document = read(filled([("A 类",), *ROWS, (), ("B 类",), *ROWS]))
    catalogues = notice_of(document).catalogues
    assert [(c.heading, len(c.rows)) for c in catalogues] == [("A 类", 2), ("B 类", 2)]


def test_a_heading_and_header_between_rows_begin_a_new_list() -> None:
    document = read(filled([("A 类",), *ROWS, ("B 类",), *ROWS]))
    catalogues = notice_of(document).catalogues
    assert [(c.heading, len(c.rows)) for c in catalogues] == [("A 类", 2), ("B 类", 2)]


def test_an_empty_row_within_a_list_parts_no_list() -> None:
    document = read(filled([("A 类",), *ROWS, (), (3, "会长", "学会", None), (4, "会友", "学会", "高级")]))
    (catalogue,) = notice_of(document).catalogues
    assert [row.number.text for row in catalogue.rows if row.number] == ["1", "2", "3", "4"]


def test_a_note_under_a_list_is_a_line() -> None:
    document = read(filled([*ROWS, ("注：以发证机构公布为准。",)]))
    assert texts(document) == ["注：以发证机构公布为准。"]


def test_several_sheets_count_and_their_names_head_lists_without_a_title() -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("A类", "B类"):
        filled(ROWS, book.create_sheet(name))
    document = read(book)
    assert taken_for(document) == "Excel workbook (XLSX) (2 sheets)"
    assert [c.heading for c in notice_of(document).catalogues] == ["A类", "B类"]


def test_a_list_goes_on_over_sheets_by_its_numbers() -> None:
    book = filled(ROWS)
    filled((HEADER, (3, "会长", "学会", "高级")), book.create_sheet("Sheet2"))
    (table,) = tables_in(read(book))
    assert table.rows == 4


def test_what_is_hidden_is_read_and_said() -> None:
    book = filled(ROWS)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    filled(ROWS, book.create_sheet("备份"))
    book["备份"].sheet_state = "hidden"
    document = read(book)
    said = " ".join(finding.message for finding in document.findings)
    assert "rows 3 and columns C" in said
    assert "'备份' the whole sheet" in said
    assert {finding.severity for finding in document.findings} == {"info"}
    assert len(fragments(document)) == 2
    hidden = [cell for cell in fragments(document)[0].cells if cell.findings]
    assert [cell.text for cell in hidden] == ["2"]


def test_numbers_that_became_dates_are_marked() -> None:
    book = filled(
        [HEADER, (1, "会士", "学会", "中级"), (2, "会员", "协会", "初级"), (3, "会友", "协会", "初级")]
    )
    for cell, code in (("A3", 'm"月"d"日"'), ("D4", "yyyy/m/d")):
        book.active[cell].value = datetime.datetime(2024, 1, 2)
        book.active[cell].number_format = code
    (fragment,) = fragments(read(book))
    doubted = {cell.text: cell.findings[0] for cell in fragment.cells if cell.findings}
    assert set(doubted) == {"1月2日", "2024/1/2"}
    assert all(finding.code == "date-doubtful" and finding.marks for finding in doubted.values())


def test_a_column_of_dates_is_none_of_that() -> None:
    book = filled(
        [
            ("序号", "证书名称", "有效期至"),
            (1, "会士", datetime.date(2026, 1, 2)),
            (2, "会员", datetime.date(2027, 1, 2)),
        ]
    )
    (fragment,) = fragments(read(book))
    assert not any(cell.findings for cell in fragment.cells)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-", "@all", '=HYPERLINK("x")', "1.0", "00123", " 中 级", "_x0041_"]
)
def test_text_stays_exactly_as_it_is(text: str) -> None:
    book = filled(ROWS)
    book.active["B2"].value = text
    book.active["B2"].data_type = "s"
    (fragment,) = fragments(read(book))
    assert grid(fragment)[1][1] == ("A" if text == "_x0041_" else text)


def test_of_a_character_in_two_escaped_halves_both_are_needed() -> None:
    book = filled(ROWS)
    book.active["B2"].value = "_xD842__xDFB7_"
    book.active["B3"].value = "会士_xD842_"
    (fragment,) = fragments(read(book))
    rows = grid(fragment)
    assert (rows[1][1], rows[2][1]) == ("𠮷", "会士\ufffd")
    marked = {cell.row: [one.code for one in cell.findings] for cell in fragment.cells if cell.findings}
    assert marked == {3: ["text-garbled"]}


def test_a_formula_gives_its_kept_value_or_a_finding() -> None:
    book = filled(ROWS)
    book.active["A3"].value = "=A2+1"
    (fragment,) = fragments(read(book))
    (cell,) = [cell for cell in fragment.cells if cell.findings]
    assert (cell.text, cell.findings[0].code, cell.places[0]) == (
        "",
        "formula-without-value",
        SheetPlace("Sheet", "A3"),
    )
    data = saved(book)
    kept = changed(data, "xl/worksheets/sheet1.xml", b"<f>A2+1</f><v></v>", b"<f>A2+1</f><v>2</v>")
    assert grid(fragments(read_document(kept, "n"))[0])[2][0] == "2"


def changed(data: bytes, part: str, old_bytes: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old_bytes in content
                content = content.replace(old_bytes, new)
            target.writestr(name, content)
    return out.getvalue()


def test_runs_and_lines_of_a_cell_stay_together() -> None:
    book = filled(ROWS)
    book.active["B2"].value = CellRichText("皇家", TextBlock(InlineFont(b=True), "会士"), "\n(FRSC)")
    (fragment,) = fragments(read(book))
    assert grid(fragment)[1][1] == "皇家会士\n(FRSC)"


def test_a_blank_form_keeps_its_drawn_rows() -> None:
    book = filled([("申报表",), HEADER, *[("",) * 4] * 3])
    for row in book.active["A2:D5"]:
        for cell in row:
            cell.border = Border(*[Side(style="thin")] * 4)
    (fragment,) = fragments(read(book))
    assert (fragment.rows, fragment.columns) == (4, 4)


def test_a_stray_cell_far_away_is_named() -> None:
    book = filled([HEADER, *[(n, "会士", "学会", "中级") for n in range(1, 200)]])
    book.active["XFD5"].value = "x"
    with pytest.raises(UnreadableDocument, match="16384 columns"):
        read(book)


def test_a_workbook_without_words_is_read_as_empty() -> None:
    assert read(openpyxl.Workbook()).blocks == ()


def test_macros_are_left_out_with_a_word() -> None:
    data = saved(filled(ROWS))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    (finding,) = read_document(out.getvalue(), "notice.xlsm").findings
    assert (finding.code, finding.severity) == ("part-left-out", "info")


def test_a_part_of_zeros_or_with_entities_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(filled(ROWS))
    sheet = "xl/worksheets/sheet1.xml"
    entity = changed(data, sheet, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    with pytest.raises(UnreadableDocument, match="document type"):
        read_document(entity, "n.xlsx")
    nested = changed(data, sheet, b"<sheetData>", b"<a>" * 200_000)
    with pytest.raises(UnreadableDocument, match="damaged"):
        read_document(nested, "n.xlsx")
    monkeypatch.setattr(package, "PART_LIMIT", 1 << 16)
    with pytest.raises(UnreadableDocument, match="larger than"):
        read_document(changed(data, sheet, b"<sheetData>", b"\x00" * (1 << 17)), "n.xlsx")


@pytest.mark.parametrize("end", [600, 2000, 5000])
def test_an_old_workbook_that_is_cut_off_is_named(end: int) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(old(ROWS)[:end], "notice.xls")
    assert caught.value.remedy


def test_lists_beside_each_other_with_titles_of_their_own_are_two() -> None:
    short = ("序号", "证书名称", "国家")
    rows = [
        ("目录一", None, None, None, "目录二"),
        (*short, None, *short),
        (1, "甲", "英国", None, 1, "丙", "美国"),
        (2, "乙", "英国", None, 2, "丁", "美国"),
    ]
    lists = notice_of(read(filled(rows))).catalogues
    assert [(c.heading, [row.values["qualification"].text for row in c.rows]) for c in lists] == [
        ("目录一", ["甲", "乙"]),
        ("目录二", ["丙", "丁"]),
    ]


def test_one_list_in_two_halves_stays_one() -> None:
    short = ("序号", "证书名称", "国家")
    halves = [("目录",), (*short, None, *short), (1, "甲", "英国", None, 2, "丙", "美国")]
    (catalogue,) = notice_of(read(filled(halves))).catalogues
    assert [row.values["qualification"].text for row in catalogue.rows] == ["甲", "丙"]


def test_lines_in_several_cells_below_a_list_are_no_rows_of_it() -> None:
    document = read(filled([*ROWS, (), ("注：", "以公布为准。"), ("联系人：张三", "电话：123")]))
    assert texts(document) == ["注： 以公布为准。", "联系人：张三 电话：123"]
    (catalogue,) = notice_of(document).catalogues
    assert len(catalogue.rows) == 2


def test_a_date_and_a_unit_above_the_header_are_lines() -> None:
    document = read(filled([("目录",), ("2024年5月", None, None, "单位：项"), *ROWS]))
    assert texts(document) == ["目录", "2024年5月", "单位：项"]
    assert [c.heading for c in notice_of(document).catalogues] == ["目录"]


def test_words_struck_out_are_read_and_marked() -> None:
    book = filled(ROWS)
    book.active["B2"] = CellRichText(TextBlock(InlineFont(strike=True), "旧"), "会士")
    book.active["C2"].font = Font(strike=True)
    (catalogue,) = notice_of(read(book)).catalogues
    first, second = catalogue.rows
    assert first.values["qualification"].text == "旧会士"
    assert [(one.code, one.role) for one in first.findings] == [
        ("text-struck", "qualification"),
        ("text-struck", "issuer"),
    ]
    assert not second.findings


def test_words_struck_out_in_an_old_workbook_are_marked() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("目录")
    for row, values in enumerate(ROWS):
        for column, value in enumerate(values[:3]):
            sheet.write(row, column, value)
    struck = xlwt.easyfont("struck_out on")
    sheet.write_rich_text(1, 3, (("旧", struck), "中级"))
    sheet.write(2, 3, "初级", xlwt.easyxf("font: struck_out on"))
    sheet.write(0, 3, HEADER[3])
    (catalogue,) = notice_of(read_document(saved(book), "notice.xls")).catalogues
    said = [[(one.code, one.message.rpartition(" ")[2]) for one in row.findings] for row in catalogue.rows]
    assert said == [[("text-struck", "旧")], [("text-struck", "初级")]]


def test_header_words_over_several_columns_need_not_be_merged() -> None:
    rows = [
        ("序号", "证书名称", "发证机构", "对应职称", None),
        (None, None, None, "系列", "级别"),
        (1, "会士", "学会", "工程", "中级"),
    ]
    (catalogue,) = notice_of(read(filled(rows))).catalogues
    assert [{role: value.text for role, value in row.values.items()} for row in catalogue.rows] == [
        {"qualification": "会士", "issuer": "学会", "title": "工程", "grade": "中级"}
    ]


def test_blanks_of_a_header_above_a_row_of_its_own_are_left() -> None:
    rows = [("序号", "证书名称", "发证机构", None), (None, "会士", "学会", "中级"), (2, "会员", "协会", None)]
    (catalogue,) = notice_of(read(filled(rows))).catalogues
    assert [row.values["qualification"].text for row in catalogue.rows] == ["会士", "会员"]
