"""The header of a table without upright rules: its column words, levels and the columns they head."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.documents.text import fold
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_textlines import Span, TextLine
from pipeline.vocabulary import Vocabulary

# Header words are short; so many are known, of different roles, and no less than this part of all.
LONGEST = 20
KNOWN = 2
KNOWN_PART = 1 / 3
# A header is at most so many ems high.
HIGHEST = 9.0
# Lines this near (in ems) belong to one header where no rules tell.
TIGHT = 0.7


@dataclass(frozen=True, slots=True)
class Header:
    """The lines of a header: the extents of its lowest words, and what spans several of them.

    ``spanning`` gives for each such word the columns it covers and the level at which they part;
    ``after`` is the index of the first line below.
    """

    columns: tuple[Span, ...]
    spanning: tuple[tuple[Span, float], ...]
    leaves: tuple[TextLine, ...]
    top: float
    bottom: float
    number: int | None
    after: int

    @property
    def extent(self) -> Span:
        return self.columns[0][0], self.columns[-1][1]

    def start_of(self, x: float) -> float:
        """How far up the upright line at x reaches: below all words that span it."""
        return max((y for (a, b), y in self.spanning if a < x < b), default=self.top)


def is_header(line: TextLine, vocabulary: Vocabulary) -> bool:
    """Whether the line consists of column words: at least two roles, and a third of the words."""
    roles = [
        vocabulary.role((text,)) if len(fold(text)) <= LONGEST and ":" not in fold(text) else None
        for text in line.texts
    ]
    known = [role for role in roles if role is not None]
    return len(set(known)) >= KNOWN and len(known) > KNOWN_PART * len(roles)


def header_at(
    texts: Sequence[TextLine], at: int, levels: Sequence[Rule], vocabulary: Vocabulary
) -> Header | None:
    """The header of which the line at ``at`` is a part, None where it is none."""
    line = texts[at]
    if not is_header(line, vocabulary):
        return None
    full = [rule.at for rule in levels if rule.start <= line.left + 2 and rule.end >= line.right - 2]
    above = max((y for y in full if y < line.middle), default=None)
    below = min((y for y in full if y > line.middle), default=None)
    if above is not None and below is not None and below - above <= HIGHEST * line.size:
        inside = [i for i, text in enumerate(texts) if above < text.middle < below]
        first, last = inside[0], inside[-1]
        top, bottom = above, below
    else:
        first, last = _tight(texts, at, vocabulary)
        top = texts[first].top - 1 if above is None or above < texts[first].top - 2 * line.size else above
        under = texts[last + 1].top if last + 1 < len(texts) else texts[last].bottom + 2
        bottom = below if below is not None and below < under else (texts[last].bottom + under) / 2
    return _header(texts[first : last + 1], top, bottom, last + 1, levels, vocabulary)


def _tight(texts: Sequence[TextLine], at: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """The lines around a header line that are set closer to it than to what follows."""
    first = last = at
    size = texts[at].size
    while first > 0 and texts[first].top - texts[first - 1].bottom < TIGHT * size:
        if not any(vocabulary.role((text,)) for text in texts[first - 1].texts) or len(texts[at].texts) < 2:
            break
        first -= 1
    while last + 2 < len(texts):
        gap = texts[last + 1].top - texts[last].bottom
        following = texts[last + 2].top - texts[last + 1].bottom
        numbered = any(vocabulary.is_number(text) for text in texts[last + 1].texts)
        if numbered or gap >= min(TIGHT * size, following - 0.2 * size):
            break
        last += 1
    return first, last


def _header(
    lines: Sequence[TextLine],
    top: float,
    bottom: float,
    after: int,
    levels: Sequence[Rule],
    vocabulary: Vocabulary,
) -> Header | None:
    columns: list[list[tuple[Span, str, TextLine]]] = []
    spanning: list[tuple[Span, float]] = []
    for line in reversed(lines):
        for span, text in zip(line.words, line.texts, strict=True):
            ruled = _rule_under(span, line, bottom, levels) or span
            over = [column for column in columns if _overlap(_extent(column), ruled)]
            if len(over) > 1:
                low = min(item[2].top for column in over for item in column)
                reach = min(_extent(c)[0] for c in over), max(_extent(c)[1] for c in over)
                spanning.append((reach, (line.bottom + low) / 2))
            elif over:
                over[0].append((span, text, line))
            else:
                columns.append([(span, text, line)])
    columns.sort(key=lambda column: _extent(column)[0])
    if len(columns) < KNOWN:
        return None
    words = ["".join(text for _, text, _ in reversed(column)) for column in columns]
    numbers = [i for i, word in enumerate(words) if vocabulary.role((word,)) == "number"]
    roles = {role for word in words if (role := vocabulary.role((word,)))}
    enough = numbers or any(rule.level and abs(rule.at - bottom) < 1 for rule in levels) or len(roles) >= 3
    if not enough:
        return None
    extents = tuple(_extent(column) for column in columns)
    return Header(extents, tuple(spanning), tuple(lines), top, bottom, numbers[0] if numbers else None, after)


def _rule_under(span: Span, line: TextLine, bottom: float, levels: Sequence[Rule]) -> Span | None:
    """The extent of a rule right under a word within the header, which tells what the word spans."""
    under = [
        rule
        for rule in levels
        if line.middle < rule.at < min(bottom - 1, line.bottom + line.size)
        and rule.start <= span[0] + 1
        and rule.end >= span[1] - 1
    ]
    return (under[0].start, under[0].end) if under else None


def _extent(column: Sequence[tuple[Span, str, TextLine]]) -> Span:
    return min(span[0] for span, _, _ in column), max(span[1] for span, _, _ in column)


def _overlap(one: Span, other: Span) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 0.5
