"""Who is believed where the engines differ: the verdict on a page, from readings made up for the purpose."""

from collections.abc import Sequence

import pytest

from pipeline.documents.findings import Severity
from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox
from pipeline.readers.pdf_agreement import agreed, with_words_read
from pipeline.readers.pdf_engines import Box
from pipeline.readers.pdf_frame import Frame
from pipeline.readers.pdf_page import PageContent
from pipeline.readers.pdf_paragraphs import Line
from pipeline.readers.pdf_tablers_page import PageRead
from pipeline.readers.pdf_verdict import Evidence, settled

FRAME = Frame(0.0, 800.0, 600.0, 800.0)
BOTH = ("tablers", "pdfplumber")


def box(row: int, column: int, rows: int = 1, columns: int = 1) -> Box:
    return 100.0 * column, 20.0 * row, 100.0 * (column + columns), 20.0 * (row + rows)


def table(*cells: tuple[str, Box], engine: str = "pdfplumber", rows: int = 2, columns: int = 2) -> Fragment:
    made = tuple(
        Cell(
            text,
            round(place[1] / 20) + 1,
            round(place[0] / 100) + 1,
            round((place[3] - place[1]) / 20),
            round((place[2] - place[0]) / 100),
            (PageBox(1, place),),
            (engine,),
        )
        for text, place in cells
    )
    return Fragment(1, rows, columns, made, (PageBox(1, box(0, 0, rows, columns)),))


