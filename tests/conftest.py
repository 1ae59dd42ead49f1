"""Homes to refresh in, and the published renditions where they are there."""

import multiprocessing
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Protocol

import pytest

ROOT = Path(__file__).parents[1]
RENDITIONS = ROOT.parent / "shared" / "notices"


@pytest.fixture
def home(tmp_path: Path, published: Path) -> Path:
    """A home folder with the shipped sources, registry and samples, read but not refreshed."""
    folder = copy_home(tmp_path / "home")
    shutil.copytree(published / "extracted", folder / "extracted")
    return folder


def copy_home(folder: Path) -> Path:
    """Make ``folder`` a home like the shipped one."""
    for name in ("sources", "registry", "raw"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


Renke = Callable[..., subprocess.CompletedProcess[str]]


class Handle(Protocol):
    """A file descriptor on its way to another process."""

    def detach(self) -> int:
        """The descriptor there."""


# Forked from a process that has imported what most commands need: importing costs more than most runs.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["pipeline.dataset.validate_suites", "pipeline.dataset.publish", "pipeline.dataset.changes",
     "pipeline.dataset.build", "pipeline.reading", "pipeline.commands.refresh"]
)  # fmt: skip


def run_renke(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, in a process of its own."""
    given = tuple(map(str, arguments))
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        handles = DupFd(out.fileno()), DupFd(err.fileno())
        variables = {**os.environ, "COLUMNS": "200", **environment}
        process = _FORKS.Process(target=_renke, args=(given, variables, *handles))
        process.start()
        process.join(300)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(given, 300)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
        return subprocess.CompletedProcess(given, process.exitcode, *texts)


def _renke(arguments: tuple[str, ...], environment: dict[str, str], out: Handle, err: Handle) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out.detach(), 1)
    os.dup2(err.detach(), 2)
    sys.argv = ["renke", *arguments]
    from pipeline.commands.main import main

    main()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder refreshed once; tests only read it."""
    folder = copy_home(tmp_path_factory.mktemp("published") / "home")
    done = run_renke("--home", folder, "refresh", "--direct")
    assert done.returncode == 0, done.stderr
    return folder


def _binaries() -> Path | None:
    found = [shutil.which("initdb"), *map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    return next((Path(one).parent for one in found if one), None)


def _as_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: another user runs it then, and owns the folder."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    pytest.skip("no user to run PostgreSQL as: root may not")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server of its own, without its database."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed (make system installs it)")
    # A folder that the other user can enter, which pytest's own is not.
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/renke-pg-XXXXXX"], text=True).strip())
    user, port = _as_user(folder), _free_port()
    data, log = folder / "data", folder / "log"
    try:
        make: list[str | Path] = [
            *user,
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "owner",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        subprocess.run(make, check=True, capture_output=True, cwd=folder)
        settings = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        control: list[str | Path] = [*user, binaries / "pg_ctl", "-D", data, "-w"]
        subprocess.run(
            [*control, "-l", log, "-o", settings, "start"], check=True, capture_output=True, cwd=folder
        )
        try:
            yield f"postgresql://owner@127.0.0.1:{port}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
    finally:
        shutil.rmtree(folder)
