"""Notices of ruled lists drawn at random over several pages, with what every cell must read as.

Each seed draws another layout: rows that page ends cut, merged cells over them, group rows, lists without a
header of their own, open sides, seals, several ways of numbering.
"""

import io
import random
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf_drawing import FONT  # registers it

WIDTH, HEIGHT = 595.0, 480.0
SIZE, LEADING, PADDING = 9.0, 11.0, 3.0
TOP, FOOT = 50.0, HEIGHT - 45.0
ROLES = ("field", "qualification", "issuer", "country", "grade", "remarks")
HEADERS = {
    "number": "序号",
    "field": "行业领域",
    "qualification": "职业资格证书",
    "issuer": "颁发机构",
    "country": "国家（地区）",
    "grade": "职称层级",
    "remarks": "备注",
}
SHARES = {
    "number": 34,
    "field": 55,
    "qualification": 130,
    "issuer": 110,
    "country": 62,
    "grade": 50,
    "remarks": 90,
}
FIELDS = ("金融服务", "医疗卫生", "康复治疗", "数字技术", "建筑工程", "法律服务", "环境保护", "航空运输")
COUNTRIES = ("英国", "美国", "德国", "法国", "日本", "新加坡", "澳大利亚", "加拿大", "国际")
GRADES = ("初级", "中级", "副高级", "正高级")
GROUPS = ("金融类", "工程类", "医疗类", "法律类", "教育类")
TRADES = ("Engineer", "Accountant", "Surveyor", "Analyst", "Architect", "Nurse", "Planner")
ADJECTIVES = ("Chartered", "Certified", "Registered", "Professional", "Senior", "Associate")
KINDS = ("师资格证书", "技术员证书", "专业会员（高级）", "顾问证书", "认证专家")
DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Row:
    """What a row must read as."""

    list: str | None
    group: str | None
    number: str | None
    cells: dict[str, str]


@dataclass
class Layout:
    """How a seed draws its notice."""

    roles: tuple[str, ...]
    merged: tuple[str, ...] = ()
    merged_ends: str = "blank"
    cut_rows: bool = False
    open_cut: bool = False
    repeat_header: str = "always"
    own_header: bool = True
    lists_on_new_page: bool = False
    groups: bool = False
    restart: str = ""
    numbering: str = "plain"
    sides: str = "left right"
    seal: str = ""
    caption: bool = False
    footer: bool = True
    running: bool = False
    ruling: str = "lines"
    middle: bool = True
    underline: bool = False
    two_levels: bool = False
    fill: float = 0.35
    long: float = 0.4


@dataclass(frozen=True)
class Notice:
    """A drawn notice."""

    pdf: bytes
    rows: tuple[Row, ...]
    layout: Layout


def layout_of(chance: random.Random) -> Layout:
    """A layout at random."""
    optional = [role for role in ("field", "country", "grade", "remarks") if chance.random() < 0.75]
    roles = tuple(role for role in ROLES if role in optional or role in ("qualification", "issuer"))
    merged: tuple[str, ...] = ()
    if chance.random() < 0.5:
        merged = tuple(role for role in ("field", "country") if role in roles and chance.random() < 0.7)
    one = Layout(roles, merged)
    one.merged_ends = chance.choice(("blank", "again", "centred")) if merged else "blank"
    one.cut_rows = chance.random() < 0.6
    one.open_cut = chance.random() < 0.5
    one.repeat_header = chance.choice(("always", "never", "always"))
    one.own_header = chance.random() < 0.7
    one.lists_on_new_page = chance.random() < 0.4
    one.groups = chance.random() < 0.25
    if one.groups and chance.random() < 0.5:
        one.restart = "group"
    elif "field" in merged and not one.groups and chance.random() < 0.25:
        one.restart = "field"
    one.numbering = chance.choice(("plain",) * 4 + ("bracketed", "chinese", "chapter"))
    if one.numbering == "chapter" and not one.groups:
        one.numbering = "plain"
    if one.numbering == "chapter":
        one.restart = "group"
    one.sides = chance.choice(("left right",) * 4 + ("left", "right", ""))
    one.seal = chance.choice(("",) * 5 + ("curve", "rotated"))
    one.caption = one.repeat_header == "always" and chance.random() < 0.3
    one.footer = chance.random() < 0.7
    one.running = chance.random() < 0.3
    one.ruling = chance.choice(("lines", "lines", "thin", "cells", "white"))
    if one.ruling in ("white", "cells"):
        one.sides = "left right"
    one.middle = chance.random() < 0.7
    one.underline = chance.random() < 0.1
    one.two_levels = chance.random() < 0.2
    one.long = chance.choice((0.2, 0.4, 0.8))
    return one


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    text = (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "")
    return text + (DIGITS[ones] if ones or not tens else "")


