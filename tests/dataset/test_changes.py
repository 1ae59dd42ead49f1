"""The change feed: version n and its changes give version n + 1 exactly."""

from collections.abc import Sequence
from pathlib import Path

import docx
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dataset.changes import FEED, changes, flat_rows, replay
from pipeline.dataset.frames import all_laid, laid
from pipeline.dataset.records import TABLES, ChangeRecord, FindingRecord
from pipeline.dataset.schema import Tables, as_json
from pipeline.dataset.sqlite import write_sqlite
from tests.conftest import run_renke
from tests.dataset.rows import dataset, entry, entry_id


def tables(numbers: Sequence[int], findings: Sequence[str] = (), **values: object) -> Tables:
    """A dataset of these entries, the first with these values, and these findings."""
    rows = [entry(number, **(values if index == 0 else {})) for index, number in enumerate(numbers)]
    found = [
        FindingRecord(
            code="number-gap", severity="error", notice_id=None, entry_id=None, role=None, document=None,
            places=[], message=words, remedy="",
        )
        for words in findings
    ]  # fmt: skip
    return {**{name: [] for name in TABLES}, **dataset(rows), "findings": list(found)}


def written(folder: Path, content: Tables, number: int) -> Path:
    """The files of a version that the feed is made from."""
    version = folder / str(number)
    version.mkdir()
    for table in TABLES:
        pq.write_table(laid(table, content[table]).arrow(), version / f"{table}.parquet")
    write_sqlite(version / "renke.sqlite", all_laid(content))
    return version


def rows_of(version: Path, table: str) -> list[str]:
    return sorted(as_json(row) for row in flat_rows(version, table))


numbers = st.lists(st.integers(1, 12), unique=True, min_size=1, max_size=6)
words = st.lists(st.sampled_from(["甲", "乙"]), max_size=4)


@given(numbers, numbers, words, words, st.sampled_from(["senior", "junior", None]))
@settings(max_examples=15, deadline=None)
def test_a_version_and_its_changes_give_the_next_version(
    tmp_path_factory: object,
    old: list[int],
    new: list[int],
    said: list[str],
    told: list[str],
    grade: str | None,
) -> None:
    folder = tmp_path_factory.mktemp("feed")  # type: ignore[attr-defined]
    before = written(folder, tables(old, said), 1)
    after = tables(new, told, grade=grade, countries=["GB"])
    feed = changes(before, after)
    now = written(folder, after, 2)
    for table in FEED:
        brought = sorted(as_json(row) for row in replay(flat_rows(before, table), feed, table))
        assert brought == rows_of(now, table), table


def test_changes_name_what_was_added_removed_and_changed(tmp_path: Path) -> None:
    before = written(tmp_path, tables([3, 1, 2]), 1)
    now = tables([3, 2, 10], grade="intermediate", field_printed=None, other_printed={"乙": "2"})
    found = {row.key: row for row in changes(before, now) if row.table == "entries"}
    assert {key: row.change for key, row in found.items()} == {
        entry_id(1): "removed",
        entry_id(3): "changed",
        entry_id(10): "added",
    }
    assert found[entry_id(3)].values == {
        "field_printed": ["", None],
        "grade": ["senior", "intermediate"],
        "other_printed": ['{"丙": "", "乙": "1"}', '{"乙": "2"}'],
    }


def test_nothing_changed_gives_no_changes_and_a_first_version_adds_every_entry(tmp_path: Path) -> None:
    before = written(tmp_path, tables([1, 2]), 1)
    assert changes(before, tables([1, 2])) == []
    first = ChangeRecord(table="entries", key=entry_id(1), change="added", entry_id=entry_id(1), values={})
    assert changes(None, tables([1])) == [first]


def test_a_column_that_the_version_before_lacks_is_filled(tmp_path: Path) -> None:
    before = written(tmp_path, tables([1]), 1)
    path = before / "entries.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["grade"]), path)
    assert [row.values for row in changes(before, tables([1]))] == [{"grade": [None, "senior"]}]


HEADER = ("序号", "证书名称", "颁发机构", "对应职称级别")
FIRST = (("特许会计师（ACCA）", "英国特许公认会计师公会", "中级"), ("执业园林师", "云国园林学会", "初级"))
SECOND = (("注册风险师", "云国风险协会", "中级"), ("特许会计师（ACCA）", "英国特许公认会计师公会", "高级"))


def notice(path: Path, number: str, rows: Sequence[tuple[str, ...]], *text: str) -> None:
    document = docx.Document()
    for line in (number, "关于印发云州市境外职业资格认可目录的通知", *text):
        document.add_paragraph(line)
    table = document.add_table(0, len(HEADER), style="Table Grid")
    for texts in (HEADER, *((str(i), *row) for i, row in enumerate(rows, start=1))):
        for cell, words in zip(table.add_row().cells, texts, strict=True):
            cell.text = words
    document.save(str(path))


def test_the_entries_of_a_new_edition_name_those_they_continue(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "raw" / "CN-YN").mkdir(parents=True)
    (tmp_path / "sources" / "yunzhou.yaml").write_text(
        "jurisdiction: CN-YN\nname: {zh: 云州, en: Yunzhou}\nauthority: 云州市人社局\nwatch: raw/CN-YN\n",
        "utf-8",
    )
    notice(tmp_path / "raw" / "CN-YN" / "a.docx", "云人社〔2024〕1号", FIRST)
    assert run_renke("--home", tmp_path, "refresh", "--direct").returncode == 0
    abolishes = "本通知自2025年6月1日起施行，《云人社〔2024〕1号》同时废止。"
    notice(tmp_path / "raw" / "CN-YN" / "b.docx", "云人社〔2025〕2号", SECOND, abolishes)
    assert run_renke("--home", tmp_path, "refresh", "--direct").returncode == 0
    rows = flat_rows(tmp_path / "dataset" / "current", "changes")
    added = {row["key"]: (row["continues"], row["nature"]) for row in rows if row["change"] == "added"}
    assert added["CN-YN/2025-2/1/2"] == ("CN-YN/2024-1/1/1", '["renumbered", "changed"]')
    assert added["CN-YN/2025-2/1/1"] == (None, "[]")
