"""Merged cells of text renditions: right or marked, in renditions of known tables and by hand."""

from collections import Counter

import pytest

from pipeline.documents.model import Table
from pipeline.tables.spanning import Anchor
from tests.tables.known import body, read_tables
from tests.tables.renditions import read, rendition

TABLES = 60


@pytest.fixture(scope="module", params=list(Anchor), ids=lambda anchor: str(anchor.value))
def counts(request: pytest.FixtureRequest) -> tuple[Anchor, Counter[tuple[bool, bool]]]:
    found: Counter[tuple[bool, bool]] = Counter()
    for seed in range(TABLES):
        found += read(rendition(seed, request.param))
    return request.param, found


def test_known_tables_are_read_right_or_marked(counts: tuple[Anchor, Counter[tuple[bool, bool]]]) -> None:
    anchor, found = counts
    wrong, unmarked = found[False, True] + found[False, False], found[False, False]
    assert found.total() > 2000
    if anchor is Anchor.TOP:
        assert wrong == 0
        assert found[True, False] == found.total()
    else:
        assert unmarked < 0.003 * found.total()
        assert wrong < 0.15 * found.total()
        assert found[True, False] > 0.25 * found.total()


def issuers(lines: list[str], *, header: str = "序号\t职业资格证书\t发证机构\t国家") -> Table:
    rows = [f"{n}\t资格{n}\t{text}\t英国" for n, text in enumerate(lines, start=1)]
    (table,) = read_tables("\n".join(["清单", "", header, *rows]))
    return table


def third(table: Table) -> list[str]:
    return [row[2] for row in body(table)]


RSC, BCS = "英国皇家化学会(Royal Society of Chemistry, RSC)", "英国计算机学会(British Computer Society, BCS)"


def test_words_in_the_middle_stand_in_every_row_of_their_cell() -> None:
    broken = ["英国计算机学会(British", "Computer Society, BCS)"]
    assert third(issuers(["", RSC, "", *broken])) == [RSC] * 3 + [BCS] * 2


def test_blanks_around_lone_words_are_marked_where_nothing_shows_that_cells_merge() -> None:
    table = issuers(["", RSC, "", "", BCS, ""])
    assert third(table) == ["", RSC, "", "", BCS, ""]
    for row in (1, 3, 4, 6):
        assert [finding.code for finding in table.grid()[row + 1, 3].findings] == ["span-uncertain"]


def test_words_at_the_top_stand_in_every_row_of_their_cell() -> None:
    table = issuers([RSC, "", "", BCS, "", "特许公会(ACCA)", "管理会计师协会(IMA)", ""])
    assert third(table) == [RSC] * 3 + [BCS] * 2 + ["特许公会(ACCA)"] + ["管理会计师协会(IMA)"] * 2


def test_words_broken_over_rows_are_one_text() -> None:
    table = issuers(
        [
            "英国皇家化学会(Royal",
            "Society of Chemistry, RSC)",
            "英国计算机学会(British",
            "Computer Society, BCS)",
        ]
    )
    assert third(table) == [RSC] * 2 + [BCS] * 2
    assert table.grid()[2, 3].row_span == 2
    assert [step.rule for step in table.grid()[2, 3].steps] == ["span-from-centring"]


def test_a_merged_cell_keeps_the_place_of_each_of_its_lines() -> None:
    table = issuers(
        [
            "英国皇家化学会(Royal",
            "Society of Chemistry, RSC)",
            "英国计算机学会(British",
            "Computer Society, BCS)",
        ]
    )
    assert len(table.grid()[2, 3].places) == 2


def test_a_column_that_repeats_its_values_does_not_merge_its_blanks() -> None:
    values = ["美国", "美国", "", "英国", "英国", "", "美国", "", "美国"]
    rows = [f"{n}\t资格{n}\t机构{n}\t{value}" for n, value in enumerate(values, start=1)]
    (table,) = read_tables("\n".join(["清单", "", "序号\t职业资格证书\t发证机构\t国家", *rows]))
    assert [row[3] for row in body(table)] == values


def test_a_blank_of_which_nothing_tells_is_empty_and_marked() -> None:
    table = issuers(["甲", "乙", "", "丙", "丁"])
    assert third(table) == ["甲", "乙", "", "丙", "丁"]
    assert [finding.code for finding in table.grid()[4, 3].findings] == ["span-uncertain"]


def test_a_nested_column_ends_where_the_column_around_it_ends() -> None:
    lines = [
        "清单", "", "序号\t国家\t境外职业技能项目\t境外等级\t比照认定职业（工种）",
        "1\t德国\t切削师\t甲级\t铣工", "2\t\t\t乙级\t铣工", "3\t\t机电师\t甲级\t电工", "4\t\t\t乙级\t电工",
        "5\t法国\t厨师\t甲级\t烹调师", "6\t\t\t乙级\t烹调师", "7\t英国\t美容\t/\t美容师",
    ]  # fmt: skip
    (table,) = read_tables("\n".join(lines))
    assert [row[1] for row in body(table)] == ["德国"] * 4 + ["法国"] * 2 + ["英国"]
    assert [row[2] for row in body(table)] == ["切削师"] * 2 + ["机电师"] * 2 + ["厨师"] * 2 + ["美容"]


def test_words_do_not_reach_over_a_repeated_header() -> None:
    header = "序号\t职业资格证书\t发证机构\t国家"
    rows = [f"{n}\t资格{n}\t{text}\t英国" for n, text in enumerate(["", RSC, "", "", BCS, ""], start=1)]
    (table,) = read_tables("\n".join(["清单", "", header, *rows[:3], "", header, *rows[3:]]))
    assert third(table) == [RSC] * 3 + [BCS] * 3


def test_damaged_words_are_marked_and_kept() -> None:
    table = issuers(["甲会(A)", "乙会(B", "丙会(C)", "丁会(D)"])
    cell = table.grid()[3, 3]
    assert cell.text == "乙会(B"
    assert "text-garbled" in [finding.code for finding in cell.findings]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_rendition_is_read_the_same(seed: int) -> None:
    made = rendition(seed, Anchor.MIDDLE)
    assert made == rendition(seed, Anchor.MIDDLE)
    assert read_tables(made.text) == read_tables(made.text)
