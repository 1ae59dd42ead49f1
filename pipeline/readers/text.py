"""Plain text renditions of notices: tab-separated rows, rows between upright strokes as in Markdown, or one
cell a line with a blank line between rows.

Such a rendition prints no rules and loses the merged cells, so fragments say ``spans_known=False``.
Markup that renditions carry over from their own format (``#``, ``**``) is left out of paragraphs, never
out of cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Cell, Document, Fragment, Paragraph
from pipeline.documents.places import Place, TextSpan
from pipeline.errors import UnreadableDocument

ENGINE = "text"
MEDIA_TYPE = "text/plain"
LINE_LIMIT = 200_000
_HEADING = re.compile(r"^\s*(#{1,6})\s*(.*?)\s*#*\s*$")
# An outline such as `二、` or `（二）` before a few words heads a group of rows; it is no line of a cell.
_GROUP = re.compile(
    r"^\s*([一二三四五六七八九十百]+、|[(（][一二三四五六七八九十百]+[)）])[^。；;，,]{1,40}$"
)
# Two characters and a number alone: the label of the next annex, not the last line of a cell.
_LABEL = re.compile(r"^\s*[\u4e00-\u9fff]{2}\s?[0-9０-９一二三四五六七八九十]{1,2}\s?[:：]?\s*$")
# A row of Markdown, and the line under its header, which stands for a rule.
_PIPED = re.compile(r"^\s*\|.*\|\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"^\s*+\|?(\s*+:?-++:?\s*+\|)++(\s*+:?-++:?\s*+\|?)?\s*+$")
_EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")


@dataclass(slots=True)
class _Piece:
    """One physical line of a cell: its number, the column where it starts (from 0), its text."""

    line: int
    start: int
    text: str


@dataclass(slots=True)
class _Row:
    cells: list[list[_Piece]] = field(default_factory=list)
    heads_group: bool = False


def read_text(data: bytes, name: str, sha256: str) -> Document:
    """Read a UTF-8 text. Raises UnreadableDocument when it is no text or holds too long a line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"byte {error.start} is not UTF-8", document=name, remedy="Save the text as UTF-8."
        ) from error
    lines = re.split(r"\r\n|[\n\r\x0b\x0c\u2028]", text)
    for number, line in enumerate(lines, start=1):
        if len(line) > LINE_LIMIT:
            raise UnreadableDocument(
                f"line {number} has {len(line)} characters, more than {LINE_LIMIT}",
                document=name,
                remedy="A text with one endless line is no rendition of a notice.",
            )
    blocks = tuple(_blocks(lines))
    return Document(name, sha256, MEDIA_TYPE, 1, blocks)


def _blocks(lines: list[str]) -> Iterator[Paragraph | Fragment]:
    index = 0
    while index < len(lines):
        if _is_piped(lines, index):
            rows, index = _piped_rows(lines, index)
            yield _fragment(rows)
        elif "\t" in lines[index] and lines[index].strip() == "" and not _starts_row(lines, index):
            index += 1
        elif "\t" in lines[index]:
            rows, index = (
                _stacked_rows(lines, index) if _is_stacked(lines, index) else _tabbed_rows(lines, index)
            )
            yield _fragment(rows)
        else:
            if lines[index].strip():
                yield _paragraph(lines[index], index + 1)
            index += 1


def _is_piped(lines: list[str], index: int) -> bool:
    """Whether a table of rows between strokes begins: a rule follows, or a row with as many strokes."""
    if index + 1 >= len(lines) or _RULE.match(lines[index]) or "|" not in lines[index]:
        return False
    row, below = lines[index : index + 2]
    if _RULE.match(below):
        return len(_between_pipes(row)) == len(_between_pipes(below))
    strokes = len(_PIPE.findall(row))
    return strokes > 2 and all(map(_PIPED.match, (row, below))) and len(_PIPE.findall(below)) == strokes


def _piped_rows(lines: list[str], index: int) -> tuple[list[_Row], int]:
    rows: list[_Row] = []
    while index < len(lines) and "|" in lines[index]:
        if not _RULE.match(lines[index]):
            cells = _between_pipes(lines[index])
            rows.append(_Row([[_Piece(index + 1, start, text)] for start, text in cells]))
        index += 1
    return rows, index


def _between_pipes(line: str) -> list[tuple[int, str]]:
    """What stands between the strokes of a line, with the column where it starts (from 0)."""
    cells, start = [], 0
    for stroke in _PIPE.finditer(line):
        cells.append((start, line[start : stroke.start()]))
        start = stroke.end()
    cells.append((start, line[start:]))
    if not cells[0][1].strip() and line.lstrip().startswith("|"):
        cells = cells[1:]
    return cells[:-1] if not cells[-1][1].strip() and line.rstrip().endswith("|") else cells


def _starts_row(lines: list[str], index: int) -> bool:
    """A line of blanks and tabs begins a row of empty cells only where table lines follow."""
    return index + 1 < len(lines) and "\t" in lines[index + 1]


