"""raw/manifest.jsonl: what came from where and when; only ever added to. Imports the standard library alone.

The bytes lie under raw/objects/ by their SHA-256, once however often they came.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline.errors import ConfigurationError

MANIFEST = "raw/manifest.jsonl"
OBJECTS = "raw/objects"


@dataclass(frozen=True, slots=True)
class Pulled:
    """One line: an address gave these bytes at this time, or was gone.

    ``folder`` is the source's; ``part_of`` the address of the notice page that links to it.
    """

    address: str
    folder: str
    time: str
    state: Literal["stored", "gone"]
    name: str
    sha256: str | None = None
    size: int | None = None
    part_of: str | None = None
    final_address: str | None = None
    headers: Mapping[str, str] | None = None
    chain: str | None = None
    """SHA-256 of the chain of the line before and this line: a change of any line breaks it."""

    def text(self) -> str:
        """As the manifest has it, without its end."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def after(self, before: str) -> "Pulled":
        """The line with its chain, the one before being that."""
        bare = replace(self, chain=None)
        return replace(self, chain=hashlib.sha256((before + bare.text()).encode()).hexdigest())


def object_path(home: Path, sha256: str) -> Path:
    """Where the bytes of a document lie."""
    return home / OBJECTS / sha256[:2] / sha256


def read_manifest(home: Path) -> list[Pulled]:
    """All lines, oldest first. Raises ConfigurationError with the line that is damaged."""
    path = home / MANIFEST
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path}, byte {error.start}: no UTF-8", remedy="Take the file from version control or a backup."
        ) from error
    found = []
    lines = text.split("\n")
    for number, line in enumerate(lines[:-1], start=1):
        try:
            found.append(Pulled(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise ConfigurationError(
                f"{path}, line {number}: {error}", remedy="Take the file from version control or a backup."
            ) from error
    return found  # a last line without its end was never finished


def latest(lines: list[Pulled]) -> dict[tuple[str, str], list[Pulled]]:
    """The lines of each address of each source's folder, oldest first."""
    by_address: dict[tuple[str, str], list[Pulled]] = {}
    for line in lines:
        by_address.setdefault((line.folder, line.address), []).append(line)
    return by_address


def store(home: Path, body: bytes) -> tuple[str, int]:
    """Keep bytes under their SHA-256, in one step; what is there already is left as it is."""
    sha256 = hashlib.sha256(body).hexdigest()
    path = object_path(home, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        with unfinished.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        path.chmod(0o444)
    return sha256, len(body)


def add_lines(home: Path, lines: list[Pulled]) -> None:
    """Add lines at the end; a line that a killed run left unfinished is cut off first."""
    if not lines:
        return
    path = home / MANIFEST
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(home), path.open("ab+") as file:
        _cut_unfinished(path)
        before = _last_chain(read_manifest(home))
        for line in lines:
            chained = line.after(before)
            before = chained.chain or ""
            file.write((chained.text() + "\n").encode())
        file.flush()
        os.fsync(file.fileno())


def _last_chain(lines: list[Pulled]) -> str:
    return lines[-1].chain or "" if lines else ""


def chain_of(home: Path) -> str:
    """The chain up to the last line: which manifest a version was made with. Raises ConfigurationError."""
    return _last_chain(read_manifest(home))


def altered_lines(home: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not as they were written, from 1; what was written before there were chains is none.

    Raises ConfigurationError where a line cannot be read at all.
    """
    lines = read_manifest(home)
    texts = (home / MANIFEST).read_text("utf-8").split("\n") if lines else []
    before = ""
    for number, (line, text) in enumerate(zip(lines, texts, strict=False), start=1):
        if (before or line.chain) and (line.after(before).chain != line.chain or line.text() != text):
            yield number, text
        before = line.chain or before
    if texts and texts[-1]:
        yield len(texts), texts[-1]  # its end is gone, so that it is not read


def _cut_unfinished(path: Path) -> None:
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        os.truncate(path, data.rfind(b"\n") + 1)


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    from filelock import FileLock  # not needed to read

    with FileLock(home / "raw" / ".manifest.lock", timeout=60):
        yield
