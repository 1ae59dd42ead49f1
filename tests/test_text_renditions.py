"""The published text renditions, against the facts: nothing wrong goes unmarked."""

from collections import Counter, defaultdict

import pytest

from pipeline.catalogues.model import CatalogueRow, Notice
from pipeline.catalogues.report import row_records
from pipeline.documents.model import SURE
from pipeline.documents.text import squeeze
from pipeline.readers.files import read_file
from pipeline.reading import notice_of
from tests.conftest import RENDITIONS, ROOT
from tests.typeset.facts import NAMES, ExpectedRow, expected_rows, load_notice

pytestmark = pytest.mark.skipif(not RENDITIONS.is_dir(), reason="the published renditions are not here")

# The rendition prints markup where the notice has a raised character: as printed is right.
MARKUP = {("weihai", "5", "issuer"): ("ISC<sup>2</sup>", "ISC2")}


def _read(name: str) -> Notice:
    (path,) = RENDITIONS.glob(f"{name}-*.txt")
    return notice_of(read_file(path))


def _pairs(name: str) -> list[tuple[CatalogueRow, ExpectedRow]]:
    expected: dict[str, list[ExpectedRow]] = defaultdict(list)
    for row in expected_rows(load_notice(name)):
        expected[squeeze(row.list_heading)].append(row)
    notice = _read(name)
    assert [squeeze(c.heading or "") for c in notice.catalogues] == list(expected)
    return [
        pair
        for catalogue in notice.catalogues
        for pair in zip(catalogue.rows, expected[squeeze(catalogue.heading or "")], strict=True)
    ]


def _is_marked(row: CatalogueRow, role: str) -> bool:
    return row.values[role].confidence < SURE or any(
        finding.marks and finding.role in (role, None) for finding in row.findings
    )


@pytest.mark.parametrize("name", NAMES)
def test_numbers_and_qualifications_are_as_printed(name: str) -> None:
    for row, fact in _pairs(name):
        assert row.number is not None
        assert row.number.text == fact.number
        assert squeeze(row.values["qualification"].text) == squeeze(fact.cells["qualification"])


@pytest.mark.parametrize("name", NAMES)
def test_no_wrong_value_is_unmarked(name: str) -> None:
    wrong = []
    for row, fact in _pairs(name):
        for role, expected in fact.cells.items():
            read = squeeze(row.values[role].text)
            printed, meant = MARKUP.get((name, fact.number, role), ("", ""))
            if read.replace(printed, meant) != squeeze(expected) and not _is_marked(row, role):
                wrong.append((fact.list_heading, fact.number, role, read, expected))
    assert wrong == []


def test_most_values_that_the_scan_kept_are_right() -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for row, fact in _pairs("shanghai"):
        for role in ("issuer", "grade", "recognition"):
            if role in fact.cells:
                counts[role, squeeze(row.values[role].text) == squeeze(fact.cells[role])] += 1
    assert counts["issuer", False] == 0
    assert counts["grade", False] == 0
    assert counts["recognition", False] <= 1


def test_a_filled_span_says_so_in_its_steps() -> None:
    rows = [
        row for row, fact in _pairs("shanghai") if fact.list_heading.startswith("A") and fact.number == "1"
    ]
    (step,) = rows[0].values["issuer"].steps
    assert step.rule == "span-from-centring"


def test_slipped_cells_are_put_back_and_lost_ones_stay_empty() -> None:
    pairs = {(fact.list_heading[:3], fact.number): row for row, fact in _pairs("beijing")}
    slipped = pairs["(二)", "3"]
    assert slipped.values["country"].text == ""
    assert slipped.values["field"].text == "信息技术"
    assert "column-shift-repaired" in {finding.code for finding in slipped.findings}
    for number in ("6", "7"):
        lost = pairs["(二)", number]
        assert lost.values["field"].text == ""
        assert ("value-lost", "field") in {(finding.code, finding.role) for finding in lost.findings}


@pytest.mark.parametrize("name", NAMES)
def test_text_and_typeset_agree_except_where_a_finding_explains_it(name: str) -> None:
    facts = load_notice(name)
    sample = notice_of(read_file(ROOT / "raw" / facts.file))
    from_text = list(row_records(_read(name)))
    from_sample = list(row_records(sample))
    assert len(from_text) == len(from_sample)
    by_catalogue = [row for c in _read(name).catalogues for row in c.rows]
    for row, text, typeset in zip(by_catalogue, from_text, from_sample, strict=True):
        assert text["number"] == typeset["number"]
        cells, other = text["cells"], typeset["cells"]
        assert isinstance(cells, dict)
        assert isinstance(other, dict)
        assert cells.keys() == other.keys()
        for role, value in cells.items():
            printed, meant = MARKUP.get((name, str(text["number"]), role), ("", ""))
            equal = squeeze(value).replace(printed, meant) == squeeze(other[role])
            assert equal or _is_marked(row, role), (text["list"], text["number"], role)


@pytest.mark.parametrize("name", NAMES)
def test_forms_and_services_give_no_rows(name: str) -> None:
    notice = _read(name)
    assert sum(len(c.rows) for c in notice.catalogues) == len(expected_rows(load_notice(name)))
    assert all(table.reason for table in notice.set_aside)


def test_what_the_text_cannot_decide_is_marked() -> None:
    rows = {(fact.list_heading[:1], fact.number): row for row, fact in _pairs("shanghai")}
    assert all(_is_marked(rows["C", str(number)], "specialty") for number in range(33, 42))
    assert all(_is_marked(rows["D", number], "recognition") for number in ("8", "9"))
