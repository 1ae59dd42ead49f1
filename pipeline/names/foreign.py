"""Names in Latin script: which part is the full name, which the abbreviation."""

import re
import unicodedata
from dataclasses import dataclass

from pipeline.documents.text import fold
from pipeline.names.knowledge import NameWords
from pipeline.names.parts import Part, part_of, trim
from pipeline.names.script import runs

_TAG = re.compile(r"<[^<>]*>")
_TOKEN = re.compile(r"[^\W\d_][\w.&™®]*(?:-[A-Z0-9]+)*")
_LISTED = re.compile(r"\s*[/／、,，]\s*|\s+&\s+")
_OWN_BRACKETS = re.compile(r"\(([A-Z]+)\) ?(?=\d)")
"""Those of ``(ISC)2``."""
_BRANCH = re.compile(r"([^\s()（）]+)\s*[(（]([^()（）]+)[)）]\s*")
_OF_COUNTRY = re.compile(r"(\S+)\s+(\S.*)")
"""``CPA Canada``: an abbreviation only after a comma; elsewhere it is a name."""
_LONGEST_ABBREVIATION = 12
_WORD_IN_IT = re.compile(r"[a-z]{5}(?![a-z]*[A-Z])|[a-z]{7}")
"""ITILMaster ends with a word; AssocRICS and IMarEST hold none that long, IStructE goes on after it."""
_LEAST_CAPITALS = 0.36
"""Share of capitals in an abbreviation: CChem and IStructE have it, DevOps and PeopleCert have not."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a foreign name was taken apart into."""

    latin: Part | None = None
    abbreviation: Part | None = None
    scope: Part | None = None


def is_abbreviation(text: str, words: NameWords, *, several: bool = False) -> bool:
    """Whether the text has the look of an abbreviation, or of a list of them (``FIA/FFA``).

    ``several``: words in a row count too (``MBCS CITP``), which is so in brackets and after a comma.
    """
    bare = _TAG.sub("", unicodedata.normalize("NFKC", text.replace("™", ""))).strip()
    bare = re.sub(r"\s+(?=\d)", "", _OWN_BRACKETS.sub(r"\1", bare))
    return bool(bare) and all(
        (several or len(piece.split()) == 1)
        and bool(piece.split())
        and all(_is_token(t, words) for t in piece.split())
        for piece in _LISTED.split(bare)
    )


def _is_token(token: str, words: NameWords) -> bool:
    if not _TOKEN.fullmatch(token) or len(token) > _LONGEST_ABBREVIATION or _WORD_IN_IT.search(token):
        return False
    letters = [char for char in token if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if token.replace(".", "").casefold() in words.not_abbreviations:
        return False
    return capitals >= 2 and capitals >= _LEAST_CAPITALS * len(letters)


def expands(abbreviation: str, name: str, words: NameWords) -> bool:
    """Whether the abbreviation is made of the initials of the name (``CLTD``, ``IMA``)."""
    all_words = re.findall(r"[^\W\d_]+", name)
    significant = [word for word in all_words if word.casefold() not in words.foreign_connectors]
    wanted = "".join(char for char in abbreviation if char.isalnum()).casefold()
    return len(wanted) > 1 and wanted in {
        "".join(w[0] for w in ws).casefold() for ws in (all_words, significant)
    }


def split_foreign(text: str, start: int, end: int, words: NameWords, *, bracketed: bool = False) -> Foreign:
    """Take a range without Chinese apart: ``Chartered Chemist, CChem``, ``CBIA (Certified …)``, ``FRSC``."""
    start, end = trim(text, start, end)
    whole = text[start:end]
    if is_abbreviation(whole, words, several=bracketed) or _of_branch(whole, words):
        return Foreign(abbreviation=part_of(text, start, end))
    return (
        _by_bracket(text, start, end, words)
        or _by_comma(text, start, end, words)
        or _by_mark(text, start, end, words)
        or _by_initials(text, start, end, words)
        or Foreign(latin=part_of(text, start, end))
    )


def _of_branch(text: str, words: NameWords, form: re.Pattern[str] = _BRANCH) -> bool:
    """``CILT(UK)``, ``CA (Singapore)``: an abbreviation with the place of the branch."""
    branch = form.fullmatch(text)
    return branch is not None and is_abbreviation(branch[1], words) and fold(branch[2]) in words.branch_places


def _by_bracket(text: str, start: int, end: int, words: NameWords) -> Foreign | None:
    """``Royal Society of Chemistry (RSC)``, ``CBIA (Certified Business Intelligence Analyst)``."""
    pieces = runs(text, start, end)
    if len(pieces) < 2 or pieces[-1].kind != "bracket" or text[pieces[-1].end : end].strip():
        return None
    last = pieces[-1]
    head_start, head_end = trim(text, start, last.start)
    head, inner = text[head_start:head_end], text[slice(*last.inner)]
    head_is_short = is_abbreviation(head, words)
    if head_is_short and expands(head, inner, words):
        return Foreign(part_of(text, *last.inner), part_of(text, head_start, head_end))
    if not head_is_short and is_abbreviation(inner, words, several=True):
        return Foreign(part_of(text, head_start, head_end), part_of(text, *last.inner))
    if words.foreign_scope.search("".join(inner.split()).casefold()):
        before = split_foreign(text, head_start, head_end, words)
        if fold(head) in words.body_abbreviations:
            # ISTQB (Advanced Level): the body's abbreviation stands for the name
            before = Foreign(latin=before.abbreviation)
        return Foreign(before.latin, before.abbreviation, part_of(text, *last.inner))
    return None


def _by_comma(text: str, start: int, end: int, words: NameWords) -> Foreign | None:
    """``Chartered Chemist, CChem`` and ``CQE, Certified Quality Engineer``; not ``Cisco Systems, Inc.``."""
    commas = [position for position in range(start, end) if text[position] in ",，"]
    if not commas:
        return None
    tail = text[commas[-1] + 1 : end].strip()
    if is_abbreviation(tail, words, several=True) or _of_branch(tail, words, _OF_COUNTRY):
        return Foreign(part_of(text, start, commas[-1]), part_of(text, commas[-1] + 1, end))
    if is_abbreviation(text[start : commas[0]], words):
        return Foreign(part_of(text, commas[0] + 1, end), part_of(text, start, commas[0]))
    return None


def _by_mark(text: str, start: int, end: int, words: NameWords) -> Foreign | None:
    """``UCP - UFI Certified Professional``, ``Fellow/FIMechE``, ``MIMechE/Member``."""
    dash = re.compile(r"\s[-–—]\s").search(text, start, end)
    if dash and is_abbreviation(text[start : dash.start()], words):
        return Foreign(part_of(text, dash.end(), end), part_of(text, start, dash.start()))
    sides = re.compile(r"\s*(\w+)[/／](\w+)\s*").fullmatch(text, start, end)
    if sides:
        short = [is_abbreviation(side, words) for side in sides.groups()]
        if short == [True, False]:
            return Foreign(part_of(text, *sides.span(2)), part_of(text, *sides.span(1)))
        if short == [False, True]:
            return Foreign(part_of(text, *sides.span(1)), part_of(text, *sides.span(2)))
    return None


def _by_initials(text: str, start: int, end: int, words: NameWords) -> Foreign | None:
    """``Royal Society of Chemistry RSC``: nothing but the initials says so."""
    last = re.compile(r"\s(\S+)$").search(text[start:end])
    if last is None or not is_abbreviation(last[1], words):
        return None
    cut = start + last.start()
    return (
        Foreign(part_of(text, start, cut), part_of(text, cut, end))
        if expands(last[1], text[start:cut], words)
        else None
    )
