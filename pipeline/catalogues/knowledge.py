"""What notices say of themselves and what kinds of lists there are: read from schemas/."""

import re
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.vocabulary import Knowledge
from pipeline.yaml_files import load_yaml


class KindRule(BaseModel):
    """A list is of this kind where a column has the role, or the heading the words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: str
    role: str | None = None
    heading: str | None = None


class Lists(Knowledge):
    """Kinds of lists, first rule first; ``columns`` head the column that names a row's list."""

    columns: list[str]
    default: str
    rules: list[KindRule]

    def kind(self, heading: str, roles: set[str]) -> str:
        """The kind of a list by its folded heading and its roles."""
        for rule in self.rules:
            if rule.role in roles or (rule.heading and re.search(rule.heading, heading)):
                return rule.kind
        return self.default


class NoticeForms(Knowledge):
    """Patterns of the notice's particulars, see notice.yaml."""

    document_number: re.Pattern[str]
    number_lead: re.Pattern[str]
    number_label: re.Pattern[str]
    day: re.Pattern[str]
    stated_day: re.Pattern[str]
    title_end: re.Pattern[str]
    title_start: re.Pattern[str]
    title_alone: re.Pattern[str]
    authority: re.Pattern[str]
    attachment: re.Pattern[str]
    abolished: re.Pattern[str]
    not_abolished: re.Pattern[str]
    abolished_part: re.Pattern[str]
    amendment_title: re.Pattern[str]
    amended: re.Pattern[str]
    issued_act: re.Pattern[str]
    effective_on_issue: re.Pattern[str]
    effective_date: re.Pattern[str]
    expires_date: re.Pattern[str]
    effective_after: re.Pattern[str]
    duration: re.Pattern[str]
    validity_subject: re.Pattern[str]
    validity_stated: re.Pattern[str]
    list_named: re.Pattern[str]
    edition: re.Pattern[str]
    stated_total: re.Pattern[str]
    stated_list: re.Pattern[str]
    sections: list[re.Pattern[str]]
    section_ringed: re.Pattern[str]
    closing: re.Pattern[str]


class Word(BaseModel):
    """A kind, and the words that say it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: str
    pattern: re.Pattern[str]


class ProvisionWords(Knowledge):
    """What sections say, see provisions.yaml."""

    sections: list[Word]
    giving_nothing: list[str]
    giving_in_words: list[str]
    granting: re.Pattern[str]
    not_granting: re.Pattern[str]
    gives: list[Word]
    covers: list[Word]
    territory: list[Word]
    authorities: list[re.Pattern[str]]
    platform: re.Pattern[str]
    platform_lead: re.Pattern[str]
    platform_bare: re.Pattern[str]
    address: re.Pattern[str]
    short_name: re.Pattern[str]
    title_mark: re.Pattern[str]
    annex_mention: re.Pattern[str]


@lru_cache(maxsize=4)
def load_provision_words(schemas: Path) -> ProvisionWords:
    """Read provisions.yaml."""
    return load_yaml(schemas / "provisions.yaml", ProvisionWords)


@lru_cache(maxsize=4)
def load_lists(schemas: Path) -> Lists:
    """Read lists.yaml."""
    return load_yaml(schemas / "lists.yaml", Lists)


@lru_cache(maxsize=4)
def load_forms(schemas: Path) -> NoticeForms:
    """Read notice.yaml."""
    return load_yaml(schemas / "notice.yaml", NoticeForms)
