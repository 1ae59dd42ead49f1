"""Documents are read in processes of their own: none takes the run down, whatever it does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.documents.model import Paragraph
from pipeline.errors import ConfigurationError, UnreadableDocument
from pipeline.readers import workers
from pipeline.readers.files import at_once, read_file
from pipeline.readers.limits import worker_seconds
from pipeline.readers.options import Options
from pipeline.readers.worker import Request
from pipeline.readers.workers import Worker
from tests.conftest import ROOT, run_renke

TEXT = Request("A 类\n".encode(), "a.txt", Options())


@pytest.fixture
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.close()


def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Make workers started from now on do ``body`` where they would read a text."""
    (tmp_path / "sitecustomize.py").write_text(
        "import pipeline.readers.text as t\n"
        "whole = t.read_text\n"
        "def read_text(data, name, sha256):\n"
        "    if b'good' in data:\n"
        "        return whole(data, name, sha256)\n"
        f"    {body}\n"
        "t.read_text = read_text\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def said(worker: Worker, seconds: float = 60) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        worker.read(TEXT, seconds)
    assert caught.value.document == "a.txt"
    assert caught.value.remedy
    read = worker.read(Request(b"good", "b.txt", Options()))
    assert [block.text for block in read.blocks if isinstance(block, Paragraph)] == ["good"]
    return caught.value


DEFECTS = {
    "a crash": ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    "a kill": ("import os; os.kill(os.getpid(), 9)", "SIGKILL"),
    "an abort": ("import os; os.abort()", "SIGABRT"),
    "an exit": ("import os; os._exit(3)", "status 3"),
    "an endless loop": ("while True: pass", "longer than 2 seconds"),
    "a defect": ("return {}['x']", "KeyError: 'x'"),
    "endless recursion": ("return read_text(data, name, sha256)", "RecursionError"),
    "too much memory": ("return bytearray(1 << 36)", "400 MB of memory"),
    "ever more memory": ("kept = [bytearray(1 << 24) for _ in range(1 << 20)]", "400 MB of memory"),
}


@pytest.mark.parametrize(("body", "words"), DEFECTS.values(), ids=DEFECTS.keys())
def test_what_a_document_does_is_told_and_the_next_one_is_read(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, words: str
) -> None:
    failing(tmp_path, monkeypatch, body)
    monkeypatch.setenv("RENKE_WORKER_MB", "400")
    error = said(worker, 2 if "longer" in words else 60)
    assert words in str(error)
    assert "Traceback" not in str(error)


def test_what_libraries_print_is_no_part_of_the_reply(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(tmp_path, monkeypatch, "print('noise', flush=True); return whole(data, name, sha256)")
    assert worker.read(TEXT).name == "a.txt"


def test_what_a_worker_started_ends_with_it(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "pid"
    body = "import subprocess; p = subprocess.Popen(['sleep', '60']); "
    body += f"open({str(mark)!r}, 'w').write(str(p.pid)); p.wait()"
    failing(tmp_path, monkeypatch, body)
    assert "longer than" in str(said(worker, 4))
    time.sleep(0.1)
    status = Path(f"/proc/{mark.read_text()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


def test_a_worker_ends_when_the_run_is_killed_in_the_midst_of_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "pids"
    failing(
        tmp_path,
        monkeypatch,
        "import os, subprocess, time\n"
        "    beside = subprocess.Popen(['sleep', '600'])\n"
        f"    open({str(told)!r}, 'w').write(f'{{os.getpid()}} {{beside.pid}}\\n')\n"
        "    time.sleep(600)",
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), str(tmp_path))))
    (tmp_path / "a.txt").write_text("A 类")
    run = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "read", str(tmp_path / "a.txt")],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert until(lambda: told.exists() and told.read_text().endswith("\n"))
    finally:
        run.kill()
        run.wait()
    assert until(lambda: not any(map(alive, map(int, told.read_text().split()))))


def until(true: Callable[[], bool]) -> bool:
    """Whether it comes true within a minute."""
    last = time.monotonic() + 60
    while not true() and time.monotonic() < last:
        time.sleep(0.05)
    return true()


def alive(process: int) -> bool:
    """Whether it runs; what has ended and waits to be taken note of does not."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()[:1] not in ("", "Z")


def test_a_worker_reads_several_documents_and_is_then_replaced(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "WORKER_DOCUMENTS", 2)
    processes = []
    for _ in range(4):
        worker.read(TEXT)
        assert worker._process is not None
        processes.append(worker._process.pid)
    assert processes[0] == processes[1] != processes[2] == processes[3]


def test_an_error_comes_back_as_it_was_raised(worker: Worker) -> None:
    with pytest.raises(UnreadableDocument, match="empty") as caught:
        worker.read(Request(b"", "empty.pdf", Options()))
    assert caught.value.remedy == "Pull the document again."
    assert caught.value.page is None


def test_several_are_done_at_once_and_come_in_order() -> None:
    def work(item: int) -> int:
        time.sleep(0.02 * (3 - item % 4))
        if item == 5:
            raise ValueError(item)
        return item

    results: list[object] = []
    for outcome in at_once(work, range(9)):
        try:
            results.append(outcome())
        except ValueError as error:
            results.append(error.args[0])
    assert results == [*range(9)]


def test_a_file_that_is_missing_is_named() -> None:
    with pytest.raises(UnreadableDocument, match=r"nowhere\.pdf.*cannot be opened"):
        read_file(Path("nowhere.pdf"))


def test_the_command_names_the_document_whose_reader_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(tmp_path, monkeypatch, f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})")
    bad = tmp_path / "bad.txt"
    bad.write_text("A")
    done = run_renke(
        "read",
        bad,
        ROOT / "raw" / "CN-TJ" / "tianjin-2023.docx",
        "--json",
        PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}",
    )
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 27
    assert "bad.txt: the process that read it was ended by signal SIGSEGV" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_limit_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKE_WORKER_SECONDS", "soon")
    with pytest.raises(ConfigurationError, match="RENKE_WORKER_SECONDS is 'soon'"):
        worker_seconds()
