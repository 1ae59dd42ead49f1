"""Days after the first: what is new is read alone, a rollback is kept to, webhooks are told."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.archive import RawDocument
from pipeline.dataset.rollback import held, roll_back
from pipeline.dataset.versions import current_version
from pipeline.refresh import Refreshed, Stages, refresh
from pipeline.taken import Outcomes, is_read, take_all
from tests.conftest import ROOT, run_renke
from tests.many import add_city, make_home

SECRET = "token-of-the-team"


@contextmanager
def told() -> Iterator[tuple[str, list[dict[str, object]], list[int]]]:
    """A webhook's address, what it was told, and the statuses that it answers with before 204."""
    messages: list[dict[str, object]] = []
    statuses: list[int] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = statuses.pop(0) if statuses else 204
            if status == 204:
                messages.append(json.loads(body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{SECRET}", messages, statuses
    finally:
        server.shutdown()
        server.server_close()


def refreshed(home: Path) -> Refreshed:
    return refresh(home, Stages(), "none", lambda words: None)


def hook(home: Path, number: int, address: str) -> None:
    with (home / "sources" / f"city-{number:04}.yaml").open("a", encoding="utf-8") as file:
        file.write(f"webhook: {address}\n")


def test_one_day_after_another(tmp_path: Path) -> None:
    home = make_home(tmp_path, notices=2, rows=3)
    with told() as (address, messages, statuses):
        hook(home, 1, address)
        hook(home, 2, address)
        statuses.append(503)  # passes
        first = refreshed(home).published
        assert first is not None
        assert messages == [
            {
                "version": first.version,
                "previous": None,
                "jurisdiction": f"CN-SD-10000{number}",
                "changes": {"entries": {"added": 3}},
            }
            for number in (1, 2)
        ]
    # The next day: one source more, a document less, and the webhook is gone. It is said without its secret.
    add_city(home, 3, rows=3)
    (home / "raw" / "CN-SD-100001" / "notice.txt").unlink()
    read: list[str] = []
    done = refresh(home, Stages(take=_noting(read)), "none", lambda words: None)
    assert read == ["raw/CN-SD-100003/notice.txt"]
    assert done.published is not None
    assert done.published.rows["notices"] == 3
    (words,) = done.untold
    assert words.startswith("CN-SD-100001: ")
    assert "127.0.0.1 was not told" in words
    assert SECRET not in words
    # Back to the first: a refresh with nothing new keeps to it.
    hold = roll_back(home / "dataset", first.version)
    assert hold is not None
    assert refreshed(home).published is None
    assert current_version(home / "dataset") == first.version
    said = run_renke("--home", home, "refresh", "--direct")
    assert said.stdout.startswith(f"held at version {first.version}")
    status = run_renke("--home", home, "status", "--json").stdout
    assert SECRET not in status
    assert json.loads(status)["held"] == hold.set_aside
    assert [(one["rows"], one["due"]) for one in json.loads(status)["sources"]] == [(3, False)] * 2 + [
        (0, False)
    ]
    # What is new ends it, and is compared with what is shown.
    add_city(home, 4, rows=3)
    after = refreshed(home).published
    assert after is not None
    assert (after.previous, held(home / "dataset")) == (first.version, None)


def _noting(read: list[str]) -> Callable[[Sequence[RawDocument], Path], Outcomes]:
    """Reading that notes which documents had no kept reading."""

    def stage(raws: Sequence[RawDocument], extracted: Path) -> Outcomes:
        read.extend(raw.address for raw in raws if not is_read(raw, extracted))
        return take_all(raws, extracted)

    return stage


def test_two_refreshes_at_once_one_waits_and_finds_nothing_to_do(tmp_path: Path) -> None:
    home = make_home(tmp_path, notices=1, rows=2)
    said: list[str] = []
    done: list[Refreshed] = []
    lock = FileLock(home / "extracted" / ".refresh.lock")
    (home / "extracted").mkdir()
    waiting = threading.Event()

    def progress(words: str) -> None:
        said.append(words)
        waiting.set()

    with lock:
        thread = threading.Thread(target=lambda: done.append(refresh(home, Stages(), "none", progress)))
        thread.start()
        assert waiting.wait(20)
        assert said == ["another refresh is running; this one waits for it"]
        assert current_version(home / "dataset") is None
    thread.join(60)
    assert done[0].published is not None


@pytest.mark.parametrize("wrong", ["ftp://example.org/", "example.org", "http://"])
def test_a_webhook_that_is_no_address_is_named(tmp_path: Path, wrong: str) -> None:
    home = make_home(tmp_path, notices=1, rows=2)
    hook(home, 1, wrong)
    done = run_renke("--home", home, "refresh", "--offline")
    assert done.returncode == 2
    assert "city-0001.yaml" in done.stderr
    assert "webhook" in done.stderr


def test_a_disk_that_is_full_is_said_and_the_next_refresh_takes_the_work_up(tmp_path: Path) -> None:
    home = make_home(tmp_path, notices=2, rows=3)
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)); "
        f"import sys; sys.argv[1:] = ['--home', {str(home)!r}, 'refresh', '--direct']; "
        "from pipeline.commands.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT
    )
    assert done.returncode == 1
    assert "File too large; what was published before stands" in done.stderr
    assert "Traceback" not in done.stderr
    assert current_version(home / "dataset") is None
    assert refreshed(home).published is not None
