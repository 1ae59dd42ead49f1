"""Homes to refresh in, and the published renditions where they are there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RENDITIONS = ROOT.parent / "shared" / "notices"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with the shipped sources, registry and samples, not refreshed."""
    return copy_home(tmp_path / "home")


def copy_home(folder: Path) -> Path:
    """Make ``folder`` a home like the shipped one."""
    for name in ("sources", "registry", "raw"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


Renke = Callable[..., subprocess.CompletedProcess[str]]


def run_renke(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", **environment},
    )


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder refreshed once; tests only read it."""
    folder = copy_home(tmp_path_factory.mktemp("published") / "home")
    done = run_renke("--home", folder, "refresh", "--direct")
    assert done.returncode == 0, done.stderr
    return folder
