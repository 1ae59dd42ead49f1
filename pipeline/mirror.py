"""raw/ and dataset/ at an address that fsspec knows (s3://, memory://, file://): copied there, and back.

Object stores have no links and no renaming: a version's files are written first, its datapackage.json after
them, and the file ``current``, which names the version, last. Documents are only ever added.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.dataset.versions import adopt, current_version, version_folder
from pipeline.errors import RenkeError
from pipeline.manifest import MANIFEST

RAW, DATASET = "RENKE_RAW", "RENKE_DATASET"
"""Settings that name the addresses; where one is not set nothing is copied."""
_MARK = ".mirrored"
_LAST = "datapackage.json"


class MirrorError(RenkeError):
    """An address to which raw/ or dataset/ could not be copied; what is local is untouched."""


def mirrored_dataset(dataset: Path) -> bool:
    """Whether the address names the current version, as far as is known here. Imports nothing."""
    url = os.environ.get(DATASET)
    return not url or _mark(dataset) == {"url": url, "version": current_version(dataset)}


def mirror_dataset(dataset: Path) -> None:
    """Copy the current version to its address, and have ``current`` name it there. Raises MirrorError."""
    url, version = os.environ.get(DATASET), current_version(dataset)
    if not url or version is None or mirrored_dataset(dataset):
        return
    with _store(DATASET, url) as store:
        folder = version_folder(dataset, version)
        names = sorted((path.name for path in folder.iterdir()), key=lambda name: (name == _LAST, name))
        store.put(folder, names, f"versions/{version}")
        store.write("current", BytesIO(version.encode()))
    _set_mark(dataset, {"url": url, "version": version})


def bring_dataset(dataset: Path) -> None:
    """Take the version that the address names, where none is here. Raises MirrorError."""
    url = os.environ.get(DATASET)
    if not url or current_version(dataset) is not None:
        return
    with _store(DATASET, url) as store:
        named = store.read("current")
        if named is None:
            return
        version = named.decode().strip()
        adopt(dataset, version, lambda folder: store.get(f"versions/{version}", folder))
    _set_mark(dataset, {"url": url, "version": version})


def mirror_raw(home: Path) -> None:
    """Bring documents and manifest lines that only the address has, and copy those that only we have.

    Nothing is overwritten; where both have a document of one name with other bytes, or another manifest, that
    is a MirrorError.
    """
    url = os.environ.get(RAW)
    if not url:
        return
    raw = home / "raw"
    with _store(RAW, url) as store:
        here, there = _sizes(raw), store.sizes()
        name = Path(MANIFEST).name
        ours, theirs = _bytes(home / MANIFEST), store.read(name) or b""
        if not (ours.startswith(theirs) or theirs.startswith(ours)):
            raise MirrorError(
                f"{url}/{name} and {home / MANIFEST} each hold lines that the other lacks",
                remedy="Put the lines of both into one of them, in order of time, and refresh again",
            )
        for path in here.keys() & there.keys() - {name}:
            if here[path] != there[path]:
                raise MirrorError(
                    f"{url}/{path} is another document than {raw / path}, and none is ever overwritten",
                    remedy="Give the newer one another name",
                )
        store.get("", raw, sorted(there.keys() - here.keys() - {name}))
        store.put(raw, sorted(here.keys() - there.keys() - {name}), "")
        if len(theirs) > len(ours):
            _write(home / MANIFEST, theirs)  # after the documents that its lines name
        elif len(ours) > len(theirs):
            store.write(name, BytesIO(ours))


class _Store:
    """A folder at an address."""

    def __init__(self, url: str) -> None:
        import fsspec  # with its many file systems not needed where no address is set

        self._files, root = fsspec.core.url_to_fs(url)
        self._root = root.rstrip("/")

    def sizes(self) -> dict[str, int]:
        """Every file below it by its path, and how many bytes it has."""
        if not self._files.exists(self._root):
            return {}
        found: Mapping[str, Mapping[str, Any]] = self._files.find(self._root, detail=True)
        return {path[len(self._root) + 1 :]: int(one["size"]) for path, one in found.items()}

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None where it is not there."""
        whole = self._at(path)
        content: bytes | None = self._files.cat_file(whole) if self._files.exists(whole) else None
        return content

    def write(self, path: str, content: BinaryIO) -> None:
        """Write a file in one step: a stop leaves nothing of it."""
        whole = self._at(path)
        self._files.makedirs(whole.rpartition("/")[0], exist_ok=True)
        with self._files.transaction, self._files.open(whole, "wb") as file:
            shutil.copyfileobj(content, file)

    def put(self, folder: Path, paths: Iterable[str], to: str) -> None:
        """Copy local files in the order given; what is there with its size is left."""
        there = self.sizes()
        for path in paths:
            target = f"{to}/{path}".lstrip("/")
            if there.get(target) != (folder / path).stat().st_size:
                with (folder / path).open("rb") as content:
                    self.write(target, content)

    def get(self, below: str, folder: Path, paths: Iterable[str] | None = None) -> None:
        """Copy files (by default all) below a path into a local folder, each in one step."""
        if paths is None:
            prefix = f"{below}/"
            paths = [path.removeprefix(prefix) for path in self.sizes() if path.startswith(prefix)]
        for path in paths:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f".{target.name}.tmp")
            self._files.get_file(self._at(f"{below}/{path}".lstrip("/")), str(unfinished))
            unfinished.replace(target)

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"


@contextmanager
def _store(setting: str, url: str) -> Iterator[_Store]:
    """The store at an address; whatever goes wrong with it is a MirrorError."""
    try:
        yield _Store(url)
    except RenkeError:
        raise
    except ImportError as error:
        raise MirrorError(f"{setting}: {error}", remedy="Install that package beside renke") from error
    except Exception as error:  # every file system has failures of its own
        raise MirrorError(
            f"{setting}: {url.partition('://')[0]} address: {type(error).__name__}: {error}",
            remedy="Check the address, the rights and the room there; the next refresh copies the rest",
        ) from error


def _sizes(raw: Path) -> dict[str, int]:
    """The documents of raw/ by path; hidden files and unfinished ones are none."""
    return {
        path.relative_to(raw).as_posix(): path.stat().st_size
        for path in raw.rglob("*")
        if path.is_file() and not path.name.startswith((".", "~$")) and path.suffix != ".tmp"
    }


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.tmp")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _mark(dataset: Path) -> dict[str, object] | None:
    try:
        found: dict[str, object] = json.loads((dataset / _MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _set_mark(dataset: Path, mark: Mapping[str, object]) -> None:
    _write(dataset / _MARK, json.dumps(mark).encode())
