"""Whether what a PDF page draws is there to its end: instructions and pictures alike.

Readers of PDF take what they get of a stream that is cut off, and say nothing.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.ccitt import ccittfaxdecode
from pdfminer.jbig2 import JBIG2StreamReader
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_CCITTFAX_DECODE,
    LITERALS_DCT_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_JBIG2_DECODE,
    LITERALS_JPX_DECODE,
    PDFStream,
    resolve1,
)

from pipeline.readers.limits import CONTENT_BYTES, FORMS_A_PAGE, PICTURE_PIXELS, LimitExceeded

# Forms within forms are looked through so far down.
DEEPEST = 4
# A picture of fewer pixels is no page and no table.
FEWEST = 20_000
# Lines of a fax end in this mark, twice the end of a line.
FAX_END = 0x001001
FAX_COLUMNS = 1728
_AS_LETTERS: dict[object, Callable[[bytes], bytes]] = {
    **dict.fromkeys(LITERALS_ASCII85_DECODE, ascii85decode),
    **dict.fromkeys(LITERALS_ASCIIHEX_DECODE, asciihexdecode),
}
_COMPONENTS = {"DeviceRGB": 3, "CalRGB": 3, "Lab": 3, "DeviceCMYK": 4}


def draws_whole(page: PDFPage) -> bool:
    """Whether the page's instructions are there and unpack to their end. Raises LimitExceeded."""
    left = CONTENT_BYTES
    for stream in page.contents:
        content = resolve1(stream)
        if not isinstance(content, PDFStream):
            return False
        filters = content.get_filters()
        if page.doc.encryption is not None or not filters or filters[0][0] not in LITERALS_FLATE_DECODE:
            continue  # what is stored encrypted is not what is unpacked
        unpacking = zlib.decompressobj()
        try:
            left -= len(unpacking.decompress(content.get_rawdata() or b"", left + 1))
        except zlib.error:
            return False
        if left < 0:
            raise LimitExceeded(f"the page unpacks to more than {CONTENT_BYTES} bytes, which is the limit")
        if not unpacking.eof:
            return False
    return True


def pictures_whole(page: PDFPage) -> bool:
    """Whether each picture that the page may show unpacks to its end."""
    return all(_is_whole(picture) for picture in _pictures(page.resources, [FORMS_A_PAGE], DEEPEST))


def _pictures(resources: object, left: list[int], depth: int) -> Iterator[PDFStream]:
    """The pictures among resources, and those of forms in them."""
    held = resolve1(resources)
    named = resolve1(held.get("XObject")) if isinstance(held, dict) else None
    for one in named.values() if isinstance(named, dict) else ():
        left[0] -= 1
        drawn = resolve1(one)
        if left[0] < 0 or not isinstance(drawn, PDFStream):
            continue
        kind = getattr(resolve1(drawn.get("Subtype")), "name", "")
        if kind == "Image":
            yield drawn
        elif kind == "Form" and depth:
            yield from _pictures(drawn.get("Resources"), left, depth - 1)


def _is_whole(picture: PDFStream) -> bool:
    width, height = (_number(resolve1(picture.get(key))) for key in ("Width", "Height"))
    if not FEWEST <= width * height <= PICTURE_PIXELS:
        return True
    data = _stored(picture)
    filters = picture.get_filters()
    try:
        for index, (kind, parameters) in enumerate(filters):
            if kind in _AS_LETTERS:
                data = _AS_LETTERS[kind](data)
            elif kind in LITERALS_FLATE_DECODE:
                unpacking = zlib.decompressobj()
                data = unpacking.decompress(data, CONTENT_BYTES)
                needed = _row_bytes(picture, width) * height if index == len(filters) - 1 else 0
                if not unpacking.eof and not 0 < needed <= len(data):
                    return False
            else:
                return _is_packed_whole(kind, data, parameters, (width, height))
    except (zlib.error, ValueError, PDFException):
        return False
    return True


def _stored(picture: PDFStream) -> bytes:
    data = picture.get_rawdata() or b""
    if picture.decipher is None:
        return data
    objid, genno = picture.objid or 0, picture.genno or 0
    return bytes(picture.decipher(objid, genno, data, picture.attrs))


def _row_bytes(picture: PDFStream, width: int) -> int:
    """Bytes of a row at least."""
    space = resolve1(picture.get("ColorSpace"))
    if isinstance(space, list) and space:
        base, *rest = (resolve1(one) for one in space)
        profile = rest[0] if rest else None
        count = _number(resolve1(profile.get("N"))) if isinstance(profile, PDFStream) else 0
        components = count or _COMPONENTS.get(getattr(base, "name", ""), 1)
    else:
        components = _COMPONENTS.get(getattr(space, "name", ""), 1)
    bits = _number(resolve1(picture.get("BitsPerComponent"))) or 1
    return (width * components * bits + 7) // 8


def _is_packed_whole(kind: object, data: bytes, parameters: object, size: tuple[int, int]) -> bool:
    if kind in LITERALS_DCT_DECODE or kind in LITERALS_JPX_DECODE:
        return _is_photograph_whole(data)
    if kind in LITERALS_CCITTFAX_DECODE:
        return _is_fax_whole(data, parameters if isinstance(parameters, Mapping) else {}, size)
    return kind not in LITERALS_JBIG2_DECODE or _is_jbig2_whole(data)


def _is_photograph_whole(data: bytes) -> bool:
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # some libraries set it for all
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "JPEG2000")) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return False
    return True


def _is_fax_whole(data: bytes, parameters: Mapping[str, object], size: tuple[int, int]) -> bool:
    """Whether a fax (group 4) has the mark of its end, or else all its rows; others are not looked into."""
    if _number(resolve1(parameters.get("K"))) != -1:
        return True
    end = int.from_bytes(data[-8:], "big")
    if any((end >> shift) & 0xFFFFFF == FAX_END for shift in range(40)):
        return True
    columns = _number(resolve1(parameters.get("Columns"))) or FAX_COLUMNS
    try:
        rows = ccittfaxdecode(data, {**parameters, "Columns": columns})
    except (PDFException, ArithmeticError, LookupError, TypeError, ValueError):
        return False
    return len(rows) >= (columns + 7) // 8 * size[1]


def _is_jbig2_whole(data: bytes) -> bool:
    try:
        segments = JBIG2StreamReader(BytesIO(data)).get_segments()
    except NotImplementedError:  # a part that does not say how long it is
        return True
    except (struct.error, LookupError, TypeError, ValueError, ArithmeticError, AssertionError):
        return False
    return all(_is_there(segment.get("raw_data"), segment.get("data_length")) for segment in segments)


def _is_there(data: object, length: object) -> bool:
    return (len(data) if isinstance(data, bytes) else 0) >= _number(length)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) and abs(value) < 1e9 else 0
