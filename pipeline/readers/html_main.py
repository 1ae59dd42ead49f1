"""Which part of a web page is the notice: navigation, calendars and layout tables lie around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.documents.text import fold, squeeze
from pipeline.readers.html_table import Rows, columns_of, fragment_of, rows_of
from pipeline.readers.html_tree import HEADINGS, UNSHOWN, Element, is_hidden, shown, tag_of, text_within
from pipeline.tables.header import worded_rows
from pipeline.vocabulary import Vocabulary

_APART = frozenset(("nav", "footer", "aside"))
_LISTING = frozenset(("ul", "ol", "dl", "div", "section", "table"))
# Of a menu's text this part is links, and there are at least so many.
LINKED, LINKS = 0.7, 3
# A table is layout where other tables hold this part of its text, or a cell so much prose.
NESTED, PROSE, PROSE_BLOCKS = 0.5, 400, 3
# What stands above the lists in no more rows than this is the notice's particulars, not a list.
PARTICULARS = 12
# So many labels of particulars tell such a table where the page shows no list.
_LABELS = 2
_TITLE_LENGTHS = range(6, 121)
# What a page is called ends with the names of column and site.
_TITLE_SHARE = 0.5
_HEADER_ROWS = 4


@dataclass(slots=True)
class Size:
    """How much an element holds: characters, those in links and in tables within, links, paragraphs."""

    text: int = 0
    linked: int = 0
    nested: int = 0
    links: int = 0
    blocks: int = 0
    headings: int = 0


@dataclass(frozen=True, slots=True)
class Main:
    """The notice within its page: where it is, its title, the tables to read and elements to leave out."""

    root: Element
    title: Element | None
    tables: Mapping[Element, Rows]
    left_out: int
    sizes: Mapping[Element, Size] = field(default_factory=dict)

    def is_menu(self, element: Element) -> bool:
        """Whether the element is navigation: marked as such, or links and little else."""
        tag = tag_of(element)
        if tag in _APART or element.get("role") in ("navigation", "contentinfo", "search"):
            return not self._holds_more(element)
        size = self.sizes.get(element)
        if tag not in _LISTING or size is None or size.links < LINKS:
            return False
        return size.linked >= LINKED * size.text and not self._holds_more(element)

    def _holds_more(self, element: Element) -> bool:
        return any(one in self.tables or one is self.title for one in element.iter())


def main_of(page: Element, name: str, vocabulary: Vocabulary) -> Main:
    """The smallest part of the page that holds its title and the tables with known column words."""
    body = next((one for one in page.iter() if tag_of(one) == "body"), page)
    sizes = _sizes(body)
    tables = _data_tables(body, sizes)
    worded = [table for table, rows in tables.items() if _is_worded(rows, name, vocabulary)]
    order = {element: index for index, element in enumerate(shown(body))}
    first = order[worded[0]] if worded else len(order)
    title = _title_element(page, body, order, first)
    listing = _of_lists(tables, worded)
    root = _around(title, listing, body, sizes)
    inside = {element for element in root.iter() if element in tables}
    read = {
        table: rows
        for table, rows in tables.items()
        if table in inside and not _is_particulars(table, rows, worded, order, first, vocabulary)
    }
    left_out = sum(1 for table in tables if table not in inside)
    return Main(root, title, read, left_out, sizes)


def _sizes(body: Element) -> dict[Element, Size]:
    """The sizes of all containers, by one walk."""
    sizes: dict[Element, Size] = {}
    open_sizes: list[Size] = []
    links = 0
    walk = etree.iterwalk(body, events=("start", "end"))
    skipped: Element | None = None
    for event, element in walk:
        tag = tag_of(element)
        if event == "start":
            if element is not body and (tag in UNSHOWN or is_hidden(element)):
                walk.skip_subtree()
                skipped = element
                continue
            open_sizes.append(Size(len(squeeze(element.text or ""))))
            links += tag == "a"
            if links:
                open_sizes[-1].linked = open_sizes[-1].text
            continue
        if element is skipped:
            skipped = None
        else:
            links -= tag == "a"
            size = open_sizes.pop()
            if tag in _LISTING or tag in ("body", "td", "th", "main", "article"):
                sizes[element] = size
            if open_sizes:
                _take(open_sizes[-1], size, tag)
        if open_sizes and element is not body:
            tail = len(squeeze(element.tail or ""))
            open_sizes[-1].text += tail
            open_sizes[-1].linked += tail if links else 0
    return sizes


def _take(outer: Size, inner: Size, tag: str) -> None:
    outer.text += inner.text
    outer.linked += inner.linked
    outer.nested += inner.text if tag == "table" else inner.nested
    outer.links += inner.links + (tag == "a")
    outer.blocks += inner.blocks + (tag in ("p", "div") and inner.text > 0)
    outer.headings += inner.headings + (tag in HEADINGS)


def _data_tables(body: Element, sizes: Mapping[Element, Size]) -> dict[Element, Rows]:
    """The outermost tables that are no layout, in order."""
    tables: dict[Element, Rows] = {}
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        if element is not body and (tag_of(element) in UNSHOWN or is_hidden(element)):
            walk.skip_subtree()
        elif tag_of(element) == "table":
            rows = rows_of(element)
            if not _is_layout(element, rows, sizes):
                tables[element] = rows
                walk.skip_subtree()
    return tables


def _is_layout(table: Element, rows: Rows, sizes: Mapping[Element, Size]) -> bool:
    size = sizes.get(table)
    cells = [cell for group in rows.groups for row in group for cell in row]
    if size is None or table.get("role") in ("presentation", "none") or len(cells) < 2:
        return True
    if size.nested > NESTED * size.text:
        return True
    if all(len(row) < 2 for group in rows.groups for row in group):
        return True
    held = (sizes[cell] for cell in cells if cell in sizes)
    return any(
        one.headings > 0
        or (one.text - one.nested >= PROSE and one.blocks >= PROSE_BLOCKS and len(cells) <= 9)
        for one in held
    )


def _is_worded(rows: Rows, name: str, vocabulary: Vocabulary) -> bool:
    top = [group[:_HEADER_ROWS] for group in rows.groups if group][:_HEADER_ROWS]
    fragment = fragment_of(Rows(top), 1, name)
    return fragment is not None and worded_rows(fragment, vocabulary) > 0


def _is_particulars(
    table: Element,
    rows: Rows,
    worded: Sequence[Element],
    order: Mapping[Element, int],
    first: int,
    vocabulary: Vocabulary,
) -> bool:
    """Whether a small table above the lists says number, date and authority of the notice.

    Where all lists are attached to the page, the labels in it tell.
    """
    if table in worded or order[table] >= first or sum(map(len, rows.groups)) > PARTICULARS:
        return False
    cells = [fold(text_within(cell)) for group in rows.groups for row in group for cell in row]
    labels = sum(vocabulary.particulars.fullmatch(text) is not None for text in cells)
    return bool(worded) or labels >= _LABELS


def _title_element(page: Element, body: Element, order: Mapping[Element, int], first: int) -> Element | None:
    """The element that prints the page's title above the tables; of several the longest, then the last."""
    called = _called(page)
    found: list[tuple[int, int, Element]] = []
    links = [element for element in order if tag_of(element) == "a"]
    linked = {inner for link in links for inner in link.iter()}
    for element, at in order.items():
        if at >= first or element in linked or element is body or len(element) > 20:
            continue
        text = squeeze(text_within(element)) if len(element) else squeeze(element.text or "")
        if len(text) in _TITLE_LENGTHS and any(
            text in title and len(text) >= _TITLE_SHARE * len(title) for title in called
        ):
            found.append((len(text), at, element))
    if found:
        return max(found, key=lambda one: one[:2])[2]
    for tag in ("h1", "h2", "h3"):
        headings = [element for element, at in order.items() if at < first and tag_of(element) == tag]
        if headings:
            return headings[0] if first < len(order) else headings[-1]
    return None


