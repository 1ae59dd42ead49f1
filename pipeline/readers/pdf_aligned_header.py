"""The header of a table without upright rules: its column words, levels and the columns they head."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.documents.text import fold
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.pdf_textlines import NARROW_GAP, WORD_GAP, Span, TextLine
from pipeline.vocabulary import Vocabulary

# Header words are short; so many are known, of different roles, and no less than this part of all.
LONGEST = 20
KNOWN = 2
KNOWN_PART = 1 / 3
# Rules of one table are as long as each other, nearly.
SAME_RULE = 12.0
# A header is at most so many ems high.
HIGHEST = 9.0
# Parts of a word spaced out are so short, and stand so near to each other (in ems).
SPACED = 1
SPACED_GAP = 3.5
# Lines this near (in ems) belong to one header where no rules tell.
TIGHT = 0.7


# Words of a lower level stand so much lower (in ems).
LOWER = 0.3

_Column = list[tuple[Span, str, TextLine]]


@dataclass(frozen=True, slots=True)
class Header:
    """The lines of a header: the extents of its lowest words, and what spans several of them.

    ``words`` are what heads each column; ``spanning`` gives for each such word the columns it covers and the
    level at which they part; ``after`` is the index of the first line below.
    """

    columns: tuple[Span, ...]
    words: tuple[str, ...]
    spanning: tuple[tuple[Span, float], ...]
    top: float
    bottom: float
    number: int | None
    after: int

    @property
    def extent(self) -> Span:
        return self.columns[0][0], self.columns[-1][1]

    @property
    def places(self) -> tuple[float, ...]:
        """Where the words of the columns begin."""
        return tuple(left for left, _ in self.columns)

    def start_of(self, x: float) -> float:
        """How far up the upright line at x reaches: below all words that span it."""
        return max((y for (a, b), y in self.spanning if a < x < b), default=self.top)


def is_header(line: TextLine, vocabulary: Vocabulary) -> bool:
    """Whether the line consists of column words: at least two roles, a third of the words, and no number."""
    if not line.glyphs[-1].start - line.glyphs[0].end > NARROW_GAP * line.size:
        return False
    texts = [text for _, text in column_words(line, vocabulary)]
    roles = [_role(text, vocabulary) for text in texts]
    known = [role for role in roles if role is not None]
    enough = len(set(known)) >= KNOWN and len(known) > KNOWN_PART * len(roles)
    return enough and not any(vocabulary.is_number(text) for text in texts)


def _role(text: str, vocabulary: Vocabulary) -> str | None:
    folded = fold(text)
    return vocabulary.role((text,)) if len(folded) <= LONGEST and ":" not in folded else None


def column_words(line: TextLine, vocabulary: Vocabulary) -> list[tuple[Span, str]]:
    """The words of a header line: parted at narrow gaps where both sides are column words, and those that
    are spaced out (``备  注``) made one."""
    words: list[tuple[Span, str]] = []
    for span, text in line.tokens():
        if words and _is_one(words[-1], (span, text), line.size, vocabulary):
            (left, _), before = words.pop()
            words.append(((left, span[1]), before + text))
        else:
            words.append((span, text))
    return words


def _is_one(left: tuple[Span, str], right: tuple[Span, str], size: float, vocabulary: Vocabulary) -> bool:
    gap = right[0][0] - left[0][1]
    roles = _role(left[1], vocabulary), _role(right[1], vocabulary)
    together = _role(left[1] + right[1], vocabulary)
    if gap <= WORD_GAP * size:
        return None in roles
    spaced = max(len(fold(left[1])), len(fold(right[1]))) <= SPACED and gap <= SPACED_GAP * size
    return spaced and together is not None and (None in roles or roles[0] == roles[1] == together)


def header_at(
    texts: Sequence[TextLine], at: int, levels: Sequence[Rule], vocabulary: Vocabulary
) -> Header | None:
    """The header of which the line of column words at ``at`` is a part, None where it is none."""
    line = texts[at]
    above, below = _rules_around(line, levels)
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


def _rules_around(line: TextLine, levels: Sequence[Rule]) -> tuple[float | None, float | None]:
    """The nearest rules above and below that run over the line; not one under a word of an upper level."""
    near = [
        rule
        for rule in levels
        if rule.start <= line.left + 2
        and rule.end >= line.right - 2
        and abs(rule.at - line.middle) <= HIGHEST * line.size
    ]
    full = [rule.at for rule in near if not _is_framed(rule, near)]
    above = max((y for y in full if y < line.middle), default=None)
    return above, min((y for y in full if y > line.middle), default=None)


def _is_framed(rule: Rule, others: Sequence[Rule]) -> bool:
    """Whether the rule lies between two longer ones that are alike, as one within a header does."""
    longer = [
        other
        for other in others
        if other.start <= rule.start + SAME_RULE
        and other.end >= rule.end - SAME_RULE
        and other.end - other.start > rule.end - rule.start + SAME_RULE
    ]
    return any(
        upper.at < rule.at < lower.at
        and abs(upper.start - lower.start) < SAME_RULE
        and abs(upper.end - lower.end) < SAME_RULE
        for upper in longer
        for lower in longer
    )


def _tight(texts: Sequence[TextLine], at: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """The lines around a header line that are set closer to it than to what follows."""
    first = last = at
    size = texts[at].size
    while last + 2 < len(texts):
        gap = texts[last + 1].top - texts[last].bottom
        following = texts[last + 2].top - texts[last + 1].bottom
        numbered = any(vocabulary.is_number(text) for text in texts[last + 1].texts)
        if numbered or gap >= min(TIGHT * size, following - 0.2 * size):
            break
        last += 1
    while first > 0 and texts[first].top - texts[first - 1].bottom < TIGHT * size:
        above = texts[first - 1]
        worded = any(_role(text, vocabulary) for _, text in column_words(above, vocabulary))
        if not (worded or _heads_columns(above, texts[first : last + 1], vocabulary)):
            break
        first -= 1
    return first, last


def _heads_columns(above: TextLine, lines: Sequence[TextLine], vocabulary: Vocabulary) -> bool:
    """Whether the line's words stand between the first and the last of the words below."""
    if vocabulary.group_row.fullmatch(fold(above.text)) or vocabulary.annex.fullmatch(fold(above.text)):
        return False
    below = [span for line in lines for span, _ in column_words(line, vocabulary)]
    left, right = min(a for a, _ in below), max(b for _, b in below)
    inside = left + above.size < above.left and above.right < right
    return inside and all(len(fold(text)) <= LONGEST for text in above.texts)


