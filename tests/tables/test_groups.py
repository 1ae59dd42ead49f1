"""Rows that head a group in a text do not disturb the recovery of the table around them."""

from pipeline.tables.groups import put_back, take_out
from tests.tables.known import VOCABULARY, body, read_tables

HEADER = "序号\t职业资格证书\t发证机构\t国家"
ROWS = [f"{n}\t资格{n}\t{'英国皇家化学会(RSC)' if n in (2, 5) else ''}\t英国" for n in range(1, 7)]
PLAIN = ["一、化学类", *ROWS[:3], "二、工程类", *ROWS[3:]]
TABBED = ["一、化学类\t\t\t", *ROWS[:3], "二、工程类\t\t\t", *ROWS[3:]]


def test_merged_cells_are_found_within_each_group() -> None:
    for lines in (PLAIN, TABBED):
        (table,) = read_tables("\n".join(["目录", HEADER, *lines]))
        rows = body(table)
        assert rows[0] == ["一、化学类"] * 4
        assert rows[4] == ["二、工程类"] * 4
        assert [row[0] for row in rows[1:4] + rows[5:]] == list("123456")
        assert {row[2] for row in rows[1:4] + rows[5:]} == {"英国皇家化学会(RSC)"}


def test_what_is_taken_out_comes_back_where_it_was() -> None:
    (table,) = read_tables("\n".join(["目录", HEADER, *PLAIN]))
    without, groups = take_out(table, VOCABULARY)
    assert [group.text for group in groups] == ["一、化学类", "二、工程类"]
    assert body(without) == [row for row in body(table) if row[0] == row[0].strip("一二、化学工程类")]
    again = put_back(without, groups)
    assert body(again) == body(table)
    assert (again.rows, again.row_pages) == (table.rows, table.row_pages)


def test_a_table_without_groups_is_left_alone() -> None:
    (table,) = read_tables("\n".join(["目录", HEADER, *ROWS]))
    assert take_out(table, VOCABULARY) == (table, ())
    assert put_back(table, ()) is table
