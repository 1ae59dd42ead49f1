"""RapidOCR: PaddleOCR's models on onnxruntime, offline, as its wheel carries them."""

from collections.abc import Sequence

import numpy
from rapidocr import RapidOCR

from pipeline.readers.ocr import Letter, Picture, Quad, spread
from pipeline.readers.ocr_letters import Alphabet, Spelt, Steps
from pipeline.readers.ocr_names import RAPIDOCR


class _Letters:
    """The engine's last stage: what the model says of each step along a line, as letters."""

    def __init__(self, characters: Sequence[str]) -> None:
        self._alphabet = Alphabet(characters)

    def __call__(
        self, predicted: Steps, word_boxes: bool, *, wh_ratio_list: Sequence[float], max_wh_ratio: float
    ) -> tuple[list[tuple[str, float]], list[Spelt]]:
        """Each line's text with a confidence, and the letters."""
        lines = self._alphabet.lines(predicted, wh_ratio_list, max_wh_ratio)
        return [(line.text, min(line.confidences, default=0.0)) for line in lines], lines


class RapidOcr:
    """The engine with its detection and recognition models."""

    name = RAPIDOCR

    def __init__(self, threads: int) -> None:
        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.return_word_box": True,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        # RapidOCR gives the likeliest character of each step alone, and one confidence for it.
        self._reader = self._engine._load_rec_model()
        self._reader.postprocess_op = _Letters(self._reader.postprocess_op.character)

    def find(self, picture: Picture) -> list[Quad]:
        found = self._engine(picture, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        quads = numpy.asarray(found.boxes, dtype=float).reshape(-1, 4, 2).tolist()
        return [((a, b), (c, d), (e, f), (g, h)) for (a, b), (c, d), (e, f), (g, h) in quads]

    def read(self, lines: Sequence[Picture]) -> list[tuple[Letter, ...]]:
        if not lines:
            return []
        result = self._engine.recognize_txt(list(lines))
        return [
            spread(spelt.text, spelt.confidences, spelt.middles, line.shape[0] / line.shape[1])
            for line, spelt in zip(lines, result.word_results, strict=True)
        ]
