"""raw/ and dataset/ at an address: whole, in order, only added to, and brought back."""

from pathlib import Path

import fsspec
import pytest

from pipeline.dataset.versions import PublicationError, current_version, publish
from pipeline.manifest import Pulled, add_lines, object_path, read_manifest, store
from pipeline.mirror import (
    MirrorError,
    bring_dataset,
    mirror_dataset,
    mirror_raw,
    mirrored_dataset,
)


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"memory://{tmp_path.name}" if request.param == "memory" else (tmp_path / "away").as_uri()
    monkeypatch.setenv("RENKE_RAW", f"{address}/raw")
    monkeypatch.setenv("RENKE_DATASET", f"{address}/dataset")
    return address


def there(url: str, path: str) -> bytes:
    files, root = fsspec.core.url_to_fs(url)
    content: bytes = files.cat_file(f"{root}/{path}")
    return content


def pulled(home: Path, name: str) -> str:
    """A document as a pull keeps it."""
    sha256, size = store(home, name.encode())
    line = Pulled(f"https://example.org/{name}", "raw/CN-SH", "2026-01-01", "stored", name, sha256, size)
    add_lines(home, [line])
    return sha256


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_version_is_copied_named_last_and_brought_back_where_none_is(tmp_path: Path, url: str) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    first = publish(here, {}, {"code": "a", "previous": None}, {})
    assert not mirrored_dataset(here)
    mirror_dataset(here)
    assert mirrored_dataset(here)
    assert there(url, "dataset/current") == first.encode()
    second = publish(here, {}, {"code": "b", "previous": first}, {})
    assert not mirrored_dataset(here)
    mirror_dataset(here)
    assert there(url, "dataset/current") == second.encode()
    assert there(url, f"dataset/versions/{first}/inputs.json")
    bring_dataset(other)
    assert current_version(other) == second
    assert files_of(other / "current") == files_of(here / "current")
    assert mirrored_dataset(other)


def test_a_copy_that_was_interrupted_is_not_named_and_is_finished_later(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    first = publish(here, {}, {"code": "a", "previous": None}, {})
    mirror_dataset(here)
    second = publish(here, {}, {"code": "b", "previous": first}, {})
    files, _ = fsspec.core.url_to_fs(url)
    whole = type(files).open
    opened: list[str] = []

    def full(self: object, path: str, *given: object, **more: object) -> object:
        if len(opened) == 3:
            raise OSError(28, "No space left on device")
        opened.append(path)
        return whole(self, path, *given, **more)

    with monkeypatch.context() as broken:
        broken.setattr(type(files), "open", full)
        with pytest.raises(MirrorError, match="No space left"):
            mirror_dataset(here)
    assert there(url, "dataset/current") == first.encode()
    assert current_version(here) == second
    mirror_dataset(here)
    assert there(url, "dataset/current") == second.encode()


def test_a_version_that_is_damaged_there_is_not_taken(tmp_path: Path, url: str) -> None:
    version = publish(tmp_path / "here", {}, {"code": "a", "previous": None}, {})
    mirror_dataset(tmp_path / "here")
    files, root = fsspec.core.url_to_fs(url)
    files.pipe_file(f"{root}/dataset/versions/{version}/entries.csv", b"damaged")
    with pytest.raises(PublicationError, match="not come whole"):
        bring_dataset(tmp_path / "other")
    assert current_version(tmp_path / "other") is None


def test_documents_go_there_and_come_back_and_lines_are_only_added(tmp_path: Path, url: str) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    one = pulled(here, "one")
    (here / "raw" / "CN-SH").mkdir()
    (here / "raw" / "CN-SH" / "by-hand.txt").write_text("by hand")
    mirror_raw(here)
    assert there(url, f"raw/objects/{one[:2]}/{one}") == b"one"
    mirror_raw(other)
    assert read_manifest(other) == read_manifest(here)
    assert object_path(other, one).read_bytes() == b"one"
    assert (other / "raw" / "CN-SH" / "by-hand.txt").read_text() == "by hand"
    two = pulled(other, "two")
    mirror_raw(other)
    mirror_raw(here)
    assert [line.sha256 for line in read_manifest(here)] == [one, two]
    assert object_path(here, two).read_bytes() == b"two"


def test_what_both_sides_have_otherwise_is_said_and_neither_is_overwritten(tmp_path: Path, url: str) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    for home, words in ((here, "one"), (other, "another")):
        (home / "raw" / "CN-SH").mkdir(parents=True)
        (home / "raw" / "CN-SH" / "notice.txt").write_text(words)
    mirror_raw(here)
    with pytest.raises(MirrorError, match=r"notice\.txt is another document"):
        mirror_raw(other)
    assert there(url, "raw/CN-SH/notice.txt") == b"one"
    assert (other / "raw" / "CN-SH" / "notice.txt").read_text() == "another"
    (other / "raw" / "CN-SH" / "notice.txt").unlink()
    pulled(here, "ours")
    mirror_raw(here)
    pulled(other, "theirs")
    with pytest.raises(MirrorError, match="lines that the other lacks"):
        mirror_raw(other)


def test_an_address_of_a_kind_that_is_not_known_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENKE_DATASET", "nothing://bucket/dataset")
    with pytest.raises(MirrorError, match="RENKE_DATASET"):
        bring_dataset(tmp_path)
