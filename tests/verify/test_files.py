"""The files of a version against their hashes."""

from pathlib import Path

from pipeline.dataset.publish import write_version
from pipeline.dataset.versions import CHECKSUMS, version_id
from pipeline.verify.files import version_failures
from tests.dataset.rows import dataset

INPUTS: dict[str, object] = {"previous": None}


def test_a_byte_of_the_checksums_that_is_no_text_is_found(tmp_path: Path) -> None:
    folder = tmp_path / version_id(INPUTS)
    folder.mkdir()
    write_version(folder, dataset(), INPUTS, {})
    assert list(version_failures(folder, INPUTS)) == []
    path = folder / CHECKSUMS
    path.write_bytes(path.read_bytes().replace(b"entries", b"entrie\xf3", 1))
    assert [failure.file for failure in version_failures(folder, INPUTS)] == [CHECKSUMS]
