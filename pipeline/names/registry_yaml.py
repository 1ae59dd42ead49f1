"""Files of registry/ as people keep them: read strictly, a fault is named with file, line and key."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import RenkeError

Where = Sequence[int | str]
_MERGE = "tag:yaml.org,2002:merge"


class RegistryError(RenkeError):
    """A registry file that is not as it must be; carries the file, the line and the identity."""

    exit_status = 2

    def __init__(
        self,
        message: str,
        *,
        file: Path,
        line: int | None = None,
        identity: str | None = None,
        remedy: str = "",
    ) -> None:
        where = f"{file}, line {line}" if line else str(file)
        super().__init__(": ".join(part for part in (where, identity, message) if part), remedy=remedy)
        self.file = file
        self.line = line
        self.identity = identity


class Kept(BaseModel):
    """A record that people keep: no key that is not known, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_File = TypeVar("_File", bound=Kept)


class _Texts(yaml.SafeLoader):
    """Leaves dates as they are written, so that a date that is none is told with its key."""


_Texts.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Lines:
    """Where the keys of a YAML file stand. ``path`` is where it lies."""

    def __init__(self, path: Path, root: yaml.Node | None) -> None:
        self.path = path
        self._root = root

    def line(self, where: Where) -> int | None:
        """The line of a key, counted from 1; of the nearest one above it that is there."""
        node, line = self._root, None
        for step in where:
            found = _child(node, step)
            if found is not None:
                key, node = found
                line = key.start_mark.line + 1
        return line

    def error(self, where: Where, message: str, identity: str | None, remedy: str) -> RegistryError:
        """What is wrong at a key."""
        return RegistryError(message, file=self.path, line=self.line(where), identity=identity, remedy=remedy)


def load_kept(path: Path, model: type[_File]) -> tuple[_File, Lines] | None:
    """The file as ``model``, None where it is not there. Raises RegistryError with file, line and key."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(str(error), file=path, remedy="Restore the file.") from error
    try:
        root = yaml.compose(text, Loader=_Texts)
        lines = Lines(path, root)
        for twice in _twice(root):
            raise RegistryError(
                f"{twice.value}: stands twice in one record",
                file=path,
                line=twice.start_mark.line + 1,
                remedy="Keep one of them.",
            )
        raw = yaml.load(text, Loader=_Texts)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or str(error)
        raise RegistryError(problem, file=path, line=line, remedy="Mend the YAML.") from error
    try:
        return model.model_validate(raw), lines
    except ValidationError as error:
        # a key that is not known explains the one that is missed
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        where = first["loc"]
        key = ".".join(str(step) for step in where)
        message = f"{key}: {first['msg']}" if key else first["msg"]
        raise lines.error(where, message, _identity_at(raw, where), "Mend that key.") from error


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    return None


def _twice(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """Keys that a mapping has twice: YAML would take the last without a word."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.tag != _MERGE and key.value in seen:
                yield key
            seen.add(str(key.value))
            yield from _twice(value)


def _identity_at(raw: object, where: Where) -> str | None:
    match raw, where:
        case {"identities": list(records)}, (str(), int(index), *_) if index < len(records):
            record = records[index]
            return str(record["id"]) if isinstance(record, dict) and "id" in record else None
        case _:
            return None


def write_whole(path: Path, text: str, why: str = "") -> None:
    """Write a file of registry/ whole or not at all. Raises RegistryError; ``why`` ends its remedy."""
    new = path.with_name(f".{path.name}-new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise RegistryError(
            f"cannot be written: {error.strerror}",
            file=path,
            remedy=f"Give yourself the right to write there{why}",
        ) from error
