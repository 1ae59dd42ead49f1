"""The sentences of a notice's text, folded to be matched, with the words as printed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.catalogues.knowledge import NoticeForms
from pipeline.documents.model import Paragraph
from pipeline.documents.places import Place
from pipeline.documents.text import fold, join_lines

_ENDS = "[。;；\n]"
_CLOSED = "。;；:：!！?？"
_SHORT = 18  # a line that long may be a heading, and is no part of a sentence that goes on


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: ``folded`` to be matched, ``printed`` as it stands, and the places of its paragraph."""

    folded: str
    printed: str
    places: tuple[Place, ...]


def sentences(text: Iterable[Paragraph], forms: NoticeForms) -> Iterator[Sentence]:
    """All sentences; one that a page end or a line end cuts is whole."""
    for paragraph in _whole(list(text), forms):
        for printed in re.split(_ENDS, paragraph.text):
            folded = fold(printed)
            if folded:
                yield Sentence(folded, printed.strip(), paragraph.places)


def _whole(text: Sequence[Paragraph], forms: NoticeForms) -> Iterator[Paragraph]:
    held: Paragraph | None = None
    for paragraph in text:
        if held is not None and _goes_on(held, paragraph, forms):
            joined = join_lines(f"{held.text}\n{paragraph.text}")
            held = Paragraph(joined, held.page, (*held.places, *paragraph.places), held.level)
            continue
        if held is not None:
            yield held
        held = paragraph
    if held is not None:
        yield held


def _goes_on(first: Paragraph, second: Paragraph, forms: NoticeForms) -> bool:
    """Whether a paragraph stops in the midst of a sentence and the next one goes on with it."""
    last, words = fold(first.text), fold(second.text)
    return (
        len(last) > _SHORT
        and last[-1] not in _CLOSED
        and first.level is None
        and not forms.title_end.search(last)
        and not forms.day.search(last[-12:])
        and not forms.attachment.search(words)
        and not forms.attachment.search(last)
        and not any(pattern.match(words) for pattern in forms.sections)
    )
