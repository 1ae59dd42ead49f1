"""Sources: where notices are published, one YAML file each."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from pipeline.archive import Watched
from pipeline.errors import ConfigurationError
from pipeline.yaml_files import load_yaml


class Names(BaseModel):
    """What the jurisdiction is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class Published(BaseModel):
    """A notice by its address: a web page with the files attached to it, or a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    address: str = Field(pattern=r"^https?://")
    attachments: str | None = None
    """Pattern that the words or the address of a link to an attachment hold; None: every link to a file."""


class Index(BaseModel):
    """A page that lists notices, and how to tell which of its entries may be one to take."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    address: str = Field(pattern=r"^https?://")
    notice: str
    """Pattern that the words of an entry hold."""
    further: str | None = Field(default=None, pattern=r"\{page\}")
    """Address of the further pages, with {page} for 1, 2 and so on; may be relative."""
    pages: int = Field(default=0, ge=0, le=200)
    """How many further pages to look at."""


class Source(BaseModel):
    """A jurisdiction that publishes notices: where they are, and the folder for documents put by hand."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    jurisdiction: str = Field(pattern=r"^CN-[A-Z]{2}(-[0-9]{6})?$")
    name: Names
    authority: str
    watch: Path
    licence_note: str | None = None
    ignore: tuple[str, ...] = ()
    documents: tuple[Published, ...] = ()
    index: tuple[Index, ...] = ()
    hosts: tuple[str, ...] = ()
    """Other hosts to which its addresses may redirect."""
    pause: float = Field(default=1.0, ge=0, le=60)
    """Seconds between two requests of one host."""
    look_every: float = Field(default=24.0, gt=0, le=8784)
    """Hours after which its addresses are looked at again."""
    may_fall: float = Field(default=0.2, ge=0, le=1)
    """Share of the rows in force that may be fewer than in the version before, without an error finding."""
    contact: str | None = None
    """Whom publishers may write to; sent with each request."""
    replaces: dict[str, tuple[str, ...]] = {}
    """Document number or notice_id, to those of the notices that it replaces; its text may not say so."""
    webhook: SecretStr | None = None
    """Is told of each published change in the jurisdiction; may hold a secret, so it is never shown."""

    @field_validator("webhook")
    @classmethod
    def _webhook_is_an_address(cls, given: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(given.get_secret_value()) if given else None
        if parts is not None and not (parts.scheme in ("http", "https") and parts.hostname):
            raise ValueError("is no address that begins with http:// or https://")
        return given

    @field_validator("documents", "index")
    @classmethod
    def _patterns_compile(cls, given: tuple[Published | Index, ...]) -> tuple[Published | Index, ...]:
        for one in given:
            pattern = one.attachments if isinstance(one, Published) else one.notice
            if pattern is not None:
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        return given

    @property
    def pulls(self) -> bool:
        """Whether it names any address."""
        return bool(self.documents or self.index)

    @property
    def watched(self) -> Watched:
        """Its folder."""
        hours = self.look_every if self.pulls else None
        return Watched(self.jurisdiction, self.watch.as_posix(), self.ignore, hours)


def load_sources(home: Path) -> tuple[Source, ...]:
    """All sources of sources/*.yaml, by file name. Raises ConfigurationError with file, line and key."""
    folder = home / "sources"
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ConfigurationError(
            f"{folder} holds no source",
            remedy="Name the folder that holds sources/ with --home, or add a source file.",
        )
    sources = [load_yaml(path, Source) for path in paths]
    seen: dict[Path, Path] = {}
    for path, source in zip(paths, sources, strict=True):
        if source.watch.is_absolute() or ".." in source.watch.parts:
            raise ConfigurationError(
                f"{path}: watch: {source.watch} lies outside of the home folder",
                remedy="Name a folder below raw/.",
            )
        if source.watch in seen:
            raise ConfigurationError(
                f"{path}: watch: {source.watch} is watched by {seen[source.watch]} too",
                remedy="Give each source a folder of its own.",
            )
        seen[source.watch] = path
    return tuple(sources)
