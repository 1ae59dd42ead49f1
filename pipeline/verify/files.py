"""Files against their hashes: raw/ against inputs.json and its manifest, a version against its own."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from pipeline.archive import documents_in
from pipeline.dataset.datapackage import checksums
from pipeline.dataset.versions import CHECKSUMS, version_id
from pipeline.errors import RenkeError
from pipeline.freshness import code_digest, watched_before
from pipeline.manifest import MANIFEST, OBJECTS, altered_lines, object_path, read_manifest
from pipeline.verify.model import FileFailure
from pipeline.verify.values import raw_path


def raw_failures(home: Path, inputs: Mapping[str, object]) -> Iterator[FileFailure]:
    """Documents that are not those the version was made of, and what the manifest says otherwise now."""
    recorded = inputs.get("documents")
    records: list[dict[str, str]] = recorded if isinstance(recorded, list) else []
    for record in records:
        path = raw_path(home, record)
        yield from _hashed(path, _below(home, path), record.get("sha256", ""))
    yield from _manifest_failures(home, str(inputs.get("manifest") or ""))
    try:
        now = {(one.watched.folder, one.address): one for one in documents_in(home, watched_before(inputs))}
    except RenkeError:
        return  # the manifest, which was named above
    for record in records:
        found = now.get((record.get("folder", ""), record.get("address", "")))
        pulled = raw_path(home, record) == object_path(home, record.get("sha256", ""))
        if pulled and found is None:
            yield FileFailure(MANIFEST, record.get("address", ""), None)
        elif pulled and found is not None and found.sha256 == record.get("sha256", ""):
            expected = {key: value for key, value in record.items() if key != "told"}
            said = {key: found.record().get(key) for key in expected}
            if said != expected:
                yield FileFailure(MANIFEST, expected, said)


def _manifest_failures(home: Path, chain: str) -> Iterator[FileFailure]:
    """Stored bodies against their names, the manifest against them and against the chain it had."""
    sizes: dict[str, int] = {}
    for path in sorted((home / OBJECTS).glob("*/*")):
        if path.is_file() and path.suffix != ".tmp":
            sizes[path.name] = path.stat().st_size
            yield from _hashed(path, _below(home, path), path.name)
    try:
        lines = read_manifest(home)
    except RenkeError as error:
        yield FileFailure(MANIFEST, "lines as they were written", error.message)
        return
    for number, text in altered_lines(home):
        yield FileFailure(f"{MANIFEST}, line {number}", "the line that was written", text)
    if chain and chain not in {line.chain for line in lines}:
        last = lines[-1].chain if lines else None
        yield FileFailure(MANIFEST, f"the line of chain {chain} that the version was made with", last)
    for number, line in enumerate(lines, start=1):
        if line.sha256 is not None and sizes.get(line.sha256) != line.size:
            yield FileFailure(
                f"{MANIFEST}, line {number}",
                {"sha256": line.sha256, "size": line.size},
                {"sha256": line.sha256, "size": sizes.get(line.sha256)},
            )


def version_failures(folder: Path, inputs: Mapping[str, object]) -> Iterator[FileFailure]:
    """Files that are not as datapackage.json says, or that it does not name; inputs.json by its own hash."""
    if version_id(inputs) != folder.name:
        yield FileFailure("inputs.json", folder.name, version_id(inputs))
    try:
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        files = {str(one["path"]): str(one["hash"]) for one in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield FileFailure("datapackage.json", "a Data Package", f"{type(error).__name__}: {error}")
        return
    altered = [
        failure
        for path, expected in sorted(files.items())
        for failure in _hashed(folder / path, path, expected.removeprefix("sha256:"))
    ]
    yield from altered
    sums = folder / CHECKSUMS
    expected, found = checksums(folder).encode(), sums.read_bytes() if sums.is_file() else b""
    if not altered and found != expected:
        yield FileFailure(CHECKSUMS, *differing_line(expected, found))
    for name in sorted(path.name for path in folder.iterdir()):
        if name not in files and name not in ("datapackage.json", CHECKSUMS):
            yield FileFailure(name, None, "a file that datapackage.json does not name")
    if not altered:  # it describes the files that are there
        yield from _descriptor_failures(folder, inputs)


def _descriptor_failures(folder: Path, inputs: Mapping[str, object]) -> Iterator[FileFailure]:
    """datapackage.json against what it should say; other code may say it otherwise."""
    from pipeline.dataset.publish import descriptor_text

    if inputs.get("code") != code_digest():
        return
    expected = descriptor_text(folder, folder.name)
    found = (folder / "datapackage.json").read_text("utf-8")
    if found != expected:
        yield FileFailure("datapackage.json", *differing_line(expected.encode(), found.encode()))


def differing_line(expected: bytes, found: bytes) -> tuple[str, str]:
    """The first lines in which two files differ; of files that are no text, where they do."""
    for at, (ours, theirs) in enumerate(
        zip_longest(expected.split(b"\n"), found.split(b"\n"), fillvalue=b""), start=1
    ):
        if ours != theirs:
            try:
                return f"line {at}: {ours.decode()[:300]}", f"line {at}: {theirs.decode()[:300]}"
            except UnicodeDecodeError:
                break
    byte = next((n for n, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), 0)
    return f"{len(expected)} bytes", f"{len(found)} bytes, the first difference at byte {byte}"


def _hashed(path: Path, name: str, expected: str) -> Iterator[FileFailure]:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        yield FileFailure(name, f"sha256:{expected}", error.strerror)
        return
    if found != expected:
        yield FileFailure(name, f"sha256:{expected}", f"sha256:{found}")


def _below(home: Path, path: Path) -> str:
    return path.relative_to(home).as_posix()