def _number(style: str, number: int, group: int) -> str:
    match style:
        case "bracketed":
            return f"（{numeral(number)}）"
        case "chinese":
            return numeral(number)
        case "chapter":
            return f"{group}.{number}"
        case _:
            return str(number)


def rows_of(chance: random.Random, layout: Layout) -> list[list[Row]]:
    """The rows of each list."""
    lists = []
    serial = 0
    for index in range(chance.choice((1, 1, 2, 3))):
        heading = f"{'ABC'[index]} 类"
        rows: list[Row] = []
        group: str | None = None
        ordinal = number = 0
        last: dict[str, str] = {}
        group_left = 0
        left = dict.fromkeys(layout.merged, 0)
        for _ in range(chance.randint(12, 45)):
            serial += 1
            if layout.groups and group_left == 0:
                ordinal += 1
                group = f"{numeral(ordinal)}、{GROUPS[ordinal % 5]}"
                group_left = chance.randint(2, 12)
                left = dict.fromkeys(layout.merged, 0)
                number = 0 if layout.restart == "group" else number
            group_left -= 1
            cells = _cells(chance, layout, serial)
            for role in layout.merged:
                if left[role] == 0:
                    left[role] = chance.randint(1, 7)
                    choices = FIELDS if role == "field" else COUNTRIES
                    last[role] = chance.choice([word for word in choices if word != last.get(role)])
                    number = 0 if layout.restart == role else number
                left[role] -= 1
                cells[role] = last[role]
            number += 1
            rows.append(Row(heading, group, _number(layout.numbering, number, ordinal), cells))
        lists.append(rows)
    return lists


def _cells(chance: random.Random, layout: Layout, serial: int) -> dict[str, str]:
    trade = chance.choice(TRADES)
    long = chance.random() < layout.long
    name = f"第{serial}号{chance.choice(FIELDS)}{chance.choice(KINDS)}"
    if long:
        name += (
            f" {chance.choice(ADJECTIVES)} {chance.choice(ADJECTIVES)} {trade} ({trade[:2].upper()}{serial})"
        )
    country = chance.choice(COUNTRIES)
    issuer = f"{country}{chance.choice(FIELDS)}协会"
    if chance.random() < layout.long:
        issuer += f" (The {chance.choice(ADJECTIVES)} Institute of {trade}s, No. {serial})"
    cells = {
        "qualification": name,
        "issuer": issuer,
        "field": chance.choice(FIELDS),
        "country": country,
        "grade": chance.choice(GRADES),
        "remarks": "",
    }
    if chance.random() < layout.fill:
        cells["remarks"] = chance.choice(
            ("需满三年", "须在有效期内，并从事相关工作满五年。", f"仅限第{serial}级及以上；含旧版证书", "/")
        )
    return {role: cells[role] for role in layout.roles}


def wrapped(text: str, width: float) -> list[str]:
    """Lines as an office program breaks them: Latin words whole, Chinese anywhere."""
    pieces: list[str] = []
    for char in text:
        latin = char.isascii() and not char.isspace()
        if (
            (pieces and latin and pieces[-1][-1].isascii() and not pieces[-1][-1].isspace())
            or (pieces and char in "，。；、）")
            or (pieces and pieces[-1][-1] == "（")
        ):
            pieces[-1] += char
        else:
            pieces.append(char)
    lines = [""]
    for piece in pieces:
        if stringWidth((lines[-1] + piece).rstrip(), FONT, SIZE) > width and lines[-1]:
            lines.append("")
            if piece == " ":
                continue
        lines[-1] += piece
    return [line.rstrip() for line in lines]


