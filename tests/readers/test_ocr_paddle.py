"""PaddleOCR reads what RapidOCR reads, with the models that are chosen; what is missing is named."""

import sys
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy
import pytest
import yaml

from pipeline.errors import ConfigurationError
from pipeline.readers.ocr import Picture, load_ocr
from pipeline.readers.ocr_models import VARIABLE, chosen_models, wheel_models
from pipeline.readers.ocr_names import OCR_NAMES
from pipeline.readers.ocr_paddle import _Letters

WORDS = (("IFRS 2026", (60, 90)), ("ACCA", (60, 190)), ("26", (420, 190)))


def page() -> Picture:
    picture: Picture = numpy.full((240, 560, 3), 255, dtype=numpy.uint8)
    for words, place in WORDS:
        cv2.putText(picture, words, place, cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
    return picture


def test_the_models_of_the_wheel_are_described_for_paddleocr(tmp_path: Path) -> None:
    models = wheel_models(tmp_path)
    assert (models.detection.name, models.recognition.name) == ("PP-OCRv6_small_det", "PP-OCRv6_small_rec")
    told = yaml.safe_load((tmp_path / "rec" / "inference.yml").read_text(encoding="utf-8"))
    characters = told["PostProcess"]["character_dict"]
    assert len(characters) == len(set(characters)) > 18_000
    assert (tmp_path / "det" / "inference.onnx").stat().st_size > 1_000_000


def test_the_folder_that_the_environment_names_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert chosen_models() is None
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert wheel_models(tmp_path) == chosen_models()


def test_a_folder_without_models_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"det has no inference.onnx and no inference.yml"):
        chosen_models()
    wheel_models(tmp_path)
    (tmp_path / "rec" / "inference.yml").write_text("Global: 3", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="does not say Global: model_name"):
        chosen_models()


def test_without_paddleocr_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "paddleocr", None)
    with pytest.raises(ConfigurationError, match=r"pip install renke\[paddle\]"):
        load_ocr("paddle", threads=1)


def test_steps_that_say_the_same_are_one_letter_and_padding_has_none() -> None:
    steps = numpy.zeros((1, 8, 4))
    for step, letter in enumerate((1, 1, 0, 1, 3, 2, 0, 0)):
        steps[0, step, letter] = 0.5 + step / 20
    (line,), scores = _Letters(["blank", "a", "b", " "])([steps], wh_ratio_list=[6.0], max_wh_ratio=8.0)
    assert line.text == "aa b"
    assert line.confidences == pytest.approx([0.55, 0.65, 0.7, 0.75])
    assert line.middles == pytest.approx([0.5 / 6, 3.5 / 6, 5.5 / 6])
    assert scores == pytest.approx([0.55])


@pytest.mark.paddle
@pytest.mark.skipif(find_spec("paddleocr") is None, reason="PaddleOCR is not installed: make paddle-test")
def test_paddleocr_finds_and_reads_what_rapidocr_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    wheel_models(tmp_path)
    picture = page()
    read = {}
    for name in OCR_NAMES:
        ocr = load_ocr(name, threads=1)
        quads = ocr.find(picture)
        boxes = [tuple(int(edge) for edge in (*quad[0], *quad[2])) for quad in quads]
        lines = [picture[top:bottom, left:right] for left, top, right, bottom in boxes]
        letters = ocr.read([*lines, numpy.full((40, 60, 3), 255, dtype=numpy.uint8)])
        assert letters.pop() == ()
        assert min(letter.confidence for line in letters for letter in line) > 0.5
        read[name] = {
            "".join(letter.text for letter in line): (left, top, line[-1].end)
            for line, (left, top, _, _) in zip(letters, boxes, strict=True)
        }
    assert read["paddle"].keys() == read["rapidocr"].keys() == {words for words, _ in WORDS}
    for words, place in read["paddle"].items():
        assert place == pytest.approx(read["rapidocr"][words], abs=8)
    assert load_ocr("paddle", threads=1).find(numpy.full((300, 300, 3), 255, dtype=numpy.uint8)) == []
