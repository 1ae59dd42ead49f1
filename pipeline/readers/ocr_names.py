"""Which OCR engine reads pages that are pictures. Imports next to nothing, for every command names them."""

import os
from collections.abc import Iterable
from typing import Literal, TypeAlias

from pipeline.errors import ConfigurationError

OcrName: TypeAlias = Literal["rapidocr", "paddle"]

RAPIDOCR: OcrName = "rapidocr"
PADDLE: OcrName = "paddle"
OCR_NAMES: tuple[OcrName, ...] = (RAPIDOCR, PADDLE)

SETTING = "RENKE_OCR"


def by_ocr(readings: Iterable[str]) -> bool:
    """Whether nothing but OCR read a text."""
    named = set(readings)
    return bool(named) and named.issubset(OCR_NAMES)


def chosen_ocr() -> OcrName:
    """The engine that the environment names. Raises ConfigurationError where it names none that is known."""
    words = os.environ.get(SETTING) or RAPIDOCR
    for name in OCR_NAMES:
        if name == words:
            return name
    raise ConfigurationError(
        f"{SETTING} is {words!r}, which is no OCR engine", remedy=f"Choose one of {', '.join(OCR_NAMES)}."
    )