def _header(
    lines: Sequence[TextLine],
    top: float,
    bottom: float,
    after: int,
    levels: Sequence[Rule],
    vocabulary: Vocabulary,
) -> Header | None:
    columns: list[_Column] = []
    spanning: list[tuple[Span, float]] = []
    for line in reversed(lines):
        for span, text in column_words(line, vocabulary):
            ruled = _rule_under(span, line, bottom, levels) or span
            over = [column for column in columns if _overlap(_extent(column), ruled)]
            if ruled == span and len(over) < KNOWN and columns:
                over = _children(columns, line, span) or over
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
    return Header(
        extents,
        tuple(words),
        tuple(spanning),
        top,
        bottom,
        numbers[0] if numbers else None,
        after,
    )


def _children(columns: Sequence[_Column], line: TextLine, span: Span) -> list[_Column]:
    """The columns that a word of an upper level heads: those around it whose words alone stand lower."""
    ordered = sorted(columns, key=lambda column: _extent(column)[0])
    lowest = max(item[2].middle for column in ordered for item in column)
    low = [
        index
        for index, column in enumerate(ordered)
        if all(item[2].middle > lowest - LOWER * line.size for item in column)
    ]
    if len(low) == len(ordered):
        return []  # all words stand on one level
    runs: list[list[int]] = []
    for index in low:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    middle = (span[0] + span[1]) / 2
    found = [
        run for run in runs if _extent(ordered[run[0]])[0] - line.size < middle < _extent(ordered[run[-1]])[1]
    ]
    return [ordered[index] for index in found[0]] if found and len(found[0]) >= KNOWN else []


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
