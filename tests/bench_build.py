"""``make bench``: what validation, lineage and the ledger cost on top of building and publishing a dataset.

``python -m tests.bench_build [--entries N]`` publishes so many entries of given readings twice, each time in
a process of its own: as a refresh does it, and without the account of each cell, the table lineage,
validation and OpenLineage events. It prints what each stage took of the processor and its largest memory.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

from pipeline.archive import RawDocument
from pipeline.plan import Plan, plan
from pipeline.refresh import Stages, run
from pipeline.taken import Outcomes, Taken, interpret, read_raw
from tests.conftest import ROOT
from tests.many import make_home

ENTRIES, ROWS = 10_000, 100
AIM = 2.0
P = ParamSpec("P")
T = TypeVar("T")
WITH, WITHOUT = "with", "without"
# What a stage is called, and the function that it is; a stage within another is counted by itself.
STAGES = {
    "readings loaded": ("tests.bench_build", "read_raw"),
    "joined and interpreted": ("tests.bench_build", "interpret"),
    "cells accounted for": ("pipeline.reading", "account_of"),
    "tables built": ("pipeline.dataset.build", "build_tables"),
    "validated": ("pipeline.dataset.validate", "validate"),
    "changes": ("pipeline.dataset.changes", "changes"),
    "Parquet, CSV, checksums": ("pipeline.dataset.versions", "publish"),
    "SQLite file": ("pipeline.dataset.publish", "write_sqlite"),
    "workbook": ("pipeline.dataset.publish", "write_workbook"),
    "OpenLineage events": ("tests.bench_build", "emit"),
}


@dataclass(slots=True)
class Stopwatch:
    """Seconds of the processor and peak megabytes by stage; ``within`` are the stages that have begun."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    megabytes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    within: list[str] = field(default_factory=lambda: ["the rest"])
    since: float = field(default_factory=time.process_time)

    def turn(self) -> None:
        """Give what was used since the last turn to the stage that is on."""
        now = time.process_time()
        self.seconds[self.within[-1]] += now - self.since
        self.megabytes[self.within[-1]] = max(self.megabytes[self.within[-1]], peak())
        self.since = now

    def timed(self, stage: str, work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """Do the work of a stage."""
        self.turn()
        self.within.append(stage)
        try:
            return work(*arguments, **options)
        finally:
            self.turn()
            self.within.pop()


def peak() -> int:
    """The most memory since this was asked last, in MB."""
    status = Path("/proc/self/status").read_text()
    most = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5")
    return int(most.split()[1]) // 1024


def take(raws: Sequence[RawDocument], extracted: Path) -> Outcomes:
    """Documents as they were read, one after the other, so that each stage has its own time.

    Nothing that is made of them is kept, so that each run makes it.
    """
    for raw in raws:
        yield partial(_taken, raw, extracted)


def _taken(raw: RawDocument, extracted: Path) -> Taken:
    found = interpret(read_raw(raw, extracted))
    return Taken(raw, found.notice, found.read_as, raw.findings)


def emit(planned: Plan, version: str) -> None:
    """The OpenLineage events of the run."""
    from pipeline.lineage_events import LineageRun

    traced = LineageRun(planned.home, [raw.record() for raw in planned.documents])
    for _ in (*traced.start(), *traced.complete(version)):
        pass


def publish(home: Path, variant: str) -> dict[str, dict[str, float]]:
    """Publish the home's notices; seconds and megabytes by stage."""
    watch = Stopwatch()
    with ExitStack() as stack:
        if variant == WITHOUT:
            for change in _left_out():
                stack.enter_context(change)
        for stage, (module, name) in STAGES.items():
            work = getattr(__import__(module, fromlist=[name]), name)
            stack.enter_context(patch(f"{module}.{name}", partial(watch.timed, stage, work)))
        planned = plan(home)
        published = run(planned, Stages(take=take))
        if variant == WITH:
            sys.modules[__name__].emit(planned, published.version)
    watch.turn()
    return {"seconds": watch.seconds, "megabytes": watch.megabytes, "rows": {**published.rows}}


def _left_out() -> Iterator[Any]:
    """What makes of a refresh one without validation, lineage and ledger."""
    from pipeline.dataset.validate import Validation
    from pipeline.reading import notice_of

    def validate(tables: dict[str, list[Any]], expectations: Path) -> Validation:
        return Validation({**tables, "lineage": [], "quarantine": []}, {}, ())

    yield patch("pipeline.reading.accounted_notice", notice_of)
    yield patch("pipeline.dataset.entries._lineage", lambda *arguments: None)
    yield patch("pipeline.dataset.entries._note_steps", lambda *arguments: None)
    yield patch("pipeline.dataset.validate.validate", validate)


def measured(home: Path, variant: str) -> dict[str, dict[str, float]]:
    """What ``publish`` says, done in a process of its own for a first version."""
    for name in ("dataset", "registry"):
        shutil.rmtree(home / name, ignore_errors=True)
        (home / name).mkdir()
    command = [sys.executable, "-m", "tests.bench_build", "--home", str(home), "--variant", variant]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(entries: int) -> float:
    """Print what each stage costs with and without; how many times as much the whole costs with."""
    with TemporaryDirectory() as folder:
        home = make_home(Path(folder), -(-entries // ROWS), ROWS)
        for raw in plan(home).documents:
            read_raw(raw, home / "extracted")
        found = {variant: measured(home, variant) for variant in (WITH, WITHOUT)}
    rows = found[WITH]["rows"]
    print(
        f"{rows['entries']:,.0f} entries, {rows['lineage']:,.0f} rows of lineage; seconds of CPU and peak MB"
    )
    print(f"{'':<26} {'with':>17}  {'without':>17}")
    for stage in (*STAGES, "the rest"):
        print(f"{stage:<26} {_shown(found[WITH], stage)}  {_shown(found[WITHOUT], stage)}")
    total = {variant: sum(one["seconds"].values()) for variant, one in found.items()}
    most = {variant: max(one["megabytes"].values()) for variant, one in found.items()}
    print(f"{'all':<26} " + "  ".join(f"{total[one]:>8.1f} {most[one]:>8.0f}" for one in (WITH, WITHOUT)))
    ratio = total[WITH] / total[WITHOUT]
    print(
        f"with / without: {ratio:.2f} (aim: at most {AIM}); memory {most[WITH] / most[WITHOUT]:.2f}",
        flush=True,
    )
    return ratio


def _shown(found: dict[str, dict[str, float]], stage: str) -> str:
    if stage not in found["seconds"]:
        return f"{'-':>8} {'':>8}"
    return f"{found['seconds'][stage]:>8.2f} {found['megabytes'][stage]:>8.0f}"


def main() -> None:
    """Compare, or do one of the two."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench_build", description=__doc__)
    arguments.add_argument("--entries", type=int, default=ENTRIES)
    arguments.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--variant", choices=(WITH, WITHOUT), help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.variant is None:
        compare(chosen.entries)
        return
    os.environ.pop("OPENLINEAGE_URL", None)
    sys.modules["tests.bench_build"] = sys.modules[__name__]
    print(json.dumps(publish(chosen.home, chosen.variant)))


if __name__ == "__main__":
    main()
