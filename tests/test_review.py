"""What waits for a person is shown, asked, exported and recorded."""

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from PIL import Image

from pipeline.errors import RenkeError
from pipeline.names.registry import load_registry
from pipeline.review.answers import Answer, BadAnswer, checked, record
from pipeline.review.queue import Question, Shown, Side
from pipeline.review.workbook import COLUMNS, SHEET, BadWorkbook, answers, export
from tests.conftest import ROOT, copy_home, run_renke

SHA = "a" * 64


def cell(entry: str, printed: str, role: str = "issuer") -> Shown:
    box: dict[str, object] = {"page": 1, "box": [10.0, 20.0, 60.0, 40.0]}
    return Shown(entry, role, printed, "notice.pdf", SHA, (box,), ("tablers", "pdfplumber"), 1.0)


def side(name: str, abbreviation: str, entry: str, entries: int = 1) -> Side:
    printed = f"=美国光学学会({abbreviation})"
    cells = (cell(entry, printed),)
    return Side(f"issuer:{name}", "美国光学学会", None, (abbreviation,), None, ("US",), entries, cells)


PAIR = Question(
    "identities",
    "issuer:osa | issuer:optica",
    "=alike, but different abbreviations",
    (side("osa", "OSA", "X/1/1"), side("optica", "OPTICA", "X/1/2", 3)),
    (),
)
SLIP = Question("source", "X/1/3 issuer", "RSC is doubtful", (), (cell("X/1/3", "测量师学会(RSC)"),))
CELL = Question("cell", "X/1/4 country", "two readings", (), (cell("X/1/4", "英 囯", "country"),))
QUEUE = (PAIR, SLIP, CELL)
TODAY = date(2026, 11, 21)
GOOD = {
    PAIR.key: ("same 同一", "", "", "renamed in 2021"),
    SLIP.key: ("wrong in the source 原件有误", "RSC", "RICS", "the surveyors"),
    CELL.key: ("misread 误读", "", "=英国", "the scan is dark"),
}


def filled(path: Path, given: dict[str, tuple[str, str, str, str]], author: str = "someone") -> Path:
    export(path, QUEUE)
    workbook = load_workbook(path)
    sheet = workbook[SHEET]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value in given:
            verdict, printed, right, reason = given[sheet.cell(row, 1).value]
            for column, value in zip(range(6, 11), (verdict, printed, right, author, reason), strict=True):
                sheet.cell(row, column).value = value
                sheet.cell(row, column).data_type = "s"
    workbook.save(path)
    return path


def test_a_workbook_goes_out_as_text_with_choices_in_both_languages(tmp_path: Path) -> None:
    export(tmp_path / "queue.xlsx", QUEUE)
    sheet = load_workbook(tmp_path / "queue.xlsx")[SHEET]
    assert [one.value for one in sheet[1]] == [header for header, _ in COLUMNS.values()]
    assert {one.data_type for row in sheet.iter_rows(min_row=2) for one in row if one.value} == {"s"}
    choices = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert "same 同一,different 不同" in choices["F2"]
    assert "misread 误读" in choices["F4"]
    assert "OPTICA" in sheet["D2"].value
    assert "X/1/1 issuer: =美国光学学会(OSA)" in sheet["E2"].value


def test_answers_come_back_and_are_recorded_with_the_file_s_comments(tmp_path: Path) -> None:
    given = answers(filled(tmp_path / "queue.xlsx", GOOD), QUEUE)
    (tmp_path / "decisions.yaml").write_text("# ours\ndecisions: []\n", "utf-8")
    record(tmp_path, given, TODAY, {CELL.key: "pictures/a.png"})
    text = (tmp_path / "decisions.yaml").read_text("utf-8")
    assert text.startswith("# ours\ndecisions:\n  - decision: same\n")
    registry = load_registry(tmp_path)
    assert registry.decisions.survivors == {"issuer:osa": "issuer:optica"}, "what most entries name stays"
    (wrong,) = registry.corrections.wrong
    assert (wrong.printed, wrong.meant, wrong.author) == ("RSC", "RICS", "someone")
    (misread,) = registry.corrections.misread
    assert (misread.read, misread.right, misread.picture) == ("英 囯", "=英国", "pictures/a.png")
    assert misread.document == SHA
    before = text
    record(tmp_path, [Answer(SLIP, "right as printed", "someone", "they say so")], TODAY)
    assert (tmp_path / "decisions.yaml").read_text("utf-8").startswith(before)


