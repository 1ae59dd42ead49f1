"""The same job as a Prefect flow, on a real server, and on a Dask cluster: the same bytes."""

import filecmp
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from pipeline.errors import ConfigurationError
from tests.conftest import ROOT, run_renke
from tests.many import add_city, make_home
from tests.prefect_server import prefect_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which a Prefect server on loopback is used; one a test run."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as environment:
        yield environment


@pytest.fixture(scope="module")
def direct(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of a few small notices and a bad document, refreshed without Prefect."""
    home = make_home(tmp_path_factory.mktemp("direct"), notices=3, rows=4)
    (home / "raw" / "CN-SD-100002" / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")
    assert run_renke("--home", home, "refresh", "--direct").returncode == 1
    return home


def run_flow(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Refresh by Prefect, which wants a process that has imported nothing yet."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "--home", str(home), "refresh"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def copied(home: Path, folder: Path) -> Path:
    """The same home, never refreshed."""
    for name in ("raw", "sources"):
        shutil.copytree(home / name, folder / name)
    return folder


def same_bytes(one: Path, other: Path) -> bool:
    left, right = (home / "dataset" / "current" for home in (one, other))
    names = sorted(path.name for path in left.iterdir())
    same = filecmp.cmpfiles(left, right, names, shallow=False) == (names, [], [])
    return same and names == sorted(path.name for path in right.iterdir())


def artifacts(server: dict[str, str]) -> dict[str, Any]:
    """The artifacts that the server shows, by key."""
    found = httpx.post(f"{server['PREFECT_API_URL']}/artifacts/filter", json={"sort": "UPDATED_DESC"}).json()
    return {one["key"]: one for one in reversed(found)}


def tasks(server: dict[str, str]) -> list[str]:
    found = httpx.post(f"{server['PREFECT_API_URL']}/task_runs/filter", json={}).json()
    return sorted(f"{one['name']}: {one['state_type']}" for one in found)


def test_the_flow_publishes_what_the_direct_run_publishes_and_shows_it(
    direct: Path, server: dict[str, str], tmp_path: Path
) -> None:
    home = copied(direct, tmp_path)
    done = run_flow(home, **server)
    assert done.returncode == 1
    assert "12 entries of 3 notices" in done.stdout
    assert "bad.pdf" in done.stderr
    assert "Traceback" not in done.stderr
    assert same_bytes(direct, home)
    shown = artifacts(server)
    assert {"renke-changes", "renke-findings", "renke-cn-sd-100002"} <= shown.keys()
    assert "| CN-SD-100001 | entries | 4 | 0 | 0 |" in shown["renke-changes"]["data"]
    assert "document-withheld" in shown["renke-findings"]["data"]
    names = _settled(server, "read bad.pdf: FAILED", "read notice.txt: COMPLETED")
    assert names.count("read notice.txt: COMPLETED") == 3
    # The next day: only what is new is a task.
    add_city(home, 4, rows=4)
    assert "16 entries of 4 notices" in run_flow(home, **server).stdout
    assert "| CN-SD-100004 | entries | 4 | 0 | 0 |" in artifacts(server)["renke-changes"]["data"]
    assert "CN-SD-100001" not in artifacts(server)["renke-changes"]["data"]


def _settled(server: dict[str, str], *wanted: str) -> list[str]:
    """The tasks once the server, which is told of them in its own time, knows of those that are wanted."""
    for _ in range(100):
        found = tasks(server)
        if set(wanted) <= set(found):
            break
        time.sleep(0.1)
    assert set(wanted) <= set(found)
    return found


def test_a_dask_cluster_gives_the_same_bytes(direct: Path, server: dict[str, str], tmp_path: Path) -> None:
    from distributed import LocalCluster

    home = copied(direct, tmp_path)
    cluster: Any = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address=None
    )
    with cluster:
        done = run_flow(home, **server, RENKE_DASK=cluster.scheduler_address)
        assert done.returncode == 1, done.stderr
        assert "bad.pdf" in done.stderr
        assert "Traceback" not in done.stderr
    assert same_bytes(direct, home)


@pytest.mark.parametrize(
    ("setting", "words"), [("many", "RENKE_DASK=many is neither"), ("2", "needs a Prefect server")]
)
def test_a_setting_of_dask_that_cannot_work_is_wrong_use(
    setting: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.runner import task_runner

    monkeypatch.setenv("RENKE_DASK", setting)
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(ConfigurationError, match=words),
    ):
        task_runner()


def test_the_deployment_is_scheduled_by_the_server(server: dict[str, str]) -> None:
    for words in (["work-pool", "create", "renke", "-t", "process"], ["deploy", "-n", "daily"]):
        subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *words],
            check=True,
            capture_output=True,
            timeout=120,
            cwd=ROOT,
            env={**os.environ, **server},
        )
    asked = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    for _ in range(300):
        answer = httpx.post(f"{server['PREFECT_API_URL']}/flow_runs/filter", json=asked, timeout=30)
        if answer.raise_for_status().json():
            return
        time.sleep(0.2)
    raise AssertionError("no run is scheduled")


def test_the_deployment_names_a_flow_its_parameters_a_schedule_and_a_pool() -> None:
    from prefect.flows import load_flow_from_entrypoint

    (deployment,) = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    flow: Any = load_flow_from_entrypoint(deployment["entrypoint"])
    assert set(deployment["parameters"]) <= set(flow.parameters.properties)
    assert deployment["schedules"][0]["cron"]
    assert deployment["work_pool"]["name"]


def test_the_server_of_a_run_ends_with_it_also_where_the_run_is_killed() -> None:
    from prefect.server.api.server import SubprocessASGIServer

    from flows.server import ServerOfRun

    made = ServerOfRun()
    try:
        assert SubprocessASGIServer() is made, "Prefect takes it for its own"
    finally:
        made.stop()
    watcher = [sys.executable, "-I", str(ROOT / "flows" / "watcher.py")]
    with (
        subprocess.Popen(["sleep", "600"]) as server,
        subprocess.Popen([*watcher, str(server.pid)], stdin=subprocess.PIPE) as waiting,
    ):
        time.sleep(0.5)
        assert server.poll() is None
        waiting.communicate(timeout=30)  # as when whoever holds the other end is gone
        assert server.wait(30) == -signal.SIGTERM
