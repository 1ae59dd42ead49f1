"""A process that reads documents for another one: requests come on standard input, replies leave on
standard output, both pickled. It ends when its input ends, also in the midst of a document.

Memory is limited for the process as a whole, so that no document can take the machine down.
"""

import os
import pickle
import select
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.documents.model import Document
from pipeline.errors import ConfigurationError, UnreadableDocument
from pipeline.readers.limits import MEGABYTE
from pipeline.readers.options import Options


@dataclass(frozen=True, slots=True)
class Request:
    """A document to read."""

    data: bytes
    name: str
    options: Options


@dataclass(frozen=True, slots=True)
class Defect:
    """A reader failed in a way that it does not know: the words of the failure and its traceback."""

    words: str
    trace: str


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The document took more memory than the process may have, which is ``megabytes``."""

    megabytes: int


_GRACE = 2.0  # seconds in which it ends by itself when its input has ended
Reply = Document | UnreadableDocument | ConfigurationError | Defect | OutOfMemory


def serve(requests: BinaryIO, replies: BinaryIO, megabytes: int) -> None:
    """Answer each request until there is none."""
    from pipeline.readers.door import read_document

    while True:
        try:
            request = pickle.load(requests)
        except EOFError:
            return
        reply: Reply
        try:
            reply = read_document(request.data, request.name, request.options)
        except (UnreadableDocument, ConfigurationError) as error:
            reply = error
        except MemoryError:
            reply = OutOfMemory(megabytes)
        except Exception as error:
            reply = Defect(f"{type(error).__name__}: {error}", traceback.format_exc())
        pickle.dump(reply, replies, protocol=pickle.HIGHEST_PROTOCOL)
        replies.flush()


def end_with_input(requests: int) -> None:
    """End the process and what it started once nobody can ask it any more: who asked was killed."""
    ended = select.poll()
    ended.register(requests, 0)  # tells of nothing but the end
    ended.poll()
    for number in (signal.SIGTERM, signal.SIGKILL):
        time.sleep(_GRACE)
        os.killpg(0, number)


def limit_memory(megabytes: int) -> None:
    """Let the process have no more memory than this, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    # Data, not addresses: libraries reserve far more addresses than they use.
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    size = megabytes * MEGABYTE
    resource.setrlimit(
        resource.RLIMIT_DATA, (size if most == resource.RLIM_INFINITY else min(size, most), most)
    )
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve on standard input and output; what libraries print goes to standard error instead."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # So that what runs beside it, such as LibreOffice, is ended on the way out.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    megabytes = int(sys.argv[1])
    limit_memory(megabytes)
    if hasattr(select, "poll"):  # not on Windows
        threading.Thread(target=end_with_input, args=(sys.stdin.fileno(),), daemon=True).start()
    serve(sys.stdin.buffer, replies, megabytes)


if __name__ == "__main__":
    # Requests name their class as the other process knows it, not as one of __main__.
    from pipeline.readers.worker import main as known_main

    known_main()