@dataclass
class _Line:
    """A row, or a part of one, on a page: the lines of each column; ``cells`` None for a group row."""

    texts: list[list[str]]
    number: int
    whole: str | None = None
    starts: tuple[bool, ...] = ()
    closed: bool = True
    first: bool = True

    @property
    def height(self) -> float:
        if self.whole is not None:
            return LEADING + 8
        return 8 + LEADING * max(1, *(len(lines) for lines in self.texts))


class _Drawing:
    def __init__(self, layout: Layout, chance: random.Random) -> None:
        self.layout, self.chance = layout, chance
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=(WIDTH, HEIGHT))
        self.page = 1
        self.y = TOP
        columns = ("number", *layout.roles)
        total = sum(SHARES[role] for role in columns)
        xs = [40.0]
        for role in columns:
            xs.append(xs[-1] + SHARES[role] / total * (WIDTH - 80))
        self.xs = xs
        self.columns = columns
        self.pending: list[_Line] = []
        self.next_starts: dict[int, tuple[bool, ...] | None] = {}
        self.runs: dict[tuple[int, int], range] = {}
        self.centred: set[tuple[int, int]] = set()
        self._start()

    def text(self, x: float, top: float, text: str, size: float = SIZE) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, HEIGHT - top - 0.85 * size, text)

    def _start(self) -> None:
        self.y = TOP
        if self.layout.running:
            self.text(200, 20, "境外职业资格认可工作通知", 8)
        if self.layout.footer:
            self.text(WIDTH / 2, HEIGHT - 25, f"- {self.page} -", 8)

    def end_page(self) -> None:
        self.flush()
        self._seal()
        self.canvas.showPage()
        self.page += 1
        self._start()

    def heading(self, text: str) -> None:
        if self.y > FOOT - 120:
            self.end_page()
        self.y += 8
        self.text(60, self.y, text, 11)
        self.y += 20

    # -- tables: rows are gathered for a page, then drawn with their merged cells
    def header(self) -> None:
        x = self.xs
        top = self.y
        self._shade(top, 22 if not self.layout.two_levels else 36)
        if self.layout.two_levels:
            pair = (self.columns.index("qualification"), self.columns.index("issuer"))
            bottom = top + 36
            for c, role in enumerate(self.columns):
                if c in pair:
                    self.cell(x[c], top + 18, x[c + 1], bottom, [HEADERS[role]])
                else:
                    self.cell(x[c], top, x[c + 1], bottom, [HEADERS[role]])
            self.cell(x[pair[0]], top, x[pair[1] + 1], top + 18, ["证书信息"])
        else:
            bottom = top + 22
            for c, role in enumerate(self.columns):
                self.cell(x[c], top, x[c + 1], bottom, [HEADERS[role]])
        self.y = bottom

    def _shade(self, top: float, height: float) -> None:
        if self.layout.ruling == "white":
            self.canvas.setFillGray(0.85)
            self.canvas.rect(self.xs[0], HEIGHT - top - height, self.xs[-1] - self.xs[0], height, 0, 1)
            self.canvas.setFillGray(0)

    def cell(
        self,
        x0: float,
        top: float,
        x1: float,
        bottom: float,
        lines: list[str],
        rules: str = "top bottom",
        at: float | None = None,
    ) -> None:
        high = LEADING * len(lines)
        y = top + 4 if not self.layout.middle else top + (bottom - top - high) / 2
        if at is not None:
            y = at
        for index, line in enumerate(lines):
            self.text(x0 + PADDING, y + index * LEADING, line)
        sides = set(rules.split())
        if x0 > self.xs[0] + 1 or "left" in self.layout.sides:
            sides.add("left")
        if x1 < self.xs[-1] - 1 or "right" in self.layout.sides:
            sides.add("right")
        self._rules(x0, top, x1, bottom, sides)

    def _rules(self, x0: float, top: float, x1: float, bottom: float, sides: set[str]) -> None:
        canvas = self.canvas
        ends = {
            "left": (x0, top, x0, bottom),
            "right": (x1, top, x1, bottom),
            "top": (x0, top, x1, top),
            "bottom": (x0, bottom, x1, bottom),
        }
        if self.layout.ruling == "cells" and len(sides) == 4:
            canvas.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top)
            return
        for side in sides:
            ax, ay, bx, by = ends[side]
            if self.layout.ruling == "thin":
                canvas.rect(ax - 0.25, HEIGHT - by - 0.25, bx - ax + 0.5, by - ay + 0.5, stroke=0, fill=1)
            else:
                if self.layout.ruling == "white":
                    canvas.setStrokeGray(1)
                canvas.line(ax, HEIGHT - ay, bx, HEIGHT - by)
                canvas.setStrokeGray(0)

    def room(self) -> float:
        return FOOT - self.y - sum(line.height for line in self.pending)

    def flush(self) -> None:
        """Draw the gathered lines; merged cells end with the page."""
        lines, self.pending = self.pending, []
        if not lines:
            return
        tops = [self.y]
        for line in lines:
            tops.append(tops[-1] + line.height)
        for top, line in zip(tops, lines, strict=False):
            self._shade(top, line.height)
        for index, line in enumerate(lines):
            if line.whole is not None:
                self.cell(self.xs[0], tops[index], self.xs[-1], tops[index + 1], [line.whole])
                continue
            for c, role in enumerate(self.columns):
                if role in self.layout.merged:
                    continue
                rules = "top bottom"
                if self.layout.open_cut and not line.closed:
                    rules = rules.replace("bottom", "")
                if self.layout.open_cut and not line.first:
                    rules = rules.replace("top", "")
                self.cell(self.xs[c], tops[index], self.xs[c + 1], tops[index + 1], line.texts[c], rules)
        for c, role in enumerate(self.columns):
            if role in self.layout.merged:
                self._merged(lines, tops, c)
        self.y = tops[-1]

    def _merged(self, lines: list[_Line], tops: list[float], c: int) -> None:
        index = 0
        while index < len(lines):
            if lines[index].whole is not None:
                index += 1
                continue
            end = index + 1
            while end < len(lines) and lines[end].whole is None and not lines[end].starts[c]:
                end += 1
            texts = lines[index].texts[c]
            begins = lines[index].starts[c]
            goes_on = end == len(lines) and not self._run_ends(lines[end - 1], c)
            rules = "top bottom"
            if self.layout.open_cut and not lines[index].first:
                rules = rules.replace("top", "")
            if self.layout.open_cut and not lines[end - 1].closed:
                rules = rules.replace("bottom", "")
            shown = texts if begins or self.layout.merged_ends == "again" else []
            at = None
            if self.layout.merged_ends == "centred" and (goes_on or not begins):
                shown = self._centred(lines, index, end, c, not goes_on)
            self.cell(self.xs[c], tops[index], self.xs[c + 1], tops[end], shown, rules, at)
            index = end

    def _run_ends(self, line: _Line, c: int) -> bool:
        following = self.next_starts.get(line.number)
        return line.closed and (following is None or following[c])

    def _centred(self, lines: list[_Line], index: int, end: int, c: int, ends: bool) -> list[str]:
        """Words of a merged cell go to a part with half of its rows, else to the last, and to one part only:
        a simple stand-in for the true middle.
        """
        run = self.runs[c, lines[index].number]
        if (c, run.start) in self.centred or not (ends or (end - index) * 2 >= len(run)):
            return []
        self.centred.add((c, run.start))
        return lines[index].texts[c]

    def _seal(self) -> None:
        if not self.layout.seal or self.page % 2:
            return
        self.canvas.setFillColorRGB(0.9, 0.1, 0.1)
        words = "上海市人力资源和社会保障局"
        x, y = self.chance.uniform(150, 420), self.chance.uniform(150, 300)
        for index, char in enumerate(words):
            self.canvas.saveState()
            if self.layout.seal == "curve":
                self.canvas.translate(x, y)
                self.canvas.rotate(110 - index * 18)
                self.canvas.translate(0, 45)
            else:
                self.canvas.translate(x + 8 * index, y + 5 * index)
                self.canvas.rotate(32)
            self.canvas.setFont(FONT, 11)
            self.canvas.drawString(0, 0, char)
            self.canvas.restoreState()
        self.canvas.setFillGray(0)


