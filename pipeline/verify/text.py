"""A plain text read at one place: the code points of a line."""

import re
from collections.abc import Sequence

from pipeline.documents.places import Place, TextSpan
from pipeline.verify.model import Unverifiable

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028]")


class TextPlaces:
    """Spans of a text's lines."""

    engine = "bytes"

    def __init__(self, data: bytes) -> None:
        try:
            self._lines = _LINE_END.split(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Unverifiable("the file is not UTF-8") from error

    def read(self, place: Place) -> Sequence[str]:
        """The span."""
        if not isinstance(place, TextSpan) or not 1 <= place.line <= len(self._lines):
            raise Unverifiable("the place is no line of the text")
        return (self._lines[place.line - 1][place.start - 1 : place.end],)

    def close(self) -> None:
        """Nothing is open."""
