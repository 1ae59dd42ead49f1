"""What a user may choose about reading a document."""

from dataclasses import dataclass, field

from pipeline.readers.engines import BOTH, Engines
from pipeline.readers.ocr_names import OcrName, chosen_ocr


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one run: ``password`` opens encrypted PDF files, ``engines`` read them, ``ocr`` reads
    what is a picture.
    """

    password: str | None = None
    engines: Engines = BOTH
    ocr: OcrName = field(default_factory=chosen_ocr)
