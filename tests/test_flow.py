"""The same job as a Prefect flow, on a real ephemeral server."""

import filecmp
from pathlib import Path

from tests.conftest import run_renke


def test_the_flow_publishes_what_the_direct_run_publishes(published: Path, home: Path) -> None:
    (home / "raw" / "CN-TJ" / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")
    done = run_renke("--home", home, "refresh", PREFECT_HOME=str(home / "prefect"))
    assert done.returncode == 1
    assert "499 entries of 5 notices" in done.stdout
    assert "bad.pdf" in done.stderr
    assert "Traceback" not in done.stderr
    one, other = (folder / "dataset" / "current" for folder in (published, home))
    same = ["entries.csv", "lineage.csv", "issuers.csv", "notices.csv", "entries.parquet"]
    assert filecmp.cmpfiles(one, other, same, shallow=False) == (same, [], [])
