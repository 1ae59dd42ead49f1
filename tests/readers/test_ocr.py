"""OCR engines: lines are found, letters read with their places; blanks lie between their neighbours."""

import cv2
import numpy
import pytest

from pipeline.readers.ocr import Picture, load_ocr, spread


def test_letters_meet_half_way_and_blanks_take_no_room() -> None:
    letters = spread("ab 中", (0.9, 0.8, 0.7, 0.6), (0.1, 0.3, 0.7), em=0.4)
    assert [letter.text for letter in letters] == ["a", "b", " ", "中"]
    assert [letter.confidence for letter in letters] == [0.9, 0.8, 0.7, 0.6]
    places = [place for letter in letters for place in (letter.start, letter.end)]
    assert places == pytest.approx([0.0, 0.2, 0.2, 0.5, 0.5, 0.5, 0.5, 0.9])


def test_a_gap_between_two_columns_stays_one() -> None:
    left, right = spread("ab", (1.0, 1.0), (0.1, 0.9), em=0.1)
    assert [left.end, right.start] == pytest.approx([0.15, 0.85])


def test_nothing_read_gives_no_letters() -> None:
    assert spread("", (0.0,), (), em=1.0) == ()


def test_rapidocr_finds_and_reads_lines() -> None:
    picture: Picture = numpy.full((160, 480, 3), 255, dtype=numpy.uint8)
    cv2.putText(picture, "IFRS 2026", (60, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
    ocr = load_ocr("rapidocr", threads=1)
    (quad,) = ocr.find(picture)
    (left, top), _, (right, bottom), _ = quad
    assert 30 < left < 70
    assert 40 < top < 60
    assert 250 < right < 330
    assert 85 < bottom < 110
    blank: Picture = numpy.full((40, 120, 3), 255, dtype=numpy.uint8)
    line, nothing = ocr.read([picture[int(top) : int(bottom), int(left) : int(right)], blank])
    assert "".join(letter.text for letter in line).replace(" ", "") == "IFRS2026"
    assert min(letter.confidence for letter in line) > 0.8
    assert [letter.start for letter in line] == sorted(letter.start for letter in line)
    assert nothing == ()
    assert ocr.find(blank) == []
