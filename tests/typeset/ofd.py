"""Notices as OFD (GB/T 33190): the glyphs and rules of the typeset PDF, written anew as OFD objects.

The structure is the standard's: OFD.xml, a document with common data and pages, fonts by name.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pdfplumber

from tests.typeset.facts import Notice
from tests.typeset.pdf import STATEMENT, typeset_pdf
from tests.typeset.word import ZIP_EPOCH

NAMESPACE = "http://www.ofdspec.org/2016"
MILLIMETRES = 25.4 / 72
FONT = "宋体"


@dataclass(frozen=True, slots=True)
class Text:
    """Characters on one baseline, each with its x, in millimetres from the top left of the page."""

    text: str
    xs: tuple[float, ...]
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page in millimetres; ``more`` are further objects as XML, without prefixes."""

    width: float
    height: float
    texts: tuple[Text, ...] = ()
    bars: tuple[Bar, ...] = ()
    more: str = ""


def number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def numbers(*values: float) -> str:
    return " ".join(map(number, values))


def deltas(xs: Sequence[float]) -> str:
    """The steps from character to character; several that are equal in a row as ``g n v``."""
    words = []
    for value, group in groupby(number(b - a) for a, b in pairwise(xs)):
        count = len(list(group))
        words += ["g", str(count), value] if count > 2 else [value] * count
    return " ".join(words)


def text_xml(text: Text, identifier: int) -> str:
    left, top = text.xs[0], text.baseline - text.size
    box = numbers(left, top, text.xs[-1] - left + text.size, 1.3 * text.size)
    steps = f" DeltaX={quoteattr(deltas(text.xs))}" if len(text.xs) > 1 else ""
    return (
        f'<TextObject ID="{identifier}" Boundary="{box}" Font="2" Size="{number(text.size)}">'
        f'<FillColor Value="0 0 0"/><TextCode X="0" Y="{number(text.size)}"{steps}>{escape(text.text)}'
        "</TextCode></TextObject>"
    )


def bar_xml(bar: Bar, identifier: int) -> str:
    box = numbers(bar.x, bar.y, bar.width, bar.height)
    right, low = number(bar.width), number(bar.height)
    return (
        f'<PathObject ID="{identifier}" Boundary="{box}" Stroke="false" Fill="true">'
        '<FillColor Value="0 0 0"/>'
        f"<AbbreviatedData>M 0 0 L {right} 0 L {right} {low} L 0 {low} C</AbbreviatedData></PathObject>"
    )


def page_xml(page: Page) -> str:
    objects = [text_xml(text, 1000 + index) for index, text in enumerate(page.texts)]
    objects += [bar_xml(bar, 100_000 + index) for index, bar in enumerate(page.bars)]
    size = numbers(0, 0, page.width, page.height)
    return (
        f"<Page><Area><PhysicalBox>{size}</PhysicalBox></Area><Content>"
        f'<Layer ID="10" Type="Body">{"".join(objects)}{page.more}</Layer></Content></Page>'
    )


def package_parts(pages: Sequence[Page], title: str) -> dict[str, str]:
    """The XML of each part, elements without prefixes."""
    listed = "".join(
        f'<Page ID="{100 + index}" BaseLoc="Pages/Page_{index}/Content.xml"/>' for index in range(len(pages))
    )
    parts = {
        "OFD.xml": f'<OFD Version="1.1" DocType="OFD"><DocBody><DocInfo><DocID>{"0" * 32}</DocID>'
        f"<Title>{escape(title)}</Title><Author>Renke project</Author><Abstract>{STATEMENT}</Abstract>"
        "</DocInfo>"
        "<DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>",
        "Doc_0/Document.xml": "<Document><CommonData><MaxUnitID>999999</MaxUnitID><PageArea>"
        "<PhysicalBox>0 0 210 297</PhysicalBox></PageArea><PublicRes>PublicRes.xml</PublicRes></CommonData>"
        f"<Pages>{listed}</Pages></Document>",
        "Doc_0/PublicRes.xml": f'<Res BaseLoc="Res"><Fonts><Font ID="2" FontName="{FONT}" '
        f'FamilyName="{FONT}"/></Fonts></Res>',
    }
    for index, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = page_xml(page)
    return parts


def named(xml: str, prefix: str) -> str:
    """The part with its elements in the standard's namespace, under a prefix or none."""
    if prefix:
        xml = xml.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    declared = f"xmlns{':' + prefix if prefix else ''}={quoteattr(NAMESPACE)}"
    head, sign, rest = xml.partition(">") if " " not in xml.partition(">")[0] else xml.partition(" ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head} {declared}{sign}{rest}'


def zipped(parts: dict[str, str], prefix: str = "ofd") -> bytes:
    """The parts as a file; the same parts give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, xml in parts.items():
            member = zipfile.ZipInfo(path, ZIP_EPOCH)
            archive.writestr(member, named(xml, prefix), compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def write_ofd(pages: Sequence[Page], title: str = "", prefix: str = "ofd") -> bytes:
    """The pages as an OFD file."""
    return zipped(package_parts(pages, title), prefix)


def _lines(chars: Iterable[dict[str, Any]], height: float) -> Iterable[Text]:
    """Characters that follow one another on a baseline, as one text."""
    run: list[dict[str, Any]] = []
    for char in chars:
        if run and not _follows(run[-1], char):
            yield _text(run, height)
            run = []
        run.append(char)
    if run:
        yield _text(run, height)


def _follows(left: dict[str, Any], right: dict[str, Any]) -> bool:
    same = abs(left["matrix"][5] - right["matrix"][5]) < 0.01 and abs(left["size"] - right["size"]) < 0.01
    return bool(same and 0 <= right["x0"] - left["x0"] < 2 * left["size"])


def _text(run: Sequence[dict[str, Any]], height: float) -> Text:
    text = "".join(char["text"] for char in run)
    xs = tuple(char["x0"] * MILLIMETRES for char in run for _ in char["text"])
    baseline = (height - run[0]["matrix"][5]) * MILLIMETRES
    return Text(text, xs, baseline, run[0]["size"] * MILLIMETRES)


def pages_of(pdf: bytes) -> list[Page]:
    """What the pages of a PDF show, upright text and straight rules."""
    pages = []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            height = float(page.height)
            shapes = [*page.rects, *page.lines]
            bars = tuple(
                Bar(
                    *(edge * MILLIMETRES for edge in (one["x0"], one["top"])),
                    *(max(side, 0.5) * MILLIMETRES for side in (one["width"], one["height"])),
                )
                for one in shapes
                if min(one["width"], one["height"]) <= 2.5
            )
            texts = tuple(_lines(page.chars, height))
            pages.append(Page(float(page.width) * MILLIMETRES, height * MILLIMETRES, texts, bars))
            page.close()
    return pages


def typeset_ofd(notice: Notice, prefix: str = "ofd") -> bytes:
    """The same notice gives the same bytes."""
    return write_ofd(pages_of(typeset_pdf(notice)), notice.title.replace("\n", ""), prefix)
