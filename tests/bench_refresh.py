"""A refresh of many small notices: all of them, one more, nothing new; by plain processes and by Dask.

`python -m tests.bench_refresh [NOTICES ROWS]` prints a line for each: seconds on the clock, seconds of CPU of
all processes, and the largest process.
"""

import filecmp
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.many import add_city, make_home
from tests.prefect_server import prefect_server

NOTICES, ROWS = 1000, 100


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


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two homes have the same current version."""
    left, right = (home / "dataset" / "current" for home in (one, other))
    names = sorted(path.name for path in left.iterdir())
    return filecmp.cmpfiles(left, right, names, shallow=False) == (names, [], [])


def main(notices: int = NOTICES, rows: int = ROWS) -> None:
    """Print what each refresh costs."""
    print(f"{notices} notices of {rows} rows\n{'':<24} seconds  CPU s    peak MB")
    with tempfile.TemporaryDirectory() as folder:
        plain, dask = (make_home(Path(folder) / name, notices, rows) for name in ("plain", "dask"))
        _print("all, plain processes", refreshed(plain, "--direct"))
        workers = str(os.cpu_count() or 1)
        with prefect_server(Path(folder) / "prefect") as environment:
            cost = refreshed(dask, **environment, RENKE_DASK=workers)
        _print(f"all, {workers} Dask workers", cost)
        print(f"the same bytes: {'yes' if same_bytes(plain, dask) else 'NO'}")
        add_city(plain, notices + 1, rows)
        _print("one more", refreshed(plain, "--direct"))
        _print("nothing new", refreshed(plain, "--direct"))


def _print(what: str, cost: Cost) -> None:
    print(f"{what:<24} {cost.wall:<8.1f} {cost.cpu:<8.2f} {cost.megabytes:<8.0f} {cost.said}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
