"""The reader of places for a document, by what its bytes are."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pipeline.documents.places import Place
from pipeline.errors import RenkeError
from pipeline.readers.archive import member_of
from pipeline.readers.content import Content
from pipeline.readers.door import format_of
from pipeline.readers.ocr_names import OCR_NAMES
from pipeline.verify.compare import replay, same
from pipeline.verify.model import (
    GridReader,
    LineReader,
    PartReader,
    PlaceReader,
    Recount,
    Replayed,
    RuleReader,
    Traced,
    Unverifiable,
)

CROSSED = "a rule is drawn through the box, so that it is more than one cell"
_PICTURES = frozenset({"image/png", "image/jpeg", "image/tiff"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_CONVERTED = {
    "application/msword": "doc",
    "application/rtf": "rtf",
    "application/vnd.oasis.opendocument.text": "odt",
}


class OpenDocument:
    """A raw document, and in archives its members, each opened once for each way of reading."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._readers: dict[tuple[str | None, bool], PlaceReader | Unverifiable] = {}

    def replayed(self, traced: Traced) -> Replayed:
        """The value read again at its places."""
        if not traced.places:
            return _without_place(traced)
        scanned = not set(OCR_NAMES).isdisjoint(traced.readings)
        try:
            readers = [
                self._reader(place.member, traced.readings, scanned=scanned) for place in traced.places
            ]
            parts = [reader.read(place) for reader, place in zip(readers, traced.places, strict=True)]
        except Unverifiable as error:
            return Replayed(traced, "", None, equal=False, place=traced.places[0], why=str(error))
        published = (traced.value, traced.value if traced.printed is None else traced.printed)
        texts = list(_ways(parts, traced))
        equal = any(all(same(text, one, scanned=scanned) for one in published) for text in texts)
        engine = readers[0].engine
        for reader, place in zip(readers, traced.places, strict=True):
            if equal and isinstance(reader, RuleReader) and reader.crossed(place):
                return Replayed(traced, engine, texts[0], equal=False, place=place, why=CROSSED)
        return Replayed(traced, engine, texts[0], equal, _differing(traced, parts))

    def spans(self, traced: Traced, place: Place) -> tuple[int, int]:
        """The rows and columns that the document gives the cell there; one each where it gives none."""
        scanned = not set(OCR_NAMES).isdisjoint(traced.readings)
        try:
            reader = self._reader(place.member, traced.readings, scanned=scanned)
            return reader.spans(place) if isinstance(reader, GridReader) else (1, 1)
        except Unverifiable:
            return 1, 1

    def cell_at(self, place: Place) -> tuple[int, int, int, int] | None:
        """Table, row, column and reach of the cell of a text there; None where no table of a text tells."""
        try:
            reader = self._reader(place.member, (), scanned=False)
        except Unverifiable:
            return None
        return reader.cell_at(place) if isinstance(reader, LineReader) else None

    def recounts(self, member: str | None) -> Iterator[Recount]:
        """The pages, tables or sheets counted anew; none of formats that have no such parts."""
        try:
            reader = self._reader(member, (), scanned=False)
        except Unverifiable:
            return
        if isinstance(reader, PartReader):
            yield from reader.recounts()

    def close(self) -> None:
        """Close all readers."""
        for reader in self._readers.values():
            if not isinstance(reader, Unverifiable):
                reader.close()

    def _reader(self, member: str | None, first: Sequence[str], *, scanned: bool) -> PlaceReader:
        key = (member, scanned)
        if key not in self._readers:
            try:
                data = self._data if member is None else member_of(self._data, self._name, member)
                name = self._name if member is None else PurePosixPath(member).name
                self._readers[key] = _opened(Content(data, name), first, scanned=scanned)
            except Unverifiable as error:
                self._readers[key] = error
            except RenkeError as error:
                self._readers[key] = Unverifiable(error.message)
        reader = self._readers[key]
        if isinstance(reader, Unverifiable):
            raise reader
        return reader


