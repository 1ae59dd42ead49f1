"""Qualifications found by words: an index in renke.sqlite, and the questions to it.

Names are compared folded: script, width, case and accents gone. The index holds pieces of two Chinese
characters or three letters, so that a name with a slip still shares most of its pieces with the words that
are looked for; what shares most is then ranked by likeness. Imports nothing heavy, for speed.
"""

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.text import has_chinese, is_chinese, simplified

if TYPE_CHECKING:
    from pipeline.dataset.records import Record

CREATE = (
    "CREATE VIRTUAL TABLE search USING fts5(pieces, content='')",
    "CREATE TABLE search_names (id INTEGER PRIMARY KEY, qualification_id TEXT NOT NULL, forms TEXT NOT NULL)",
    "CREATE TABLE search_folds (character TEXT PRIMARY KEY, folded TEXT NOT NULL)",
)
_Ratio = Callable[[str, str], float]
_RUN = re.compile(r"[^\W_]+")
_CANDIDATES, _PIECES = 200, 10
_LEAST, _NEAR = 62.0, 18.0
"""Likeness in percent below which nothing is an answer, and how far an answer may lie below the best."""
_PART, _WITHIN, _WORDS = 0.95, 0.85, 0.9
"""What a name is worth that holds the words, the letters, and each word somewhere."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A qualification that matches, and how well, in percent."""

    qualification_id: str
    likeness: float


def write_index(
    connection: sqlite3.Connection, tables: "Mapping[str, Sequence[Record]]", folds: Mapping[str, str]
) -> None:
    """Fill the index from the names of qualifications and their issuers; ``folds`` makes characters one."""
    for statement in CREATE:
        connection.execute(statement)
    connection.executemany("INSERT INTO search_folds VALUES (?, ?)", sorted(folds.items()))
    fold = folding(folds)
    for number, (qualification_id, forms) in enumerate(_forms(tables), start=1):
        folded = sorted({key for form in forms if (key := fold(form))})
        connection.execute(
            "INSERT INTO search_names VALUES (?, ?, ?)",
            (number, qualification_id, json.dumps(folded, ensure_ascii=False)),
        )
        pieces = sorted({piece for form in folded for piece in _pieces(form)})
        connection.execute("INSERT INTO search (rowid, pieces) VALUES (?, ?)", (number, " ".join(pieces)))
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")


def _forms(tables: "Mapping[str, Sequence[Record]]") -> Iterator[tuple[str, list[str]]]:
    """Each qualification with its names, those of its issuers, and both together."""
    from pipeline.dataset.records import IssuerRecord, NameRecord, QualificationRecord

    names: dict[str, list[str]] = defaultdict(list)
    for name in tables.get("names", []):
        assert isinstance(name, NameRecord)
        names[name.identity].append(name.form)
    issuers = {row.issuer_id: row for row in tables.get("issuers", []) if isinstance(row, IssuerRecord)}
    rows = [row for row in tables.get("qualifications", []) if isinstance(row, QualificationRecord)]
    for row in sorted(rows, key=lambda one: one.qualification_id):
        forms = list(names[row.qualification_id])
        for body in (issuers[one] for one in row.issuer_ids if one in issuers):
            forms += names[body.issuer_id]
            both = ((body.name_zh, row.name_zh), (body.name_en, row.name_en))
            forms += [f"{issuer} {own}" for issuer, own in both if issuer and own]
        yield row.qualification_id, forms


def search(connection: sqlite3.Connection, words: str) -> list[Hit]:
    """Qualifications that the words may mean, the likeliest first; empty where nothing is near."""
    from rapidfuzz import fuzz

    fold = folding(dict(connection.execute("SELECT character, folded FROM search_folds")))
    wanted = fold(words)
    pieces = _rarest(connection, dict.fromkeys(_pieces(wanted)))
    if not pieces:
        return []
    question = " OR ".join(f'"{piece}"' for piece in pieces)
    found = connection.execute(
        "SELECT qualification_id, forms FROM search_names JOIN "
        "(SELECT rowid AS id, rank FROM search WHERE search MATCH ? ORDER BY rank LIMIT ?) USING (id)",
        (question, _CANDIDATES),
    )
    hits = [
        Hit(one, _likeness(wanted, json.loads(forms), fuzz.ratio, fuzz.partial_ratio)) for one, forms in found
    ]
    best = max((hit.likeness for hit in hits), default=0.0)
    near = [hit for hit in hits if hit.likeness >= max(_LEAST, best - _NEAR)]
    return sorted(near, key=lambda hit: (-hit.likeness, hit.qualification_id))


def _rarest(connection: sqlite3.Connection, pieces: Iterable[str]) -> list[str]:
    """The pieces that fewest names have: they tell most, and keep the answer quick."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search, row)"
    )
    counted = [
        (row[0], piece)
        for piece in pieces
        for row in connection.execute("SELECT doc FROM temp.vocabulary WHERE term = ?", (piece,))
    ]
    return [piece for _, piece in sorted(counted)[:_PIECES]]


def _likeness(wanted: str, forms: Sequence[str], ratio: _Ratio, partial: _Ratio) -> float:
    words = wanted.split()
    best = {
        part: max((_one_likeness(part, form, ratio, partial) for form in forms), default=0.0)
        for part in {wanted, *words}
    }
    apart = sum(best[word] * len(word) for word in words) / sum(map(len, words))
    return round(max(best[wanted], _WORDS * apart), 1)


def _one_likeness(part: str, form: str, ratio: _Ratio, partial: _Ratio) -> float:
    whole = ratio(part, form)
    if len(form) <= len(part):
        return whole
    if f" {part} " in f" {form} ":
        return max(whole, _PART * 100)
    # letters in the midst of a word say less than Chinese characters in the midst of a name
    return max(whole, (_PART if has_chinese(part) else _WITHIN) * partial(part, form))


def _pieces(folded: str) -> Iterator[str]:
    """Pairs of Chinese characters, three letters in a row, and each word whole."""
    for word in folded.split():
        size = 2 if is_chinese(word[0]) else 3
        yield f"w{word}"
        yield from (word[start : start + size] for start in range(max(1, len(word) - size + 1)))


def folding(folds: Mapping[str, str]) -> Callable[[str], str]:
    """A function that folds a text to runs of Chinese characters and words, one blank between."""
    table = str.maketrans(dict(folds))

    def fold(text: str) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
        plain = unicodedata.normalize(
            "NFC", "".join(char for char in plain if not unicodedata.combining(char))
        )
        if has_chinese(plain):
            plain = simplified(plain).translate(table)
        words = [word for run in _RUN.findall(plain) for word in _by_script(run)]
        return " ".join(words)

    return fold


def _by_script(run: str) -> list[str]:
    words: list[str] = []
    for char in run:
        if words and is_chinese(words[-1][-1]) == is_chinese(char):
            words[-1] += char
        else:
            words.append(char)
    return words
