"""Runs of pages that tables without upright rules may go over, read together: one page tells too little."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.readers.pdf_aligned import aligned_tables
from pipeline.readers.pdf_aligned_chains import Chain, PageLines, open_after
from pipeline.readers.pdf_aligned_header import is_header
from pipeline.readers.pdf_glyphs import lines_of
from pipeline.readers.pdf_page import PageContent, PageDraft, finished
from pipeline.readers.pdf_paragraphs import BARE_NUMBER, DIGITS, Line, line_of
from pipeline.readers.pdf_textlines import TextLine, text_line
from pipeline.vocabulary import Vocabulary

_Key = tuple[str, int]

# No more pages than these are kept to be read together.
LONGEST = 24


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line of a page, as text outside of tables and as seen here, and whether it has column words."""

    line: Line
    text: TextLine
    head: bool


def page_contents(drafts: Iterable[PageDraft | PageContent], vocabulary: Vocabulary) -> Iterator[PageContent]:
    """The pages with their tables without upright rules, in order."""
    run = _Run(vocabulary)
    for draft in drafts:
        if isinstance(draft, PageContent):
            yield from run.ended()
            yield draft
            continue
        lines = _lines(draft, vocabulary)
        headed = any(line.head for line in lines)
        if draft.fragments and not headed:
            yield from run.ended()
        if run.pages or headed or run.before is not None:
            run.pages.append((draft, lines))
        else:
            yield finished(draft, ())
        if len(run.pages) == LONGEST:
            yield from run.read(keep=1)
    yield from run.ended()


class _Run:
    """Pages read together; ``before`` is the table that they may go on with."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.pages: list[tuple[PageDraft, list[_Drawn]]] = []
        self.before: Chain | None = None
        self.repeated: set[_Key] = set()

    def read(self, *, keep: int = 0) -> Iterator[PageContent]:
        """The pages so far, read, but the last ``keep``: what comes after a page tells how it ends."""
        running = _running([drawn.line for _, lines in self.pages for drawn in lines], self.repeated)
        pages = []
        for draft, lines in self.pages:
            kept = [drawn for drawn in lines if drawn.head or drawn.line not in running]
            heads = tuple(index for index, drawn in enumerate(kept) if drawn.head)
            texts = tuple(drawn.text for drawn in kept)
            pages.append(PageLines(texts, draft.levels, heads, ruled=bool(draft.fragments)))
        tables, chains = aligned_tables(pages, self.before, self.vocabulary)
        done = len(self.pages) - keep
        drafts = [draft for draft, _ in self.pages[:done]]
        self.before = open_after(chains, done - 1)
        self.pages = self.pages[done:]
        for draft, found in zip(drafts, tables, strict=False):
            yield finished(draft, found)

    def ended(self) -> Iterator[PageContent]:
        """The pages left, read; nothing goes on after them."""
        if self.pages:
            yield from self.read()
        self.before = None


def _lines(draft: PageDraft, vocabulary: Vocabulary) -> list[_Drawn]:
    """The level lines outside of ruled tables, from the top down."""
    found = []
    for glyphs in lines_of(draft.outside):
        text = text_line(glyphs)
        if text is not None:
            line = line_of(glyphs, draft.number, draft.size)
            found.append(_Drawn(line, text, is_header(text, vocabulary)))
    return sorted(found, key=lambda drawn: drawn.text.top)


def _running(lines: Sequence[Line], repeated: set[_Key]) -> set[Line]:
    """Lines in the head or foot of a page that are no rows: bare numbers, and what another page repeats.

    What is ``repeated`` is noted for the pages to come.
    """
    margin = [line for line in lines if line.margin]
    pages: dict[_Key, set[int]] = {}
    for line in margin:
        pages.setdefault(_key(line), set()).add(line.page)
    repeated |= {key for key, found in pages.items() if len(found) > 1}
    return {line for line in margin if BARE_NUMBER.fullmatch(line.text) or _key(line) in repeated}


def _key(line: Line) -> _Key:
    return DIGITS.sub("0", line.text), round(line.box[1] / 10)
