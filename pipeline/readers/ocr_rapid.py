"""RapidOCR: PaddleOCR's models on onnxruntime, offline, as its wheel carries them."""

from collections.abc import Sequence

import numpy
from rapidocr import RapidOCR

from pipeline.readers.ocr import Letter, Picture, Quad, spread


class RapidOcr:
    """The engine with its detection and recognition models."""

    name = "rapidocr"

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
        letters = []
        for line, text, info in zip(lines, result.txts, result.word_results, strict=True):
            height, width = line.shape[:2]
            steps = [(step + 0.5) / info.line_txt_len for word in info.word_cols or () for step in word]
            letters.append(spread(text, info.confs or (), steps, height / width))
        return letters
