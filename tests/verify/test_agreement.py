"""The forms of a version agree, whatever texts they hold and however many rows."""

from pathlib import Path

import openpyxl
import pytest

from pipeline.dataset import publish_workbook, workbook_rows
from pipeline.dataset.publish import write_version
from pipeline.verify import agreement, forms
from tests.dataset.rows import dataset, entry


def written(folder: Path, *texts: str) -> Path:
    """A version of entries with these bodies, which begin in their keys."""
    rows = [
        entry(number, issuer_printed=text, entry_id=f"CN-SH/2025-298/A/{number}{text[:9]}")
        for number, text in enumerate(texts, start=1)
    ]
    write_version(folder, dataset(rows), {"previous": None}, {})
    return folder


def test_texts_that_the_workbook_escapes_or_cuts_agree_with_the_other_forms(tmp_path: Path) -> None:
    texts = ("_x0041_", "x005F_", "a\x0bb\ufffe\uffff", " a\r\nb ", "&<]]>", "𠮷" * 20_000, "=1+1")
    folder = written(tmp_path, *texts)
    assert list(agreement.disagreements(folder)) == []
    sheet = openpyxl.load_workbook(folder / "renke.xlsx")["条目 entries"]
    longest = max((str(cell.value) for row in sheet.iter_rows() for cell in row), key=len)
    units = len(longest.encode("utf-16-le")) // 2
    assert 32_766 <= units <= 32_767  # not half of a character


def test_a_sheet_that_is_full_says_how_many_rows_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (forms, publish_workbook, workbook_rows):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    folder = written(tmp_path, "a", "b", "c", "d")
    sheet = openpyxl.load_workbook(folder / "renke.xlsx")["条目 entries"]
    assert [cell.value for cell in sheet["A"]][4:] == ["… (4 rows, all in the CSV file)"]
    assert list(agreement.disagreements(folder)) == []
