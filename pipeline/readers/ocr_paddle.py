"""PaddleOCR on onnxruntime: its own models where they are cached or can be fetched, else RapidOCR's."""

import atexit
import logging
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import numpy

from pipeline.errors import ConfigurationError
from pipeline.readers.ocr import Letter, Picture, Quad, spread
from pipeline.readers.ocr_letters import Alphabet, Spelt
from pipeline.readers.ocr_models import Models, chosen_models, wheel_models
from pipeline.readers.ocr_names import PADDLE

LONG_SIDE = 2000
"""Pixels to which PaddleOCR shrinks the longer side of a larger picture before it looks for lines."""
SHORT_SIDE = 736
"""Pixels to which it enlarges the shorter side of a smaller one."""
LINES_AT_ONCE = 6
_QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}


class PaddleOcr:
    """The engine with its detection and recognition models."""

    name = PADDLE

    def __init__(self, threads: int) -> None:
        models = chosen_models()
        paddleocr = _paddleocr(fetches=models is None)
        settings = _settings(threads)
        if models is None:
            self._finder, self._reader = _with_any_models(paddleocr, settings)
        else:
            self._finder, self._reader = _with_models(paddleocr, models, settings)
        # PaddleOCR tells one confidence a line; a doubtful character needs its own.
        predictor = self._reader.paddlex_predictor
        predictor.post_op = _Letters(predictor.post_op.character)

    def find(self, picture: Picture) -> list[Quad]:
        small = min(picture.shape[:2]) < SHORT_SIDE
        (found,) = self._finder.predict(
            picture,
            limit_side_len=SHORT_SIDE if small else LONG_SIDE,
            limit_type="min" if small else "max",
        )
        quads = numpy.asarray(found["dt_polys"], dtype=float).reshape(-1, 4, 2).tolist()
        return [((a, b), (c, d), (e, f), (g, h)) for (a, b), (c, d), (e, f), (g, h) in quads]

    def read(self, lines: Sequence[Picture]) -> list[tuple[Letter, ...]]:
        # A batch is padded to its widest line: lines go by width, and come back in their order.
        order = sorted(range(len(lines)), key=lambda index: lines[index].shape[1] / lines[index].shape[0])
        letters: dict[int, tuple[Letter, ...]] = {}
        results = self._reader.predict([lines[index] for index in order], batch_size=LINES_AT_ONCE)
        for index, result in zip(order, results, strict=True):
            spelt = result["rec_text"]
            height, width = lines[index].shape[:2]
            letters[index] = spread(spelt.text, spelt.confidences, spelt.middles, height / width)
        return [letters[index] for index in range(len(lines))]


class _Letters:
    """The engine's last stage: what the model says of each step along a line, as letters."""

    def __init__(self, characters: Sequence[str]) -> None:
        self._alphabet = Alphabet(characters)

    def __call__(
        self, predicted: Sequence[Any], *, wh_ratio_list: Sequence[float], max_wh_ratio: float, **_: object
    ) -> tuple[list[Spelt], list[float]]:
        lines = self._alphabet.lines(numpy.asarray(predicted[0]), wh_ratio_list, max_wh_ratio)
        return lines, [min(line.confidences, default=0.0) for line in lines]


def _paddleocr(*, fetches: bool) -> ModuleType:
    """The package, imported without its telemetry, and without asking the net where nothing is fetched."""
    quiet = _QUIET if fetches else {**_QUIET, "PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK": "True"}
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DISABLE_AUTO_LOGGING_CONFIG", "1")
    try:
        paddleocr = import_module("paddleocr")
    except ImportError as error:
        raise ConfigurationError(
            f"PaddleOCR cannot be loaded ({error})",
            remedy="Install it with `pip install renke[paddle]`, best in an environment of its own; "
            "or read with `--ocr rapidocr`.",
        ) from error
    logging.getLogger("paddlex").setLevel(logging.CRITICAL)
    logging.getLogger("paddleocr").setLevel(logging.ERROR)
    return paddleocr


def _settings(threads: int) -> dict[str, Any]:
    """onnxruntime on the GPU where it can, else on so many threads of the processor."""
    from onnxruntime import get_available_providers

    gpu = "CUDAExecutionProvider" in get_available_providers()
    return {
        "engine": "onnxruntime",
        "device": "gpu:0" if gpu else "cpu",
        "engine_config": {"intra_op_num_threads": threads, "inter_op_num_threads": 1},
    }


def _with_models(paddleocr: ModuleType, models: Models, settings: dict[str, Any]) -> tuple[Any, Any]:
    try:
        return tuple(
            kind(model_name=model.name, model_dir=str(model.folder), **settings)
            for kind, model in (
                (paddleocr.TextDetection, models.detection),
                (paddleocr.TextRecognition, models.recognition),
            )
        )
    except Exception as error:  # whatever PaddleX raises for models that it does not take
        raise ConfigurationError(
            f"PaddleOCR does not take the models in {models.detection.folder.parent} ({error})",
            remedy="Give models that PaddleOCR 3.7 reads as ONNX, or unset RENKE_OCR_MODELS.",
        ) from error


def _with_any_models(paddleocr: ModuleType, settings: dict[str, Any]) -> tuple[Any, Any]:
    """PaddleOCR's own models; where they can neither be found nor fetched, those of RapidOCR's wheel."""
    try:
        return paddleocr.TextDetection(**settings), paddleocr.TextRecognition(**settings)
    except Exception as error:  # PaddleX raises bare exceptions where it cannot fetch
        logging.getLogger(__name__).warning(
            "PaddleOCR's own models cannot be fetched (%s): it reads with those of RapidOCR", error
        )
    folder = TemporaryDirectory(prefix="renke-models-")
    atexit.register(folder.cleanup)
    return _with_models(paddleocr, wheel_models(Path(folder.name)), settings)
