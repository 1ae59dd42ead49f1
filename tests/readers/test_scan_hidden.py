"""A seal over a table neither makes rules nor breaks them."""

import numpy

from pipeline.documents.model import Cell, Fragment
from pipeline.documents.places import PageBox
from pipeline.readers.pdf_rules import Rule
from pipeline.readers.scan_doubts import with_doubts
from pipeline.readers.scan_hidden import bridged, without_arcs

SEAL = (100.0, 100.0, 200.0, 200.0)
BORDERS = [
    Rule(True, 90, 0, 300),
    Rule(True, 210, 0, 300),
    Rule(False, 150, 0, 300),
    Rule(False, 180, 0, 300),
]


def test_an_arc_of_a_seal_is_no_rule() -> None:
    arc = Rule(False, 102, 135, 165)
    assert without_arcs([*BORDERS, arc], [SEAL]) == BORDERS
    assert arc in without_arcs([*BORDERS, arc], [])


def test_a_rule_under_a_seal_stays_where_it_goes_on_or_ends_on_rules_or_is_long() -> None:
    rules = [*BORDERS, Rule(True, 160, 150, 180), Rule(True, 90.5, 150, 170), Rule(False, 110, 110, 195)]
    assert without_arcs(rules, [SEAL]) == rules


def test_pieces_of_a_rule_are_joined_where_a_seal_was_erased_between_them() -> None:
    erased, nothing = numpy.zeros((300, 300), numpy.uint8), numpy.zeros((300, 300), numpy.uint8)
    erased[:, 120:150] = 1
    upper, lower = Rule(True, 50, 10, 121), Rule(True, 50.6, 149, 280)
    assert bridged([upper, lower], erased, nothing, 1.0) == [Rule(True, 50, 10, 280)]
    assert bridged([upper, lower], nothing, nothing, 1.0) == [upper, lower]
    away = Rule(True, 56, 149, 280)
    assert bridged([upper, away], erased, nothing, 1.0) == [upper, away]


def test_an_empty_cell_under_a_seal_is_marked() -> None:
    def cell(column: int, x0: float) -> Cell:
        return Cell("", 1, column, places=(PageBox(1, (x0, 140, x0 + 30, 160)),))

    fragment = Fragment(page=1, rows=1, columns=2, cells=(cell(1, 140), cell(2, 205)))
    under, beside = with_doubts(fragment, [SEAL]).cells
    assert [finding.code for finding in under.findings] == ["low-confidence"]
    assert not beside.findings
