"""Published versions: folders under versions/, and the link ``current`` that points to one.

Imports nothing heavy: whether anything is new is asked at every refresh.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pipeline.errors import ConfigurationError, RenkeError

if TYPE_CHECKING:
    from pipeline.dataset.schema import Tables

CHECKSUMS = "SHA256SUMS"
_UNFINISHED = ".tmp-"
_PERMISSION = "Check that the folder exists, is writable and has room; the version before is untouched"


class PublicationError(RenkeError):
    """The dataset folder can't take the version; what was published before stands."""


def inputs_text(inputs: Mapping[str, object]) -> str:
    """inputs.json as written: canonical, so that equal inputs are equal bytes."""
    return json.dumps(inputs, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def version_id(inputs: Mapping[str, object]) -> str:
    """First 12 digits of the SHA-256 of inputs.json."""
    return hashlib.sha256(inputs_text(inputs).encode()).hexdigest()[:12]


def version_folder(dataset: Path, version: str) -> Path:
    """Where a version lies."""
    return dataset / "versions" / version


def current_version(dataset: Path) -> str | None:
    """The version that ``current`` points to; None before the first, or where the link leads nowhere."""
    link = dataset / "current"
    if not link.is_symlink() or not link.is_dir():
        return None
    return link.readlink().name


def read_inputs(dataset: Path) -> dict[str, object] | None:
    """inputs.json of the current version; None before the first."""
    version = current_version(dataset)
    return version_inputs(dataset, version) if version else None


def version_inputs(dataset: Path, version: str) -> dict[str, object] | None:
    """inputs.json of a version; None where it is not there or damaged, so that it is made anew."""
    try:
        path = version_folder(dataset, version) / "inputs.json"
        inputs: dict[str, object] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return inputs


def is_complete(dataset: Path) -> bool:
    """Whether every file of the current version is there with its size; contents are for verification."""
    folder = dataset / "current"
    try:
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        sizes = {resource["path"]: resource["bytes"] for resource in package["resources"]}
        return (folder / CHECKSUMS).is_file() and all(
            (folder / name).stat().st_size == size for name, size in sizes.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def publish(
    dataset: Path,
    tables: "Tables",
    inputs: Mapping[str, object],
    report: Mapping[str, object],
    ledger: Sequence[Mapping[str, object]] = (),
    *,
    wait: float = 60,
) -> str:
    """Write the version that ``inputs`` names, if it is not there, and point ``current`` to it.

    A process killed at any moment leaves ``current`` as it was or at the whole new version. Where
    ``inputs`` says what its ``previous`` version is, another version published since then is an error.
    Raises PublicationError; ``wait`` is how many seconds to wait for another publication.
    """
    version = version_id(inputs)
    with _locked(dataset, wait):
        _check_order(dataset, inputs, version)
        _sweep(dataset / "versions")
        if not _whole(version_folder(dataset, version)):
            _write(dataset, version, tables, inputs, report, ledger)
        _point(dataset, version)
    return version


def point_to(
    dataset: Path, version: str, *, before: Callable[[], None] = lambda: None, wait: float = 60
) -> None:
    """Point ``current`` to a version that was published before; ``before`` is done just before it.

    Raises PublicationError.
    """
    with _locked(dataset, wait):
        if version not in published(dataset) or not _whole(version_folder(dataset, version)):
            raise PublicationError(
                f"{version_folder(dataset, version)} is no version, or its files were altered",
                remedy=f"Choose one of: {', '.join(history(dataset)) or 'none is published'}",
            )
        before()
        _point(dataset, version)


def adopt(dataset: Path, version: str, bring: Callable[[Path], None], *, wait: float = 60) -> None:
    """Take a version that was published elsewhere: ``bring`` puts its files into a folder. Then point to it.

    Raises PublicationError, also where they are not what its datapackage.json says.
    """
    with _locked(dataset, wait):
        folder, unfinished = (
            version_folder(dataset, version),
            dataset / "versions" / f"{_UNFINISHED}{version}",
        )
        _sweep(dataset / "versions")
        if not _whole(folder):
            unfinished.mkdir()
            bring(unfinished)
            if not _whole(unfinished):
                raise PublicationError(
                    f"version {version} did not come whole", remedy="Refresh again, or copy it there again"
                )
            if folder.exists():
                folder.rename(dataset / "versions" / f"{_UNFINISHED}damaged-{version}")
            unfinished.rename(folder)
        _point(dataset, version)


def published(dataset: Path) -> list[str]:
    """Identifiers of the versions that are there, sorted."""
    folder = dataset / "versions"
    return sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) if folder.is_dir() else []


def whole_current(dataset: Path) -> tuple[Path, dict[str, object]]:
    """Folder and inputs of the current version, each file as it was published. Raises RenkeError."""
    version, inputs = current_version(dataset), read_inputs(dataset)
    if version is None or inputs is None:
        raise ConfigurationError(f"{dataset} holds no published version", remedy="Run 'renke refresh' first.")
    folder = version_folder(dataset, version)
    if not _whole(folder):
        raise PublicationError(
            f"{folder}: a file is missing or was altered since it was published",
            remedy="Run 'renke refresh': it makes the version anew",
        )
    return folder, inputs


def remove_old(dataset: Path, keep: int, *, wait: float = 60) -> list[str]:
    """Remove the versions that led to the current one, but for the newest; ``keep`` counts the current too.

    A version that is no forerunner of the current one (it was rolled back) stays. Returns what was removed,
    newest first. Raises PublicationError.
    """
    with _locked(dataset, wait):
        old = list(_line(dataset))[keep:]
        # Out of the way in one step; what a killed run leaves of it is swept later.
        for version in reversed(old):
            version_folder(dataset, version).rename(dataset / "versions" / f"{_UNFINISHED}{version}")
        _sweep(dataset / "versions")
    return old


def _line(dataset: Path) -> Iterator[str]:
    """The current version, the one it was made after, and so on, as far as they are there."""
    version = current_version(dataset)
    seen: set[str] = set()
    while version is not None and version not in seen:
        inputs = version_inputs(dataset, version)
        if inputs is None:
            return
        yield version
        seen.add(version)
        version = cast("str | None", inputs.get("previous"))


def history(dataset: Path) -> list[str]:
    """The versions that are there, each before the one that it was made after; newest first."""
    waiting = {
        version: (version_inputs(dataset, version) or {}).get("previous") for version in published(dataset)
    }
    found: list[str] = []
    while waiting:
        newest = next(iter(sorted(waiting.keys() - set(waiting.values())) or sorted(waiting)))
        found.append(newest)
        del waiting[newest]
    return found


@contextmanager
def _locked(dataset: Path, wait: float) -> Iterator[None]:
    # Not needed to ask what is published, so not imported for it.
    from filelock import FileLock, Timeout

    lock = dataset / ".lock"
    try:
        (dataset / "versions").mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=wait):
            yield
    except Timeout as error:
        raise PublicationError(
            f"{dataset}: another refresh is publishing", remedy="Wait until it has ended and refresh again"
        ) from error
    except OSError as error:
        where = error.filename or dataset
        raise PublicationError(f"{where}: cannot publish: {error.strerror}", remedy=_PERMISSION) from error


