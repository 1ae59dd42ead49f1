"""A long ruled table, typeset page by page, so that what is printed in every cell of every page is known.

Two header levels repeated on every page, merged cells (over page ends too), and rows that a page end cuts.
"""

import random
from dataclasses import dataclass
from html import escape

ROWS_A_PAGE = 16
HEADING = "境外职业资格认可目录"
HEADER = (
    (
        ("序号", 2, 1),
        ("职业资格证书", 1, 2),
        ("颁发机构", 1, 2),
        ("国家（地区）", 2, 1),
        ("比照职称", 1, 2),
        ("备注", 2, 1),
    ),
    (
        ("中文名称", 1, 1),
        ("英文名称", 1, 1),
        ("中文", 1, 1),
        ("英文", 1, 1),
        ("职称系列", 1, 1),
        ("职称层级", 1, 1),
    ),
)
WIDTHS = (5, 15, 17, 15, 17, 8, 8, 7, 8)
MERGED = frozenset({5, 6})
STYLE = """
@page { size: A4 landscape; margin: 12mm 10mm; }
body { font-family: "Noto Serif CJK SC"; font-size: 6.5pt; line-height: 1.25; margin: 0; }
h2 { font-size: 11pt; text-align: center; margin: 0 0 2mm; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; break-after: page; }
th, td { border: 0.5pt solid #000; padding: 0.6mm 0.8mm; vertical-align: middle; font-weight: normal; }
"""
FIELDS = ("工程", "经济", "会计", "建筑", "卫生", "法律", "信息", "环境", "测绘", "农业")
KINDS = ("师资格证书", "技术员证书", "专业会员（高级）", "顾问证书", "认证专家")
WORDS = ("Certified", "Chartered", "Professional", "Associate", "Senior", "Fellow", "Registered")
TRADES = ("Engineer", "Accountant", "Surveyor", "Analyst", "Architect", "Nurse", "Planner")
COUNTRIES = ("英国", "美国", "德国", "法国", "日本", "新加坡", "澳大利亚", "加拿大")
SERIES = ("工程技术", "经济", "会计", "卫生技术", "农业技术")
GRADES = ("初级", "中级", "副高级", "正高级")


@dataclass(frozen=True, slots=True)
class LongTable:
    """The document, what is printed on each page (cell by cell), and the rows once joined."""

    pdf: bytes
    printed: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A row, or the part of it, that stands on a page; ``spans`` 0 where a cell above covers it."""

    texts: tuple[str, ...]
    spans: tuple[int, ...]


def long_table(pages: int = 30, seed: int = 7) -> LongTable:
    """The same arguments give the same table."""
    rows = _rows(pages, random.Random(seed))
    parts = _parts(rows, pages)
    html = "".join(_page_html(number, part) for number, part in enumerate(parts))
    import weasyprint  # needs Pango, which reading does not

    pdf: bytes = weasyprint.HTML(
        string=f"<html lang=zh><style>{STYLE}</style><body>{html}</body>"
    ).write_pdf()
    header = [text for level in HEADER for text, _, _ in level]
    printed = [
        (*header, *(t for part in page for t, span in zip(part.texts, part.spans, strict=True) if span and t))
        for page in parts
    ]
    return LongTable(pdf, tuple(printed), tuple(rows))


def _rows(pages: int, chance: random.Random) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    country = series = ""
    for number in range(1, pages * ROWS_A_PAGE + 1):
        if number % 3 == 1:
            country = chance.choice([name for name in COUNTRIES if name != country])
        if number % 5 == 1:
            series = chance.choice([name for name in SERIES if name != series])
        trade = chance.choice(TRADES)
        english = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {trade} ({trade[:2].upper()}{number})"
        body = f"{country}{chance.choice(FIELDS)}{chance.choice(FIELDS)}师协会"
        remark = f"需从事相关工作满{chance.randint(2, 9)}年。" if chance.random() < 0.7 else ""
        rows.append(
            (
                str(number),
                f"{chance.choice(FIELDS)}{chance.choice(FIELDS)}{chance.choice(KINDS)}",
                english,
                body,
                f"{chance.choice(WORDS)} Institute of {trade}s, {number}",
                country,
                series,
                chance.choice(GRADES),
                remark,
            )
        )
    return rows


def _parts(rows: list[tuple[str, ...]], pages: int) -> list[list[_Part]]:
    """Rows on pages; every third page ends in a row that is cut, a merged cell ends with its page."""
    parts: list[list[_Part]] = []
    rest: tuple[str, ...] | None = None
    for page in range(pages):
        here = rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
        texts: list[tuple[str, ...]] = [rest] if rest else []
        first = page * ROWS_A_PAGE + 1 - len(texts)
        texts += here
        rest = None
        if page % 3 == 2 and page + 1 < pages:
            texts[-1], rest = _cut(texts[-1])
        parts.append(_merged(texts, first, begins=page == 0))
    return parts


def _cut(row: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A row cut in two: its English words and its issuer go on over the page."""
    above, below = list(row), [""] * len(row)
    for column in (2, 4):
        words = row[column].split(" ")
        above[column], below[column] = " ".join(words[:2]), " ".join(words[2:])
    return tuple(above), tuple(below)


def _merged(texts: list[tuple[str, ...]], first: int, *, begins: bool) -> list[_Part]:
    spans = [[1] * len(WIDTHS) for _ in texts]
    shown = [list(row) for row in texts]
    for column, every in ((5, 3), (6, 5)):
        top = 0
        for index in range(len(texts)):
            starts = (first + index) % every == 1
            if index and not starts:
                spans[top][column] += 1
                spans[index][column] = 0
            else:
                top = index
            if not index and not starts and not begins:
                shown[index][column] = ""  # the merged cell goes on from the page before, blank
    return [_Part(tuple(row), tuple(span)) for row, span in zip(shown, spans, strict=True)]


def _page_html(number: int, parts: list[_Part]) -> str:
    columns = "".join(f'<col style="width: {width}%">' for width in WIDTHS)
    head = "".join(
        "<tr>" + "".join(f'<th rowspan="{r}" colspan="{c}">{text}</th>' for text, r, c in level) + "</tr>"
        for level in HEADER
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="{span}">{escape(text)}</td>'
            for text, span in zip(part.texts, part.spans, strict=True)
            if span
        )
        + "</tr>"
        for part in parts
    )
    heading = f"<h2>{HEADING}</h2>" if number == 0 else ""
    return f"{heading}<table><colgroup>{columns}</colgroup><thead>{head}</thead><tbody>{body}</tbody></table>"
