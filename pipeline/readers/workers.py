"""Reading in processes of their own, so that no document can take the run down."""

import atexit
import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from pipeline.documents.model import Document
from pipeline.errors import ConfigurationError, UnreadableDocument
from pipeline.memory import uncollected
from pipeline.readers.limits import WORKER_DOCUMENTS, worker_megabytes, worker_seconds
from pipeline.readers.options import Options
from pipeline.readers.worker import Defect, OutOfMemory, Reply, Request

_ROOT = Path(__file__).parents[2]
_LEAVE_OUT = "Fetch it again, or give the pages that hold the tables as a file of their own"


_GRACE = 2.0  # seconds in which a process ends by itself when it is asked to


class Worker:
    """One process that reads documents, one after the other; it is started when the first one comes."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._documents = 0

    def read(self, request: Request, seconds: float | None = None) -> Document:
        """The document that was asked for. Raises UnreadableDocument, also where the process died."""
        seconds = worker_seconds() if seconds is None else seconds
        if self._documents >= WORKER_DOCUMENTS:
            self.close()
        process = self._process or self._start()
        self._documents += 1
        late = threading.Event()

        def stop() -> None:
            late.set()
            _end(process)

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            reply = _exchange(process, request)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            status = self.close()
            raise _lost(request.name, seconds if late.is_set() else None, status) from error
        except BaseException:  # the run is being stopped
            self.close()
            raise
        finally:
            timer.cancel()
        if isinstance(reply, OutOfMemory):
            self.close()
        return _document(reply, request.name)

    def _start(self) -> subprocess.Popen[bytes]:
        path = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._documents = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.readers.worker", str(worker_megabytes())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            start_new_session=True,  # what it starts is killed with it
        )
        return self._process

    def kill(self) -> None:
        """End the process now, whatever it does."""
        if self._process is not None:
            _end(self._process)

    def close(self) -> int:
        """End the process; its exit status (negative: the signal that ended it)."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with suppress(OSError):
            assert process.stdin is not None
            process.stdin.close()
        try:
            status = process.wait(1)
        except subprocess.TimeoutExpired:
            _end(process)
            status = process.wait()
        assert process.stdout is not None
        process.stdout.close()
        return status


def _exchange(process: subprocess.Popen[bytes], request: Request) -> Reply:
    assert process.stdin is not None
    assert process.stdout is not None
    pickle.dump(request, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()
    with uncollected():
        reply: Reply = pickle.load(process.stdout)
    return reply


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it started; politely first, so that it may end what is no longer its own."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        os.killpg(process.pid, signal.SIGKILL)


def _lost(name: str, seconds: float | None, status: int) -> UnreadableDocument:
    if seconds is None:
        return UnreadableDocument(_died(status), document=name, remedy=_LEAVE_OUT)
    return UnreadableDocument(
        f"reading it took longer than {seconds:.0f} seconds",
        document=name,
        remedy=f"{_LEAVE_OUT}, or let it have more by RENKE_WORKER_SECONDS",
    )


def _died(status: int) -> str:
    if status >= 0:
        return f"the process that read it ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = str(-status)
    return f"the process that read it was ended by signal {name}"


def _document(reply: Reply, name: str) -> Document:
    match reply:
        case Document():
            return reply
        case UnreadableDocument() | ConfigurationError():
            raise reply
        case OutOfMemory():
            raise UnreadableDocument(
                f"reading it needs more than {reply.megabytes} MB of memory",
                document=name,
                remedy=f"{_LEAVE_OUT}, or let it have more by RENKE_WORKER_MB",
            )
        case Defect():
            raise UnreadableDocument(
                f"its reader failed ({reply.words})",
                document=name,
                remedy="Report this with the document; save it in another format meanwhile",
            ) from RuntimeError(reply.trace)


class Workers:
    """As many workers as there are processors, for any number of threads."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most or processors()
        self._free = threading.BoundedSemaphore(self.most)
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []

    def read(self, data: bytes, name: str, options: Options) -> Document:
        """Read a document in the next worker that is free. Raises UnreadableDocument."""
        with self._free:
            worker = self._idle.pop() if self._idle else Worker()
            self._busy.append(worker)
            try:
                return worker.read(Request(data, name, options))
            finally:
                self._busy.remove(worker)
                self._idle.append(worker)

    def stop(self) -> None:
        """Give up the documents that are being read."""
        for worker in tuple(self._busy):
            worker.kill()

    def close(self) -> None:
        """End all processes."""
        while self._idle:
            self._idle.pop().close()


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


WORKERS = Workers()
atexit.register(WORKERS.close)
