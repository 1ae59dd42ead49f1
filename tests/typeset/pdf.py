"""Notices as ruled PDF, set by WeasyPrint."""

import hashlib
from html import escape
from pathlib import Path

from tests.typeset.facts import Aside, Catalogue, Grid, Notice, Section
from tests.typeset.layout import Layout, Placed, grid_layout, page_layouts, sheet_layout

STATEMENT = (
    "Sample typeset by the Renke project from the facts of the published notice; not the published document"
)
STYLE = (Path(__file__).parent / "notice.css").read_text(encoding="utf-8")


def lines(text: str) -> str:
    """Escaped, line breaks kept."""
    return "<br>".join(escape(line, quote=False) for line in text.split("\n"))


def paragraph(kind: str, text: str) -> str:
    return f'<p class="{kind}">{lines(text)}</p>'


def cell_html(cell: Placed, tag: str) -> str:
    return f'<{tag} rowspan="{cell.rows}" colspan="{cell.columns}">{lines(cell.text)}</{tag}>'


def table_html(layout: Layout) -> str:
    """One table; its header rows are a thead, which is repeated on every page."""
    total = sum(layout.widths)
    columns = "".join(f'<col style="width: {100 * width / total:.3f}%">' for width in layout.widths)
    rows = []
    for number in range(layout.rows):
        tag = "th" if number < layout.header_rows else "td"
        cells = sorted((cell for cell in layout.cells if cell.row == number), key=lambda cell: cell.column)
        rows.append("<tr>" + "".join(cell_html(cell, tag) for cell in cells) + "</tr>")
    head, body = rows[: layout.header_rows], rows[layout.header_rows :]
    parts = [f"<colgroup>{columns}</colgroup>", f"<thead>{''.join(head)}</thead>" if head else ""]
    return f"<table>{''.join(parts)}<tbody>{''.join(body)}</tbody></table>"


def heading_html(above: tuple[str, ...], heading: str) -> str:
    over = [paragraph("annex" if index == 0 else "over", text) for index, text in enumerate(above)]
    return "".join(over) + f"<h2>{lines(heading)}</h2>"


def section_html(section: Section) -> str:
    return paragraph("label" if section.label else "body", (section.label or "") + section.text)


def front_html(notice: Notice) -> str:
    """Letterhead, title, number, sections, list of annexes, signature."""
    number = paragraph("number", notice.document_number) if notice.document_number else ""
    title = f"<h1>{lines(notice.title)}</h1>"
    letterhead = paragraph("letterhead", notice.letterhead) if notice.letterhead else ""
    parts = [letterhead, number, title] if letterhead else [title, number]
    parts += [section_html(section) for section in notice.sections]
    parts += [paragraph("attachment", text) for text in notice.attachments]
    parts += [paragraph("signature", text) for text in notice.signature]
    return f"<section>{''.join(parts)}</section>"


def catalogue_html(catalogue: Catalogue) -> str:
    kind = "page" if catalogue.new_page else "running"
    tables = "".join(table_html(layout) for layout in page_layouts(catalogue))
    return f'<section class="{kind}">{heading_html(catalogue.above, catalogue.heading)}{tables}</section>'


def aside_html(aside: Aside | Grid) -> str:
    wide = isinstance(aside, Aside) and aside.landscape
    layout = sheet_layout(aside) if isinstance(aside, Aside) else grid_layout(aside)
    remarks = "".join(paragraph("remark", text) for text in aside.remarks)
    content = heading_html(aside.above, aside.heading) + table_html(layout) + remarks
    return f'<section class="{"page wide" if wide else "page"}">{content}</section>'


def notice_html(notice: Notice) -> str:
    title = escape(notice.title.replace("\n", ""))
    annexes = "".join(
        f'<section class="page">{heading_html(annex.above, annex.heading)}'
        + "".join(section_html(section) for section in annex.sections)
        + "</section>"
        for annex in notice.annexes
    )
    body = front_html(notice) + "".join(catalogue_html(catalogue) for catalogue in notice.catalogues)
    body += "".join(aside_html(aside) for aside in notice.set_aside) + annexes
    stamp = f"{notice.date.isoformat()}T00:00:00Z"
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="author" content="Renke project"><meta name="description" content="{STATEMENT}">'
        f'<meta name="keywords" content="sample"><meta name="dcterms.created" content="{stamp}">'
        f'<meta name="dcterms.modified" content="{stamp}"><style>{STYLE}</style></head>'
        f"<body>{body}</body></html>"
    )


def typeset_pdf(notice: Notice) -> bytes:
    """The same notice gives the same bytes: dates and identifier come from the facts."""
    html = notice_html(notice)
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    import weasyprint  # needs Pango, which reading does not

    pdf: bytes = weasyprint.HTML(string=html).write_pdf(pdf_identifier=identifier)
    return pdf