def _of_lists(tables: Mapping[Element, Rows], worded: Sequence[Element]) -> list[Element]:
    """The tables with column words, and those after the first as wide as one of them: a list cut in parts."""
    if not worded:
        return []
    widths = {_width(tables[table]) for table in worded}
    ordered = list(tables)
    after = ordered[ordered.index(worded[0]) :]
    return [table for table in after if table in worded or _width(tables[table]) in widths]


def _width(rows: Rows) -> int:
    """The most columns that a row's cells take."""
    return max((sum(map(columns_of, row)) for group in rows.groups for row in group), default=0)


def _called(page: Element) -> list[str]:
    """What the page's head calls it."""
    said: list[str] = []
    for element in page.iter():
        tag = tag_of(element)
        if tag == "meta" and element.get("name", "").lower() == "articletitle":
            said.insert(0, element.get("content", ""))
        elif tag == "title":
            said.append(text_within(element))
    return [squeeze(text) for text in said if squeeze(text)]


def _around(
    title: Element | None, tables: Sequence[Element], body: Element, sizes: Mapping[Element, Size]
) -> Element:
    """The smallest element around title and tables; without tables, one that holds most of the prose."""
    if title is None:
        return body
    common = [title, *title.iterancestors()]
    for part in tables:
        above = {part, *part.iterancestors()}
        common = [element for element in common if element in above]
    root = common[0] if common else body
    if tables:
        return root
    whole = _prose(sizes.get(body))
    for element in [root, *root.iterancestors()]:
        if element is body or (element in sizes and 2 * _prose(sizes[element]) > whole):
            return element
    return body


def _prose(size: Size | None) -> int:
    return 0 if size is None else size.text - size.linked
