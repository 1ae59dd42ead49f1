"""Comparison keys: what two forms of one name have in common. Never for publication.

Conversion to simplified Chinese rewrites some ordinary characters (於, 徵) and leaves Japanese forms (県), so
a key is only ever compared with a key.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from pipeline.documents.text import has_chinese, simplified
from pipeline.names.knowledge import VariantsFile, variants_file

_TAG = re.compile(r"<[^<>]{1,20}>")
_ACCENT = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f]+")


@lru_cache(maxsize=1 << 18)
def name_key(text: str, schemas: Path) -> str:
    """The key of a name in any language: script variants, width, case, accents, points, article folded."""
    variants = variants_file(schemas)
    plain = _TAG.sub("", text).translate(_deleted(variants.dropped))
    plain = _without_accents(unicodedata.normalize("NFKC", plain))
    if has_chinese(plain):
        plain = simplified(plain).translate(_replaced(variants))
    plain = plain.casefold().replace(variants.and_sign, f" {variants.and_word} ")
    words = re.split(r"\s+", plain.strip())
    if len(words) > 1 and words[0] in variants.articles:
        words = words[1:]
    return "".join(char for char in "".join(words) if char.isalnum())


def slug(text: str, schemas: Path, *, longest: int = 80) -> str:
    """A name in Latin letters as part of an identifier: ``royal-society-of-chemistry``; empty without any."""
    variants = variants_file(schemas)
    plain = _TAG.sub("", text).translate(_deleted(variants.dropped))
    plain = _without_accents(unicodedata.normalize("NFKC", plain)).casefold()
    plain = plain.replace(variants.and_sign, f" {variants.and_word} ").replace("'", "").replace("’", "")
    words = re.findall(r"[a-z0-9]+", plain)
    if len(words) > 1 and words[0] in variants.articles:
        words = words[1:]
    joined = "-".join(words)
    return joined if len(joined) <= longest else joined[: longest + 1].rpartition("-")[0] or joined[:longest]


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))


@lru_cache(maxsize=4)
def _deleted(characters: str) -> dict[int, None]:
    return dict.fromkeys(map(ord, characters))


def _replaced(variants: VariantsFile) -> dict[int, str]:
    return {ord(old): new for old, new in variants.characters.items()}
