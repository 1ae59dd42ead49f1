"""Damage to published files and to raw/, and what `renke verify` says of it."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import RenkeError
from pipeline.extracted import load_extracted
from pipeline.manifest import MANIFEST, Pulled, add_lines, store
from pipeline.verify.files import raw_failures, version_failures
from pipeline.verify.run import current_folder, read_inputs
from tests.conftest import ROOT, run_renke


@dataclass(frozen=True, slots=True)
class Published:
    """A home with a published version."""

    home: Path
    inputs: dict[str, object]

    @property
    def folder(self) -> Path:
        return current_folder(self.home)


@contextmanager
def published() -> Iterator[Published]:
    """The notices that are shipped, published."""
    with TemporaryDirectory(prefix="renke-faults-") as scratch:
        home = Path(scratch) / "home"
        for name in ("registry", "sources", "raw"):
            shutil.copytree(ROOT / name, home / name)
        for name in ("a.html", "b.pdf"):
            sha256, size = store(home, name.encode())
            headers = {"etag": "1", "last-modified": "2026"}
            address = f"https://example.org/{name}"
            line = Pulled(address, "raw/none", "2026-01-01", "stored", name, sha256, size)
            add_lines(home, [replace(line, headers=headers)])
        done = run_renke("--home", home, "refresh", "--direct")
        if not (home / "dataset" / "current").exists():
            raise SystemExit(done.stderr)
        yield Published(home, read_inputs(current_folder(home)))


Damage = Callable[[Published, random.Random], str | None]


def _byte(path: Path, chance: random.Random) -> bytes:
    data = path.read_bytes()
    at = chance.randrange(len(data))
    path.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
    return data


def _told(version: Published) -> str | None:
    try:
        failures = [*version_failures(version.folder, read_inputs(version.folder))]
    except RenkeError:  # inputs.json that is no JSON is an error of its own
        return "inputs.json damaged"
    if failures:
        return "hashes of the version"
    return "hashes of raw/" if any(raw_failures(version.home, version.inputs)) else None


def _edit(files: Callable[[Published], list[Path]]) -> Damage:
    """A byte of one of the files."""

    def damage(version: Published, chance: random.Random) -> str | None:
        path = chance.choice(files(version))
        before = _byte(path, chance)
        found = _told(version)
        path.write_bytes(before)
        return found

    return damage


def _published(pattern: str) -> Damage:
    return _edit(lambda version: sorted(version.folder.glob(pattern)))


def _raw_files(version: Published) -> list[Path]:
    """The documents in raw/ and the manifest; a lock is neither."""
    files = (version.home / "raw").rglob("[!.]*")
    return sorted(one for one in files if one.is_file())


def _lost_raw(version: Published, chance: random.Random) -> str | None:
    path = chance.choice(_raw_files(version))
    before = path.read_bytes()
    path.unlink()
    found = _told(version)
    path.write_bytes(before)
    return found


def _sqlite(version: Published, chance: random.Random) -> str | None:
    """A value of a table changed with SQLite's own means."""
    path = version.folder / "renke.sqlite"
    before = path.read_bytes()
    column = chance.choice(("issuer_printed", "qualification_printed", "grade", "countries"))
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT rowid FROM entries").fetchall()
        (row,) = chance.choice(rows)
        connection.execute(f'UPDATE entries SET "{column}" = ? WHERE rowid = ?', (str(chance.random()), row))
        connection.commit()
    found = _told(version)
    path.write_bytes(before)
    return found


def _cut_manifest(version: Published, chance: random.Random) -> str | None:
    """Whole lines at the end of the manifest lost, which name nothing that is published."""
    path = version.home / MANIFEST
    before = path.read_bytes()
    lines = before.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: chance.randrange(len(lines))]))
    found = _told(version)
    path.write_bytes(before)
    return found


def _swapped_raw(version: Published, chance: random.Random) -> str | None:
    """Two documents with each other's content, as of two editions mixed up."""
    paths = sorted(one for one in (version.home / "raw").glob("*/*.*") if one.parent.name != "objects")
    one, two = chance.sample(paths, 2)
    contents = one.read_bytes(), two.read_bytes()
    one.write_bytes(contents[1])
    two.write_bytes(contents[0])
    found = _told(version)
    one.write_bytes(contents[0])
    two.write_bytes(contents[1])
    return found


def _kept(version: Published, chance: random.Random) -> str | None:
    """A byte of a kept reading: it must not be taken, but made again."""
    path = chance.choice(sorted((version.home / "extracted").glob("*.json")))
    before = _byte(path, chance)
    taken = load_extracted(path.parent, path.name.partition(".")[0], "x", any_version=True)
    path.write_bytes(before)
    return "sum of the reading" if taken is None else None


FILE_KINDS: dict[str, Damage] = {
    "published: a byte of a CSV file": _published("*.csv"),
    "published: a byte of a Parquet file": _published("*.parquet"),
    "published: a byte of the workbook": _published("*.xlsx"),
    "published: a value in SQLite": _sqlite,
    "published: a byte of a JSON file": _published("*.json"),
    "published: a byte of the checksums": _published("SHA256SUMS"),
    "raw/: a byte of a document": _edit(_raw_files),
    "raw/: a document lost": _lost_raw,
    "raw/: two documents exchanged": _swapped_raw,
    "raw/: a byte of the manifest": _edit(lambda version: [version.home / MANIFEST]),
    "raw/: the last lines of the manifest": _cut_manifest,
    "extracted/: a byte of a reading": _kept,
}
