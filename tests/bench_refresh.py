"""``make bench``: a refresh of many small notices: all of them, one more, nothing new.

`python -m tests.bench_refresh [--notices N] [--rows N] [--dask]` prints a line for each: seconds on the
clock, seconds of CPU of all processes, and the largest process. One more is compared with all that there are
then, read and built from clean after the same version, which must give the same bytes. With ``--dask`` all
are refreshed by a Prefect server and Dask workers too, which must give the bytes that plain processes give.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.many import add_city, make_home
from tests.prefect_server import prefect_server

NOTICES, ROWS = 500, 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What one refresh cost."""

    wall: float
    cpu: float
    megabytes: float
    said: str


def refreshed(home: Path, *options: str, **environment: str) -> Cost:
    """Refresh as a user would. Raises where it does not end well."""
    command = [sys.executable, "-m", "pipeline", "--home", str(home), "refresh", *options]
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        _, status, used = os.wait4(process.pid, 0)
        out.seek(0)
        said = out.read().strip()
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with {status}: {said}")
    wall = time.perf_counter() - started
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def same_bytes(left: Path, right: Path) -> bool:
    """Whether two versions have the same files."""
    names = sorted(path.name for path in left.iterdir())
    same = filecmp.cmpfiles(left, right, names, shallow=False) == (names, [], [])
    return same and names == sorted(path.name for path in right.iterdir())


def forget(home: Path, previous: Path, aside: Path) -> None:
    """Put the current version aside, point to the one before, and drop all that was read."""
    current = home / "dataset" / "current"
    current.resolve().rename(aside)
    current.unlink()
    current.symlink_to(previous)
    shutil.rmtree(home / "extracted")


def compare(notices: int, rows: int, *, dask: bool) -> None:
    """Print what each refresh costs."""
    print(f"{notices} notices of {rows} rows\n{'':<28} seconds  CPU s    peak MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = make_home(folder / "plain", notices, rows)
        _print("all, plain processes", refreshed(home, "--direct"))
        current = home / "dataset" / "current"
        if dask:
            made = _by_dask(make_home(folder / "dask", notices, rows), folder / "prefect")
            _say_same(current, made)
        previous = current.readlink()
        add_city(home, notices + 1, rows)
        one_more = refreshed(home, "--direct")
        _print("one more", one_more)
        _print("nothing new", refreshed(home, "--direct"))
        forget(home, previous, folder / "aside")
        clean = refreshed(home, "--direct")
        _print(f"all {notices + 1} from clean", clean)
        _say_same(folder / "aside", current)
    print(f"one more / all: {one_more.cpu / clean.cpu:.2f} of the CPU time")


def _by_dask(home: Path, folder: Path) -> Path:
    workers = str(os.cpu_count() or 1)
    with prefect_server(folder) as environment:
        cost = refreshed(home, **environment, RENKE_DASK=workers)
    _print(f"all, {workers} Dask workers", cost)
    return home / "dataset" / "current"


def _say_same(left: Path, right: Path) -> None:
    print(f"the same bytes: {'yes' if same_bytes(left, right) else 'NO'}", flush=True)


def _print(what: str, cost: Cost) -> None:
    print(f"{what:<28} {cost.wall:<8.1f} {cost.cpu:<8.2f} {cost.megabytes:<8.0f} {cost.said}", flush=True)


def main() -> None:
    """Compare as many as the options say."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench_refresh", description=__doc__)
    arguments.add_argument("--notices", type=int, default=NOTICES)
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--dask", action="store_true")
    compare(**vars(arguments.parse_args()))


if __name__ == "__main__":
    main()