def _is_stacked(lines: list[str], index: int) -> bool:
    """One cell a line: each line of the row begins with its only tab."""
    row = []
    while index < len(lines) and lines[index]:
        row.append(lines[index])
        index += 1
    tabbed = [line for line in row if "\t" in line]
    return len(tabbed) > 1 and all(line.startswith("\t") and line.count("\t") == 1 for line in tabbed)


def _tabbed_rows(lines: list[str], index: int) -> tuple[list[_Row], int]:
    rows: list[_Row] = []
    while index < len(lines) and lines[index].strip(" "):
        line = lines[index]
        if "\t" in line:
            row, start = _Row(), 0
            for text in line.split("\t"):
                row.cells.append([_Piece(index + 1, start, text)])
                start += len(text) + 1
            rows.append(row)
        elif _tab_follows(lines, index) and _GROUP.match(line):
            rows.append(_Row([[_Piece(index + 1, 0, line)]], heads_group=True))
        elif _tab_follows(lines, index):
            rows[-1].cells[-1].append(_Piece(index + 1, 0, line))
        else:
            break
        index += 1
    return rows, index


def _tab_follows(lines: list[str], index: int) -> bool:
    """A line without tabs continues the last cell only if the table goes on after it."""
    while index < len(lines) and lines[index].strip(" "):
        if "\t" in lines[index]:
            return True
        index += 1
    return False


def _stacked_rows(lines: list[str], index: int) -> tuple[list[_Row], int]:
    rows = [_Row()]
    while index < len(lines):
        line = lines[index]
        if line.startswith("\t"):
            rows[-1].cells.append([_Piece(index + 1, 1, line[1:])])
        elif line.strip() == "":
            if not (index + 1 < len(lines) and lines[index + 1].startswith("\t")):
                break
            rows.append(_Row())
        elif _closes_stack(lines, index):
            break
        else:
            rows[-1].cells[-1].append(_Piece(index + 1, 0, line))
        index += 1
    return rows, index


def _closes_stack(lines: list[str], index: int) -> bool:
    """A short indented line that ends with a digit is a heading after the table, not a cell's line.

    So is the label of an annex after which the table does not go on.
    """
    line = lines[index]
    stripped = line.strip()
    indented = line[0] in " \u3000" and len(stripped) < 12 and stripped[-1].isdigit()
    last = index + 1 == len(lines) or not lines[index + 1].startswith("\t")
    return indented or (_LABEL.match(line) is not None and last and not _stack_goes_on(lines, index))


def _stack_goes_on(lines: list[str], index: int) -> bool:
    """Whether a row of tabbed lines follows the next blank line."""
    while index < len(lines) and lines[index].strip():
        index += 1
    return index + 1 < len(lines) and lines[index + 1].startswith("\t")


def _fragment(rows: list[_Row]) -> Fragment:
    columns = max(len(row.cells) for row in rows)
    cells = [
        _cell(pieces, row_number, column, columns if row.heads_group else 1)
        for row_number, row in enumerate(rows, start=1)
        for column, pieces in enumerate(row.cells, start=1)
    ]
    cells = [replace(c, findings=(_glued(c),)) if _is_doubtful(c, cells) else c for c in cells]
    first, last = rows[0].cells[0][0].line, rows[-1].cells[-1][-1].line
    return Fragment(
        page=1,
        rows=len(rows),
        columns=columns,
        cells=tuple(cells),
        places=(TextSpan(first, 1, 1), TextSpan(last, 1, 1)),
        spans_known=False,
    )


def _is_doubtful(cell: Cell, cells: list[Cell]) -> bool:
    """Whether a line without tabs was joined to a cell although no other cell of its column has two lines."""
    column = [other for other in cells if other.column == cell.column and other is not cell]
    return len(cell.places) > 1 and not any(len(other.places) > 1 for other in column)


def _glued(cell: Cell) -> Finding:
    return Finding(
        "line-uncertain",
        Severity.WARNING,
        f"{cell.text.splitlines()[-1][:40]!r} stands alone in a line and was taken for a part of the cell",
        places=cell.places[1:],
        remedy="Compare with the published document.",
    )


def _cell(pieces: list[_Piece], row: int, column: int, column_span: int) -> Cell:
    kept = [piece for piece in pieces if piece.text.strip()]
    text = "\n".join(piece.text.strip() for piece in kept)
    places = tuple(_span(piece) for piece in kept)
    return Cell(text, row, column, column_span=column_span, places=places, readings=(ENGINE,))


def _span(piece: _Piece) -> Place:
    lead = len(piece.text) - len(piece.text.lstrip())
    return TextSpan(piece.line, piece.start + lead + 1, piece.start + lead + len(piece.text.strip()))


def _paragraph(line: str, number: int) -> Paragraph:
    heading = _HEADING.match(line)
    text = heading.group(2) if heading else line.strip()
    text = _EMPHASIS.sub(r"\2", text)
    level = len(heading.group(1)) if heading else None
    lead = len(line) - len(line.lstrip())
    return Paragraph(text, 1, (TextSpan(number, lead + 1, len(line.rstrip())),), level)
