"""YAML files that people write: read into models, their mistakes told with file, line and key."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.errors import ConfigurationError

_Model = TypeVar("_Model", bound=BaseModel)


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would take the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key, _ in node.value:
            name = (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else None
            if name in seen and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands there twice", key.start_mark
                )
            seen.add(name)
            seen.discard(None)
        return super().construct_mapping(node, deep=deep)


def load_yaml(path: Path, model: type[_Model]) -> _Model:
    """A YAML file as a model. Raises ConfigurationError with file, line and key."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path}: byte {error.start} is not UTF-8", remedy="Save the file as UTF-8."
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror or error}", remedy="Restore the file.") from error
    try:
        raw = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:  # a date that is no day of the calendar
        raise ConfigurationError(f"{path}: {error}", remedy="Mend the YAML.") from error
    except RecursionError as error:
        raise ConfigurationError(f"{path}: its brackets nest too deeply", remedy="Mend the YAML.") from error
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        line = _line(text, first["loc"])
        raise ConfigurationError(
            f"{path}, line {line}: {key}: {first['msg']}", remedy="Mend that key."
        ) from error


def _line(text: str, location: Sequence[int | str]) -> int:
    """The line of a key, or of the part above it where it is missing."""
    node, line = yaml.compose(text, Loader=yaml.SafeLoader), 1
    for part in location:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    found, line = value, key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
            line = found.start_mark.line + 1
        if found is None:
            return line
        node = found
    return line
