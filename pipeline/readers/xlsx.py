"""Excel workbooks (.xlsx), read from their XML: bytes to a document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Document
from pipeline.documents.places import SheetPlace
from pipeline.errors import UnreadableDocument
from pipeline.readers.limits import SMALLER
from pipeline.readers.marked_cells import struck_finding
from pipeline.readers.number_format import words
from pipeline.readers.office_pictures import pictures_said
from pipeline.readers.package import FETCH_AGAIN, Element, Package
from pipeline.readers.sheet import (
    CELLS,
    Position,
    Range,
    Sheet,
    SheetCell,
    error_cell,
    number_cell,
    unnamed_cell,
    unvalued_cell,
)
from pipeline.readers.sheet_tables import workbook_document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "}id"


@dataclass(frozen=True, slots=True)
class _Styles:
    """By the number of a style: its number format, whether it draws borders, and strikes words out."""

    formats: Sequence[str]
    bordered: Sequence[bool]
    struck: Sequence[bool]

    def of(self, number: int) -> tuple[str, bool]:
        if not 0 <= number < len(self.formats):
            return "General", False
        return self.formats[number], self.bordered[number]

    def strikes(self, number: int) -> bool:
        return 0 <= number < len(self.struck) and self.struck[number]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of a workbook share."""

    strings: Sequence[str]
    struck: Mapping[int, str]
    """By the number of a string: its words that are struck out."""
    styles: _Styles
    since_1904: bool


def read_xlsx(data: bytes, name: str, sha256: str) -> Document:
    """The tables and lines of all sheets. Raises UnreadableDocument for what is no whole workbook."""
    package = Package(data, name, "xl/workbook.xml", "Excel workbook")
    root = package.part(package.main)
    if root is None or _tag(root) != "workbook":
        raise UnreadableDocument("the file has no Excel workbook in it", document=name, remedy=FETCH_AGAIN)
    related = package.related(package.main)
    kinds = dict(related.values())
    settings = _child(root, "workbookPr")
    since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    items = list(_children(package.part(kinds.get("sharedStrings", "xl/sharedStrings.xml")), "si"))
    struck = {number: words for number, item in enumerate(items) if (words := _struck(item))}
    styles = _styles(package.part(kinds.get("styles", "xl/styles.xml")))
    book = _Book([_text(item) for item in items], struck, styles, since_1904)
    sheets: list[Sheet] = []
    lost = []
    for element in _children(_child(root, "sheets"), "sheet"):
        relation = next((value for key, value in element.attrib.items() if str(key).endswith(_RELATION)), "")
        kind, path = related.get(str(relation), ("", ""))
        part = package.part(path)
        if kind == "worksheet" and part is not None and _tag(part) == "worksheet":
            hidden = element.get("state", "visible") != "visible"
            sheets.append(_sheet(part, len(sheets) + 1, element.get("name", ""), hidden, book))
        elif kind in ("worksheet", ""):
            lost.append(element.get("name", ""))
    if sum(len(sheet.cells) for sheet in sheets) > CELLS:
        raise UnreadableDocument(f"the workbook has more than {CELLS} cells", document=name, remedy=SMALLER)
    return workbook_document(
        name,
        sha256,
        MEDIA_TYPE,
        sheets,
        (*package.left_out(), *_lost(lost), *pictures_said(package.parts_in("xl/drawings/"))),
    )


def _lost(names: Sequence[str]) -> Iterator[Finding]:
    """Sheets that the workbook names and the file does not hold."""
    if names:
        message = f"sheets that the workbook names are not in the file: {', '.join(names[:5])}"
        yield Finding("part-unread", Severity.ERROR, message, remedy=FETCH_AGAIN)


def _sheet(root: Element, number: int, name: str, hidden: bool, book: _Book) -> Sheet:
    bare = Sheet(number, name, {})
    cells: dict[Position, SheetCell] = {}
    hidden_rows = set()
    at = 0
    for row in _children(_child(root, "sheetData"), "row"):
        at = _whole(row.get("r")) or at + 1
        if row.get("hidden") in ("1", "true"):
            hidden_rows.add(at)
        column = 0
        for cell in _children(row, "c"):
            reference = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(reference[1]) if reference else column + 1
            read = _with_struck(_cell(cell, bare, (at, column), book), cell, bare.place((at, column)), book)
            if read.text or read.bordered or read.findings:
                cells[at, column] = read
    merged = tuple(
        found
        for element in _children(_child(root, "mergeCells"), "mergeCell")
        if (found := _range(element.get("ref", ""))) is not None
    )
    return Sheet(number, name, cells, merged, hidden, frozenset(hidden_rows), _hidden_columns(root))


