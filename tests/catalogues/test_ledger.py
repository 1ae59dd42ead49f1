"""Every cell that is not empty has an account; a cell that a later stage loses has none."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.catalogues.ledger import account_of
from pipeline.catalogues.model import Account
from pipeline.dataset.conserved import check_accounts
from pipeline.dataset.validate import PublicationRefused
from pipeline.documents.model import Document, Table
from pipeline.knowledge import SCHEMAS
from pipeline.readers.door import read_document
from pipeline.reading import accounted_notice, notice_from, tables_in
from pipeline.vocabulary import load_vocabulary
from tests.conftest import RENDITIONS, ROOT


@pytest.fixture(scope="module")
def read() -> Document:
    path = ROOT / "raw" / "CN-GX" / "guangxi-2024.docx"
    return read_document(path.read_bytes(), path.name)


def account(document: Document, tables: tuple[Table, ...]) -> Account:
    return account_of(document, tables, notice_from(document, tables), load_vocabulary(SCHEMAS))


def test_every_cell_of_the_samples_has_an_account(read: Document) -> None:
    (found,) = accounted_notice(read).accounts
    assert not found.lost
    assert found.cells["entry value"] > 100
    assert found.tables["catalogue"] == 1
    check_accounts([found])


def test_a_row_that_joining_loses_is_named(read: Document) -> None:
    tables = tables_in(read)
    table = max(tables, key=lambda one: one.rows)
    cut = replace(table, cells=tuple(cell for cell in table.cells if cell.row != table.rows))
    found = account(read, tuple(cut if one is table else one for one in tables))
    assert len(found.lost) >= 3
    with pytest.raises(PublicationRefused, match=r"guangxi-2024\.docx, table \d+, row"):
        check_accounts([found])


def test_a_character_that_joining_loses_is_named(read: Document) -> None:
    tables = tables_in(read)
    table = max(tables, key=lambda one: one.rows)
    cells = list(table.cells)
    cells[-1] = replace(cells[-1], text=cells[-1].text[:-1])
    found = account(
        read, tuple(replace(table, cells=tuple(cells)) if one is table else one for one in tables)
    )
    assert len(found.lost) == 1


@pytest.mark.skipif(not RENDITIONS.is_dir(), reason="the published renditions are not there")
@pytest.mark.parametrize("path", sorted(RENDITIONS.rglob("*.txt")), ids=lambda path: path.stem)
def test_every_cell_of_the_published_renditions_has_an_account(path: Path) -> None:
    (found,) = accounted_notice(read_document(path.read_bytes(), path.name)).accounts
    assert not found.lost
