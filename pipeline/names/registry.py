"""Identities that were given once and never change: issuers.yaml and qualifications.yaml of registry/."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from pipeline.errors import RenkeError

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class RegistryError(RenkeError):
    """A registry file that is not as it must be; carries the file and the identity."""

    exit_status = 2

    def __init__(self, message: str, *, file: Path, identity: str | None = None, remedy: str = "") -> None:
        where = f"{file}: {identity}" if identity else str(file)
        super().__init__(f"{where}: {message}", remedy=remedy)
        self.file = file
        self.identity = identity


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenNames(_Model):
    """Names of one identity; the first of each list is the preferred one."""

    zh: tuple[Text, ...] = ()
    latin: tuple[Text, ...] = ()
    abbreviations: tuple[Text, ...] = ()


class _Given(_Model):
    names: GivenNames
    countries: tuple[Country, ...] = ()
    author: Text
    date: date
    reason: Text


class GivenIssuer(_Given):
    """An issuing body whose identifier was given."""

    id: Annotated[str, StringConstraints(pattern=r"^issuer:[a-z0-9][a-z0-9-]*$")]


class GivenQualification(_Given):
    """A qualification of certain issuing bodies whose identifier was given."""

    id: Annotated[str, StringConstraints(pattern=r"^qualification:[a-z0-9][a-z0-9+/-]*$")]
    issuer_ids: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("",)
    """The scopes, as printed, with which the names are this one; the empty one stands for none."""


class _IssuersFile(_Model):
    identities: tuple[GivenIssuer, ...]


class _QualificationsFile(_Model):
    identities: tuple[GivenQualification, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """All identities that were given."""

    issuers: tuple[GivenIssuer, ...] = ()
    qualifications: tuple[GivenQualification, ...] = ()


_File = TypeVar("_File", _IssuersFile, _QualificationsFile)


def load_registry(folder: Path) -> Registry:
    """Read both files of registry/; a missing one is empty. Raises RegistryError naming file and id."""
    issuers = _load(folder / "issuers.yaml", _IssuersFile)
    qualifications = _load(folder / "qualifications.yaml", _QualificationsFile)
    return Registry(
        issuers.identities if issuers else (), qualifications.identities if qualifications else ()
    )


def _load(path: Path, model: type[_File]) -> _File | None:
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(str(error), file=path, remedy="Restore the file.") from error
    except yaml.YAMLError as error:
        raise RegistryError(str(error), file=path, remedy="Mend the YAML.") from error
    try:
        file = model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        identity = _identity_at(raw, first["loc"])
        raise RegistryError(
            f"{key}: {first['msg']}", file=path, identity=identity, remedy="Mend that key."
        ) from error
    seen: set[str] = set()
    for given in file.identities:
        if given.id in seen:
            raise RegistryError("stands twice", file=path, identity=given.id, remedy="Keep one record of it.")
        seen.add(given.id)
    return file


def _identity_at(raw: object, where: tuple[int | str, ...]) -> str | None:
    match raw, where:
        case {"identities": list(records)}, ("identities", int(index), *_) if index < len(records):
            record = records[index]
            return str(record["id"]) if isinstance(record, dict) and "id" in record else None
        case _:
            return None
