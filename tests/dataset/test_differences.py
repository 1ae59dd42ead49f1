"""Two editions of a list compared: what was added, removed, changed, renumbered, moved and renamed."""

import json
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dataset.comparable import Comparable, identified
from pipeline.dataset.differences import Difference, compare
from pipeline.knowledge import SCHEMAS
from pipeline.names.registry import load_registry
from tests.conftest import ROOT, run_renke

HEADER = ("序号", "职业资格名称", "颁发机构", "国家（地区）", "对应职称级别")
Row = tuple[str, str, str, str, str]
FIRST = (
    ("1", "特许公认会计师（ACCA）", "英国特许公认会计师公会", "英国", "中级"),
    ("2", "特许工程师（CEng）", "英国工程委员会", "英国", "中级"),
    ("3", "注册风险分析师", "云国风险分析协会", "云国", "初级"),
    ("4", "一级潜水教练", "云国潜水联合会", "云国", "中级"),
    ("5", "二级潜水教练", "云国潜水联合会", "云国", "初级"),
)
SECOND = (
    ("1", "特许工程师（CEng）", "英国工程委员会", "英国", "副高级"),
    ("2", "国际信息系统审计师（CISA）", "信息系统审计与控制协会", "美国", "中级"),
    ("3", "注册风险分析师", "云国风险分析协会", "云国", "初级"),
    ("4", "二级潜水教练", "云国 潜水联合会", "云国", "初级"),
)
OTHER = (
    ("1", "执业园林师", "云国园林学会", "云国", "中级"),
    ("2", "特许公认会计师资格（ACCA）", "英国特许公认会计师公会", "英国", "中级"),
)


def edition(path: Path, lists: dict[str, Sequence[Row]]) -> Path:
    """A notice as a Word document, a table a list."""
    document = docx.Document()
    document.add_paragraph("云州市境外职业资格认可目录")
    for heading, rows in lists.items():
        document.add_paragraph(heading)
        table = document.add_table(0, len(HEADER), style="Table Grid")
        for texts in (HEADER, *rows):
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text
    document.save(str(path))
    return path


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path]:
    """The list of an invented city, and its next edition."""
    old = edition(tmp_path / "old.docx", {"一、人才类目录（5项）": FIRST, "二、其他类目录（1项）": OTHER[:1]})
    new = edition(tmp_path / "new.docx", {"一、人才类目录（4项）": SECOND, "二、其他类目录（2项）": OTHER})
    return old, new


def said(line: dict[str, object]) -> tuple[object, ...]:
    """The kind of a difference, what it is about, its numbers and its values."""
    old, new = line["old"], line["new"]
    name = (new or old)["qualification"]  # type: ignore[index]
    numbers = [side and side["number"] for side in (old, new)]  # type: ignore[index]
    return line["change"], name, *numbers, line["values"]


def test_two_editions_give_each_difference_once(editions: tuple[Path, Path]) -> None:
    done = run_renke("diff", *editions, "--json")
    assert done.returncode == 0, done.stderr
    lists = {"list": ["一、人才类目录（5项）", "二、其他类目录（2项）"]}
    names = {"qualification": ["特许公认会计师（ACCA）", "特许公认会计师资格（ACCA）"]}
    assert [said(json.loads(line)) for line in done.stdout.splitlines()] == [
        ("renumbered", "特许工程师（CEng）", "2", "1", {"number": ["2", "1"]}),
        ("changed", "特许工程师（CEng）", "2", "1", {"grade": ["中级", "副高级"]}),
        ("added", "国际信息系统审计师（CISA）", None, "2", {}),
        ("renumbered", "二级潜水教练", "5", "4", {"number": ["5", "4"]}),
        ("moved", "特许公认会计师资格（ACCA）", "1", "2", lists),
        ("renamed", "特许公认会计师资格（ACCA）", "1", "2", names),
        ("removed", "一级潜水教练", "4", None, {}),
    ]