def _check_order(dataset: Path, inputs: Mapping[str, object], version: str) -> None:
    now = current_version(dataset)
    if "previous" in inputs and now not in (inputs["previous"], version):
        raise PublicationError(
            f"{dataset}: version {now} was published while this one was made from {inputs['previous']}",
            remedy="Refresh again",
        )


def _sweep(versions: Path) -> None:
    """Remove what a run that was killed has left; the lock says that nobody works on it."""
    for left in versions.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)


def _whole(folder: Path) -> bool:
    """Whether a version is there, and its files are those of its checksums."""
    try:
        lines = (folder / CHECKSUMS).read_text("utf-8").splitlines()
        expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        return expected == {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()
            if path.name != CHECKSUMS
        }
    except (OSError, ValueError):
        return False


def _write(
    dataset: Path,
    version: str,
    tables: "Tables",
    inputs: Mapping[str, object],
    report: Mapping[str, object],
    ledger: Sequence[Mapping[str, object]],
) -> None:
    from pipeline.dataset.publish import write_version

    versions, folder = dataset / "versions", version_folder(dataset, version)
    unfinished = versions / f"{_UNFINISHED}{version}"
    unfinished.mkdir()
    write_version(unfinished, tables, inputs, report, ledger)
    for path in unfinished.iterdir():
        _flush(path)
    _flush(unfinished)
    if folder.exists():
        # Its files are not those that were published. Until the next line it is missing.
        folder.rename(versions / f"{_UNFINISHED}damaged-{version}")
    unfinished.rename(folder)
    _flush(versions)
    _sweep(versions)


def _point(dataset: Path, version: str) -> None:
    if current_version(dataset) == version:
        return
    link, new = dataset / "current", dataset / ".current-new"
    if link.exists() and not link.is_symlink():
        raise PublicationError(f"{link} is not a link", remedy="Move it away and refresh again")
    new.unlink(missing_ok=True)
    new.symlink_to(Path("versions") / version, target_is_directory=True)
    new.replace(link)
    _flush(dataset)


def _flush(path: Path) -> None:
    """Have the system write a file or folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
