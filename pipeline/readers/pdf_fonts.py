"""Fonts of a PDF, and the codes of which they do not say what character they print."""

from collections.abc import Mapping

from pdfminer.encodingdb import name2unicode
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral

# What a glyph is named where there is none.
NO_GLYPH = ".notdef"


class Fonts(PDFResourceManager):
    """The fonts of one document, each made once."""

    def __init__(self) -> None:
        super().__init__()
        self._hidden: dict[int, tuple[PDFFont, frozenset[int]]] = {}

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        font = super().get_font(objid, spec)
        if not font.is_multibyte() and id(font) not in self._hidden:
            self._hidden[id(font)] = font, frozenset(_unexplained(spec))
        return font

    def hides(self, font: PDFFont, code: int) -> bool:
        """Whether the code's glyph has a name without meaning, which pdfminer takes for a standard letter."""
        known = self._hidden.get(id(font))
        return known is not None and code in known[1]


def _unexplained(spec: Mapping[str, object]) -> set[int]:
    """The codes of a simple font that it names anew, without saying in any way what they mean."""
    encoding = resolve1(spec.get("Encoding"))
    if "ToUnicode" in spec or not isinstance(encoding, dict):
        return set()
    differences = resolve1(encoding.get("Differences"))
    codes: set[int] = set()
    code = 0
    for item in differences if isinstance(differences, list) else ():
        value = resolve1(item)
        if isinstance(value, int):
            code = value
        elif isinstance(value, PSLiteral):
            if value.name != NO_GLYPH and not _has_meaning(str(value.name)):
                codes.add(code)
            code += 1
    return codes


def _has_meaning(name: str) -> bool:
    try:
        name2unicode(name)
    except (KeyError, ValueError):
        return False
    return True
