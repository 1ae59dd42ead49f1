"""Several lists in one table: each has a heading of its own; groups, whose header may come again, stay."""

import pytest

from pipeline.readers.door import read_document
from pipeline.reading import notice_of

HEADER = "<tr><td>序号<td>证书名称<td>发证机构"
ROWS = "<tr><td>1<td>甲<td>子<tr><td>2<td>乙<td>丑"


def over(*words: str) -> str:
    return "".join(f"<tr><td colspan=3>{word}" for word in words)


def found(table: str, above: str = "") -> list[tuple[str | None, str | None]]:
    """The list and the group of each first row."""
    page = f"<html><body>{above}<table>{table}</table></body></html>".encode()
    catalogues = notice_of(read_document(page, "a.html")).catalogues
    return [
        (catalogue.heading, row.group)
        for catalogue in catalogues
        for row in catalogue.rows
        if row.number is not None and row.number.text == "1"
    ]


@pytest.mark.parametrize(
    ("table", "above", "expected"),
    [
        (
            over("一、认可目录") + HEADER + ROWS + over("二、紧缺目录") + HEADER + ROWS,
            "",
            [("一、认可目录", None), ("二、紧缺目录", None)],
        ),
        (
            HEADER + ROWS + over("二、紧缺目录") + HEADER + ROWS,
            "<p>一、认可目录</p>",
            [("一、认可目录", None), ("二、紧缺目录", None)],
        ),
        (
            over("附件1", "认可目录", "单位：项")
            + HEADER
            + ROWS
            + over("注：略", "附件2", "紧缺目录")
            + HEADER
            + ROWS,
            "",
            [("认可目录", None), ("紧缺目录", None)],
        ),
        (  # a list of other columns has a header of its own
            over("一、认可目录")
            + HEADER
            + ROWS
            + over("二、技能目录")
            + "<tr><td>序号<td>技能证书名称<td>颁发机构"
            + ROWS,
            "",
            [("一、认可目录", None), ("二、技能目录", None)],
        ),
        (  # another kind of outline heads a group
            over("认可目录") + HEADER + over("（一）金融") + ROWS + over("（二）建筑") + HEADER + ROWS,
            "",
            [("认可目录", "（一）金融"), ("认可目录", "（二）建筑")],
        ),
        (  # and so does a row without the header below it
            over("一、认可目录") + HEADER + ROWS + over("二、建筑") + ROWS,
            "",
            [("一、认可目录", None), ("一、认可目录", "二、建筑")],
        ),
        (
            over("认可目录", "（2024年版）", "2023-12-29") + HEADER + ROWS,
            "",
            [("认可目录（2024年版）", None)],
        ),
    ],
)
def test_a_row_that_heads_a_list_begins_one(
    table: str, above: str, expected: list[tuple[str | None, str | None]]
) -> None:
    assert found(table, above) == expected
