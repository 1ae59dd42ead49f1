"""Document numbers that a notice cites: what it abolishes, and what it only corrects or adds to."""

import re
from collections.abc import Iterator, Sequence

from pipeline.catalogues.knowledge import NoticeForms
from pipeline.catalogues.model import Fact
from pipeline.catalogues.statements import Sentence
from pipeline.documents.numbers import numeral
from pipeline.documents.text import fold


def number_parts(document_number: str, forms: NoticeForms) -> tuple[str, str] | None:
    """Year and sequence of a document number, in ASCII digits: 〔二〇二五〕十二号 is 2025 and 12."""
    match = forms.document_number.search(fold(document_number))
    if match is None:
        return None
    year, sequence = match["year"] or match["year_alone"], match["sequence"]
    return _digits(year), _digits(sequence)


def _digits(number: str) -> str:
    return number if number.isascii() else str(numeral(number))


def series_in(document_number: str, forms: NoticeForms) -> str:
    """The series of a document number, such as 沪人社专; empty where it has none."""
    match = forms.document_number.search(fold(document_number))
    return (match["series"] or "") if match else ""


def abolished(text: Sequence[Sentence], forms: NoticeForms) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Numbers of the notices that end, and of those of which only a part ends."""
    whole: dict[str, Fact] = {}
    part: dict[str, Fact] = {}
    for sentence in text:
        for clause in _abolishing(sentence.folded, forms):
            for match, rest in _cited(clause, forms):
                found = part if forms.abolished_part.match(rest) else whole
                number = _trimmed(match, forms)
                found.setdefault(number, Fact(number, sentence.printed, sentence.places))
    return tuple(whole.values()), tuple(one for number, one in part.items() if number not in whole)


def amended(text: Sequence[Sentence], title: Fact | None, forms: NoticeForms) -> tuple[Fact, ...]:
    """Numbers of the notices in which this one corrects or adds rows; none where it does no such thing."""
    if title is None or not forms.amendment_title.search(fold(title.value)):
        return ()
    found: dict[str, Fact] = {}
    for sentence in text:
        if forms.amended.search(sentence.folded):
            for match, _ in _cited(sentence.folded, forms):
                number = _trimmed(match, forms)
                found.setdefault(number, Fact(number, sentence.printed, sentence.places))
    return tuple(found.values())


def _abolishing(sentence: str, forms: NoticeForms) -> Iterator[str]:
    """The clauses with what ends: up to each word that abolishes, without those that keep or follow."""
    held = ""
    for clause in re.split("[,:]", sentence):
        if forms.not_abolished.search(clause):
            held = ""
            continue
        held += f"{clause},"
        if forms.abolished.search(clause):
            yield held
            held = ""


def _cited(clause: str, forms: NoticeForms) -> Iterator[tuple[re.Match[str], str]]:
    """Each number, and what stands behind it."""
    for match in forms.document_number.finditer(clause):
        yield match, clause[match.end() :]


def _trimmed(match: re.Match[str], forms: NoticeForms) -> str:
    """A cited number without the words that lead to it."""
    return forms.number_lead.sub("", match.group().strip("()"))
