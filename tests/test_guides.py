"""The examples of docs/ run, as they are printed, on a published home."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT, run_renke

GUIDES = ("auditors", "downstream")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SERVER = "postgresql://user@host/database"


def blocks(guide: str, kind: str | None = None) -> list[str]:
    text = (ROOT / "docs" / f"{guide}.md").read_text("utf-8")
    return [block for found, block in BLOCK.findall(text) if kind in (None, found)]


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_have_the_same_examples(guide: str) -> None:
    assert blocks(guide) == blocks(f"{guide}.zh")
    shapes = [
        re.findall(r"^(#+) ", (ROOT / "docs" / f"{guide}{x}.md").read_text(), re.M) for x in ("", ".zh")
    ]
    assert shapes[0] == shapes[1]


def test_every_example_is_of_a_kind_that_is_run() -> None:
    kinds = {
        kind for guide in GUIDES for kind, _ in BLOCK.findall((ROOT / "docs" / f"{guide}.md").read_text())
    }
    assert kinds == {"", "sh", "sql", "postgresql", "python"}


def test_python_examples_run(published: Path) -> None:
    code = "\n".join(blocks("downstream", "python"))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=published, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "499 entries" in done.stdout
    assert "Information Systems Audit and Control Association" in done.stdout
    assert "in force" in done.stdout
    assert "issuers; 中文名称 is name_zh" in done.stdout


@pytest.mark.parametrize("guide", GUIDES)
def test_sql_examples_run_on_the_sqlite_file(guide: str, published: Path) -> None:
    with sqlite3.connect(
        f"file:{published / 'dataset/current/renke.sqlite'}?mode=ro", uri=True
    ) as connection:
        for query in blocks(guide, "sql"):
            found = connection.execute(query).fetchall()
            assert found or "FROM findings" in query, query


@pytest.mark.parametrize("guide", GUIDES)
def test_shell_examples_run(guide: str, published: Path) -> None:
    for script in blocks(guide, "sh"):
        done = subprocess.run(["sh", "-ec", script], cwd=published, capture_output=True, check=False)
        assert done.returncode == 0, (script, done.stderr)


def test_command_examples_run(published: Path, tmp_path: Path) -> None:
    commands = [line for guide in GUIDES for block in blocks(guide, "") for line in block.splitlines()]
    run = [line.split() for line in commands if line.startswith("renke") and SERVER not in line]
    assert (
        len(run) == len([line for line in commands if line != f"renke publish --to {SERVER}"]) - 1
    )  # datasette
    for _, *arguments in run:
        done = run_renke(
            "--home", published, *[str(tmp_path) if one == "pictures" else one for one in arguments]
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout
    assert (tmp_path / "page-3.png").is_file()


def test_postgresql_examples_run(published: Path, postgres_server: str) -> None:
    name = f"guides{os.getpid()}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    done = run_renke("--home", published, "publish", "--to", f"{postgres_server}/{name}")
    assert done.returncode == 0, done.stderr
    assert "499 entries" in done.stdout
    with psycopg.connect(f"{postgres_server}/{name}") as connection:
        for query in blocks("downstream", "postgresql"):
            assert connection.execute(query).fetchall(), query