def test_a_teams_own_sheet_is_compared_by_the_columns_it_has(
    editions: tuple[Path, Path], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("证书名称", "发证机构", "职称级别"))
    for _, name, body, _, grade in (*SECOND[:3], *OTHER):
        sheet.append((name, body, "高级" if name == "执业园林师" else grade))
    book.save(tmp_path / "own.xlsx")
    done = run_renke("diff", tmp_path / "own.xlsx", editions[1], "--json")
    found = [said(json.loads(line)) for line in done.stdout.splitlines()]
    assert found == [
        ("added", "二级潜水教练", None, "4", {}),
        ("changed", "执业园林师", None, "1", {"grade": ["高级", "中级"]}),
    ]


def test_the_report_for_people_names_what_changed(editions: tuple[Path, Path]) -> None:
    report = run_renke("diff", *editions, "--markdown").stdout
    assert "| changed | 一、人才类目录（4项） | 1 | 特许工程师（CEng） |" in report
    assert "grade: 中级 → 副高级" in report


def test_what_is_neither_file_nor_version_nor_notice_is_named(tmp_path: Path) -> None:
    done = run_renke("--home", tmp_path, "diff", "nothing.pdf", "nothing.pdf")
    assert done.returncode == 2
    assert "nothing.pdf is no file, version or notice" in done.stderr


def test_a_version_and_a_notice_are_equal_to_themselves(published: Path) -> None:
    for given_ in ("current", "CN-SH/2025-298"):
        done = run_renke("--home", published, "diff", given_, given_, "--json")
        assert (done.returncode, done.stdout) == (0, "")


def row(name: str, *, number: str = "1", heading: str = "A", body: str = "甲会", **cells: str) -> Comparable:
    return Comparable(
        "", heading, number, {"qualification": name, "issuer": body, **cells}, identity=f"q:{name}",
        issuer_ids=(f"i:{body}",),
    )  # fmt: skip


def kinds(old: Sequence[Comparable], new: Sequence[Comparable]) -> list[str]:
    return [found.change for found in compare(old, new, SCHEMAS).differences]


def test_white_space_is_no_change_and_width_is() -> None:
    assert kinds([row("特许 会士(A)")], [row("特许会士(A)")]) == []
    assert kinds([row("特许会士(A)")], [row("特许会士（A）")]) == ["changed"]


def test_a_number_in_a_name_tells_two_qualifications_apart() -> None:
    assert kinds([row("一级教练")], [row("二级教练")]) == ["added", "removed"]
    assert kinds([row("Level I Coach")], [row("Level II Coach")]) == ["added", "removed"]


def test_rows_of_one_name_are_told_apart_by_their_level() -> None:
    old = [row("电工", number=str(i), level=f"{i}级", grade=f"{i}") for i in (1, 2, 3)]
    new = [row("电工", number="1", level="2级", grade="2"), row("电工", number="2", level="3级", grade="x")]
    found = compare(old, new, SCHEMAS).differences
    assert [(one.change, one.values) for one in found if one.change == "changed"] == [
        ("changed", {"grade": ("3", "x")})
    ]
    assert [one.old.cells["level"] for one in found if one.change == "removed" and one.old] == ["1级"]


def test_a_row_of_another_level_is_another_row() -> None:
    old = [row("电工", number=str(i), level=f"{i}级", grade=f"{i}") for i in (1, 2, 3)]
    new = [row("电工", number=str(i - 1), level=f"{i}级", grade=f"{i}") for i in (2, 3, 4)]
    assert sorted(kinds(old, new)) == ["added", "removed", "renumbered", "renumbered"]
    assert kinds(old[:1], [row("电工", number="4", level="2级", grade="1")]) == ["renumbered", "changed"]


def test_a_word_of_grade_in_a_name_tells_two_qualifications_apart() -> None:
    assert kinds([row("高级护理师")], [row("护理师（初级、高级）")]) == ["added", "removed"]
    assert kinds([row("Associate Surveyor")], [row("Fellow Surveyor")]) == ["added", "removed"]


def looked_at(old: Sequence[Comparable], new: Sequence[Comparable]) -> list[tuple[str, object]]:
    """Kinds and values of the differences of rows as they are read, without identities."""
    sides = identified(old, new, load_registry(ROOT / "registry"), SCHEMAS)
    return [(found.change, found.values) for found in compare(*sides, SCHEMAS).differences]


def read(name: str, body: str, number: str = "1", **cells: str) -> Comparable:
    return Comparable("", "A", number, {"qualification": name, "issuer": body, **cells})