def test_what_contradicts_the_registry_is_not_recorded(tmp_path: Path) -> None:
    record(tmp_path, [Answer(PAIR, "same", "someone", "renamed")], TODAY)
    before = (tmp_path / "decisions.yaml").read_bytes()
    with pytest.raises(RenkeError, match="decided to be the same") as caught:
        record(tmp_path, [Answer(PAIR, "different", "other", "not renamed")], TODAY)
    assert str(tmp_path / "decisions.yaml") in str(caught.value)
    assert (tmp_path / "decisions.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("key", "row", "author", "words"),
    [
        (PAIR.key, ("same 同一", "", "", ""), "someone", "row 2, cell J2: no reason"),
        (PAIR.key, ("same 同一", "", "", "x"), " ", "row 2, cell I2: no author"),
        (PAIR.key, ("misread 误读", "", "x", "x"), "someone", "row 2, cell F2: 'misread' is no answer"),
        (PAIR.key, ("yes", "", "", "x"), "someone", "row 2, cell F2: 'yes' is no answer"),
        (PAIR.key, ("", "", "", "x"), "someone", "row 2, cell F2: no answer is chosen"),
        (
            SLIP.key,
            ("wrong in the source 原件有误", "RCS", "RICS", "x"),
            "someone",
            "row 3, cell G3: no cell",
        ),
        (CELL.key, ("misread 误读", "", "", "x"), "someone", "row 4, cell H4: what does the cell say"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_imported(
    tmp_path: Path, key: str, row: tuple[str, str, str, str], author: str, words: str
) -> None:
    with pytest.raises(BadWorkbook) as caught:
        answers(filled(tmp_path / "queue.xlsx", {**GOOD, key: row}, author), QUEUE)
    assert words in str(caught.value)
    assert "nothing was imported" in str(caught.value)


def _no_sheet(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 broken")


def _no_header(path: Path) -> None:
    workbook = load_workbook(path)
    workbook[SHEET]["F1"].value = "Answer"
    workbook.save(path)


def _other_key(path: Path) -> None:
    workbook = load_workbook(path)
    workbook[SHEET]["A2"].value = "issuer:x | issuer:y"
    workbook.save(path)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_no_sheet, "is no workbook"),
        (_no_header, "cell F1: the header"),
        (_other_key, "row 2, cell A2: 'issuer:x | issuer:y' is no question"),
    ],
)
def test_another_workbook_is_refused(tmp_path: Path, damage: Callable[[Path], None], words: str) -> None:
    path = filled(tmp_path / "queue.xlsx", GOOD)
    damage(path)
    with pytest.raises(BadWorkbook) as caught:
        answers(path, QUEUE)
    assert words in str(caught.value)


def test_an_answer_needs_its_words() -> None:
    with pytest.raises(BadAnswer, match="what is printed"):
        checked(Answer(SLIP, "wrong in the source", "someone", "x", "RSC", ""))
    with pytest.raises(BadAnswer, match="is no answer"):
        checked(Answer(SLIP, "same", "someone", "x"))


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose questions nobody has answered, refreshed once."""
    home = copy_home(tmp_path_factory.mktemp("undecided") / "home")
    (home / "registry" / "decisions.yaml").unlink()
    done = run_renke("--home", home, "refresh", "--direct")
    assert done.returncode == 0, done.stderr
    return home


def test_the_queue_is_listed_and_counted(undecided: Path) -> None:
    done = run_renke("--home", undecided, "review", "--json")
    assert done.returncode == 0, done.stderr
    queue = [json.loads(line) for line in done.stdout.splitlines()]
    keys = {one["key"] for one in queue}
    assert "CN-SH/2025-298/D/1 issuer" in keys
    status = json.loads(run_renke("--home", undecided, "status", "--json").stdout)
    assert status["waiting"] == len(queue) > 0
    pair = next(one for one in queue if one["kind"] == "identities")
    assert all(one["cells"] and one["cells"][0]["places"] for one in pair["sides"])


def test_without_a_terminal_it_says_what_to_use(undecided: Path) -> None:
    done = run_renke("--home", undecided, "review", "--author", "x")
    assert done.returncode == 2
    assert "--export" in done.stderr


def test_a_person_is_asked_and_the_answer_recorded(undecided: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(undecided, home, symlinks=True)
    command = [sys.executable, "-m", "pipeline", "--home", str(home), "review", "--author", "Li"]
    parent, child = pty.openpty()
    queue = run_renke("--home", undecided, "review", "--json").stdout.splitlines()
    kinds = [json.loads(line)["kind"] for line in queue]
    typed = ["skip"] * kinds.index("identities") + ["2", "two bodies", "quit"]
    os.write(parent, "".join(f"{line}\n" for line in typed).encode())
    done = subprocess.run(
        command, stdin=child, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT
    )
    os.close(child)
    os.close(parent)
    assert done.returncode == 0, done.stderr
    (decision,) = yaml.safe_load((home / "registry" / "decisions.yaml").read_text("utf-8"))["decisions"]
    assert (decision["decision"], decision["author"], decision["reason"]) == ("different", "Li", "two bodies")
    assert decision["cells"]


def test_the_picture_of_a_cell_is_cut_out_of_the_page(tmp_path: Path) -> None:
    from pipeline.draw import crop

    raw = ROOT / "raw" / "CN-SH" / "shanghai-2025-298.pdf"
    crop(raw.read_bytes(), 3, (346.9, 269.74, 543.95, 334.24), tmp_path / "pictures" / "cell.png")
    with Image.open(tmp_path / "pictures" / "cell.png") as picture:
        assert picture.size == pytest.approx(((543.95 - 346.9 + 8) * 2, (334.24 - 269.74 + 8) * 2), abs=2)
        assert sum(count > 0 for count in picture.convert("L").histogram()) > 10, "something is on it"
