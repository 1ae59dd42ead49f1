"""Versions: whole or not there at all, whatever stops a publication."""

import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.dataset.versions import (
    PublicationError,
    current_version,
    point_to,
    publish,
    published,
    read_inputs,
    remove_old,
    version_folder,
    version_id,
    whole_current,
)
from pipeline.errors import RenkeError
from tests.dataset.rows import dataset, entry

ROOT = Path(__file__).parents[2]
REPORT: dict[str, object] = {"success": True}


def inputs(number: int, previous: str | None = None) -> dict[str, object]:
    return {"documents": {"a.pdf": str(number)}, "previous": previous}


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


def test_a_first_publication_makes_the_version_current(tmp_path: Path) -> None:
    assert current_version(tmp_path) is None
    assert read_inputs(tmp_path) is None
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    assert version == version_id(inputs(1)) == current_version(tmp_path)
    assert read_inputs(tmp_path) == inputs(1)
    assert not (tmp_path / "current").readlink().is_absolute()
    assert {path.name for path in tmp_path.iterdir()} == {"current", "versions", ".lock"}
    assert published(tmp_path) == [version]


def test_a_second_publication_keeps_the_first_and_points_to_the_new(tmp_path: Path) -> None:
    first = publish(tmp_path, dataset(), inputs(1), REPORT)
    before = contents(version_folder(tmp_path, first))
    second = publish(tmp_path, dataset([entry(1)]), inputs(2, first), REPORT)
    assert current_version(tmp_path) == second
    assert contents(version_folder(tmp_path, first)) == before
    point_to(tmp_path, first)
    assert current_version(tmp_path) == first


def test_the_same_inputs_again_rewrite_nothing(tmp_path: Path) -> None:
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    before = contents(version_folder(tmp_path, version)), (tmp_path / "current").lstat().st_mtime_ns
    assert publish(tmp_path, dataset(), inputs(1), REPORT) == version
    assert (contents(version_folder(tmp_path, version)), (tmp_path / "current").lstat().st_mtime_ns) == before


@pytest.mark.parametrize("damage", ["altered", "missing", "no package"])
def test_a_damaged_version_is_written_anew(tmp_path: Path, damage: str) -> None:
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    folder = version_folder(tmp_path, version)
    before = {name: content for name, (_, content) in contents(folder).items()}
    if damage == "altered":
        (folder / "entries.csv").write_text("x", "utf-8")
    else:
        (folder / ("notices.csv" if damage == "missing" else "datapackage.json")).unlink()
    publish(tmp_path, dataset(), inputs(1), REPORT)
    assert {name: content for name, (_, content) in contents(folder).items()} == before
    assert published(tmp_path) == [version]


def test_what_a_dead_run_left_is_swept_and_never_current(tmp_path: Path) -> None:
    left = tmp_path / "versions" / ".tmp-000000000000"
    left.mkdir(parents=True)
    (left / "entries.csv").write_text("half", "utf-8")
    (tmp_path / ".current-new").symlink_to("versions/nowhere")
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    assert [path.name for path in (tmp_path / "versions").iterdir()] == [version]
    assert {path.name for path in tmp_path.iterdir()} == {"current", "versions", ".lock"}


def test_a_link_that_leads_nowhere_counts_as_nothing_published(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("versions/gone")
    assert current_version(tmp_path) is None
    assert read_inputs(tmp_path) is None
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    assert current_version(tmp_path) == version


def test_a_failure_while_writing_leaves_the_last_version(tmp_path: Path) -> None:
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    with pytest.raises(TypeError):
        publish(tmp_path, dataset(), inputs(2, version), {"success": object()})
    assert current_version(tmp_path) == version
    assert read_inputs(tmp_path) == inputs(1)
    second = publish(tmp_path, dataset(), inputs(2, version), REPORT)
    assert published(tmp_path) == sorted([version, second])


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "dataset").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(PublicationError, match="cannot publish") as failed:
        publish(tmp_path / "dataset", dataset(), inputs(1), REPORT)
    assert str(tmp_path / "dataset") in failed.value.message
    assert failed.value.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_a_clear_error(tmp_path: Path) -> None:
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    (tmp_path / "versions").chmod(0o500)
    try:
        with pytest.raises(PublicationError, match="cannot publish"):
            publish(tmp_path, dataset(), inputs(2, version), REPORT)
    finally:
        (tmp_path / "versions").chmod(0o700)
    assert current_version(tmp_path) == version


def test_a_folder_in_the_place_of_the_link_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(PublicationError, match="is not a link"):
        publish(tmp_path, dataset(), inputs(1), REPORT)
    assert (tmp_path / "current").is_dir()


