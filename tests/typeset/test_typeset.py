"""The sample notices say exactly what the facts say, and are the same at every run."""

import io
import unicodedata
import zipfile
from functools import cache
from pathlib import Path

import docx
import pdfplumber
import pytest

from tests.typeset.__main__ import typeset
from tests.typeset.facts import NAMES, Catalogue, Column, Grid, Notice, load_notice
from tests.typeset.layout import grid_layout, header_cells, page_layouts

RAW = Path(__file__).parents[2] / "raw"
PDFS = [name for name in NAMES if load_notice(name).file.endswith(".pdf")]
DOCUMENTS = [name for name in NAMES if name not in PDFS]


@cache
def document(name: str) -> tuple[Notice, bytes]:
    notice = load_notice(name)
    return notice, typeset(notice)


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


@pytest.mark.parametrize("name", PDFS)
def test_the_tables_of_a_pdf_hold_the_facts(name: str) -> None:
    notice, content = document(name)
    found: list[list[str | None]] = []
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for table in page.extract_tables():
                found += [[None if cell is None else without_space(cell) for cell in row] for row in table]
    expected = printed_rows(notice)
    numbered = [row for row in found if (row[0] or "").isdigit()]
    assert numbered[: len(expected)] == expected


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_holds_no_compatibility_characters_but_those_of_the_facts(name: str) -> None:
    notice, content = document(name)
    known = notice.model_dump_json()
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        characters = {char["text"] for page in pdf.pages for char in page.chars}
    odd = {text for text in characters if len(text) != 1 or unicodedata.normalize("NFKC", text) != text}
    assert {text for text in odd if text not in known} == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_tables_of_a_word_file_hold_the_facts(name: str) -> None:
    notice, content = document(name)
    tables = docx.Document(io.BytesIO(content)).tables
    for catalogue, table in zip(notice.catalogues, tables, strict=False):
        depth = len(table.rows) - len(catalogue.rows)
        filled: list[str] = [""] * len(catalogue.columns)
        for row, facts in zip(table.rows[depth:], catalogue.rows, strict=True):
            filled = [above if cell is None else cell for cell, above in zip(facts, filled, strict=True)]
            assert [cell.text for cell in row.cells] == filled


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_sample_is_what_the_facts_give(name: str) -> None:
    notice, content = document(name)
    assert (RAW / notice.file).read_bytes() == content, "run python -m tests.typeset"


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_says_that_it_is_a_sample_and_stays_small(name: str) -> None:
    _, content = document(name)
    assert len(content) < 400_000
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert "Sample typeset by the Renke project" in pdf.metadata["Subject"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_word_file_says_that_it_is_a_sample_and_bears_no_time_of_a_run(name: str) -> None:
    _, content = document(name)
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
