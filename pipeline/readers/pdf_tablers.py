"""The tablers engine (Rust on pdfium): the fast reader, and the second opinion on every page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import product
from typing import Literal, Self

import tablers

from pipeline.readers.pdf_doubts import unread
from pipeline.readers.pdf_edges import Edges, joined_dashes
from pipeline.readers.pdf_engines import Box
from pipeline.readers.pdf_frame import Frame
from pipeline.readers.pdf_page import Before, Extent, PageContent
from pipeline.readers.pdf_shown import as_shown, has_pictures, letter_colours
from pipeline.readers.pdf_stamps import stamp_found
from pipeline.readers.pdf_tablers_page import (
    LoadedPage,
    PageRead,
    has_boxes_left,
    load,
    read_page,
    texts_in,
    turn_of,
)

Strategy = Literal["strict", "rectangles", "dashes"]
# Rules drawn as such; then the sides of rectangles too (a rectangle a cell); then dashes drawn as rectangles.
STRATEGIES: tuple[Strategy, ...] = ("strict", "rectangles", "dashes")


class TablersDocument:
    """A PDF opened in pdfium, its pages as their text is read.

    ``plain`` tells that all pages are whole and upright, ``turns`` by how many quarter turns which lie.
    """

    def __init__(
        self,
        data: bytes,
        password: str | None = None,
        *,
        plain: bool = True,
        turns: Mapping[int, int] | None = None,
    ) -> None:
        self._data = data if plain and not turns else as_shown(data, password, turns)
        self._password = password if plain and not turns else None
        self._document = tablers.Document(bytes=self._data, password=self._password)
        self._loaded: tuple[int, LoadedPage] | None = None
        self._clean: TablersDocument | None = None
        self._is_clean = False
        self.pages = int(self._document.page_count)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._loaded = None
        self._document.close()
        if self._clean is not None:
            self._clean.__exit__()

    def _page(self, number: int) -> LoadedPage:
        """The page, kept until another is asked for: loading it is most of the work."""
        if self._loaded is None or self._loaded[0] != number:
            self._loaded = (number, self._load(number))
        return self._loaded[1]

    def _load(self, number: int) -> LoadedPage:
        colours = partial(letter_colours, self._data, self._password, number)
        return load(self._document.get_page(number - 1), colours)

    def read(self, number: int, extent: Extent | None = None) -> PageRead:
        """The page by the first strategy that finds a table; without hidden text, if there may be any."""
        page = self._page(number)
        read = read_page(page, number, extent, _STRICT[True])
        if read.crowded and not self._is_clean:
            return self._without_hidden().read(number, extent)
        for strategy in STRATEGIES[1:]:
            missed = strategy == "rectangles" and has_boxes_left(page, read)
            if (read.fragments and not missed) or (settings := _settings(strategy, page.page)) is None:
                continue
            other = read_page(page, number, extent, settings)
            read = other if other.held > read.held else read
        return read

    def every_reading(self, number: int, extent: Extent | None = None) -> Iterator[PageRead]:
        """The page by each strategy, its text in both orders: for where another engine differs."""
        page = self._page(number)
        for strategy, flow in product(STRATEGIES, (True, False)):
            settings = _settings(strategy, page.page, flow=flow)
            if settings is not None:
                yield read_page(page, number, extent, settings)

    def texts(
        self, number: int, boxes: Sequence[Box], is_inked: Callable[[Box], bool] | None = None
    ) -> list[str]:
        """What pdfium reads in boxes that another engine drew; only characters that are inked, if asked."""
        return texts_in(self._page(number), boxes, is_inked)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the page, in points."""
        page = self._page(number).page
        return float(page.width), float(page.height)

    def turn(self, number: int) -> int:
        """The quarter turns by which the page's text lies."""
        return turn_of(self._page(number))

    def _without_hidden(self) -> "TablersDocument":
        """All pages without hidden text, made once."""
        if self._clean is None:
            pages = range(1, self.pages + 1)
            self._clean = TablersDocument(as_shown(self._data, self._password, without_hidden=pages))
            self._clean._is_clean = True
        return self._clean


def tablers_pages(data: bytes, password: str | None = None, *, plain: bool = True) -> Iterator[PageContent]:
    """The engine: each page as tablers reads it, turned so that its text is upright."""
    extent: Extent | None = None
    with ExitStack() as stack:
        document = stack.enter_context(TablersDocument(data, password, plain=plain))
        upright: TablersDocument | None = None
        turns: dict[int, int] = {}
        for number in range(1, document.pages + 1):
            turn = document.turn(number) if upright is None else turns[number]
            width, height = document.size(number)
            if turn and upright is None:
                turns = {page: document.turn(page) for page in range(1, document.pages + 1)}
                upright = stack.enter_context(TablersDocument(data, password, turns=turns))
            read = (upright or document).read(number, extent)
            extent = read.extent or extent
            frame = Frame(0.0, height, width, height, turn)
            blank = read.empty and not has_pictures(data, password, number)
            findings = (unread(number, blank=blank),) if read.empty else ()
            if read.stamp:
                findings = (*findings, stamp_found(number, read.stamp))
            yield PageContent(frame, read.fragments, read.lines, findings, Before(extent), blank)


def _settings(strategy: Strategy, page: tablers.Page, *, flow: bool = True) -> tablers.TfSettings | None:
    """None where the page draws nothing that the strategy is for.

    Text is taken in the order in which it was set (``flow``): by position tablers puts blanks into words.
    """
    if strategy == "dashes":
        edges = joined_dashes(page)
        return None if edges is None else _made("explicit", flow, edges)
    if strategy == "strict":
        return _STRICT[flow]
    objects = page.objects
    return _RECTANGLES[flow] if objects is not None and (objects.rects or objects.lines) else None


def _made(lines: str, flow: bool, edges: Edges | None = None) -> tablers.TfSettings:
    return tablers.TfSettings(
        vertical_strategy=lines,
        horizontal_strategy=lines,
        explicit_h_edges=edges.level if edges else None,
        explicit_v_edges=edges.upright if edges else None,
        include_single_cell=True,
        text_expand_ligatures=False,
        text_use_text_flow=flow,
        # else frames of cells, drawn as one rectangle within another, count as backgrounds
        exclude_background_colored_edges=lines != "lines",
    )


_STRICT = {flow: _made("lines_strict", flow) for flow in (True, False)}
_RECTANGLES = {flow: _made("lines", flow) for flow in (True, False)}