def test_two_refreshes_do_not_publish_at_once(tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / ".lock", is_singleton=False),
        pytest.raises(PublicationError, match="another refresh is publishing"),
    ):
        publish(tmp_path, dataset(), inputs(1), REPORT, wait=0.05)
    assert current_version(tmp_path) is None


def test_a_version_made_from_one_that_is_no_longer_current_is_not_published(tmp_path: Path) -> None:
    first = publish(tmp_path, dataset(), inputs(1), REPORT)
    second = publish(tmp_path, dataset([entry(1)]), inputs(2, first), REPORT)
    with pytest.raises(PublicationError, match="was published while"):
        publish(tmp_path, dataset([entry(2)]), inputs(3, first), REPORT)
    assert current_version(tmp_path) == second


def test_pointing_to_a_version_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    with pytest.raises(PublicationError, match=version):
        point_to(tmp_path, "ffffffffffff")
    assert current_version(tmp_path) == version


def publish_on_and_on(dataset_folder: Path, start: int, begun: Connection) -> None:
    begun.send("begun")
    for number in range(start, start + 1000):
        publish(dataset_folder, dataset([entry(number)]), {"documents": number}, REPORT)


def test_killed_at_any_moment_the_last_version_stands_and_the_next_publication_succeeds(
    tmp_path: Path,
) -> None:
    first = publish(tmp_path, dataset(), inputs(0), REPORT)
    # The server imports once and forks a process a round: what is timed is publishing alone.
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([__name__, "pipeline.dataset.publish"])
    chance = random.Random(7)
    interrupted = 0
    for start in range(1, 25_001, 1000):
        here, there = server.Pipe()
        process = server.Process(target=publish_on_and_on, args=(tmp_path, start, there))
        process.start()
        assert here.poll(60)
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.join()
        interrupted += bool(list((tmp_path / "versions").glob(".tmp-*")))
        now = current_version(tmp_path)
        assert now is not None
        assert read_inputs(tmp_path) is not None
        point_to(tmp_path, now)  # compares every file with its hash
    assert interrupted, "no publication was stopped in the middle: the test shows nothing"
    after = publish(tmp_path, dataset([entry(1)]), inputs(1, current_version(tmp_path)), REPORT, wait=5)
    assert current_version(tmp_path) == after
    assert first in published(tmp_path)
    assert not list((tmp_path / "versions").glob(".tmp-*"))


def test_asking_what_is_published_imports_nothing_heavy(tmp_path: Path) -> None:
    publish(tmp_path, dataset(), inputs(1), REPORT)
    program = (
        "import sys; from pathlib import Path; from pipeline.dataset.versions import read_inputs;"
        "assert read_inputs(Path(sys.argv[1]));"
        "print(*{'pandas', 'pyarrow', 'great_expectations', 'openpyxl', 'pydantic'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_the_inputs_file_reads_as_it_was_given(tmp_path: Path) -> None:
    publish(tmp_path, dataset(), {"来源": ["乙", "甲"]}, REPORT)
    assert json.loads((tmp_path / "current" / "inputs.json").read_text("utf-8")) == {"来源": ["乙", "甲"]}


def test_old_versions_go_but_never_the_current_its_previous_or_one_rolled_back(tmp_path: Path) -> None:
    line = [publish(tmp_path, dataset([entry(1)]), inputs(0), REPORT)]
    for number in range(1, 4):
        line.append(publish(tmp_path, dataset([entry(1)]), inputs(number, line[-1]), REPORT))
    point_to(tmp_path, line[2])
    assert remove_old(tmp_path, 2) == [line[0]]
    assert published(tmp_path) == sorted(line[1:])
    assert current_version(tmp_path) == line[2]
    assert remove_old(tmp_path, 2) == []
    point_to(tmp_path, line[3])
    assert remove_old(tmp_path, 2) == [line[1]]
    assert [path.name for path in (tmp_path / "versions").iterdir() if path.name.startswith(".")] == []


def test_a_version_that_was_altered_is_not_handed_on(tmp_path: Path) -> None:
    with pytest.raises(RenkeError, match="no published version"):
        whole_current(tmp_path)
    version = publish(tmp_path, dataset(), inputs(1), REPORT)
    assert whole_current(tmp_path) == (version_folder(tmp_path, version), inputs(1))
    (tmp_path / "current" / "entries.csv").write_text("x", "utf-8")
    with pytest.raises(PublicationError, match="altered"):
        whole_current(tmp_path)
