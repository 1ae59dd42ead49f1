"""Any table cut into pages at any row, or inside one, comes back as it was."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents.model import Table
from tests.tables.pages import HEADER, XS, codes, joined, page, pages_of, texts

WIDTH = 8  # characters a line of the widest column
_WORDS = "注册执业会计税务测量工程建筑结构设备环境安全管理软件网络数据金融风险精算护理康复"
COUNTRIES = ("英国", "美国", "新加坡", "国际", "日本", "德国")


@dataclass(frozen=True)
class Drawn:
    """A table and where it is cut: before a row (row, 0), or inside it after so many of its lines."""

    groups: list[int]
    names: list[int]
    remarks: list[bool]
    cuts: dict[int, int]
    repeated: str
    carried: str
    shift: float

    def rows(self) -> int:
        return len(self.names)


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    groups = draw(st.lists(st.integers(1, 6), min_size=3, max_size=8))
    count = sum(groups)
    names = draw(st.lists(st.integers(1, 5), min_size=count, max_size=count))
    rows = draw(st.sets(st.integers(3, count - 1), max_size=4)) if count > 4 else set()
    cuts = {row: draw(st.integers(0, names[row] - 1)) for row in rows}
    return Drawn(
        groups,
        names,
        draw(st.lists(st.booleans(), min_size=count, max_size=count)),
        cuts,
        draw(st.sampled_from(["whole", "never"])),
        draw(st.sampled_from(["blank", "again"])),
        draw(st.sampled_from([0.0, 12.0])),
    )


def name(row: int, lines: int) -> str:
    """A text whose lines are full but the last, different in each row."""
    chars = [_WORDS[(row * 7 + i * (row % 5 + 1)) % len(_WORDS)] for i in range(lines * WIDTH - 2 - row % 3)]
    return "\n".join("".join(chars[at : at + WIDTH]) for at in range(0, len(chars), WIDTH))


def expected(table: Drawn) -> list[list[str]]:
    fields = [f"第{g}领域" for g, size in enumerate(table.groups, start=1) for _ in range(size)]
    return [
        [
            str(row + 1),
            fields[row],
            name(row, table.names[row]),
            COUNTRIES[row % 6],
            f"备{row}" if table.remarks[row] else "",
        ]
        for row in range(table.rows())
    ]


def cut(table: Drawn) -> list[list[list[str]]]:
    """The rows of each page, as a typesetter prints them."""
    pages: list[list[list[str]]] = [[list(HEADER)]]
    for row, cells in enumerate(expected(table)):
        goes_on = row > 0 and cells[1] == expected(table)[row - 1][1]
        lines = cells[2].split("\n")
        upper = table.cuts.get(row)
        if upper == 0:
            pages.append([list(HEADER)] if table.repeated == "whole" else [])
        first = upper == 0
        field = cells[1] if not goes_on else "^"
        if goes_on and first:
            field = cells[1] if table.carried == "again" else ""
        if upper:
            pages[-1].append([cells[0], field, "\n".join(lines[:upper]), cells[3], cells[4]])
            pages.append([list(HEADER)] if table.repeated == "whole" else [])
            again = cells[1] if table.carried == "again" else ""
            pages[-1].append(["", again, "\n".join(lines[upper:]), "", ""])
        else:
            pages[-1].append([cells[0], field, cells[2], cells[3], cells[4]])
    return pages


def read(table: Drawn) -> Table:
    fragments = [
        page(number, rows, xs=[x + table.shift * (number % 2) for x in XS])
        for number, rows in enumerate(cut(table), start=1)
    ]
    (one,) = joined(*fragments)
    return one


@settings(max_examples=200, deadline=None)
@given(table=drawn())
def test_a_table_cut_anywhere_comes_back_as_it_was(table: Drawn) -> None:
    one = read(table)
    told = [["".join(text.split()) for text in row] for row in expected(table)]
    wrong = {
        (row, column)
        for row, (ours, theirs) in enumerate(zip(texts(one)[one.header_rows :], told, strict=True), start=1)
        for column, (mine, other) in enumerate(zip(ours, theirs, strict=True), start=1)
        if mine != other
    }
    if any("^" in row for rows in cut(table) for row in rows):
        assert wrong == set()
    else:  # nothing shows that cells are merged at all: what stays empty is marked
        grid = one.grid()
        assert all(grid[row + one.header_rows, column].findings for row, column in wrong)


@settings(max_examples=100, deadline=None)
@given(table=drawn())
def test_a_row_that_is_cut_has_a_place_on_each_of_its_pages(table: Drawn) -> None:
    one = read(table)
    page_number = 1
    for row in range(table.rows()):
        upper = table.cuts.get(row)
        if upper == 0:
            page_number += 1
        pages = [page_number, page_number + 1] if upper else [page_number]
        page_number = pages[-1]
        assert pages_of(one, one.header_rows + row + 1, 3) == pages
    assert "row-join-uncertain" not in codes(one)
