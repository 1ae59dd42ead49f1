"""Cells are counted as they are: exact, wrong and marked, wrong and unmarked, lost."""

from dataclasses import replace

from pipeline.catalogues.model import Catalogue, CatalogueRow, Notice, NoticeFacts, Value
from pipeline.documents.findings import Finding, Severity
from tests.accuracy.compare import compare, fold_width
from tests.typeset.facts import Catalogue as FactList
from tests.typeset.facts import Column, load_notice

COLUMNS = (
    Column(header=("n",), width=1, role="number"),
    Column(header=("q",), width=1, role="qualification"),
    Column(header=("c",), width=1, role="country"),
)
FACTS = load_notice("tianjin").model_copy(
    update={
        "catalogues": (
            FactList(
                heading="清单",
                columns=COLUMNS,
                rows=(("1", "甲(a)", "英国"), ("2", "乙", None), ("3", "丙", "")),
            ),
        )
    }
)


def value(text: str, confidence: float = 1.0) -> Value:
    return Value(text, "h", (), ("x",), confidence)


def row(number: str, qualification: str, country: str) -> CatalogueRow:
    return CatalogueRow(value(number), {"qualification": value(qualification), "country": value(country)})


def read(*rows: CatalogueRow, heading: str = "清单") -> Notice:
    return Notice("x", "0", NoticeFacts(), (Catalogue(1, heading, "recognition", rows),))


RIGHT = (row("1", "甲 (a)", "英国"), row("2", "乙", "英国"), row("3", "丙", ""))


def test_white_space_does_not_count_and_merged_cells_fill_their_rows() -> None:
    counts = compare(FACTS, read(*RIGHT)).counts
    assert (counts.cells, counts.exact, counts.lost, counts.extra) == (9, 9, 0, 0)


def test_width_counts_unless_it_is_folded() -> None:
    wide = read(row("1", "甲（a）", "英国"), *RIGHT[1:])
    assert compare(FACTS, wide).counts.unmarked == 1
    assert compare(FACTS, wide, widths=True).counts.exact == 9


def test_only_width_is_folded() -> None:
    assert fold_width("（Ａ，²①，") == "(A,²①,"


def test_a_doubtful_cell_is_wrong_and_marked() -> None:
    doubtful = replace(RIGHT[1], values={"qualification": value("巳", 0.5), "country": value("英国")})
    said = replace(
        RIGHT[2],
        values={"qualification": value("丙"), "country": value("法国")},
        findings=(Finding("span-uncertain", Severity.WARNING, "x", role="country"),),
    )
    counts = compare(FACTS, read(RIGHT[0], doubtful, said)).counts
    assert (counts.exact, counts.marked, counts.unmarked) == (7, 2, 0)


def test_a_remark_of_severity_info_is_no_mark() -> None:
    said = replace(row("1", "x", "英国"), findings=(Finding("x", Severity.INFO, "x", role="qualification"),))
    assert compare(FACTS, read(said, *RIGHT[1:])).counts.unmarked == 1


def test_a_lost_row_loses_all_its_cells() -> None:
    counts = compare(FACTS, read(RIGHT[0], RIGHT[2])).counts
    assert (counts.exact, counts.unmarked, counts.lost) == (6, 3, 1)


def test_a_lost_row_that_a_gap_in_the_numbers_tells_of_is_marked() -> None:
    after = replace(RIGHT[2], findings=(Finding("number-gap", Severity.ERROR, "x"),))
    counts = compare(FACTS, read(RIGHT[0], after)).counts
    assert (counts.marked, counts.unmarked, counts.lost) == (3, 0, 1)


def test_a_number_misread_is_one_wrong_cell() -> None:
    counts = compare(FACTS, read(RIGHT[0], row("7", "乙", "英国"), RIGHT[2])).counts
    assert (counts.exact, counts.unmarked, counts.lost, counts.extra) == (8, 1, 0, 0)


def test_a_row_too_many_is_extra() -> None:
    assert compare(FACTS, read(*RIGHT, row("3", "丙", ""))).counts.extra == 1


def test_a_list_under_another_heading_is_compared_all_the_same() -> None:
    assert compare(FACTS, read(*RIGHT, heading="x")).counts.exact == 9


def test_a_column_that_is_not_printed_is_wrong() -> None:
    more = replace(RIGHT[0], values={**RIGHT[0].values, "remarks": value("x")})
    assert compare(FACTS, read(more, *RIGHT[1:])).counts.unmarked == 1


def test_a_column_that_is_missing_is_wrong_in_every_row() -> None:
    less = tuple(replace(one, values={"qualification": one.values["qualification"]}) for one in RIGHT)
    assert compare(FACTS, read(*less)).counts.unmarked == 3
