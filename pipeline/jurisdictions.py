"""Jurisdictions: the city or province that the name of a body, or a title, names."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.documents.text import squeeze
from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml


class Jurisdiction(BaseModel):
    """A jurisdiction: ISO 3166-2, below a province with the GB/T 2260 code; its names."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    zh: str
    en: str


class _City(Jurisdiction):
    province: str
    short: str | None = None
    """The short name of an autonomous prefecture, such as 延边州."""


class _Provinces(Knowledge):
    suffixes: tuple[str, ...]
    provinces: tuple[Jurisdiction, ...]


class _Cities(Knowledge):
    cities: tuple[_City, ...]


def jurisdiction_of(texts: Sequence[str], schemas: Path) -> Jurisdiction | None:
    """The one that the first of these texts with a known name is about; None where none has any."""
    (known, cities) = _known(schemas)
    provinces = known.provinces
    for text in map(squeeze, texts):
        found = [(text.index(one.zh), one) for one in provinces if one.zh in text]
        at, province = min(found, key=lambda pair: pair[0], default=(len(text), None))
        for begin, city in sorted(_named(text, cities), key=lambda pair: pair[0]):
            if begin <= at or _lies_in(city, text[at:begin], province, known.suffixes):
                return _whole(city, provinces)
        if province is not None:
            return province
    return None


def _named(text: str, cities: Sequence[_City]) -> Iterator[tuple[int, _City]]:
    for city in cities:
        begin = text.find(city.zh)
        if begin < 0 and city.short:
            begin = text.find(city.short)
        if begin >= 0:
            yield begin, city


def _lies_in(city: _City, lead: str, province: Jurisdiction | None, suffixes: Sequence[str]) -> bool:
    """Whether the city stands right behind its province, which ``lead`` begins with: 山东省威海市."""
    if province is None or city.province != province.code:
        return False
    return lead.removeprefix(province.zh) in suffixes


def _whole(city: _City, provinces: Sequence[Jurisdiction]) -> Jurisdiction:
    above = next(one for one in provinces if one.code == city.province)
    return Jurisdiction(code=f"{city.province}-{city.code}", zh=city.zh, en=f"{city.en}, {above.en}")


@lru_cache(maxsize=1)
def _known(schemas: Path) -> tuple[_Provinces, tuple[_City, ...]]:
    names = schemas / "names"
    provinces = load_yaml(names / "provinces.yaml", _Provinces)
    return provinces, load_yaml(names / "cities.yaml", _Cities).cities
