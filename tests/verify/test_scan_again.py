"""A scan is read again from the crop of each cell alone."""

from dataclasses import replace
from functools import cache

import pytest

from pipeline.readers.ocr_names import RAPIDOCR
from pipeline.verify.documents import opened
from pipeline.verify.model import Traced
from tests.readers.scanning import as_file, drawn, noisy
from tests.verify.replaying import Read, read, traced

DPI = 200


@cache
def scan() -> Read:
    """The first rows of a page, as a picture with grain."""
    return read(as_file([noisy(drawn(4, DPI, 2.3))], "PNG", DPI), "scan.png")


def values() -> list[Traced]:
    return list(traced(scan().notice))


def test_each_value_of_a_scan_is_read_again_from_its_crop_alone() -> None:
    with opened(scan().data, "scan.png") as document:
        found = [document.replayed(value) for value in values()]
    assert len(found) >= 10
    assert {one.engine for one in found} <= {f"{name}, crop alone" for name in (RAPIDOCR, "paddle")}
    assert [(one.traced.value, one.text) for one in found if not one.equal] == []


@pytest.mark.parametrize("role", ["qualification", "issuer"])
def test_a_character_changed_in_the_reading_of_a_scan_is_told(role: str) -> None:
    value = next(one for one in values() if one.role == role)
    other = chr(ord(value.value[0]) + 1) + value.value[1:]
    with opened(scan().data, "scan.png") as document:
        again = document.replayed(replace(value, value=other, printed=other))
    assert not again.equal
    assert again.place is not None


def test_a_cell_of_the_row_below_is_told_by_what_it_says() -> None:
    first, second = [one for one in values() if one.role == "qualification"][:2]
    with opened(scan().data, "scan.png") as document:
        assert not document.replayed(replace(first, places=second.places)).equal