def _lines_of(drawing: _Drawing, rows: list[Row]) -> list[_Line]:
    lines: list[_Line] = []
    before: Row | None = None
    for number, row in enumerate(rows):
        if row.group and (before is None or before.group != row.group):
            lines.append(_Line([], number, row.group, closed=True))
            before = None
        starts = tuple(
            role not in drawing.layout.merged or before is None or before.cells[role] != row.cells[role]
            for role in drawing.columns
        )
        values = {"number": row.number or "", **row.cells}
        texts = [
            wrapped(values[role], drawing.xs[c + 1] - drawing.xs[c] - 2 * PADDING)
            for c, role in enumerate(drawing.columns)
        ]
        lines.append(_Line(texts, number, starts=starts))
        before = row
    return lines


def _cut(line: _Line, room: float, merged: set[int]) -> tuple[_Line, _Line] | None:
    fits = int((room - 8) // LEADING)
    most = max(len(texts) for texts in line.texts)
    if fits < 1 or most < 2 or fits >= most:
        return None
    above = [texts if c in merged else texts[:fits] for c, texts in enumerate(line.texts)]
    below = [texts if c in merged else texts[fits:] for c, texts in enumerate(line.texts)]
    return (
        _Line(above, line.number, starts=line.starts, closed=False),
        _Line(below, line.number, starts=(False,) * len(above), first=False),
    )


def notice(seed: int, layout: Layout | None = None) -> Notice:
    """The notice of a seed."""
    chance = random.Random(seed)
    layout = layout or layout_of(chance)
    drawing = _Drawing(layout, chance)
    lists = rows_of(chance, layout)
    drawing.text(150, drawing.y, "境外职业资格认可清单", 14)
    drawing.y += 30
    for index, rows in enumerate(lists):
        if index and layout.lists_on_new_page:
            drawing.end_page()
        lines = _lines_of(drawing, rows)
        _note_runs(drawing, lines)
        drawing.heading(rows[0].list or "")
        if index == 0 or layout.own_header:
            drawing.header()
        _draw(drawing, lines)
        drawing.flush()
    drawing._seal()
    drawing.canvas.save()
    return Notice(drawing.out.getvalue(), tuple(row for rows in lists for row in rows), layout)


def _note_runs(drawing: _Drawing, lines: list[_Line]) -> None:
    drawing.next_starts, drawing.runs, drawing.centred = {}, {}, set()
    for index, line in enumerate(lines):
        if line.whole is None:
            following = lines[index + 1] if index + 1 < len(lines) else None
            drawing.next_starts[line.number] = (
                None if following is None or following.whole is not None else following.starts
            )
    body = lines
    for c in range(len(drawing.columns)):
        index = 0
        while index < len(body):
            end = index + 1
            while (
                end < len(body)
                and body[end].whole is None
                and body[index].whole is None
                and not body[end].starts[c]
            ):
                end += 1
            for line in body[index:end]:
                drawing.runs[c, line.number] = range(index, end)
            index = end


def _draw(drawing: _Drawing, lines: list[_Line]) -> None:
    layout = drawing.layout
    merged = {c for c, role in enumerate(drawing.columns) if role in layout.merged}
    for line in lines:
        current = line
        while current.height > drawing.room():
            parts = None
            if layout.cut_rows and current.whole is None and drawing.pending:
                parts = _cut(current, drawing.room(), merged)
            if parts is not None:
                drawing.pending.append(parts[0])
            drawing.end_page()
            if layout.caption:
                drawing.text(250, drawing.y - 14, "续表", 9)
                drawing.y += 4
            if layout.repeat_header == "always":
                drawing.header()
            if parts is not None:
                current = parts[1]
        drawing.pending.append(current)
