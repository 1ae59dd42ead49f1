"""Which OCR engine reads pages that are pictures. Imports nothing, for every command names them."""

from typing import Literal, TypeAlias

OcrName: TypeAlias = Literal["rapidocr", "paddle"]

RAPIDOCR: OcrName = "rapidocr"
PADDLE: OcrName = "paddle"
OCR_NAMES: tuple[OcrName, ...] = (RAPIDOCR, PADDLE)
