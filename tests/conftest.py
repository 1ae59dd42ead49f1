"""Homes to refresh in, and the published renditions where they are there."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
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
