"""How much of a document is read at most, so that reading ends within bounded time and memory."""

import os

from pipeline.errors import ConfigurationError

MEGABYTE = 1024 * 1024

FILE_BYTES = 200 * MEGABYTE
"""Bytes of the largest document."""

ARCHIVE_BYTES = 400 * MEGABYTE
"""Bytes of all documents in an archive, unpacked."""

ARCHIVE_MEMBERS = 1000
"""Documents in an archive."""

PACKED_BELOW = 200
"""How many times its packed size a document in an archive may have; the plainest text packs to a 50th."""

PAGES = 3000
"""Pages of the longest document."""

PAGE_SIDE = 14_400.0
"""Points (200 inches) of the widest or highest page, which is also the limit of the PDF standard."""

MARKS_A_PAGE = 250_000
"""Characters, lines, shapes and pictures that one page draws."""

FORMS_A_PAGE = 20_000
"""Drawings within drawings (form XObjects) of one page, which may call each other."""

CONTENT_BYTES = 128 * MEGABYTE
"""Bytes of one page's drawing instructions, unpacked."""

DRAWN_PIXELS = 4_000
"""Pixels of the longer side of a page that is drawn."""

PICTURE_PIXELS = 100_000_000
"""Pixels of the largest picture that is read; looked up in its header before it is unpacked."""

SCAN_PIXELS = 40_000_000
"""Pixels of a page of a PDF that is drawn to be read by OCR."""

TABLE_WIDTH, TABLE_HEIGHT = 150.0, 50.0
"""Points of the smallest picture that may show a table; what is smaller is a seal, a sign or a code."""

WORKER_DOCUMENTS = 50
"""Documents after which a process that reads is replaced, so that what libraries leak is freed."""


def worker_megabytes() -> int:
    """Memory of one process that reads documents. Recognising the text of a scan takes 1 to 2 GB."""
    return int(_setting("RENKE_WORKER_MB", 4096))


def worker_seconds() -> float:
    """Time for reading one document: by default enough for some 400 scanned pages."""
    return _setting("RENKE_WORKER_SECONDS", 1200)


def _setting(name: str, default: float) -> float:
    words = os.environ.get(name, "")
    try:
        value = float(words or default)
    except ValueError:
        value = 0
    if not 0 < value < 1e9:
        raise ConfigurationError(
            f"{name} is {words!r}, which is no number above 0", remedy="Correct or unset it."
        )
    return value


SMALLER = "Give the part that holds the tables as a file of its own"
"""What a person can do about a document that is too large."""


class LimitExceeded(Exception):
    """A limit was exceeded; the message says which and by what."""