def grid(*texts: str, engine: str = "pdfplumber") -> Fragment:
    """Two columns of these texts, row by row."""
    cells = [(text, box(index // 2, index % 2)) for index, text in enumerate(texts)]
    return table(*cells, engine=engine, rows=len(texts) // 2)


def page(*fragments: Fragment, lines: tuple[Line, ...] = ()) -> PageContent:
    return PageContent(FRAME, fragments, lines)


def evidence(
    *fragments: Fragment,
    third: Sequence[tuple[Box, str]] = (),
    shows: bool = False,
    seen: dict[Box, str] | None = None,
) -> Evidence:
    return Evidence(
        PageRead(fragments),
        third,
        lambda one, other: shows,
        lambda boxes: [(seen or {}).get(one, "?") for one in boxes],
    )


def the_cell(content: PageContent, row: int, column: int) -> Cell:
    (fragment,) = content.fragments
    return next(cell for cell in fragment.cells if (cell.row, cell.column) == (row, column))


def test_engines_that_differ_in_white_space_alone_agree() -> None:
    first, second = (
        grid("序 号", "名\n称", "1", "甲 A B"),
        grid("序号", "名称", "1", "甲\nAB", engine="tablers"),
    )
    content = agreed(page(first), PageRead((second,)))
    assert content is not None
    assert [cell.readings for cell in content.fragments[0].cells] == [BOTH] * 4
    assert [cell.text for cell in content.fragments[0].cells] == ["序 号", "名\n称", "1", "甲 A B"]


def test_boxes_a_little_apart_are_the_same_cells() -> None:
    second = table(*((c, tuple(e + 2 for e in b)) for c, b in (("甲", box(0, 0)), ("乙", box(0, 1)))))  # type: ignore[arg-type]
    assert agreed(page(table(("甲", box(0, 0)), ("乙", box(0, 1)), rows=1)), PageRead((second,))) is not None


@pytest.mark.parametrize(
    "second", [grid("甲", "乙", "丙", "戊"), grid("甲", "乙"), grid("甲", "乙", "丙", "丁", "戊", "己")]
)
def test_another_text_a_cell_less_or_one_more_is_a_difference(second: Fragment) -> None:
    assert agreed(page(grid("甲", "乙", "丙", "丁")), PageRead((second,))) is None


def test_the_third_can_decide_for_the_first_engine() -> None:
    third = [(box(1, 1), "丁")]
    content = settled(page(grid("甲", "乙", "丙", "丁")), evidence(grid("甲", "乙", "丙", "Ｔ"), third=third))
    cell = the_cell(content, 2, 2)
    assert (cell.text, cell.readings) == ("丁", ("pdfplumber", "camelot"))
    (finding,) = cell.findings
    assert (finding.code, finding.severity) == ("engines-disagree", Severity.INFO)
    assert "Ｔ" in finding.message
    assert the_cell(content, 1, 1).readings == BOTH
    assert not the_cell(content, 1, 1).findings


def test_the_third_can_decide_against_the_first_engine() -> None:
    third = [(box(1, 1), "丁")]
    content = settled(page(grid("甲", "乙", "丙", "Ｔ")), evidence(grid("甲", "乙", "丙", "丁"), third=third))
    cell = the_cell(content, 2, 2)
    assert (cell.text, cell.readings) == ("丁", ("tablers", "camelot"))
    assert [finding.severity for finding in cell.findings] == [Severity.INFO]
    assert "Ｔ" in cell.findings[0].message


@pytest.mark.parametrize("third", [[], [(box(1, 1), "卜")]], ids=["no third", "a third reading"])
def test_where_none_decides_the_cell_is_marked_with_all_readings(third: list[tuple[Box, str]]) -> None:
    content = settled(page(grid("甲", "乙", "丙", "丁")), evidence(grid("甲", "乙", "丙", "Ｔ"), third=third))
    cell = the_cell(content, 2, 2)
    assert cell.text == "丁"
    (finding,) = cell.findings
    assert finding.marks
    assert all(text in finding.message for text in ("丁", "Ｔ", *(text for _, text in third)))


def test_text_that_the_first_engine_left_out_as_unseen_is_not_voted_in() -> None:
    """tablers and camelot take clipped, covered and white text for printed."""
    hidden = "丁密文"
    unseen = evidence(grid("甲", "乙", "丙", hidden), third=[(box(1, 1), hidden)])
    cell = the_cell(settled(page(grid("甲", "乙", "丙", "丁")), unseen), 2, 2)
    assert cell.text == "丁"
    assert any(finding.marks for finding in cell.findings)


def test_what_leaves_ink_settles_whether_more_is_printed() -> None:
    hidden = "丁密文"
    third = [(box(1, 1), hidden)]
    left_out = evidence(grid("甲", "乙", "丙", hidden), third=third, seen={box(1, 1): "丁"})
    cell = the_cell(settled(page(grid("甲", "乙", "丙", "丁")), left_out), 2, 2)
    assert (cell.text, cell.readings) == ("丁", BOTH)
    assert not any(finding.marks for finding in cell.findings)
    lost = evidence(grid("甲", "乙", "丙", hidden), third=third, seen={box(1, 1): hidden})
    cell = the_cell(settled(page(grid("甲", "乙", "丙", "丁")), lost), 2, 2)
    assert (cell.text, cell.readings) == (hidden, ("tablers", "camelot"))


MERGED = table(("甲", box(0, 0, 2)), ("乙", box(0, 1)), ("丁", box(1, 1)))
SPLIT = grid("甲", "乙", "", "丁", engine="tablers")
ALL_SPLIT = [(box(0, 0), "甲"), (box(0, 1), "乙"), (box(1, 0), ""), (box(1, 1), "丁")]


def test_a_merged_cell_that_the_picture_shows_is_not_voted_apart() -> None:
    """A white mask over a rule: tablers and camelot both see the rule, nobody who looks does."""
    looked = Evidence(
        PageRead((SPLIT,)), ALL_SPLIT, lambda one, _: one == box(0, 0, 2), lambda boxes: ["甲" for _ in boxes]
    )
    cell = the_cell(settled(page(MERGED), looked), 1, 1)
    assert (cell.row_span, cell.text, cell.readings) == (2, "甲", BOTH)
    assert [finding.severity for finding in cell.findings] == [Severity.INFO]


def test_a_grid_that_the_others_and_the_picture_have_is_taken() -> None:
    looked = Evidence(
        PageRead((SPLIT,)), ALL_SPLIT, lambda one, _: one != box(0, 0, 2), lambda boxes: ["甲" for _ in boxes]
    )
    content = settled(page(MERGED), looked)
    assert len(content.fragments[0].cells) == 4
    assert {cell.readings for cell in content.fragments[0].cells} == {("tablers", "camelot")}
    assert not any(finding.marks for cell in content.fragments[0].cells for finding in cell.findings)


def test_a_grid_in_dispute_keeps_the_first_engines_cells_and_marks_those_that_differ() -> None:
    content = settled(page(MERGED), evidence(SPLIT))
    assert [cell.text for cell in content.fragments[0].cells] == ["甲", "乙", "丁"]
    assert [any(f.marks for f in cell.findings) for cell in content.fragments[0].cells] == [
        True,
        False,
        False,
    ]


def test_a_row_that_the_first_engine_lost_comes_from_the_other_and_is_marked() -> None:
    lines = (Line("戊", 1, (10.0, 42.0, 20.0, 52.0), 10.0, 600.0, False),)
    first = page(grid("甲", "乙", "丙", "丁"), lines=lines)
    content = settled(first, evidence(grid("甲", "乙", "丙", "丁", "戊", "己", engine="tablers")))
    (fragment,) = content.fragments
    assert [cell.text for cell in fragment.cells] == ["甲", "乙", "丙", "丁", "戊", "己"]
    assert [cell.readings for cell in fragment.cells[:4]] == [BOTH] * 4
    assert all(any(f.marks for f in cell.findings) for cell in fragment.cells[4:])
    assert content.lines == ()


@pytest.mark.parametrize("known_to_third", [True, False])
def test_a_table_that_one_engine_finds_is_kept_and_marked_unless_the_third_has_it(
    known_to_third: bool,
) -> None:
    third = [(box(i // 2, i % 2), text) for i, text in enumerate("甲乙丙丁")] if known_to_third else []
    content = settled(page(), evidence(grid(*"甲乙丙丁", engine="tablers"), third=third, shows=True))
    (fragment,) = content.fragments
    assert [cell.text for cell in fragment.cells] == list("甲乙丙丁")
    assert [any(f.marks for f in cell.findings) for cell in fragment.cells] == [not known_to_third] * 4


def test_a_table_that_only_the_first_engine_finds_is_kept_and_marked_unless_it_is_seen() -> None:
    first = page(grid(*"甲乙丙丁"))
    content = settled(first, evidence())
    assert all(any(f.marks for f in cell.findings) for cell in content.fragments[0].cells)
    seen = {box(i // 2, i % 2): text for i, text in enumerate("甲乙丙丁")}
    content = settled(first, evidence(shows=True, seen=seen))
    assert not any(f.marks for cell in content.fragments[0].cells for f in cell.findings)


def test_a_grid_of_one_engine_that_nobody_sees_is_none() -> None:
    lines = (Line("甲乙", 1, (10.0, 2.0, 120.0, 12.0), 10.0, 600.0, False),)
    content = settled(page(lines=lines), evidence(grid(*"甲乙丙丁", engine="tablers")))
    assert content.fragments == ()
    assert content.lines == lines


def test_of_a_table_without_rules_the_words_are_compared() -> None:
    words = table(
        ("甲", (5.0, 2.0, 15.0, 12.0)), ("乙", (105.0, 2.0, 115.0, 12.0)), ("丙", (5.0, 22.0, 15.0, 32.0))
    )
    read = with_words_read(page(words), lambda boxes: ["甲", "乙", "两"])
    assert [cell.readings for cell in read.fragments[0].cells] == [BOTH, BOTH, ("pdfplumber",)]
    assert [any(f.marks for f in cell.findings) for cell in read.fragments[0].cells] == [False, False, True]
    assert agreed(read, PageRead()) is not None
