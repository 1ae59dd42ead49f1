"""The elements of a web page: parsed within bounds, without network or entities; what is shown of them."""

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.errors import UnreadableDocument
from pipeline.readers.html_mended import mend_tables

Element = etree._Element

FETCH_AGAIN = "Fetch the page again from where it was published"
# Elements of a page; the longest catalogue has a tenth of that.
ELEMENTS = 1_000_000
# Letters and attributes of one tag; the parser compares each attribute with all before it.
TAG, ATTRIBUTES = 50_000, 5_000
_TAG = re.compile(rb"""[A-Za-z](?:[^>"']|"[^"]*"|'[^']*')*+""")
# Never shown, or no text of the page.
UNSHOWN = frozenset(
    (
        *("script", "style", "template", "noscript", "head", "meta", "link", "title", "object", "embed"),
        *("applet", "iframe", "frame", "svg", "math", "canvas", "audio", "video", "map", "select", "option"),
        *("datalist", "textarea", "input", "button"),
        *("rt", "rp", "rtc"),  # how a word is spoken
    )
)
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("ul", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    )
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PIXELS = re.compile(r"^\s*(\d{1,5})")
# A picture in a cell that is smaller than this is a sign; words need more room.
_SMALLEST_WORDS = 24
_STRUCK = frozenset(("del", "s", "strike"))
_STRUCK_STYLE = re.compile(r"text-decoration(-line)?\s*:[^;]*line-through", re.I)
_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)", re.I)


def parsed(text: str, name: str) -> Element:
    """The root of a page. Raises UnreadableDocument for what is none, or exceeds all measure."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    data = text.replace("\x00", "").encode("utf-8", "replace")
    if any(len(piece) > TAG and _crowded(piece) for piece in data.split(b"<")):
        message = f"a tag of the web page has more than {ATTRIBUTES} attributes"
        raise UnreadableDocument(message, document=name, remedy=FETCH_AGAIN)
    try:
        root: Element | None = etree.fromstring(data, parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("the web page is damaged", document=name, remedy=FETCH_AGAIN) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocument(
            "the web page nests its tags too deeply to be a document", document=name, remedy=FETCH_AGAIN
        )
    if root is None:
        raise UnreadableDocument("the web page is empty", document=name, remedy=FETCH_AGAIN)
    if sum(1 for _ in root.iter()) > ELEMENTS:
        raise UnreadableDocument(
            f"the web page has more than {ELEMENTS} elements", document=name, remedy=FETCH_AGAIN
        )
    mend_tables(root)
    return root


def _crowded(piece: bytes) -> bool:
    """Whether a tag, without the bracket that opens it, has more attributes than any should."""
    tag = _TAG.match(piece)
    return tag is not None and max(tag[0].count(b"="), len(tag[0].split())) > ATTRIBUTES


def tag_of(element: Element) -> str:
    """The name of an element in small letters, without a prefix such as that of XHTML; "" for others."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def is_hidden(element: Element) -> bool:
    """Whether the page says that the element is not shown, there itself."""
    return element.get("hidden") is not None or bool(_NONE.search(element.get("style", "")))


def shown(root: Element) -> Iterator[Element]:
    """All elements below the root, itself too, but those hidden or never shown, and what is in them."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element is not root and (tag_of(element) in UNSHOWN or is_hidden(element)):
            walk.skip_subtree()
        else:
            yield element


def text_within(element: Element) -> str:
    """All the text that is shown in the element, for comparison and measure."""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        if event == "start":
            if one is not element and (tag_of(one) in UNSHOWN or is_hidden(one)):
                walk.skip_subtree()
            else:
                pieces.append(one.text or "")
        elif one is not element:
            pieces.append(one.tail or "")
    return "".join(pieces)


def struck_within(element: Element) -> str:
    """The words in the element that a line strikes out."""
    if not len(element) and "style" not in element.attrib:  # most cells
        return ""
    struck = (
        one for one in shown(element) if tag_of(one) in _STRUCK or _STRUCK_STYLE.search(one.get("style", ""))
    )
    return " ".join(filter(None, (text_within(one).strip() for one in struck)))


def pictures_within(element: Element) -> list[str]:
    """The addresses of the pictures in the element that may hold words, signs and bullets left out."""
    if next(element.iter("img"), None) is None:  # most cells
        return []
    return [
        source_of(one) for one in shown(element) if tag_of(one) == "img" and is_large(one, _SMALLEST_WORDS)
    ]


def is_large(picture: Element, least: int) -> bool:
    """Whether a picture is at least so many pixels wide and high, as far as the page says."""
    sizes = (_PIXELS.match(picture.get(side, "")) for side in ("width", "height"))
    return all(size is None or int(size[1]) >= least for size in sizes)


def source_of(element: Element) -> str:
    """The address of what an element shows, cut where it is endless."""
    source = element.get("src") or element.get("data") or "(no address)"
    return source if len(source) <= 200 and not source.startswith("data:") else f"{source[:30]}…"
