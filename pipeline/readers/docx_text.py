"""The text of Word paragraphs as it stands when all tracked changes are accepted."""

from collections.abc import Callable, Iterator

from pipeline.readers.docx_package import COMPATIBILITY, is_on, word_child, word_tag, word_value
from pipeline.readers.package import Element

# What only wraps content that is shown: kept insertions, links, content controls, fields; of ruby the base.
WRAPPERS = frozenset(
    ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "bdo", "dir")
)
RUBY = frozenset(("ruby", "rubyBase"))
MATHEMATICS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
NoteMark = Callable[[str, str], str]
Hides = Callable[[Element], bool]
Capitals = Callable[[Element], bool]
_STRIKES = ("strike", "dstrike")
SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "br": "\n", "noBreakHyphen": "-"}


def shown_children(element: Element) -> Iterator[Element]:
    """Children, those inside wrappers in place of these; deletions and what they wrap left out."""
    for child in element:
        tag = word_tag(child)
        if tag in WRAPPERS or tag in RUBY:
            yield from shown_children(child)
        elif tag:
            yield child
        elif (choice := _choice(child)) is not None:
            yield from shown_children(choice)


def _choice(element: Element) -> Element | None:
    """The first of the alternatives that mc:AlternateContent offers, None for any other element."""
    if not isinstance(element.tag, str) or element.tag != f"{{{COMPATIBILITY}}}AlternateContent":
        return None
    return next((child for child in element if isinstance(child.tag, str)), None)


def paragraph_text(paragraph: Element, note: NoteMark, hides: Hides, capitals: Capitals) -> str:
    """The text of a w:p without that of its text boxes; tabs as tabs, line breaks as line breaks.

    ``note`` gives the mark of a footnote or endnote by its kind and identity, ``hides`` tells whether a
    w:r is not shown, ``capitals`` whether it is shown in capitals.
    """
    coded = codes_of(paragraph)

    def text_of(run: Element) -> str:
        text = "" if run in coded or hides(run) else run_text(run, note)
        return text.upper() if text and capitals(run) else text

    return "".join(_pieces(paragraph, text_of))


def _pieces(element: Element, text_of: Callable[[Element], str]) -> Iterator[str]:
    for child in element:
        if _is_formula(child):
            yield _formula(child)
        elif word_tag(child) == "r":
            yield text_of(child)
        elif word_tag(child) in WRAPPERS:
            yield from _pieces(child, text_of)
        elif (choice := _choice(child)) is not None:
            yield from _pieces(choice, text_of)


def codes_of(paragraph: Element) -> frozenset[Element]:
    """The w:r within the code of a field, where the results of fields within it are no text either.

    Word keeps a field as begin, code, separate, result, end. None where a field ends elsewhere.
    """
    if next(paragraph.iter("{*}fldChar"), None) is None:
        return frozenset()
    coded: set[Element] = set()
    open_fields: list[bool] = []  # for each field that is open, whether its code is
    for run in paragraph.iter("{*}r"):
        if any(open_fields):
            coded.add(run)
        for sign in run.iterchildren("{*}fldChar"):
            match word_value(sign, "fldCharType"):
                case "begin":
                    open_fields.append(True)
                case "separate" if open_fields:
                    open_fields[-1] = False
                case "end" if open_fields:
                    open_fields.pop()
    return frozenset() if open_fields else frozenset(coded)


def struck_text(cell: Element) -> str:
    """The words of a w:tc that a line strikes out, and that no tracked change deletes."""
    if next(cell.iter("{*}strike", "{*}dstrike"), None) is None:
        return ""
    runs = (run for run in _runs(cell) if any(is_on(word_child(run, "rPr", tag)) for tag in _STRIKES))
    return "".join(run_text(run, lambda kind, identity: "") for run in runs).strip()


def has_picture(cell: Element, text: str) -> bool:
    """Whether a w:tc shows a picture among its words, or alone; one that only hangs at them is a seal's."""
    inline = any(next(one.iter("{*}blip"), None) is not None for one in cell.iter("{*}inline"))
    return inline or (not text.strip() and next(cell.iter("{*}blip", "{*}imagedata"), None) is not None)


def _runs(element: Element) -> Iterator[Element]:
    for child in shown_children(element):
        if word_tag(child) == "r":
            yield child
        elif word_tag(child) in ("p", "tbl", "tr", "tc"):
            yield from _runs(child)


def _is_formula(element: Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    space, _, name = element.tag[1:].partition("}")
    return name in ("oMath", "oMathPara") and space in MATHEMATICS


def _formula(element: Element) -> str:
    """The characters of a formula in their order; how they stand to each other is lost."""
    pieces = (
        child.text or ""
        for child in element.iter()
        if isinstance(child.tag, str)
        and child.tag[1:].partition("}")[0] in MATHEMATICS
        and child.tag.endswith("}t")
    )
    return "".join(pieces)


def run_text(run: Element, note: NoteMark) -> str:
    """The text of a w:r, shown or not."""
    return "".join(_piece(child, note) for child in shown_children(run))


def _piece(element: Element, note: NoteMark) -> str:
    match word_tag(element):
        case "t":
            return element.text or ""
        case "r":  # inside ruby
            return run_text(element, note)
        case "footnoteReference" | "endnoteReference" as kind:
            follows = word_value(element, "customMarkFollows") in ("1", "true", "on")
            return "" if follows else note(kind.removesuffix("Reference"), word_value(element, "id") or "")
        case "sym":
            return symbol(word_value(element, "char"))
        case "br" if word_value(element, "type") in ("page", "column"):
            return ""
        case tag:  # field codes, drawings and the like show no text of their own
            return SIGNS.get(tag, "")


def symbol(code: str | None) -> str:
    """A character of a symbol font, by its number there (in the private area, as Word writes it)."""
    try:
        char = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return "\ufffd" if "\ud800" <= char <= "\udfff" else char  # half of a character


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """The w:txbxContent anchored in a paragraph; of alternatives the first only."""
    for run in shown_children(paragraph):
        if word_tag(run) == "r":
            for child in shown_children(run):
                yield from _boxes(child)


def _boxes(element: Element) -> Iterator[Element]:
    if word_tag(element) == "txbxContent":
        yield element
        return
    for child in element:
        if isinstance(child.tag, str):
            choice = _choice(child)
            yield from _boxes(child if choice is None else choice)


def mark_deleted(paragraph: Element) -> bool:
    """Whether the paragraph's end was deleted, so that the next one goes on with it."""
    marks = word_child(paragraph, "pPr", "rPr")
    return marks is not None and any(word_child(marks, tag) is not None for tag in ("del", "moveFrom"))
