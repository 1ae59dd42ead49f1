"""A version built anew from its inputs.json, in a folder of its own, and compared byte by byte."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.archive import RawDocument, documents_in
from pipeline.dataset.versions import version_folder
from pipeline.errors import RenkeError
from pipeline.freshness import inputs_of, watched_before
from pipeline.plan import Plan
from pipeline.refresh import Stages, run
from pipeline.sources import load_sources
from pipeline.verify.files import differing_line
from pipeline.verify.model import FileFailure
from pipeline.verify.values import Progress


def rebuilt(
    home: Path, folder: Path, inputs: Mapping[str, object], scratch: Path, progress: Progress
) -> Iterator[FileFailure]:
    """Each file of the version that is made otherwise now. Raises RenkeError where it cannot be built."""
    plan = _plan(home, folder, inputs, scratch)
    for name in _other_inputs(plan.inputs, inputs):
        progress(f"the {name} are not those that the version was made with, so that files may differ")
    published = run(plan, Stages(), progress)
    made = version_folder(scratch / "dataset", published.version)
    for name in sorted({path.name for one in (folder, made) for path in one.iterdir()}):
        yield from _compared(name, folder / name, made / name)


def _plan(home: Path, folder: Path, inputs: Mapping[str, object], scratch: Path) -> Plan:
    """The refresh that made the version: the same documents, and the version before it as current."""
    for name in ("sources", "registry"):
        shutil.copytree(home / name, scratch / name)
    (scratch / "raw").symlink_to((home / "raw").resolve(), target_is_directory=True)
    previous = inputs.get("previous")
    published = None
    if previous is not None:
        published = _keep_previous(folder.parent / str(previous), scratch / "dataset")
    (scratch / "extracted").mkdir()
    watched = watched_before(inputs)
    documents = [
        one for one in documents_in(scratch, watched) if one.record() in _list(inputs.get("documents"))
    ]
    _keep_stand_ins(home, inputs, documents, scratch)
    now = inputs_of(scratch, watched, documents)
    now |= {key: inputs[key] for key in ("manifest",) if key in inputs}  # lines may have come since
    return Plan(scratch, load_sources(scratch), tuple(documents), now, published, published)


def _keep_previous(before: Path, dataset: Path) -> dict[str, object]:
    from pipeline.verify.run import read_inputs

    if not before.is_dir():
        raise RenkeError(
            f"version {before.name}, from which this one was made, is gone, so that it cannot be built anew",
            remedy="Bring it back, or verify without --rebuild.",
        )
    (dataset / "versions").mkdir(parents=True)
    (dataset / "versions" / before.name).symlink_to(before.resolve(), target_is_directory=True)
    (dataset / "current").symlink_to(Path("versions") / before.name, target_is_directory=True)
    return read_inputs(before)


def _keep_stand_ins(
    home: Path, inputs: Mapping[str, object], documents: list[RawDocument], scratch: Path
) -> None:
    """The readings that stood in for documents that were gone; all others are read afresh."""
    present = {one.sha256 for one in documents}
    for record in _list(inputs.get("notices")):
        if isinstance(record, dict) and record["sha256"] not in present:
            for kept in (home / "extracted").glob(f"{record['sha256']}.*.json"):
                shutil.copy(kept, scratch / "extracted")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _other_inputs(now: Mapping[str, object], then: Mapping[str, object]) -> list[str]:
    words = {"code": "code", "libraries": "libraries", "reader": "readers", "schemas": "schemas"}
    words |= {"sources": "sources", "registry": "decisions in registry/", "documents": "documents"}
    return [word for key, word in words.items() if now.get(key) != then.get(key)]


def _compared(name: str, published: Path, made: Path) -> Iterator[FileFailure]:
    if not published.is_file() or not made.is_file():
        there = "published" if published.is_file() else "made"
        yield FileFailure(name, "the same file", f"a file that is only {there}")
        return
    then, now = published.read_bytes(), made.read_bytes()
    if then != now:
        yield FileFailure(name, *differing_line(now, then))
