"""The sample notices say exactly what the facts say, and are the same at every run."""

import ctypes.util
import io
import shutil
import subprocess
import unicodedata
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
import pdfplumber
import pytest

from tests.packages import parts
from tests.typeset.__main__ import typeset
from tests.typeset.facts import NAMES, Catalogue, Column, Grid, Notice, load_notice
from tests.typeset.layout import grid_layout, header_cells, page_layouts

RAW = Path(__file__).parents[2] / "raw"
PDFS = [name for name in NAMES if load_notice(name).file.endswith(".pdf")]
DOCUMENTS = [name for name in NAMES if name not in PDFS]


@dataclass(frozen=True, slots=True)
class Extract:
    """What a PDF says: table rows without white space, characters, its statement."""

    rows: list[list[str | None]]
    characters: set[str]
    subject: str


def extract(content: bytes) -> Extract:
    rows: list[list[str | None]] = []
    characters: set[str] = set()
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            characters |= {char["text"] for char in page.chars}
            for table in page.extract_tables():
                rows += [[None if cell is None else without_space(cell) for cell in row] for row in table]
        return Extract(rows, characters, pdf.metadata["Subject"])


@cache
def shipped(name: str) -> tuple[Notice, Extract]:
    notice = load_notice(name)
    return notice, extract((RAW / notice.file).read_bytes())


def shortened(name: str) -> Notice:
    """The first rows of the first list alone, cut by a page end, so that a test is fast."""
    notice = load_notice(name)
    first = notice.catalogues[0]
    short = first.model_copy(update={"rows": first.rows[:8], "page_ends": (5,), "notes": ()})
    return notice.model_copy(update={"catalogues": (short,), "asides": (), "grids": (), "annexes": ()})


def without_space(text: str | None) -> str:
    return "".join((text or "").split())


def printed_rows(notice: Notice) -> list[list[str | None]]:
    """The rows of all catalogues as the pages show them: None where a merged cell goes on."""
    rows: list[list[str | None]] = []
    for catalogue in notice.catalogues:
        for layout in page_layouts(catalogue):
            page: list[list[str | None]] = [[None] * len(layout.widths) for _ in range(layout.rows)]
            for cell in layout.cells:
                page[cell.row][cell.column] = without_space(cell.text)
            rows += page[layout.header_rows :]
    return rows


def numbered(rows: list[list[str | None]]) -> list[list[str | None]]:
    return [row for row in rows if (row[0] or "").isdigit()]


@pytest.mark.parametrize("name", PDFS)
def test_the_tables_of_a_shipped_pdf_hold_the_facts(name: str) -> None:
    notice, found = shipped(name)
    expected = printed_rows(notice)
    assert numbered(found.rows)[: len(expected)] == expected, "run python -m tests.typeset"


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_holds_no_compatibility_characters_but_those_of_the_facts(name: str) -> None:
    notice, found = shipped(name)
    known = notice.model_dump_json()
    odd = {text for text in found.characters if unicodedata.normalize("NFKC", text) != text}
    assert {text for text in odd if text not in known} == set()
    assert {len(text) for text in found.characters} == {1}


@pytest.mark.parametrize("name", PDFS)
def test_a_shipped_pdf_says_that_it_is_a_sample_and_stays_small(name: str) -> None:
    notice, found = shipped(name)
    assert "Sample typeset by the Renke project" in found.subject
    assert (RAW / notice.file).stat().st_size < 400_000


def has_typeface() -> bool:
    """Whether the typeface of the samples is installed; reading them needs none."""
    lister = shutil.which("fc-list")
    if lister is None or ctypes.util.find_library("pango-1.0") is None:
        return False
    found = subprocess.run([lister, "Noto Serif CJK SC"], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip())


@pytest.mark.skipif(not has_typeface(), reason="Pango, fontconfig or the Noto CJK fonts are not installed")
def test_a_pdf_set_afresh_holds_the_facts_and_is_the_same_at_every_run() -> None:
    notice = shortened("shanghai")
    content = typeset(notice)
    assert numbered(extract(content).rows) == printed_rows(notice)
    assert typeset(notice) == content


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_tables_of_a_word_file_hold_the_facts(name: str) -> None:
    notice = load_notice(name)
    tables = docx.Document(io.BytesIO(typeset(notice))).tables
    for catalogue, table in zip(notice.catalogues, tables, strict=False):
        depth = len(table.rows) - len(catalogue.rows)
        filled: list[str] = [""] * len(catalogue.columns)
        for row, facts in zip(table.rows[depth:], catalogue.rows, strict=True):
            filled = [above if cell is None else cell for cell, above in zip(facts, filled, strict=True)]
            assert [cell.text for cell in row.cells] == filled


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_shipped_word_file_is_what_the_facts_give(name: str) -> None:
    notice = load_notice(name)
    assert parts((RAW / notice.file).read_bytes()) == parts(typeset(notice)), "run python -m tests.typeset"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_word_file_says_that_it_is_a_sample_and_bears_no_time_of_a_run(name: str) -> None:
    content = typeset(load_notice(name))
    assert "Sample typeset by the Renke project" in docx.Document(io.BytesIO(content)).core_properties.subject
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_merged_cell_is_printed_again_on_the_page_after_its_cut() -> None:
    columns = (Column(header=("n",), width=1, role="number"), Column(header=("f",), width=1, role="field"))
    rows = (("1", "a"), ("2", None), ("3", None))
    pages = page_layouts(Catalogue(heading="x", columns=columns, rows=rows, page_ends=(2,)))
    spans = [[(cell.text, cell.rows) for cell in page.cells if cell.column == 1] for page in pages]
    assert spans == [[("f", 1), ("a", 2)], [("f", 1), ("a", 1)]]


def test_a_header_of_two_levels_spans_its_columns_and_rows() -> None:
    columns = tuple(Column(header=words, width=1) for words in (("n",), ("a", "b"), ("a", "c")))
    spans = {cell.text: (cell.rows, cell.columns) for cell in header_cells(columns)}
    assert spans == {"n": (2, 1), "a": (1, 2), "b": (1, 1), "c": (1, 1)}


def test_a_form_with_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        grid_layout(Grid(heading="x", columns=2, rows=(("a",),)))