def _without_place(traced: Traced) -> Replayed:
    """An empty cell without rules has no place, and nothing is there to be read."""
    published = traced.value or traced.printed
    if published:
        return Replayed(traced, "", None, equal=False, why="lineage gives no place")
    return Replayed(traced, "no place, empty", "", equal=True)


def _ways(parts: Sequence[Sequence[str]], traced: Traced) -> Iterator[str]:
    """What the parts give together: all read in their first way, all in their second and so on."""
    for way in range(max(map(len, parts))):
        yield replay([part[min(way, len(part) - 1)] for part in parts], traced.steps)


def _differing(traced: Traced, parts: Sequence[Sequence[str]]) -> Place:
    """The first place of which nothing that was read is in the published text."""
    published = "".join(traced.value.split())
    for place, part in zip(traced.places, parts, strict=True):
        if not any("".join(text.split()) in published for text in part):
            return place
    return traced.places[0]


def _opened(content: Content, first: Sequence[str], *, scanned: bool) -> PlaceReader:
    media_type = format_of(content).media_type
    if scanned:
        return _pictured(content, media_type, first)
    match media_type:
        case "application/pdf":
            from pipeline.verify.pdf import PdfPlaces

            return PdfPlaces(content.data)
        case "application/ofd":
            from pipeline.verify.ofd import OfdPlaces

            return OfdPlaces(content.data, content.name)
        case "text/html" | "multipart/related":
            return _web(content, media_type)
        case "text/plain":
            from pipeline.verify.text import TextPlaces

            return TextPlaces(content.data)
        case _:
            return _office(content, media_type)


def _office(content: Content, media_type: str) -> PlaceReader:
    from pipeline.verify.delimited import CsvPlaces
    from pipeline.verify.sheets import XlsPlaces, XlsxPlaces
    from pipeline.verify.word import WordPlaces

    if media_type in _CONVERTED:
        return WordPlaces(_converted(content, _CONVERTED[media_type]), content.name)
    match media_type.removeprefix(_OFFICE):
        case "wordprocessingml.document":
            return WordPlaces(content.data, content.name)
        case "spreadsheetml.sheet":
            return XlsxPlaces(content.data)
        case "application/vnd.ms-excel":
            return XlsPlaces(content.data)
        case "text/csv":
            return CsvPlaces(content.data)
        case _:
            raise Unverifiable(f"there is no way to read {media_type} at a place")


def _converted(content: Content, suffix: str) -> bytes:
    from pipeline.readers.libreoffice import converted

    with TemporaryDirectory(prefix="renke-") as folder:
        source = Path(folder) / f"document.{suffix}"
        source.write_bytes(content.data)
        return converted(source, "docx", content.name)[0]


def _web(content: Content, media_type: str) -> PlaceReader:
    from pipeline.readers.html import page_in
    from pipeline.verify.web import WebPlaces

    if media_type == "text/html":
        return WebPlaces(content.data, content.name)
    data, charset = page_in(content.data, content.name)
    return WebPlaces(data, content.name, charset)


def _pictured(content: Content, media_type: str, first: Sequence[str]) -> PlaceReader:
    from pipeline.readers.ofd import picture_of
    from pipeline.readers.pdf_scans import scan_of
    from pipeline.readers.picture import scan_in
    from pipeline.verify.scan import ScanPlaces

    data, name = content.data, content.name
    if media_type == "application/pdf":
        return ScanPlaces(lambda page: scan_of(data, None, page), first)
    if media_type == "application/ofd":
        return ScanPlaces(lambda page: picture_of(data, name, page), first)
    if media_type in _PICTURES:
        return ScanPlaces(lambda page: scan_in(data, name, page), first)
    raise Unverifiable(f"there is no picture of {media_type}")


@contextmanager
def opened(data: bytes, name: str) -> Iterator[OpenDocument]:
    """The document, open for as long as it is needed."""
    with closing(OpenDocument(data, name)) as document:
        yield document
