"""What a web page shows that is not read: tables made of boxes, pictures, hidden tables; and attachments."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import unquote, urlsplit

from pipeline.documents.findings import Finding, Severity
from pipeline.documents.model import Attachment
from pipeline.documents.text import fold, join_lines
from pipeline.readers.html_tree import (
    FETCH_AGAIN,
    Element,
    is_large,
    shown,
    source_of,
    tag_of,
    text_within,
)
from pipeline.vocabulary import Vocabulary

ATTACHED = (
    *(".pdf", ".doc", ".docx", ".wps", ".wpt", ".xls", ".xlsx", ".et", ".ofd", ".zip", ".rar", ".7z"),
    *(".tif", ".tiff", ".rtf", ".ceb", ".txt", ".csv"),
)
_BY_EYE = "Compare the page by eye; give the list as a file of its own if it is one"
_BOXES = re.compile(r"display\s*:\s*(inline-)?(table|grid|flex)", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")
# So many zeros are no text: a disc or a network left a part of the page out.
_ZEROS = "\x00" * 16
# What begins and ends tables and pages, but in comments and scripts.
_ENDS = re.compile(
    r"<!--(?:.*?-->|.*)|<script\b(?:.*?</script|.*)|(</?table(?=[\s>/])|</html|</body)", re.I | re.S
)
# A picture smaller than this is a sign, not a page.
SMALLEST = 120
NAMED = 5


def attachments_of(body: Element, main: Element, vocabulary: Vocabulary) -> Iterator[Attachment]:
    """The files that the page links to, each once: by the end of their address, or by their label."""
    inside = set(main.iter())
    found: set[str] = set()
    for element in shown(body):
        address = (element.get("href") or "").strip()
        if tag_of(element) != "a" or not address or address in found or address.startswith(("#", "data:")):
            continue
        words = join_lines(text_within(element)) or element.get("title", "") or element.get("download", "")
        labelled = element in inside and _is_label(words, vocabulary)
        if _is_file(address) or _is_file(words) or (labelled and not _is_script(address)):
            found.add(address)
            yield Attachment(words, address)


def _is_label(words: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.annex.match(fold(words)) is not None


def _is_file(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    ends = (unquote(parts.path), unquote(parts.query))
    return any(end.lower().endswith(ATTACHED) for end in ends if end)


def _is_script(address: str) -> bool:
    return address.lower().startswith(("javascript:", "mailto:"))


def attachment_findings(attachments: Sequence[Attachment]) -> Iterator[Finding]:
    """Each attachment, to be said."""
    for one in attachments:
        yield Finding(
            "attachment-linked",
            Severity.INFO,
            f"the page links to a file: {one.title or '(no words)'}, {one.address}",
            remedy="Fetch it and read it too, if the list is in it",
        )


def cut_off(text: str) -> Iterator[Finding]:
    """Whether the page ends within a table, without the end that pages have, or was not written whole."""
    if _ZEROS in text:
        message = "a part of the page is zeros: it is damaged, and text may be missing"
        yield Finding("part-unread", Severity.ERROR, message, remedy=FETCH_AGAIN)
    marks = [mark.lower() for mark in _ENDS.findall(text) if mark]
    if marks.count("<table") > marks.count("</table") and not {"</html", "</body"} & set(marks):
        message = "the page ends within a table: it is cut off, and rows may be missing"
        yield Finding("part-unread", Severity.ERROR, message, remedy=FETCH_AGAIN)


def unread_parts(page: Element, main: Element, left_out: int, vocabulary: Vocabulary) -> Iterator[Finding]:
    """What may hold a list and was not read."""
    if any(True for _ in _boxed_tables(page, main, vocabulary)):
        yield _warned("the page makes a table of boxes that are no table, which is not read")
    pictures = [
        element for element in shown(main) if tag_of(element) == "img" and is_large(element, SMALLEST)
    ]
    if pictures:
        names = ", ".join(source_of(element) for element in pictures[:NAMED])
        words = f"{len(pictures)} pictures" if len(pictures) > 1 else "a picture"
        yield _warned(f"the article shows {words}, not read, in which a list may stand: {names}")
    frames = [one for one in main.iter() if tag_of(one) in ("iframe", "embed", "object")]
    if frames:
        names = ", ".join(source_of(element) for element in frames[:NAMED])
        yield _warned(f"the article shows another document within it, which is not read: {names}")
    seen = set(shown(page))
    hidden = [one for one in page.iter() if tag_of(one) == "table" and one not in seen]
    if hidden:
        message = f"the page hides {len(hidden)} of its tables, which were left out"
        lists = any(_is_header(list(row)[: 2 * NAMED], vocabulary) for one in hidden for row in _top(one))
        yield _warned(f"{message}; what they hold looks like a list") if lists else _noted(message)
    if left_out:
        yield _noted(
            f"{left_out} of the page's tables stand outside of the article and were left out",
        )


def hidden_parts(table: int, count: int) -> Finding:
    """Rows or cells of a table that the page does not show."""
    return _noted(f"table {table} hides {count} of its rows or cells, which were left out")


def _warned(message: str) -> Finding:
    return Finding("part-unread", Severity.WARNING, message, remedy=_BY_EYE)


def _noted(message: str) -> Finding:
    return Finding("part-unread", Severity.INFO, message, remedy=_BY_EYE)


def _boxed_tables(page: Element, main: Element, vocabulary: Vocabulary) -> Iterator[Element]:
    """Elements that lie as a table does and whose first row holds column words."""
    classes = _boxed_classes(page)
    tables = {inner for one in main.iter() if tag_of(one) == "table" for inner in one.iter()}
    for element in shown(main):
        if element in tables or tag_of(element) in ("ul", "ol") or len(element) < 2:
            continue
        boxed = (
            element.get("role") in ("table", "grid")
            or _BOXES.search(element.get("style", "")) is not None
            or not classes.isdisjoint(element.get("class", "").split())
        )
        rows = [child for child in element if len(child) > 1]
        regular = len(rows) >= 3 and len({len(row) for row in rows[:NAMED]}) == 1
        head = list(element)[: 2 * NAMED] if boxed and not rows else list(rows[0]) if rows else []
        if (boxed or regular) and _is_header(head, vocabulary):
            yield element


def _top(table: Element) -> Iterator[Element]:
    """The first rows of a table."""
    return islice((one for one in table.iter() if tag_of(one) == "tr"), NAMED)


def _is_header(cells: Sequence[Element], vocabulary: Vocabulary) -> bool:
    words = [join_lines(text_within(cell).strip()) for cell in cells[: 2 * NAMED]]
    return sum(0 < len(word) <= 30 and vocabulary.role((word,)) is not None for word in words) >= 2


def _boxed_classes(page: Element) -> set[str]:
    """The classes that the page's own style sheets lay out as tables."""
    found: set[str] = set()
    for element in page.iter():
        if tag_of(element) != "style":
            continue
        for selectors, rule in _RULE.findall((element.text or "")[:200_000]):
            if _BOXES.search(rule):
                found |= {match[1] for one in selectors.split(",") if (match := _CLASS.search(one))}
    return found
