"""Marks in cells, such as ``*``, ``①`` or ``注1``, and the notes under the table that they point to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.catalogues.model import CatalogueRow, Note, Value
from pipeline.documents.model import Paragraph
from pipeline.documents.places import Place
from pipeline.documents.text import join_lines, squeeze
from pipeline.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note with the marks that it explains, the text as printed."""

    marks: tuple[str, ...]
    text: str
    places: tuple[Place, ...]


def notes_of(lines: Iterable[Paragraph], vocabulary: Vocabulary) -> tuple[NoteText, ...]:
    """The notes in the lines under a table; a line may hold several, or go on with the last."""
    notes: list[NoteText] = []
    for line in lines:
        text = join_lines(line.text)
        for piece in _pieces(text, vocabulary.mark):
            marks = _marks(piece, vocabulary.mark)
            if marks or not notes or vocabulary.is_note(piece):
                notes.append(NoteText(marks, piece, line.places))
            else:
                last = notes[-1]
                places = tuple(dict.fromkeys((*last.places, *line.places)))
                notes[-1] = NoteText(last.marks, join_lines(f"{last.text}\n{piece}"), places)
    return tuple(notes)


def _pieces(text: str, mark: re.Pattern[str]) -> list[str]:
    """The line cut before each mark that begins a note: after a sentence, a blank or the word for notes."""
    starts = [
        found.start()
        for found in mark.finditer(text)
        if found.start() == 0 or text[found.start() - 1] in "。；;:： \u3000\t\n"
    ]
    starts = [start for start in starts if start > 0 and len(squeeze(text[:start])) > 4]
    cuts = [0, *starts, len(text)]
    return [text[a:b].strip() for a, b in pairwise(cuts) if text[a:b].strip()]


def _marks(piece: str, mark: re.Pattern[str]) -> tuple[str, ...]:
    """The marks that the note explains: all that stand in it, as it may say which cells bear them."""
    return tuple(dict.fromkeys(found.group() for found in mark.finditer(piece)))


def with_notes(
    rows: Sequence[CatalogueRow], notes: Sequence[NoteText], vocabulary: Vocabulary
) -> tuple[CatalogueRow, ...]:
    """The rows with the notes that marks in their cells point to."""
    by_mark: dict[str, NoteText] = {}
    for note in notes:
        for mark in note.marks:
            by_mark.setdefault(mark, note)
    return tuple(_with_notes(row, by_mark, vocabulary.mark) for row in rows) if by_mark else tuple(rows)


def _with_notes(row: CatalogueRow, notes: dict[str, NoteText], mark: re.Pattern[str]) -> CatalogueRow:
    values: dict[str, Value] = {"number": row.number} if row.number else {}
    values |= row.values
    found = [
        Note(role, sign, notes[sign].text, notes[sign].places)
        for role, value in values.items()
        for sign in dict.fromkeys(match.group() for match in mark.finditer(value.text))
        if sign in notes
    ]
    return replace(row, notes=(*row.notes, *found)) if found else row
