"""Where one issuing body ends and the next begins in a cell that names several."""

import re
from itertools import pairwise

from pipeline.names.foreign import is_abbreviation
from pipeline.names.knowledge import NameWords
from pipeline.names.script import Run, runs

_LIST_MARKS = "、;；"
_BREAK = re.compile(r"[、;；/／]|\s+")
_ARTICLE = re.compile(r"\s+(?=The\s+[A-Z])")
_EDGES = " \t\n\u3000、，,;；/／"


def body_ranges(
    text: str, words: NameWords, start: int = 0, end: int | None = None
) -> tuple[tuple[int, int], ...]:
    """The ranges of the cell, or of a stretch of it, that name one body each, in the order printed.

    A body ends where a Chinese name begins after a foreign one, at a list mark, at a break between two
    Chinese names that both end like names of bodies, and before ``The`` in a further foreign name.
    """
    end = len(text) if end is None else end
    found = runs(text, start, end)
    cuts: list[int] = []
    chinese_seen = foreign_seen = False
    for index, run in enumerate(found):
        before = found[:index]
        match run.kind:
            case "zh":
                if foreign_seen and _begins_another(text, before, run, words):
                    cuts.append(_cut_before(text, before, run, words))
                elif not foreign_seen and _after_bracket(text, before, run, words):
                    cuts.append(run.start)
                cuts += _breaks_in_chinese(text, run, words)
                chinese_seen, foreign_seen = True, False
            case "latin":
                cuts += _breaks_in_foreign(text, run, words)
                foreign_seen = chinese_seen
            case "bracket":
                foreign_seen = foreign_seen or (chinese_seen and not run.chinese)
    edges = [start, *sorted(set(cuts)), end]
    return tuple(one for one in pairwise(edges) if text[slice(*one)].strip(_EDGES))


def _begins_another(text: str, before: tuple[Run, ...], run: Run, words: NameWords) -> bool:
    """A Chinese name after a foreign one; not one that goes on (``等100多个国家医师协会``)."""
    if text[run.start : run.end].lstrip(_EDGES).startswith(words.continuations):
        return False
    inside = before[-1]
    single = inside.kind == "latin" and len(text[inside.start : inside.end].split()) == 1
    if single and len(before) > 1 and before[-2].kind == "zh":
        return _piece(text, before[-2]).endswith(words.endings)
    return True


def _cut_before(text: str, before: tuple[Run, ...], run: Run, words: NameWords) -> int:
    """The start of the next body: its Chinese, or the abbreviation that clings to it."""
    last = before[-1]
    tokens = list(re.compile(r"\S+").finditer(text, last.start, last.end)) if last.kind == "latin" else []
    if len(tokens) < 2 or not is_abbreviation(tokens[-1].group(), words):
        return run.start
    token = tokens[-1]
    clings = token.end() == run.start or "\n" in text[tokens[-2].end() : token.start()]
    return token.start() if clings and not tokens[-2].group().endswith((",", "，")) else run.start


def _after_bracket(text: str, before: tuple[Run, ...], run: Run, words: NameWords) -> bool:
    """Two Chinese names of which the first ends with a bracket of its own."""
    if len(before) < 2 or before[-1].kind != "bracket" or before[-2].kind != "zh":
        return False
    return all(_piece(text, piece).endswith(words.strong_endings) for piece in (before[-2], run))


def _breaks_in_chinese(text: str, run: Run, words: NameWords) -> list[int]:
    cuts: list[int] = []
    since = run.start
    breaks = [match.span() for match in _BREAK.finditer(text, run.start, run.end)]
    nexts = [start for start, _ in breaks[1:]]
    for (start, end), following in zip(breaks, [*nexts, run.end], strict=False):
        left, right = text[since:start].strip(_EDGES), text[end:following].strip(_EDGES)
        # at a list mark any body's ending will do; a blank may be a line that was wrapped inside a name
        endings = words.endings if text[start] in _LIST_MARKS else words.strong_endings
        if left.endswith(endings) and right.endswith(endings):
            cuts.append(end)
            since = end
    return cuts


def _breaks_in_foreign(text: str, run: Run, words: NameWords) -> list[int]:
    cuts = [index + 1 for index in range(run.start, run.end) if text[index] in _LIST_MARKS]
    for article in _ARTICLE.finditer(text, run.start, run.end):
        before = text[run.start : article.start()].split()
        if before and before[-1] not in words.foreign_connectors and before[-1][-1] not in ",，-–—&":
            cuts.append(article.end())
    return cuts


def _piece(text: str, run: Run) -> str:
    """The last piece of a run of Chinese, blanks gone."""
    pieces = re.split(f"[{_LIST_MARKS}]", text[run.start : run.end].strip(_EDGES))
    return "".join(pieces[-1].split())
