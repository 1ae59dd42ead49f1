"""Footnotes and endnotes: the marks that Word supplies, and the text that belongs to each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.readers.docx_numbering import written
from pipeline.readers.docx_package import word_tag, word_value
from pipeline.readers.package import Element

_NUMBERED = {"footnote": "decimal", "endnote": "lowerRoman"}
# Separator lines and the like are kept among the notes, with a type.
_TEXT = (None, "normal")


@dataclass(slots=True)
class Notes:
    """The notes of a document, counted as the marks that point to them come by.

    Word raises a mark above the line; here it stands in brackets, so that it is no part of a number.
    """

    footnotes: Element | None
    endnotes: Element | None
    _counts: dict[str, int] = field(default_factory=dict)
    _due: list[tuple[str, Element]] = field(default_factory=list)

    def mark(self, kind: str, identity: str) -> str:
        """The mark of the note that is pointed to, such as ``[1]``."""
        part = self.footnotes if kind == "footnote" else self.endnotes
        notes = [] if part is None else [note for note in part if word_tag(note) == kind]
        note = next(
            (n for n in notes if word_value(n, "id") == identity and word_value(n, "type") in _TEXT), None
        )
        if note is None:
            return ""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        mark = f"[{written(self._counts[kind], _NUMBERED[kind])}]"
        self._due.append((mark, note))
        return mark

    def due(self, lines: Callable[[Element], Iterator[str]]) -> Iterator[tuple[str, str]]:
        """The notes that were pointed to since the last call: their marks and their text."""
        while self._due:
            mark, note = self._due.pop(0)
            yield mark, " ".join(line.strip() for line in lines(note) if line.strip())
