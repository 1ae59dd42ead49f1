"""What tables, columns and views are called and mean in both languages: read from schemas/dictionary.yaml."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.dataset.schema import Column, Kind
from pipeline.knowledge import SCHEMAS
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


class ColumnWords(_Model):
    """A column in Chinese: a short name for headers, and its meaning."""

    name: str
    meaning: str


class TableWords(_Model):
    """A table in Chinese, and its columns in the model's order."""

    name: str
    meaning: str
    columns: dict[str, ColumnWords]


class PageWords(_Model):
    """The words of the dictionary's own page, in one language."""

    title: str
    other: str
    introduction: str
    schema_: str
    key: str
    no_key: str
    references: str
    each: str
    views: str
    views_introduction: str
    column: str
    type: str
    null_allowed: str
    meaning: str
    view: str
    separator: str
    colon: str
    kinds: dict[Kind, str]

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"))


class Dictionary(Knowledge):
    """schemas/dictionary.yaml."""

    words: dict[str, PageWords]
    views: dict[str, str]
    tables: dict[str, TableWords]


@cache
def dictionary() -> Dictionary:
    """The file as it stands beside the package."""
    return load_yaml(SCHEMAS / "dictionary.yaml", Dictionary)


def chinese(table: str, column: str) -> ColumnWords:
    """A column in Chinese."""
    return dictionary().tables[table].columns[column]


def in_both(table: str, column: Column) -> str:
    """The meaning of a column in English and Chinese, for comments."""
    return f"{column.description} / {chinese(table, column.name).meaning}"
