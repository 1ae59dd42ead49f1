"""Several pages that are pictures, read at once where there are several processors."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache

import numpy

from pipeline.documents.findings import Finding, Severity
from pipeline.errors import UnreadableDocument
from pipeline.readers.ocr import Ocr, load_ocr
from pipeline.readers.ocr_names import OcrName
from pipeline.readers.scan_page import Scan, ScanRead, read_scan

_BLANK = 600  # pixels
# A page of 300 dpi takes about 200 MB while it is read.
MOST_AT_ONCE = 4


def read_scans(scans: Sequence[Callable[[], Scan]], name: OcrName) -> Iterator[ScanRead]:
    """What each picture shows, in order; a picture is made when it is its turn.

    Engines leave Python's lock, and two pages with a thread each take less than one after the other with two.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    at_once = min(len(scans), cores, MOST_AT_ONCE)
    ocr = _loaded(name, max(cores // max(at_once, 1), 1))
    if at_once <= 1:
        yield from (read_scan(scan(), ocr) for scan in scans)
        return
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(lambda scan: read_scan(scan(), ocr), scans)


@dataclass(slots=True)
class Damaged:
    """Pages whose picture cannot be unpacked: they are read as blank, and said."""

    said: dict[int, UnreadableDocument] = field(default_factory=dict)

    def guarded(self, scan: Callable[[], Scan], number: int) -> Scan:
        """The picture of a page, a blank one where it is damaged."""
        try:
            return scan()
        except UnreadableDocument as error:
            self.said[number] = error
            return Scan(numpy.full((_BLANK, _BLANK, 3), 255, numpy.uint8), 100.0, 0.72)

    def findings(self, number: int) -> tuple[Finding, ...]:
        """What to say of a page, nothing of one that is whole."""
        error = self.said.get(number)
        if error is None:
            return ()
        message = f"page {number} was not read: {error.message}"
        return (Finding("page-unread", Severity.WARNING, message, remedy="Look at the page"),)


@lru_cache(maxsize=2)
def _loaded(name: OcrName, threads: int) -> Ocr:
    return load_ocr(name, threads)
