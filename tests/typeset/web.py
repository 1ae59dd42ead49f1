"""Notices as web pages, as a portal publishes them: text among navigation, calendar, layout tables."""

from html import escape

from tests.typeset.facts import Aside, Catalogue, Grid, Notice
from tests.typeset.layout import Layout, Placed, grid_layout, sheet_layout
from tests.typeset.pdf import STATEMENT, lines

DECLARED = {"utf-8": "utf-8", "gb18030": "gb2312"}
"""What the page calls its charset: portals say gb2312 and send GB18030."""


def paragraph(text: str, align: str = "left") -> str:
    return f'<p style="text-align: {align}; text-indent: 2em">{lines(text)}</p>\n'


def cell_html(cell: Placed) -> str:
    """Spans only where there are some, each line of text a paragraph, as editors paste them."""
    spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f'<td{spans} valign="middle"><p align="center"><span>{lines(cell.text)}</span></p></td>'


def table_html(layout: Layout) -> str:
    rows = []
    for number in range(layout.rows):
        cells = sorted((cell for cell in layout.cells if cell.row == number), key=lambda cell: cell.column)
        rows.append("<tr>" + "\n".join(map(cell_html, cells)) + "</tr>\n")
    return f'<table border="1" cellspacing="0" width="100%"><tbody>\n{"".join(rows)}</tbody></table>\n'


def part_html(part: Catalogue | Aside | Grid) -> str:
    layout = grid_layout(part) if isinstance(part, Grid) else sheet_layout(part)
    above = "".join(paragraph(text) for text in part.above)
    remarks = "" if isinstance(part, Catalogue) else "".join(paragraph(text) for text in part.remarks)
    return (
        above + f"<p align=center><strong>{lines(part.heading)}</strong></p>\n" + table_html(layout) + remarks
    )


def article_html(notice: Notice) -> str:
    number = paragraph(notice.document_number, "center") if notice.document_number else ""
    parts = [f"<h1>{lines(notice.title)}</h1>\n", number]
    parts += [paragraph((section.label or "") + section.text) for section in notice.sections]
    parts += [paragraph(text) for text in notice.attachments]
    parts += [paragraph(text, "right") for text in notice.signature]
    parts += [part_html(part) for part in (*notice.catalogues, *notice.set_aside)]
    for annex in notice.annexes:
        parts += [paragraph(text) for text in (*annex.above, annex.heading)]
        parts += [paragraph((section.label or "") + section.text) for section in annex.sections]
    return "".join(parts)


def calendar_html() -> str:
    """A month in a table, which is no list."""
    days = [str(day) for day in range(1, 32)]
    weeks = [
        ["日", "一", "二", "三", "四", "五", "六"],
        *(days[first : first + 7] for first in range(0, 31, 7)),
    ]
    rows = "".join("<tr>" + "".join(f"<td>{day}</td>" for day in week) + "</tr>" for week in weeks)
    return f'<table class="calendar">{rows}</table>'


def navigation_html() -> str:
    items = "".join(f'<li><a href="/{n}/">{word}</a></li>' for n, word in enumerate(("首页", "公开", "服务")))
    return f'<div class="nav"><ul>{items}</ul></div>'


def typeset_html(notice: Notice, encoding: str = "utf-8") -> bytes:
    """One page; the article stands in a cell of a layout table, beside the navigation and a calendar."""
    title = escape(notice.title.replace("\n", ""))
    page = (
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html><head>'
        f'<meta http-equiv="Content-Type" content="text/html; charset={DECLARED[encoding]}">'
        f'<meta name="description" content="{STATEMENT}"><title>{title}</title>'
        "<style>.nav li { float: left }</style><script>var tables = '<table><tr><td>1</td></tr></table>';"
        f"</script></head>\n<body>{navigation_html()}\n"
        f'<table width="1000" class="layout"><tr><td width="200">{calendar_html()}</td>\n'
        f'<td class="main"><div class="article">\n{article_html(notice)}</div></td></tr></table>\n'
        '<table class="footer"><tr><td>网站地图</td><td>联系我们</td></tr></table>\n</body></html>\n'
    )
    return page.encode(encoding)
