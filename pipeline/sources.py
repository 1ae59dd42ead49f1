"""Sources: where notices are published, one YAML file each."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.archive import Watched
from pipeline.errors import ConfigurationError
from pipeline.vocabulary import load_yaml


class Names(BaseModel):
    """What the jurisdiction is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class Source(BaseModel):
    """A jurisdiction that publishes notices, and the folder in which its documents are put."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    jurisdiction: str = Field(pattern=r"^CN-[A-Z]{2}(-[0-9]{6})?$")
    name: Names
    authority: str
    watch: Path
    licence_note: str | None = None
    ignore: tuple[str, ...] = ()

    @property
    def watched(self) -> Watched:
        """Its folder."""
        return Watched(self.jurisdiction, self.watch.as_posix(), self.ignore)


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
