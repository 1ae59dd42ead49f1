"""Known names that differ from a text by a character or two, found without comparing it with each.

A known name is kept under its pieces, one more than the edits that count as few: a text within so many
edits has one of the pieces unchanged, and nearly in its place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from pipeline.documents.text import is_chinese
from pipeline.names.keys import name_key
from pipeline.names.known_bodies import known_bodies

# Characters from which one edit, and from which two, may be a slip; shorter names differ by as much.
_ONE, _TWO = {"zh": 5, "latin": 8}, {"zh": 9, "latin": 16}
_SHORTEST = 2
_MOST = 3
"""So many known names are told of one text."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that is known: of a ``kind`` (issuer, qualification), in a ``language`` (zh, latin).

    ``identity`` is whose it is, ``shown`` the entry that prints it; either may be unknown.
    """

    kind: str
    language: str
    text: str
    identity: str = ""
    shown: str = ""


_Key = tuple[str, str, str]


class KnownNames:
    """Known names by kind and language; of several that compare alike the first is kept."""

    def __init__(self, names: Iterable[KnownName], schemas: Path) -> None:
        self._schemas = schemas
        self._look_alike = known_bodies(schemas).look_alike
        self._spelt: set[_Key] = set()
        self._by_key: dict[_Key, KnownName] = {}
        self._by_looks: dict[_Key, list[_Key]] = defaultdict(list)
        self._by_piece: dict[tuple[str, str, int, int, str], list[_Key]] = defaultdict(list)
        for name in names:
            self._add(name)

    def _add(self, name: KnownName) -> None:
        key = self._key(name.kind, name.language, name.text)
        self._spelt.add((*key[:2], _chinese(name.text)))
        text = key[2]
        if len(text) < _SHORTEST or key in self._by_key:
            return
        self._by_key[key] = name
        self._by_looks[self._looks(key)].append(key)
        if edits(name.language, len(text)):
            for start, end in _pieces(name.language, len(text)):
                self._by_piece[(*key[:2], len(text), start, text[start:end])].append(key)

    def holds(self, kind: str, language: str, text: str) -> bool:
        """Whether the text itself is known, in the same Chinese characters: keys fold 別 and 别."""
        key = self._key(kind, language, text)
        return key in self._by_key and (kind, language, _chinese(text)) in self._spelt

    def near(self, kind: str, language: str, text: str) -> tuple[KnownName, ...]:
        """The known names that the text may be a slip of, the nearest first; none where it is known."""
        key = self._key(kind, language, text)
        if key in self._by_key:
            return () if self.holds(kind, language, text) else (self._by_key[key],)
        found = dict.fromkeys(self._by_looks.get(self._looks(key), ()), 1)
        for other in self._candidates(key):
            most = min(edits(language, len(key[2])), edits(language, len(other[2])))
            apart = OSA.distance(key[2], other[2], score_cutoff=most)
            if apart <= most:
                found.setdefault(other, apart)
        nearest = sorted(found, key=lambda other: (found[other], other))[:_MOST]
        return tuple(self._by_key[other] for other in nearest)

    def _candidates(self, key: _Key) -> Iterator[_Key]:
        kind, language, text = key
        most = edits(language, len(text))
        for length in range(len(text) - most, len(text) + most + 1):
            shift = edits(language, length) if most else 0
            for start, end in _pieces(language, length) if shift else ():
                for at in range(max(start - shift, 0), start + shift + 1):
                    piece = text[at : at + end - start]
                    yield from self._by_piece.get((kind, language, length, start, piece), ())

    def _key(self, kind: str, language: str, text: str) -> _Key:
        return kind, language, name_key(text, self._schemas)

    def _looks(self, key: _Key) -> _Key:
        return *key[:2], key[2].translate(self._look_alike)


def _chinese(text: str) -> str:
    return "".join(filter(is_chinese, text))


def edits(language: str, length: int) -> int:
    """How many edits of a name so long may be a slip."""
    return (length >= _ONE[language]) + (length >= _TWO[language])


def _pieces(language: str, length: int) -> Iterator[tuple[int, int]]:
    """From where to where the pieces of a name so long reach."""
    count = edits(language, length) + 1
    yield from ((length * index // count, length * (index + 1) // count) for index in range(count))
