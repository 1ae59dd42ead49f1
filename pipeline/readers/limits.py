"""How much of a document is read at most, so that reading ends within bounded time and memory."""

MEGABYTE = 1024 * 1024

FILE_BYTES = 200 * MEGABYTE
"""Bytes of the largest document."""

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


class LimitExceeded(Exception):
    """A limit was exceeded; the message says which and by what."""
