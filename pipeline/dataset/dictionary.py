"""The data dictionary, a page in each language, generated from the models.

``python -m pipeline.dataset.dictionary docs`` writes the pages anew.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.dataset.compatibility import schema_version
from pipeline.dataset.meanings import PageWords, chinese, dictionary
from pipeline.dataset.records import TABLES
from pipeline.dataset.schema import KEYS, REFERENCES, Column, columns
from pipeline.dataset.views import VIEWS

PAGES = {"en": "dictionary.md", "zh": "dictionary.zh.md"}


def page(language: str) -> str:
    """The dictionary in English (``en``) or Chinese (``zh``), as Markdown."""
    words = dictionary().words[language]
    lines = [f"# {words.title}", "", words.other, "", words.introduction, ""]
    lines += [f"{words.schema_}{words.colon}`{schema_version()}`", ""]
    for table in TABLES:
        lines += _table(table, language, words)
    lines += [f"## {words.views}", "", words.views_introduction, ""]
    lines += _header(words.view, words.meaning)
    meanings = {view: meaning for view, (meaning, _) in VIEWS.items()}
    for view in VIEWS:
        lines.append(_row(f"`{view}`", meanings[view] if language == "en" else dictionary().views[view]))
    return "\n".join(lines) + "\n"


def _table(table: str, language: str, words: PageWords) -> Iterator[str]:
    own = dictionary().tables[table]
    meaning = (TABLES[table].__doc__ or "").strip() if language == "en" else own.meaning
    yield from (f"## `{table}`" if language == "en" else f"## `{table}` {own.name}", "", meaning, "")
    key = words.separator.join(f"`{name}`" for name in KEYS[table]) or words.no_key
    yield from (f"- {words.key}{words.colon}{key}", *_references(table, words), "")
    yield from _header(words.column, words.type, words.meaning)
    for column in columns(table):
        described = column.description
        if language != "en":
            own_words = chinese(table, column.name)
            more = "" if own_words.meaning == own_words.name else f" {own_words.meaning}"
            described = f"**{own_words.name}**{more}"
        yield _row(f"`{column.name}`", _type(column, words), described)
    yield ""


def _references(table: str, words: PageWords) -> Iterator[str]:
    lists = {column.name for column in columns(table) if column.kind == "strings"}
    shown = [
        f"`{r.column}`{f' ({words.each})' if r.column in lists else ''} → `{r.target}`"
        for r in REFERENCES
        if r.table == table
    ]
    if shown:
        yield f"- {words.references}{words.colon}{words.separator.join(shown)}"


def _type(column: Column, words: PageWords) -> str:
    parts = [words.kinds[column.kind]]
    if column.nullable:
        parts.append(words.null_allowed)
    if column.choices:
        parts.append(" / ".join(f"`{choice}`" for choice in column.choices))
    return words.separator.join(parts)


def _header(*names: str) -> list[str]:
    return [_row(*names), _row(*("---" for _ in names))]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def write_pages(folder: Path) -> list[Path]:
    """Write the page of each language; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language, name in PAGES.items():
        (folder / name).write_text(page(language), encoding="utf-8")
        written.append(folder / name)
    return written


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
