"""What the words of headers, headings and marks mean: read from schemas/."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.documents.text import fold, is_chinese, simplified, squeeze
from pipeline.errors import ConfigurationError
from pipeline.yaml_files import load_yaml

NO_ROLE = "none"
"""Stands in columns.yaml for headers that are known to be none of the roles."""


class Knowledge(BaseModel):
    """A file of schemas/: who wrote it, when and why."""

    model_config = ConfigDict(extra="forbid")
    author: str
    date: object
    reason: str


class _Role(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: str
    words: list[str]
    parts: list[str] = []


class _Columns(Knowledge):
    roles: list[_Role]


class _Layout(Knowledge):
    annex: str
    page_number: str
    counts: str
    continued: str
    example_row: str
    placeholder: str
    number: str
    group_row: str
    dated: str
    particulars: str
    note: str
    total: str
    mark: str
    column_series: list[str]
    column_label: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Column words and layout patterns; all matching is on folded text."""

    words: dict[str, str]
    parts: tuple[tuple[str, str], ...]
    annex: re.Pattern[str]
    page_number: re.Pattern[str]
    counts: re.Pattern[str]
    continued: re.Pattern[str]
    example_row: re.Pattern[str]
    placeholder: re.Pattern[str]
    number: re.Pattern[str]
    group_row: re.Pattern[str]
    dated: re.Pattern[str]
    particulars: re.Pattern[str]
    note: re.Pattern[str]
    total: re.Pattern[str]
    mark: re.Pattern[str]
    column_label: re.Pattern[str]
    column_series: tuple[tuple[str, ...], ...]

    def role(self, header_path: tuple[str, ...]) -> str | None:
        """The role of a column by the words of its header levels, top first; None where unknown.

        Words that only the levels make together (``职称`` over ``等级``) tell most; then the lowest word
        decides; where it says nothing alone, the levels together. Words in traditional characters mean what
        they mean in simplified ones.
        """
        folded = [fold(word) for word in header_path if fold(word)]
        if not folded:
            return None
        role = self._role(folded)
        if role is None and not _is_simplified("".join(folded)):
            role = self._role([simplified(word) for word in folded])
        return None if role == NO_ROLE else role

    def _role(self, folded: Sequence[str]) -> str | None:
        together, lowest = "".join(folded), folded[-1]
        if together in self.words:
            return self.words[together]
        for part, role in self.parts:
            # A part that ends within the lowest word (比照[认定职称]层级) cuts a word that is known whole.
            cut = lowest in self.words and not together.endswith(part)
            if part in together and not cut and not any(part in word for word in folded):
                return role
        if lowest in self.words:
            return self.words[lowest]
        for candidate in (lowest, together):
            for part, role in self.parts:
                if part in candidate:
                    return role
        return None

    def is_number(self, text: str) -> bool:
        """Whether a cell holds nothing but the number of a row."""
        return self.number.fullmatch(fold(text)) is not None

    def is_note(self, text: str) -> bool:
        """Whether a line or a row under a table is a note to it, such as one that begins with ``注：``."""
        return self.note.fullmatch(squeeze(text)) is not None

    def is_heading(self, text: str) -> bool:
        """Whether a line above a table may be its heading: no annex label, count, date or other number."""
        folded = fold(text)
        return bool(folded) and not any(
            p.fullmatch(folded)
            for p in (self.annex, self.page_number, self.counts, self.continued, self.dated, self.particulars)
        )


def _is_simplified(text: str) -> bool:
    """Whether all Chinese characters are of the set that has no traditional ones, as nearly always."""
    try:
        "".join(filter(is_chinese, text)).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4)
def load_vocabulary(schemas: Path) -> Vocabulary:
    """Read columns.yaml and layout.yaml. Raises ConfigurationError naming file and key."""
    columns = load_yaml(schemas / "columns.yaml", _Columns)
    layout = load_yaml(schemas / "layout.yaml", _Layout)
    # A role's own name heads its column in what `renke read --csv` prints.
    words = {fold(role.role): role.role for role in columns.roles if role.role != NO_ROLE}
    for role in columns.roles:
        for word in role.words:
            if words.setdefault(fold(word), role.role) != role.role:
                raise ConfigurationError(
                    f"{schemas / 'columns.yaml'}: {word!r} stands under {words[fold(word)]} and {role.role}",
                    remedy="Keep a header word under one role.",
                )
    parts = tuple((fold(part), role.role) for role in columns.roles for part in role.parts)
    patterns = {
        name: re.compile(getattr(layout, name))
        for name in set(_Layout.model_fields) - set(Knowledge.model_fields) - {"column_series"}
    }
    series = tuple(tuple(fold(one) for one in line.split()) for line in layout.column_series)
    return Vocabulary(words, parts, column_series=series, **patterns)
