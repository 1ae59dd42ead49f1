"""A line under words from side to side of a cell makes no second row; a rule between two cells does."""

from tests.tables.pages import HEADER, XS, joined, page, texts

ROWS = [
    HEADER,
    ["1", "金融", "甲资格证书", "英国", ""],
    ["2", "医疗", "注册会计师", "法国", ""],
    ["^", "^", "（CPA）", "^", "^"],
    ["3", "金融", "丙资格证书", "英国", "/"],
]
TOP = 60.0 + 2 * 20  # of the third row, each being 20 points high


def read(upper: float, lower: float, rows: list[list[str]] = ROWS) -> list[str]:
    """The names, where the parted words stand so far below the tops of their cells."""
    inks = {
        (3, 3): (XS[2] + 3, TOP + upper, XS[2] + 60, TOP + upper + 9),
        (4, 3): (XS[2] + 3, TOP + 20 + lower, XS[2] + 60, TOP + 20 + lower + 9),
    }
    (table,) = joined(page(1, rows, inks=inks))
    return [row[2] for row in texts(table)[1:]]


def test_words_at_both_sides_of_a_line_are_one_cell() -> None:
    assert read(10.0, 1.5) == ["甲资格证书", "注册会计师（CPA）", "丙资格证书"]


def test_words_in_the_middle_of_their_cells_are_two() -> None:
    assert read(5.5, 5.5) == ["甲资格证书", "注册会计师", "（CPA）", "丙资格证书"]


def test_a_rule_through_more_than_one_column_parts_rows() -> None:
    rows = [*ROWS[:3], ["^", "^", "（CPA）", "^", "限本市"], ROWS[4]]
    assert read(10.0, 1.5, rows) == ["甲资格证书", "注册会计师", "（CPA）", "丙资格证书"]
