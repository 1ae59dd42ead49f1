"""Files, read in worker processes: one, or many at once. Imports no reader."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pipeline.documents.model import Document
from pipeline.errors import UnreadableDocument
from pipeline.readers.options import Options
from pipeline.readers.workers import WORKERS

_DEFAULT = Options()
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def read_file(path: Path, options: Options = _DEFAULT, *, name: str | None = None) -> Document:
    """Read a file, which may have come under another ``name``. Raises UnreadableDocument."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"the file cannot be opened ({error.strerror})", document=str(path), remedy="Check the path."
        ) from error
    return WORKERS.read(data, name or path.name, options)


def at_once(
    work: Callable[[_Item], _Result], items: Iterable[_Item]
) -> Generator[Callable[[], _Result], None, None]:
    """The outcome of ``work`` for each item, in order, several done at once by threads.

    Work is a little ahead of what is asked for, no more, and has begun when this returns. Each outcome is
    a function that waits, and returns or raises what the work did. Documents that are being read when the
    iterator is closed early are given up.
    """
    threads = ThreadPoolExecutor(max_workers=WORKERS.most)
    waiting = iter(items)
    running = deque(threads.submit(work, item) for item in islice(waiting, WORKERS.most + 1))
    return _outcomes(threads, work, waiting, running)


def _outcomes(
    threads: ThreadPoolExecutor,
    work: Callable[[_Item], _Result],
    waiting: Iterator[_Item],
    running: deque[Future[_Result]],
) -> Generator[Callable[[], _Result], None, None]:
    done = False
    try:
        while running:
            yield running.popleft().result
            running.extend(threads.submit(work, item) for item in islice(waiting, 1))
        done = True
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        if not done:
            WORKERS.stop()
