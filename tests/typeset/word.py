"""Notices as Word documents: merged cells as vMerge and gridSpan, header rows flagged to repeat."""

import datetime
import io
import zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from tests.typeset.facts import Aside, Grid, Notice, Section
from tests.typeset.layout import Layout, grid_layout, sheet_layout
from tests.typeset.pdf import STATEMENT

SONG = "SimSun"
TEXT_WIDTH = 174  # mm, A4 less both margins
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_text(paragraph: Paragraph, text: str, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def add_paragraph(
    document: WordDocument,
    text: str,
    size: float = 12,
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    indent: float = 0,
    bold: bool = False,
) -> Paragraph:
    """One paragraph; a line break in the text is a break inside it."""
    paragraph: Paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.first_line_indent = Pt(indent)
    write_text(paragraph, text, size, bold)
    return paragraph


def write_cell(cell: _Cell, text: str) -> None:
    """Each line of a cell is a paragraph of its own, centred."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
        write_text(paragraph, line, 10.5)


def flag_row(row: _Row, flag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(flag))


def add_table(document: WordDocument, layout: Layout) -> None:
    """A ruled table; rows are not cut by a page end."""
    table = document.add_table(rows=layout.rows, cols=len(layout.widths))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    widths = [Mm(TEXT_WIDTH * width / sum(layout.widths)) for width in layout.widths]
    rows = [list(row.cells) for row in table.rows]
    for cells in rows:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for placed in layout.cells:
        cell = rows[placed.row][placed.column]
        if placed.rows > 1 or placed.columns > 1:
            last = rows[placed.row + placed.rows - 1][placed.column + placed.columns - 1]
            cell = cell.merge(last)
        write_cell(cell, placed.text)
    for number, row in enumerate(table.rows):
        flag_row(row, "w:cantSplit")
        if number < layout.header_rows:
            flag_row(row, "w:tblHeader")


def add_heading(document: WordDocument, above: tuple[str, ...], heading: str) -> None:
    """An annex begins a new page."""
    first, *over = (*above, heading)
    paragraph = add_paragraph(document, first, 14)
    paragraph.paragraph_format.page_break_before = True
    for text in over:
        add_paragraph(document, text, 16, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)


def add_section(document: WordDocument, section: Section) -> None:
    add_paragraph(document, (section.label or "") + section.text, indent=24)


def add_front(document: WordDocument, notice: Notice) -> None:
    for line in notice.title.split("\n"):
        add_paragraph(document, line, 18, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    if notice.document_number:
        add_paragraph(document, notice.document_number, align=WD_ALIGN_PARAGRAPH.CENTER)
    for section in notice.sections:
        add_section(document, section)
    for text in notice.attachments:
        add_paragraph(document, text, indent=24)
    for text in notice.signature:
        add_paragraph(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)


def add_aside(document: WordDocument, aside: Aside | Grid) -> None:
    add_heading(document, aside.above, aside.heading)
    add_table(document, sheet_layout(aside) if isinstance(aside, Aside) else grid_layout(aside))
    for text in aside.remarks:
        add_paragraph(document, text, 10.5)


def set_page(document: WordDocument) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin = page.bottom_margin = Mm(22)
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    properties = style.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    style.paragraph_format.space_after = Pt(0)


def set_properties(document: WordDocument, notice: Notice) -> None:
    properties = document.core_properties
    properties.title = notice.title.replace("\n", "")
    properties.author = properties.last_modified_by = "Renke project"
    properties.subject = properties.comments = STATEMENT
    properties.keywords = "sample"
    stamp = datetime.datetime.combine(notice.date, datetime.time())
    properties.created = properties.modified = stamp


def with_fixed_times(package: bytes) -> bytes:
    """The same zip with the same time on every member, so that equal content gives equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), old.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def typeset_word(notice: Notice) -> bytes:
    """The same notice gives the same bytes."""
    document: WordDocument = Document()
    set_page(document)
    set_properties(document, notice)
    add_front(document, notice)
    for catalogue in notice.catalogues:
        add_heading(document, catalogue.above, catalogue.heading)
        add_table(document, sheet_layout(catalogue))
    for aside in notice.set_aside:
        add_aside(document, aside)
    for annex in notice.annexes:
        add_heading(document, annex.above, annex.heading)
        for section in annex.sections:
            add_section(document, section)
    document.add_paragraph()  # as Word ends every body; LibreOffice loses a table that is its last block
    target = io.BytesIO()
    document.save(target)
    return with_fixed_times(target.getvalue())
