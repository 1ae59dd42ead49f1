"""Typesets tables without upright rules over pages, from a seed, and says what is printed in them."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf_drawing import FONT, HEIGHT, WIDTH

Rules = Literal["three", "hair", "dashed", "none"]
Align = Literal["top", "middle", "bottom"]

TOP, FOOT, LEFT = 80.0, HEIGHT - 80.0, 56.0
HEADERS = {
    "number": "序号",
    "country": "国家",
    "qualification": "职业资格",
    "issuer": "发证机构",
    "field": "领域",
    "grade": "职称层级",
    "remarks": "备注",
}
WORDS = {
    "country": ["英国", "美国", "新加坡", "澳大利亚", "国际", "中国香港", "德国"],
    "qualification": [
        "特许工程师",
        "注册会计师（二级及以上）",
        "会士(FRSC)",
        "Chartered Financial Analyst 特许金融分析师",
        "Certified Information Systems Auditor（CISA）",
        "皇家特许测量师学会会员、资深会员及荣誉会员资格证书",
        "精算师",
        "国际注册内部审计师CIA",
    ],
    "issuer": [
        "英国皇家化学会",
        "Engineering Council",
        "Institute of Chartered Accountants in England and Wales",
        "项目管理协会（Project Management Institute）",
        "特许公认会计师公会",
        "新加坡人力部",
        "The Law Society",
    ],
    "field": ["金融", "工程技术", "信息技术与人工智能", "教育", "建筑与规划"],
    "grade": ["高级", "中级", "副高级", "初级或者中级", "/"],
    "remarks": ["限本市", "须经验证", "自发布之日起五年内有效，到期重新评估", "见说明", "Level 7 or above"],
}
HEADINGS = [
    ("A 类", "B 类"),
    ("一、金融类", "二、工程类"),
    ("（一）境外职业资格认可清单", "（二）急需紧缺境外职业资格清单"),
    ("境外职业资格目录", "国际职业资格比照认定目录"),
]
PROSE = (
    "各有关单位应当按照职责分工做好境外职业资格的认可工作，并为持证人员在本市执业和参加职称评审提供便利，"
    "具体办法由行业主管部门另行制定。"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the tables are set."""

    rules: Rules
    align: Align
    gutter: float
    pad: float
    centred: bool
    repeat: bool
    cut: bool
    closed_pages: bool
    running: bool
    numbered: bool
    two_levels: bool
    late_remarks: bool
    prose: bool
    size: float = 9.0
    leading: float = 12.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row as printed, by role; ``pages`` are those that it stands on."""

    heading: str | None
    cells: dict[str, str]
    pages: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Typeset:
    """The document and the rows that it shows."""

    data: bytes
    rows: list[Row]
    plan: Plan


def plan_of(random: Random) -> Plan:
    rules: Rules = random.choice(["three", "three", "hair", "dashed", "none"])
    numbered = random.random() < 0.75
    return Plan(
        rules=rules,
        align=random.choice(["top", "middle", "bottom"]),
        gutter=random.choice([4.0, 6.0, 8.0, 10.0, 14.0, 20.0]),
        pad=random.choice([3.0, 4.0, 6.0, 8.0, 12.0]),
        centred=random.random() < 0.3,
        repeat=random.random() < 0.5,
        cut=random.random() < 0.5,
        closed_pages=random.random() < 0.5,
        running=random.random() < 0.5,
        numbered=numbered,
        two_levels=random.random() < 0.25,
        late_remarks=random.random() < 0.3,
        prose=random.random() < 0.6,
    )


def typeset(seed: int) -> Typeset:
    """One to four pages with one list or two."""
    random = Random(seed)
    plan = plan_of(random)
    roles = _roles(random, plan)
    widths = _widths(random, roles, plan)
    setter = _Setter(random, plan, roles, widths)
    headings = random.choice(HEADINGS)
    two = random.random() < 0.4
    headed = two or random.random() < 0.5
    if plan.prose:
        setter.prose("关于公布境外职业资格认可清单的通知", 14)
        setter.prose(PROSE, 10.5)
    count = random.choice([4, 9, 20, 45])
    for heading in headings[: 2 if two else 1]:
        setter.table(heading if headed else None, _body(random, roles, plan, count // (2 if two else 1) + 2))
    if plan.prose:
        setter.prose(random.choice([PROSE, "注：" + PROSE]), 10.5)
    return Typeset(setter.finished(), setter.rows, plan)


def _roles(random: Random, plan: Plan) -> list[str]:
    extra = random.sample(
        ["country", "field", "grade", "remarks"], random.randint(0 if plan.numbered else 1, 4)
    )
    last = ["remarks"] if "remarks" in extra else []
    inner = ["qualification", "issuer", *(role for role in extra if role != "remarks")]
    if random.random() < 0.3:
        inner.insert(0, inner.pop())
    return [*(["number"] if plan.numbered else []), *inner, *last]


def _width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, size))


def _widths(random: Random, roles: Sequence[str], plan: Plan) -> list[float]:
    """Columns that fill what the page leaves, wide enough for their header and for the longest word."""
    least = {"number": 22.0, "qualification": 80.0, "issuer": 80.0, "remarks": 50.0}
    wide = {"number": 30.0, "qualification": 150.0, "issuer": 150.0, "remarks": 90.0}
    widths = [
        max(_width(HEADERS[role], plan.size) + 1, random.uniform(least.get(role, 40.0), wide.get(role, 64.0)))
        for role in roles
    ]
    room = WIDTH - 2 * LEFT - plan.gutter * (len(roles) - 1)
    return [
        width * min(1.0, room / sum(widths)) if role != "number" else width
        for role, width in zip(roles, widths, strict=True)
    ]


def _body(random: Random, roles: Sequence[str], plan: Plan, count: int) -> list[dict[str, str]]:
    rows = []
    for index in range(count):
        row = {}
        for role in roles:
            if role == "number":
                row[role] = str(index + 1)
                continue
            blank = {"qualification": 0.0, "issuer": 0.06, "remarks": 0.5}.get(role, 0.1)
            if plan.late_remarks and role == "remarks":
                blank = 1.0 if index < count * 2 / 3 else 0.2
            row[role] = "" if random.random() < blank else random.choice(WORDS[role])
        rows.append(row)
    return rows


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than the column: between Chinese characters, at blanks between Latin words."""
    lines: list[str] = []
    line = ""
    for token in _tokens(text):
        if line and _width((line + token).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += token if line else token.lstrip()
        while _width(line.rstrip(), size) > width:  # a word longer than the column
            fit = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or _width(line[:n], size) <= width)
            lines.append(line[:fit])
            line = line[fit:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _tokens(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        if ord(char) > 0x2E80:
            if word:
                yield word
            word = ""
            yield char
        elif char == " ":
            yield word + " "
            word = ""
        else:
            word += char
    if word:
        yield word


class _Setter:
    def __init__(self, random: Random, plan: Plan, roles: Sequence[str], widths: Sequence[float]) -> None:
        self.random, self.plan, self.roles, self.widths = random, plan, roles, widths
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, invariant=True)
        self.page, self.y = 1, TOP
        self.rows: list[Row] = []
        self.xs = [LEFT]
        for width in widths:
            self.xs.append(self.xs[-1] + width + plan.gutter)
        self._margins()

    @property
    def right(self) -> float:
        return self.xs[-1] - self.plan.gutter

    def _margins(self) -> None:
        if self.plan.running:
            self._text(LEFT, 36, "境外职业资格认可工作文件汇编", 9)
            self._text(WIDTH / 2 - 20, HEIGHT - 50, f"第 {self.page} 页", 9)
        else:
            self._text(WIDTH / 2 - 10, HEIGHT - 50, f"— {self.page} —", 9)

    def _text(self, x: float, top: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, HEIGHT - top - size, text)

    def _turn(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.y = TOP
        self._margins()

    def finished(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()

    def prose(self, text: str, size: float) -> None:
        for line in wrapped(text, WIDTH - 2 * LEFT, size):
            if self.y + 20 > FOOT:
                self._turn()
            self._text(LEFT, self.y + 4, line, size)
            self.y += size * 1.6
        self.y += 10

    def _rule(
        self, y: float, start: float | None = None, end: float | None = None, thick: float = 0.5
    ) -> None:
        self.canvas.setLineWidth(thick)
        self.canvas.setDash([2, 1.5] if self.plan.rules == "dashed" and thick < 1 else [])
        x0, x1 = LEFT if start is None else start, self.right if end is None else end
        self.canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def _line(self, column: int, y: float, text: str, *, centred: bool) -> None:
        x = self.xs[column]
        if centred:
            x += (self.widths[column] - _width(text, self.plan.size)) / 2
        self._text(x, y, text, self.plan.size)

    def _header(self) -> None:
        plan = self.plan
        ruled = plan.rules != "none"
        if ruled:
            self._rule(self.y, thick=1.0)
        first = self.roles.index("qualification")
        pair = plan.two_levels and first + 1 < len(self.roles) and self.roles[first + 1] == "issuer"
        lines = 2 if pair else 1
        height = lines * (plan.leading + 2) + 4
        if pair:
            start, end = self.xs[first], self.xs[first + 1] + self.widths[first + 1]
            word = "境外证书信息"
            self._text((start + end - _width(word, plan.size)) / 2, self.y + 3, word, plan.size)
            if ruled:
                self._rule(self.y + height / 2, start, end)
        for column, role in enumerate(self.roles):
            low = pair and column in (first, first + 1)
            y = self.y + (height / 2 + 1 if low else (height - plan.leading) / 2)
            self._line(column, y, HEADERS[role], centred=plan.centred)
        self.y += height
        if ruled:
            self._rule(self.y)

    def table(self, heading: str | None, body: Sequence[dict[str, str]]) -> None:
        plan = self.plan
        if self.y + 120 > FOOT:
            self._turn()
        if heading is not None:
            self._text(LEFT, self.y + 6, heading, 10.5)
            self.y += 26
        self._header()
        for cells in body:
            self._row(heading, cells)
        if plan.rules != "none":
            self._rule(self.y, thick=1.0)
        self.y += 16

    def _row(self, heading: str | None, cells: dict[str, str]) -> None:
        plan = self.plan
        lines = [
            wrapped(cells[role], width, plan.size)
            for role, width in zip(self.roles, self.widths, strict=True)
        ]
        lines = [[] if cell == [""] else cell for cell in lines]
        tall = max(len(cell) for cell in lines)
        height = tall * plan.leading + plan.pad
        row = Row(heading, cells, set())
        self.rows.append(row)
        if self.y + height > FOOT:
            fit = int((FOOT - self.y - plan.pad) / plan.leading)
            if plan.cut and 1 <= fit < tall:
                self._part([cell[:fit] for cell in lines], "top")
                row.pages.add(self.page)
                lines = [cell[fit:] for cell in lines]
                self._next_page(within=True)
                self._part(lines, "top")
                row.pages.add(self.page)
                self._under()
                return
            self._next_page(within=False)
        self._part(lines, plan.align)
        row.pages.add(self.page)
        self._under()

    def _next_page(self, *, within: bool) -> None:
        plan = self.plan
        if plan.rules != "none" and plan.closed_pages:
            self._rule(self.y, thick=1.0)
        self._turn()
        if plan.repeat:
            self._header()
        elif plan.rules in ("hair", "dashed") and not within and plan.closed_pages:
            self._rule(self.y)

    def _under(self) -> None:
        if self.plan.rules in ("hair", "dashed"):
            self._rule(self.y)

    def _part(self, lines: Sequence[Sequence[str]], align: Align) -> None:
        plan = self.plan
        tall = max(len(cell) for cell in lines)
        for column, cell in enumerate(lines):
            free = (tall - len(cell)) * plan.leading
            y = self.y + plan.pad / 2 + {"top": 0.0, "middle": free / 2, "bottom": free}[align]
            for index, line in enumerate(cell):
                self._line(column, y + index * plan.leading, line, centred=plan.centred and column == 0)
        self.y += tall * plan.leading + plan.pad