def _cell(cell: Element, sheet: Sheet, position: Position, book: _Book) -> SheetCell:
    code, bordered = book.styles.of(_whole(cell.get("s")) or 0)
    kind = cell.get("t", "n")
    place = sheet.place(position)
    value = _child(cell, "v")
    content = None if value is None else value.text
    if kind == "inlineStr":
        return SheetCell(_text(_child(cell, "is")), bordered)
    if content is None:
        formula = _child(cell, "f") is not None and kind != "str"
        return unvalued_cell(place, bordered=bordered) if formula else SheetCell("", bordered)
    if kind == "e":
        return error_cell(content, place, bordered=bordered)
    number = _float(content) if kind == "n" else None
    if number is not None:
        return number_cell(number, code, place, bordered=bordered, since_1904=book.since_1904)
    if kind == "s" and (_whole(content) is None or int(content) >= len(book.strings)):
        return unnamed_cell(place, bordered=bordered)
    return SheetCell(_content(content, kind, book.strings), bordered)


def _with_struck(read: SheetCell, cell: Element, place: SheetPlace, book: _Book) -> SheetCell:
    """The cell, with a word on those of its words that are struck out."""
    words = read.text if book.styles.strikes(_whole(cell.get("s")) or 0) else ""
    if not words and cell.get("t") == "s":
        value = _child(cell, "v")
        number = _whole(None if value is None else value.text)
        words = "" if number is None else book.struck.get(number, "")
    elif not words:
        words = _struck(_child(cell, "is"))
    return replace(read, findings=(*read.findings, struck_finding(words, place))) if words.strip() else read


def _struck(item: Element | None) -> str:
    """The words of a string's runs that are struck out."""
    runs = (run for run in _children(item, "r") if _is_struck(_child(run, "rPr")))
    return "".join(text.text or "" for run in runs for text in _children(run, "t")).strip()


def _is_struck(font: Element | None) -> bool:
    strike = _child(font, "strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _content(content: str, kind: str, strings: Sequence[str]) -> str:
    """The text of a cell that holds no number."""
    match kind:
        case "s":
            return strings[int(content)]
        case "b":
            return "TRUE" if content.strip() in ("1", "true") else "FALSE"
        case "str":
            return unescaped(content)
        case _:  # dates in words, and what is no number though it should be
            return content


def _text(item: Element | None) -> str:
    """The text of a string, its runs together; what tells how it is spoken is left out."""
    if item is None:
        return ""
    pieces = []
    for child in item:
        if _tag(child) == "t":
            pieces.append(child.text or "")
        elif _tag(child) == "r":
            pieces.extend(text.text or "" for text in _children(child, "t"))
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """A text with the characters that _xHHHH_ stands for; one of which half is lost is U+FFFD."""
    if "_x" in text:
        units = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).encode("utf-16-le", "surrogatepass")
        text = units.decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _styles(root: Element | None) -> _Styles:
    if root is None:
        return _Styles((), (), ())
    codes = dict(words().formats)
    for element in _children(_child(root, "numFmts"), "numFmt"):
        identity = _whole(element.get("numFmtId"))
        if identity is not None:
            codes[identity] = element.get("formatCode", "General")
    drawn = [
        any(side.get("style", "none") != "none" for side in border if isinstance(side.tag, str))
        for border in _children(_child(root, "borders"), "border")
    ]
    fonts = [_is_struck(font) for font in _children(_child(root, "fonts"), "font")]
    formats, bordered, struck = [], [], []
    for xf in _children(_child(root, "cellXfs"), "xf"):
        formats.append(codes.get(_whole(xf.get("numFmtId")) or 0, "General"))
        border = _whole(xf.get("borderId")) or 0
        bordered.append(border < len(drawn) and drawn[border])
        font = _whole(xf.get("fontId")) or 0
        struck.append(font < len(fonts) and fonts[font])
    return _Styles(formats, bordered, struck)


def _hidden_columns(root: Element) -> frozenset[int]:
    hidden: set[int] = set()
    for element in _children(_child(root, "cols"), "col"):
        if element.get("hidden") in ("1", "true") or _float(element.get("width") or "") == 0:
            first, last = _whole(element.get("min")) or 1, _whole(element.get("max")) or 1
            hidden.update(range(first, min(last, 16_384) + 1))
    return frozenset(hidden)


def _range(reference: str) -> Range | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        return None
    return Range(int(start[2]), _column(start[1]), int(end[2]), _column(end[1]))


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _children(element: Element | None, tag: str) -> Iterator[Element]:
    if element is not None:
        yield from (child for child in element if _tag(child) == tag)


def _child(element: Element | None, tag: str) -> Element | None:
    return next(_children(element, tag), None)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.strip().isdecimal() else None


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