def test_a_scope_that_no_other_row_has_may_change() -> None:
    old, new = read("注册地质师（二级及以上）", "云国地质会"), read("注册地质师（一级）", "云国地质会")
    assert looked_at([old], [new]) == [
        ("changed", {"qualification": ("注册地质师（二级及以上）", "注册地质师（一级）")})
    ]
    assert [kind for kind, _ in looked_at([old, new], [new])] == ["removed"]


def test_other_words_with_the_same_abbreviation_are_a_renaming() -> None:
    old = read("珠宝鉴定师（GG）", "美国宝石学院（GIA）", country="美国", grade="中级")
    new = read("研究宝石学家（GG）", "美国宝石研究院（GIA）", country="美国", grade="高级")
    assert [kind for kind, _ in looked_at([old], [new])] == ["renamed", "changed"]
    foreign = read("GG", "Gemological Institute of America", country="美国", grade="中级")
    assert [kind for kind, _ in looked_at([old], [foreign])] == ["renamed"]
    elsewhere = read("GG", "Gilders Guild", country="英国", grade="中级")
    assert [kind for kind, _ in looked_at([old], [elsewhere])] == ["added", "removed"]


def test_a_chinese_numeral_is_the_same_number() -> None:
    assert kinds([row("甲师", number="三")], [row("甲师", number="3")]) == []
    assert kinds([row("甲师", number="三")], [row("甲师", number="4")]) == ["renumbered"]


def test_a_teams_sheet_may_name_the_list_in_a_column(tmp_path: Path) -> None:
    lists: dict[str, Sequence[Row]] = {"一、人才类目录": FIRST[:2], "二、其他类目录": OTHER[:1]}
    old = edition(tmp_path / "old.docx", lists)
    own = tmp_path / "own.csv"
    own.write_text(
        "所属目录,负责人,更新,Certificate,Issuing body,状态,核对\n"
        "人才类,王,,特许公认会计师（ACCA）,英国特许公认会计师公会,,\n"
        "其他类,李,,执业园林师,云国园林学会,,\n"
        "其他类,李,,特许工程师（CEng）,英国工程委员会,,\n",
        "utf-8",
    )
    done = run_renke("diff", old, own, "--json")
    assert [said(json.loads(line)) for line in done.stdout.splitlines()] == [
        ("moved", "特许工程师（CEng）", "2", None, {"list": ["一、人才类目录", "其他类"]})
    ]


names = st.integers(0, 999).map(lambda i: f"{chr(0x4E00 + i)}{chr(0x5E00 + i)}{chr(0x6E00 + i)}师")


@given(st.lists(names, unique=True, min_size=2, max_size=12), st.data())
def test_random_edits_are_found_exactly(pool: list[str], data: st.DataObject) -> None:
    """Rows taken out, put in, reordered and given another grade, and numbered anew."""
    cut = data.draw(st.integers(1, len(pool)))
    old = [row(name, number=str(i), grade="初级") for i, name in enumerate(pool[:cut], start=1)]
    kept = data.draw(st.permutations(data.draw(st.lists(st.sampled_from(pool), unique=True, min_size=1))))
    graded = set(data.draw(st.lists(st.sampled_from(pool), unique=True)))
    new = [
        row(name, number=str(i), grade="高级" if name in graded else "初级")
        for i, name in enumerate(kept, start=1)
    ]
    before = {one.qualification: one for one in old}
    expected: set[tuple[str, str]] = set()
    for one in new:
        if (was := before.pop(one.qualification, None)) is None:
            expected.add(("added", one.qualification))
            continue
        if was.number != one.number:
            expected.add(("renumbered", one.qualification))
        if was.cells != one.cells:
            expected.add(("changed", one.qualification))
    expected |= {("removed", name) for name in before}
    found = compare(old, new, SCHEMAS).differences
    assert {(one.change, _name(one)) for one in found} == expected
    assert len(found) == len(expected)


def _name(found: Difference) -> str:
    side = found.new or found.old
    assert side is not None
    return side.qualification


def test_what_read_prints_as_csv_can_be_compared(editions: tuple[Path, Path], tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(run_renke("read", editions[0], "--csv").stdout, "utf-8")
    done = run_renke("diff", own, editions[0], "--json")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
